// SPDX-License-Identifier: Apache-2.0
// What a movie says beside its pictures and sound.
#include <fmt/format.h>

#include <algorithm>

#include "client/scrub/media/bmff.h"

namespace adit::client::media {
namespace {

using enum FindingClass;

// Seconds since 1904, as a day and a time.
std::string when_words(std::uint64_t seconds) {
  auto days = static_cast<std::int64_t>(seconds / 86400) - 24107 + 719468;  // since the year 0, March
  auto era = days / 146097, doe = days % 146097;
  auto yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  auto doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  auto mp = (5 * doy + 2) / 153;
  auto month = mp < 10 ? mp + 3 : mp - 9;
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", yoe + era * 400 + (month <= 2 ? 1 : 0), month,
                     doy - (153 * mp + 2) / 5 + 1, seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
}

void read_times(ByteSpan body, Harvest& out) {
  Reader in(body);
  bool wide = in.u8() == 1;
  in.skip(3);
  for (auto words : {"the time it was made: ", "the time of the last change: "}) {
    auto seconds = wide ? in.be64() : in.be32();
    if (in.ok() && seconds != 0 && seconds < std::uint64_t{1} << 34)
      out.found(when, words + when_words(seconds));
  }
}

FindingClass class_of(std::string_view name) {
  if (name.starts_with("com.apple.quicktime.")) name.remove_prefix(20);
  auto has = [&](std::string_view what) { return name.find(what) != name.npos; };
  if (has("xyz") || has("ocation") || has("loci") || has("GPS") || has("gps")) return where;
  if (has("date") || has("Date") || has("day") || has("yrrc") || has("time")) return when;
  if (has("mak") || has("mod") || has("swr") || has("too") || has("enc") || has("oftware") || has("model") ||
      has("fmt"))
    return device;
  if (has("identifier") || has("uuid") || has("UUID")) return history;
  return who;
}

void tell(std::string_view name, ByteSpan value, Harvest& out) {
  auto text = trimmed(value);
  if (text.empty()) return;
  out.keep_value(as_bytes(text));
  out.keep_strings(value);
  std::string shown;
  for (char c : name) shown += c == '\xa9' ? std::string("©") : std::string(1, c);
  out.found(class_of(name), fmt::format("a note {}: {}", quote_text(shown), quote_text(text)));
}

void read_loci(ByteSpan body, Harvest& out) {
  Reader in(body);
  in.skip(6);
  auto text = as_text(in.rest());
  auto end = std::min(text.find('\0'), text.size());
  in.skip(std::min(end + 2, in.left()));
  auto degrees = [&] { return static_cast<double>(static_cast<std::int32_t>(in.be32())) / 65536; };
  auto longitude = degrees(), latitude = degrees();
  out.keep_strings(body);
  if (in.ok())
    out.found(where, fmt::format("the place: {:.5f} north, {:.5f} east {}", latitude, longitude,
                                 quote_text(text.substr(0, end))));
}

// A list of names, then a list of values that refers to them or has names of four letters.
void read_meta(ByteSpan body, Harvest& out) {
  // QuickTime's has no version before its children.
  if (body.size() >= 4 && all_zero(body.first(4))) body = body.subspan(4);
  std::vector<std::string> names;
  if (auto keys = find_box(body, "keys")) {
    Reader in(keys->body);
    in.skip(8);
    while (in.left() >= 8 && names.size() < 1000) {
      auto n = in.be32();
      in.skip(4);
      if (n < 8 || n - 8 > in.left()) break;
      names.emplace_back(as_text(in.take(n - 8)));
    }
  }
  if (auto list = find_box(body, "ilst")) {
    std::size_t at = 0;
    while (list->body.size() - at >= 8) {  // its types may be numbers
      Reader in(list->body.subspan(at));
      std::size_t n = in.be32();
      auto type = in.take(4);
      if (n < 8 || n > list->body.size() - at) break;
      auto item = list->body.subspan(at + 8, n - 8);
      at += n;
      auto index = load_le(type) != 0 ? Reader(type).be32() : 0;
      auto name = index >= 1 && index <= names.size() ? names[index - 1] : std::string(as_text(type));
      if (auto own = find_box(item, "name"); own && own->body.size() > 4)
        name = as_text(own->body.subspan(4));
      auto data = find_box(item, "data");
      if (!data || data->body.size() < 8) continue;
      if (name == "covr") {
        out.found(hidden, "a cover picture");
        out.keep_strings(data->body.first(std::min<std::size_t>(4096, data->body.size())));
      } else {
        tell(name, data->body.subspan(8), out);
      }
    }
  }
  out.keep_strings(body.first(std::min<std::size_t>(body.size(), 1 << 16)));
}

void read_user_data(ByteSpan udta, Harvest& out) {
  Boxes boxes(udta);
  while (auto box = boxes.next()) {
    auto body = box->body;
    if (box->type == "meta") {
      read_meta(body, out);
    } else if (box->type == "loci") {
      read_loci(body, out);
    } else if (box->type.starts_with('\xa9') && body.size() > 4) {
      tell(box->type, body.subspan(4), out);
    } else if (box->type == "titl" || box->type == "auth" || box->type == "dscp" || box->type == "cprt" ||
               box->type == "perf" || box->type == "albm") {
      if (body.size() > 6) tell(box->type, body.subspan(6), out);
    } else if (!all_zero(body)) {
      out.keep_strings(body.first(std::min<std::size_t>(body.size(), 1 << 16)));
      out.found(other, fmt::format("a record {} ({})", quote_text(box->type), size_words(body.size())));
    }
  }
}

void read_uuid(ByteSpan body, Harvest& out) {
  if (body.size() < 16) return;
  auto content = body.subspan(16);
  out.keep_strings(content.first(std::min<std::size_t>(content.size(), 1 << 20)));
  if (as_text(content).find("<x:xmpmeta") != std::string_view::npos) return harvest_xmp(content, out);
  bool signed_origin = as_text(content).find("c2pa") != std::string_view::npos;
  out.found(signed_origin ? who : device,
            signed_origin ? "a signed record of origin (C2PA)"
                          : fmt::format("the maker's own record ({})", size_words(content.size())));
}

// A track that is not kept: what its first samples say.
void read_other_track(ByteSpan file, ByteSpan stbl, std::string_view handler, Harvest& out) {
  out.found(handler == "meta" || handler == "camm" || handler == "gpmd" ? where
            : handler == "tmcd"                                         ? when
                                                                        : hidden,
            handler == "meta"   ? "a track of notes taken while filming, such as places and movement"
            : handler == "tmcd" ? "a track of time codes"
            : handler == "text" || handler == "sbtl" || handler == "subt" || handler == "clcp"
                ? "a track of text: subtitles or chapters"
                : fmt::format("a further track {}", quote_text(handler)));
  Track track;
  if (auto stsd = find_box(stbl, "stsd"); stsd && stsd->body.size() > 8) {
    out.keep_strings(stsd->body.first(std::min<std::size_t>(stsd->body.size(), 4096)));
  }
  track.entries.resize(8);
  std::size_t budget = 100'000;
  if (!read_samples(file, stbl, track, budget)) return;
  std::size_t left = 1 << 16;
  for (const auto& s : track.samples) {
    auto n = std::min<std::size_t>(s.size, left);
    out.keep_strings(file.subspan(s.at, n));
    left -= n;
    if (left == 0) break;
  }
}

void read_track(ByteSpan file, ByteSpan trak, Harvest& out) {
  Boxes boxes(trak);
  while (auto box = boxes.next()) {
    if (box->type == "tkhd") read_times(box->body, out);
    if (box->type == "udta") read_user_data(box->body, out);
    if (box->type == "meta") read_meta(box->body, out);
    if (box->type == "uuid") read_uuid(box->body, out);
    if (box->type != "mdia") continue;
    std::string_view handler;
    ByteSpan stbl;
    Boxes parts(box->body);
    while (auto part = parts.next()) {
      if (part->type == "mdhd") {
        read_times(part->body, out);
        Reader in(part->body);
        in.skip(in.u8() == 1 ? 31 : 19);
        auto code = in.be16();
        // "und" or no language at all
        if (in.ok() && code != 0x55c4 && code != 0x7fff && code != 0)
          out.found(other, "the language of a track");
      } else if (part->type == "hdlr") {
        Reader in(part->body);
        in.skip(8);
        handler = in.tag();
        in.skip(12);
        auto name = in.rest();
        if (!name.empty() && name[0] < 0x20) name = name.subspan(1);  // QuickTime's own kind of text
        if (!trimmed(name).empty()) {
          out.keep_value(as_bytes(trimmed(name)));
          out.found(device, "the name of a track: " + quote_text(trimmed(name)));
        }
      } else if (part->type == "minf") {
        if (auto found = find_box(part->body, "stbl")) stbl = found->body;
      }
    }
    if (!handler.empty() && handler != "vide" && handler != "soun")
      read_other_track(file, stbl, handler, out);
  }
}

void read_free(const Box& box, Harvest& out) {
  if (all_zero(box.body)) return;
  out.keep_strings(box.body.first(std::min<std::size_t>(box.body.size(), 1 << 20)));
  out.found(hidden, fmt::format("{} in a part that is called empty", size_words(box.body.size())));
}

}  // namespace

void harvest_bmff(ByteSpan file, Harvest& out) {
  Boxes boxes(file);
  while (auto box = boxes.next()) {
    auto type = box->type;
    if (type == "free" || type == "skip" || type == "wide") read_free(*box, out);
    if (type == "uuid") read_uuid(box->body, out);
    if (type == "meta") read_meta(box->body, out);
    if (type == "udta") read_user_data(box->body, out);
    if (type == "moov") {
      Boxes parts(box->body);
      while (auto part = parts.next()) {
        if (part->type == "mvhd") read_times(part->body, out);
        if (part->type == "udta") read_user_data(part->body, out);
        if (part->type == "meta") read_meta(part->body, out);
        if (part->type == "uuid") read_uuid(part->body, out);
        if (part->type == "trak") read_track(file, part->body, out);
        if (part->type == "free" || part->type == "skip") read_free(*part, out);
      }
    } else if (type != "ftyp" && type != "mdat" && type != "free" && type != "skip" && type != "wide" &&
               type != "uuid" && type != "meta" && type != "udta" && type != "moof" && type != "sidx" &&
               type != "styp" && type != "mfra") {
      out.keep_strings(box->body.first(std::min<std::size_t>(box->body.size(), 1 << 20)));
      out.found(other, fmt::format("a part of an unknown kind {} ({})", quote_text(type),
                                   size_words(box->body.size())));
    }
  }
  auto tail = file.subspan(boxes.at());
  if (tail.empty()) return;
  out.keep_strings(tail.first(std::min<std::size_t>(tail.size(), 1 << 20)));
  out.found(hidden, fmt::format("{} after the end of the recording", size_words(tail.size())));
}

void harvest_gaps(ByteSpan file, const Movie& movie, Harvest& out) {
  std::vector<std::pair<std::size_t, std::size_t>> used;
  for (const auto& track : movie.tracks) {
    for (const auto& s : track.samples) {
      if (!used.empty() && used.back().second == s.at) {
        used.back().second += s.size;
      } else {
        used.emplace_back(s.at, s.at + s.size);
      }
    }
  }
  std::ranges::sort(used);
  std::size_t left = 1 << 18, total = 0, next = 0;
  Boxes boxes(file);
  while (auto box = boxes.next()) {
    if (box->type != "mdat") continue;
    std::size_t at = box->end - box->body.size();
    while (at < box->end) {
      while (next < used.size() && used[next].second <= at) ++next;
      auto until = next < used.size() ? std::min(used[next].first, box->end) : box->end;
      if (until > at) {
        total += until - at;
        auto n = std::min(until - at, left);
        out.keep_strings(file.subspan(at, n));
        left -= n;
        at = until;
      }
      if (next < used.size() && used[next].first <= at) at = std::max(at, used[next].second);
    }
  }
  if (total > 0)
    out.found(hidden,
              fmt::format("{} that belong to none of the pictures and sounds kept", size_words(total)));
}

}  // namespace adit::client::media
