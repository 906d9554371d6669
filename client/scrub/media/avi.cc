// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/media/avi.h"

#include <fmt/format.h>

#include <algorithm>

#include "client/scrub/media/bmff.h"
#include "client/scrub/media/reader.h"

namespace adit::client::media {
namespace {

using enum FindingClass;

struct Chunk {
  std::string_view type;
  ByteSpan body;
  std::size_t at = 0;  // of the body
};
std::optional<Chunk> next_chunk(Reader& in) {
  if (in.left() < 8) return std::nullopt;
  Chunk c;
  c.type = in.tag();
  std::size_t n = in.le32();
  if (n > in.left()) return std::nullopt;
  c.at = in.at();
  c.body = in.take(n);
  if (n % 2 != 0 && in.left() > 0) in.skip(1);
  return c;
}

void harvest_other(const Chunk& c, Harvest& out) {
  if (c.type == "LIST") return harvest_riff_info(c.body, out);
  if (c.type == "idx1" || c.type == "indx" || c.type.starts_with("ix") || c.type == "vprp" ||
      all_zero(c.body))
    return;
  out.keep_strings(c.body.first(std::min<std::size_t>(c.body.size(), 1 << 20)));
  auto text = trimmed(c.body);
  if (c.type == "IDIT") return out.found(when, "the time it was made: " + quote_text(text));
  if (c.type == "ISFT") return out.found(device, "the program that made it: " + quote_text(text));
  if (c.type == "strn") return out.found(who, "the name of a track: " + quote_text(text));
  out.found(c.type == "JUNK" ? hidden : other,
            fmt::format("a part {} ({})", quote_text(c.type), size_words(c.body.size())));
}

std::optional<Coding> coding_of(std::string_view codec) {
  constexpr std::string_view kMpeg4[] = {"XVID", "xvid", "DIVX", "divx", "DX50",
                                         "dx50", "FMP4", "fmp4", "MP4V", "mp4v"};
  if (codec == "MJPG" || codec == "mjpg") return Coding::mjpeg;
  if (codec == "H264" || codec == "h264" || codec == "X264" || codec == "x264" || codec == "avc1" ||
      codec == "AVC1")
    return Coding::h264;
  if (std::ranges::find(kMpeg4, codec) != std::end(kMpeg4)) return Coding::mpeg4;
  if (codec == std::string_view("\0\0\0\0", 4)) return Coding::plain;
  return std::nullopt;
}

Status read_video_format(ByteSpan strf, AviStream& s, Harvest& harvest) {
  Reader in(strf);
  in.skip(4);
  s.width = in.le32();
  s.height = in.le32();
  in.skip(2);
  auto depth = in.le16();
  s.codec = std::string(in.tag());
  auto picture_bytes = in.le32();
  in.skip(16);
  if (!in.ok() || s.width == 0 || s.width > 65535) return fail(Errc::file_damaged);
  auto coding = coding_of(s.codec);
  // Uncompressed pictures with a palette are not known.
  if (!coding || (*coding == Coding::plain && depth != 16 && depth != 24 && depth != 32))
    return fail(Errc::file_type_refused);
  s.essence.coding = *coding;
  ByteVector extra;
  if (*coding == Coding::mpeg4 ||
      (*coding == Coding::h264 && starts_with(in.rest(), std::string_view("\0\0", 2)))) {
    Sink sink(extra);
    if (!copy_essence(s.essence, in.rest(), sink, &harvest)) extra.clear();
  } else if (*coding == Coding::h264 && in.left() > 0) {
    return fail(Errc::file_type_refused);  // lengths instead of start codes
  } else {
    harvest.keep_strings(in.rest());
  }
  append_le32(s.format, static_cast<std::uint32_t>(40 + extra.size()));
  append_le32(s.format, s.width);
  append_le32(s.format, s.height);
  append_le16(s.format, 1);
  append_le16(s.format, depth);
  put_text(s.format, s.codec);
  append_le32(s.format, *coding == Coding::plain ? picture_bytes : 0);
  put_zeros(s.format, 16);
  append(s.format, extra);
  return {};
}

// A stream that is not kept is nothing.
Result<std::optional<AviStream>> read_stream(ByteSpan strl, Harvest& harvest) {
  Reader in(strl);
  in.skip(4);
  AviStream s;
  std::string_view type;
  std::optional<ByteSpan> format;
  while (auto c = next_chunk(in)) {
    if (c->type == "strh" && c->body.size() >= 48) {
      Reader head(c->body);
      type = head.tag();
      head.skip(16);
      s.scale = head.le32();
      s.rate = head.le32();
      s.start = head.le32();
      head.skip(12);
      s.sample_bytes = head.le32();
    } else if (c->type == "strf") {
      format = c->body;
    } else {
      harvest_other(*c, harvest);
    }
  }
  if (type.empty() || !format) return fail(Errc::file_damaged);
  if (type != "vids" && type != "auds") {
    harvest.found(hidden, type == "txts" ? "a track of text: subtitles" : "a further track");
    return std::optional<AviStream>();
  }
  if (s.scale == 0 || s.rate == 0) return fail(Errc::file_damaged);
  s.video = type == "vids";
  if (s.video) {
    ADIT_CHECK(read_video_format(*format, s, harvest));
  } else {
    auto clean = clean_wave_format(*format, true);
    if (!clean) return fail(Errc::file_type_refused);
    s.format = std::move(*clean);
    if (load_le(ByteSpan(s.format).first(2)) == 0x55) s.essence.coding = Coding::mp3;
  }
  return std::optional(std::move(s));
}

class Movi {
 public:
  Movi(ByteSpan file, const std::vector<std::optional<std::size_t>>& numbers, Avi& avi, Harvest& harvest)
      : file_(file), numbers_(numbers), avi_(avi), harvest_(harvest) {}

  Status read(ByteSpan body, unsigned depth) {
    Reader in(body);
    while (auto c = next_chunk(in)) {
      if (c->type == "LIST" && starts_with(c->body, "rec ") && depth == 0) {
        ADIT_CHECK(read(c->body.subspan(4), 1));
        continue;
      }
      auto kind = c->type.substr(2);
      auto digit = [&](std::size_t i) {
        return c->type[i] >= '0' && c->type[i] <= '9' ? c->type[i] - '0' : 100;
      };
      auto number = static_cast<std::size_t>(digit(0) * 10 + digit(1));
      if ((kind != "dc" && kind != "db" && kind != "wb") || number >= numbers_.size()) {
        if (kind == "pc") return fail(Errc::file_type_refused);
        harvest_other(*c, harvest_);
        continue;
      }
      if (!numbers_[number]) {
        harvest_.keep_strings(c->body.first(std::min<std::size_t>(c->body.size(), 4096)));
        continue;
      }
      if (avi_.chunks.size() == kMaxSamples) return fail(Errc::file_too_large);
      auto at = static_cast<std::size_t>(c->body.data() - file_.data());
      bool raw = avi_.streams[*numbers_[number]].essence.coding == Coding::plain;
      avi_.chunks.push_back({*numbers_[number], {at, c->body.size()}, raw});
    }
    return in.left() < 8 && all_zero(in.rest()) ? Status() : fail(Errc::file_damaged);
  }

 private:
  ByteSpan file_;
  const std::vector<std::optional<std::size_t>>& numbers_;
  Avi& avi_;
  Harvest& harvest_;
};

}  // namespace

Result<Avi> read_avi(ByteSpan file, Harvest& harvest) {
  Avi avi;
  std::vector<std::optional<std::size_t>> numbers;
  Reader riffs(file);
  bool first = true, movi = false;
  while (riffs.left() >= 12) {
    auto from = riffs.at();
    auto riff = next_chunk(riffs);
    if (!riff || riff->type != "RIFF") {
      if (first) return fail(Errc::file_damaged);
      harvest_junk(file.subspan(from), harvest);
      riffs.skip(riffs.left());
      break;
    }
    if (!starts_with(riff->body, first ? "AVI " : "AVIX")) return fail(Errc::file_type_refused);
    first = false;
    Reader in(riff->body.subspan(4));
    while (auto c = next_chunk(in)) {
      if (c->type == "LIST" && starts_with(c->body, "hdrl") && numbers.empty()) {
        Reader head(c->body.subspan(4));
        while (auto h = next_chunk(head)) {
          if (h->type == "avih" && h->body.size() >= 4) {
            avi.frame_microseconds = static_cast<std::uint32_t>(load_le(h->body.first(4)));
          } else if (h->type == "LIST" && starts_with(h->body, "strl")) {
            if (numbers.size() == kMaxTracks) return fail(Errc::file_type_refused);
            ADIT_TRY(auto stream, read_stream(h->body, harvest));
            numbers.push_back(stream ? std::optional(avi.streams.size()) : std::nullopt);
            if (stream) avi.streams.push_back(std::move(*stream));
          } else if (!(h->type == "LIST" && starts_with(h->body, "odml"))) {
            harvest_other(*h, harvest);
          }
        }
      } else if (c->type == "LIST" && starts_with(c->body, "movi")) {
        movi = true;
        ADIT_CHECK(Movi(file, numbers, avi, harvest).read(c->body.subspan(4), 0));
      } else {
        harvest_other(*c, harvest);
      }
    }
    if (in.left() >= 8) return fail(Errc::file_damaged);
  }
  harvest_junk(riffs.rest(), harvest);
  if (!movi || avi.streams.empty() || avi.chunks.empty()) return fail(Errc::file_damaged);
  return avi;
}

namespace {

class Open {
 public:
  Open(ByteVector& out, std::string_view type, std::string_view form = "") : out_(out) {
    put_text(out, type);
    at_ = out.size();
    put_zeros(out, 4);
    put_text(out, form);
  }
  ~Open() {
    auto n = out_.size() - at_ - 4;
    for (unsigned i = 0; i < 4; ++i) out_[at_ + i] = static_cast<std::uint8_t>(n >> (8 * i));
    if (n % 2 != 0) out_.push_back(0);
  }
  Open(const Open&) = delete;
  Open& operator=(const Open&) = delete;

 private:
  ByteVector& out_;
  std::size_t at_;
};

// What the head says of a stream, counted from its chunks.
struct Totals {
  std::uint32_t chunks = 0, largest = 0;
  std::uint64_t bytes = 0;
};

void put_stream(ByteVector& out, const AviStream& s, const Totals& t) {
  Open strl(out, "LIST", "strl");
  {
    Open strh(out, "strh");
    put_text(out, s.video ? "vids" : "auds");
    if (s.video) {
      put_text(out, s.codec);
    } else {
      put_zeros(out, 4);
    }
    put_zeros(out, 12);
    append_le32(out, s.scale);
    append_le32(out, s.rate);
    append_le32(out, s.start);
    append_le32(out, s.sample_bytes != 0 ? static_cast<std::uint32_t>(t.bytes / s.sample_bytes) : t.chunks);
    append_le32(out, t.largest);
    append_le32(out, 0xffffffff);
    append_le32(out, s.sample_bytes);
    put_zeros(out, 4);
    append_le16(out, static_cast<std::uint16_t>(s.width));
    append_le16(out, static_cast<std::uint16_t>(s.height));
  }
  Open strf(out, "strf");
  append(out, s.format);
}

}  // namespace

Result<ByteVector> write_avi(ByteSpan file, const Avi& avi) {
  std::vector<Totals> totals(avi.streams.size());
  for (const auto& c : avi.chunks) {
    Sink sink;
    auto& t = totals[c.stream];
    if (!copy_essence(avi.streams[c.stream].essence, file.subspan(c.place.at, c.place.size), sink, nullptr))
      return fail(Errc::file_damaged);
    ++t.chunks;
    t.largest = std::max(t.largest, static_cast<std::uint32_t>(sink.size()));
    t.bytes += sink.size();
  }
  std::uint32_t pictures = 0, width = 0, height = 0;
  for (std::size_t i = 0; i < avi.streams.size(); ++i) {
    if (!avi.streams[i].video || width != 0) continue;
    pictures = totals[i].chunks;
    width = avi.streams[i].width;
    height = avi.streams[i].height;
  }
  ByteVector out, index;
  std::vector<std::vector<Place>> mp3(avi.streams.size());
  out.reserve(file.size() + 65536);
  {
    Open riff(out, "RIFF", "AVI ");
    {
      Open hdrl(out, "LIST", "hdrl");
      {
        Open avih(out, "avih");
        append_le32(out, avi.frame_microseconds);
        put_zeros(out, 8);
        append_le32(out, 0x110);  // an index; interleaved
        append_le32(out, pictures);
        put_zeros(out, 4);
        append_le32(out, static_cast<std::uint32_t>(avi.streams.size()));
        put_zeros(out, 4);
        append_le32(out, width);
        append_le32(out, height);
        put_zeros(out, 16);
      }
      for (std::size_t i = 0; i < avi.streams.size(); ++i) put_stream(out, avi.streams[i], totals[i]);
    }
    {
      std::size_t begins = out.size() + 8;
      Open movi(out, "LIST", "movi");
      index.reserve(16 * avi.chunks.size());
      for (const auto& c : avi.chunks) {
        const auto& s = avi.streams[c.stream];
        std::string name = {'0', static_cast<char>('0' + c.stream % 10), s.video ? 'd' : 'w',
                            s.video && !c.raw ? 'c' : 'b'};
        if (c.stream >= 10) name[0] = '1';
        auto at = out.size();
        {
          Open chunk(out, name);
          Sink sink(out);
          copy_essence(s.essence, file.subspan(c.place.at, c.place.size), sink, nullptr);
        }
        auto n = static_cast<std::uint32_t>(load_le(ByteSpan(out).subspan(at + 4, 4)));
        if (s.essence.coding == Coding::mp3) mp3[c.stream].push_back({at + 8, n});
        put_text(index, name);
        append_le32(index, !s.video || is_key(s.essence, ByteSpan(out).subspan(at + 8, n)) ? 0x10 : 0);
        append_le32(index, static_cast<std::uint32_t>(at - begins));
        append_le32(index, n);
      }
    }
    for (const auto& frames : mp3) blank_mp3(out, frames);
    Open idx1(out, "idx1");
    append(out, index);
  }
  return out;
}

}  // namespace adit::client::media
