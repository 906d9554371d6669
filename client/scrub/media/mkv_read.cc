// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "client/scrub/media/bmff.h"
#include "client/scrub/media/mkv.h"

namespace adit::client::media {
namespace {

using enum FindingClass;

constexpr std::uint32_t kSegment = 0x18538067, kInfo = 0x1549a966, kTracks = 0x1654ae6b,
                        kCluster = 0x1f43b675, kCues = 0x1c53bb6b, kSeekHead = 0x114d9b74, kTags = 0x1254c367,
                        kAttachments = 0x1941a469, kChapters = 0x1043a770, kVoid = 0xec, kSum = 0xbf;

bool top_level(std::uint32_t id) {
  return id == kInfo || id == kTracks || id == kCluster || id == kCues || id == kSeekHead || id == kTags ||
         id == kAttachments || id == kChapters;
}

void keep(ByteSpan body, Harvest& out) {
  out.keep_strings(body.first(std::min<std::size_t>(body.size(), 1 << 20)));
}

void read_info(ByteSpan info, Mkv& mkv, Harvest& out) {
  if (auto scale = find_element(info, 0x2ad7b1)) mkv.scale = read_uint(*scale).value_or(0);
  if (auto duration = find_element(info, 0x4489)) mkv.duration = read_float(*duration);
  const std::tuple<std::uint32_t, FindingClass, std::string_view> texts[] = {
      {0x7ba9, who, "the title"},
      {0x4d80, device, "the program that wrote it"},
      {0x5741, device, "the program that made it"},
      {0x7384, who, "the file's name"},
      {0x3c83ab, who, "the name of the file before"},
      {0x3e83bb, who, "the name of the next file"}};
  for (auto [id, what, words] : texts) {
    auto text = find_element(info, id);
    if (!text || trimmed(*text).empty()) continue;
    out.keep_value(as_bytes(trimmed(*text)));
    out.found(what, fmt::format("{}: {}", words, quote_text(trimmed(*text))));
  }
  if (auto date = find_element(info, 0x4461); date && date->size() == 8) {
    out.keep_value(*date);
    auto seconds = static_cast<std::int64_t>(Reader(*date).be64()) / 1'000'000'000;
    out.found(when,
              fmt::format("the time it was made: {} days after the beginning of 2001", seconds / 86400));
  }
  for (std::uint32_t id : {0x73a4u, 0x3cb923u, 0x3eb923u, 0x4444u}) {
    auto uid = find_element(info, id);
    if (!uid || uid->empty()) continue;
    out.keep_value(*uid);
    out.found(history, "a number that names this very file, or its family");
  }
}

void read_tags(ByteSpan body, Harvest& out, unsigned depth) {
  if (depth > 6) return;
  Elements elements(body);
  while (auto e = elements.next()) {
    if (e->id != 0x67c8) {
      if (e->id == 0x7373) read_tags(e->body, out, depth + 1);
      continue;
    }
    auto name = find_element(e->body, 0x45a3).value_or(ByteSpan());
    auto text = find_element(e->body, 0x4487).value_or(ByteSpan());
    auto n = as_text(name);
    out.keep_value(as_bytes(trimmed(text)));
    bool place = n.find("LOCATION") != n.npos || n.find("location") != n.npos;
    bool time = n.find("DATE") != n.npos || n.find("TIME") != n.npos || n.find("DURATION") != n.npos;
    bool tool = n.find("ENCODER") != n.npos || n.find("encoder") != n.npos;
    out.found(place  ? where
              : time ? when
              : tool ? device
                     : who,
              fmt::format("a note {}: {}", quote_text(name), quote_text(trimmed(text))));
    read_tags(e->body, out, depth + 1);
  }
}

void harvest_part(const Element& e, Harvest& out) {
  switch (e.id) {
    case kTags:
      keep(e.body, out);
      return read_tags(e.body, out, 0);
    case kAttachments: {
      keep(e.body, out);
      Elements files(e.body);
      while (auto f = files.next()) {
        if (f->id != 0x61a7) continue;
        auto name = find_element(f->body, 0x466e).value_or(ByteSpan());
        out.found(hidden, "a file inside the recording: " + quote_text(name));
      }
      return;
    }
    case kChapters:
      keep(e.body, out);
      return out.found(other, "a list of chapters");
    case kVoid:
      if (all_zero(e.body)) return;
      keep(e.body, out);
      return out.found(hidden, fmt::format("{} in a part that is called empty", size_words(e.body.size())));
    case kSeekHead:
    case kCues:
    case kSum:
    case kInfo:
    case kTracks:
      return;
    default:
      keep(e.body, out);
      out.found(other, fmt::format("a part of an unknown kind ({})", size_words(e.body.size())));
  }
}

class Clusters {
 public:
  Clusters(ByteSpan file, Mkv& mkv, Harvest& harvest) : file_(file), mkv_(mkv), harvest_(harvest) {}

  // The element at the start of a cluster's children; false if the cluster is over.
  Status add(const Element& e) {
    if (e.id == 0xe7) {
      auto v = read_uint(e.body);
      if (!v || *v > std::uint64_t{1} << 50) return fail(Errc::file_damaged);
      now_ = static_cast<std::int64_t>(*v);
      return {};
    }
    if (e.id == 0xa3) return add_block(e.body, std::nullopt);
    if (e.id == 0xa0) return add_group(e.body);
    if (e.id == 0xaf) return fail(Errc::file_type_refused);  // encrypted
    if (e.id == 0xab || e.id == 0xa7 || e.id == kSum) return {};
    harvest_part(e, harvest_);
    return {};
  }

 private:
  struct Group {
    std::optional<std::uint64_t> duration;
    std::int64_t padding = 0;
    std::optional<std::int64_t> reference;
  };

  static std::int64_t read_int(ByteSpan body) {
    std::uint64_t v = !body.empty() && (body[0] & 0x80) != 0 ? ~std::uint64_t{0} : 0;
    for (auto b : body.first(std::min<std::size_t>(8, body.size()))) v = v << 8 | b;
    return static_cast<std::int64_t>(v);
  }

  Status add_group(ByteSpan body) {
    Group group;
    std::optional<ByteSpan> block;
    Elements parts(body);
    while (auto e = parts.next()) {
      if (e->id == 0xa1 && !block) block = e->body;
      if (e->id == 0x9b) group.duration = read_uint(e->body);
      if (e->id == 0x75a2) group.padding = read_int(e->body);
      if (e->id == 0xfb && !group.reference) group.reference = read_int(e->body);
      if (e->id == 0x75a1) {
        keep(e->body, harvest_);
        harvest_.found(hidden, "data beside the pictures");
      }
    }
    return block ? add_block(*block, group) : Status(fail(Errc::file_damaged));
  }

  Status add_block(ByteSpan body, const std::optional<Group>& group) {
    auto head = read_block(body);
    if (!head) return fail(Errc::file_damaged);
    auto track = std::ranges::find(mkv_.tracks, head->track, &MkvTrack::number);
    if (track == mkv_.tracks.end()) {
      if (others_left_ > 0) {
        auto n = std::min(others_left_, body.size());
        harvest_.keep_strings(body.first(n));
        others_left_ -= n;
      }
      return {};
    }
    MkvBlock block;
    block.track = static_cast<std::size_t>(track - mkv_.tracks.begin());
    block.time = now_ + head->time;
    block.key = group ? !group->reference : (head->flags & 0x80) != 0;
    if (group) {
      block.duration = group->duration;
      block.padding = group->padding;
      block.reference = group->reference.value_or(0);
    }
    if (block.duration.value_or(0) > std::uint64_t{1} << 40) return fail(Errc::file_damaged);
    block.first = mkv_.frames.size();
    block.count = head->frames.size();
    if (mkv_.frames.size() + block.count > kMaxSamples) return fail(Errc::file_too_large);
    auto at = static_cast<std::size_t>(body.data() - file_.data());
    for (const auto& f : head->frames) mkv_.frames.push_back({at + f.at, f.size});
    mkv_.blocks.push_back(block);
    return {};
  }

  ByteSpan file_;
  Mkv& mkv_;
  Harvest& harvest_;
  std::int64_t now_ = 0;
  std::size_t others_left_ = 1 << 16;
};

// The clock begins with the first sound or picture; the length is a whole number of ticks.
void settle_times(Mkv& mkv) {
  std::int64_t least = std::numeric_limits<std::int64_t>::max(), most = 0;
  for (const auto& b : mkv.blocks) least = std::min(least, b.time);
  for (auto& b : mkv.blocks) {
    b.time -= least;
    most = std::max(most, b.time + static_cast<std::int64_t>(b.duration.value_or(0)));
  }
  if (!mkv.duration) return;
  auto ticks = static_cast<double>(static_cast<std::int64_t>(*mkv.duration + 0.5));
  auto last = static_cast<double>(most);
  // Some seconds more than the last block's beginning may be right; anything else is not.
  mkv.duration = ticks >= last && ticks <= last + 1e10 / static_cast<double>(mkv.scale) ? ticks : last;
}

}  // namespace

Result<Mkv> read_mkv(ByteSpan file, Harvest& harvest) {
  Mkv mkv;
  Elements top(file);
  auto head = top.next();
  if (!head || head->id != 0x1a45dfa3) return fail(Errc::file_damaged);
  std::optional<Element> segment = top.next();
  while (segment && segment->id == kVoid) {
    harvest_part(*segment, harvest);
    segment = top.next();
  }
  if (!segment || segment->id != kSegment) return fail(Errc::file_damaged);
  if (segment->end < file.size()) {
    keep(file.subspan(segment->end), harvest);
    harvest.found(hidden,
                  fmt::format("{} after the end of the recording", size_words(file.size() - segment->end)));
  }

  auto body = segment->body;
  // Tracks may stand anywhere, in front of the clusters that need them.
  Elements parts(body);
  Clusters clusters(file, mkv, harvest);
  bool cues = false;
  while (auto e = parts.next()) {
    if (e->id == kInfo) read_info(e->body, mkv, harvest);
    if (e->id == kTracks && mkv.tracks.empty()) {
      Elements entries(e->body);
      while (auto entry = entries.next()) {
        if (entry->id != 0xae) continue;
        if (mkv.tracks.size() == kMaxTracks) return fail(Errc::file_type_refused);
        ADIT_TRY(auto track, read_mkv_track(entry->body, harvest));
        if (track) mkv.tracks.push_back(std::move(*track));
      }
    }
    cues = cues || e->id == kCues;
    if (e->id != kCluster) {
      if (e->open) return fail(Errc::file_damaged);
      harvest_part(*e, harvest);
      continue;
    }
    Elements children(e->body);
    while (true) {
      auto before = children.at();
      auto child = children.next();
      if (!child || (e->open && top_level(child->id))) {
        children.go(before);
        break;
      }
      ADIT_CHECK(clusters.add(*child));
    }
    if (e->open) {
      parts.go(static_cast<std::size_t>(e->body.data() - body.data()) + children.at());
    } else if (children.at() != e->body.size()) {
      return fail(Errc::file_damaged);
    }
  }
  if (parts.at() != body.size()) {
    // A recording that was stopped hard ends inside a block; a whole one may have something behind it.
    if (!segment->open && !cues) return fail(Errc::file_damaged);
    harvest_junk(body.subspan(parts.at()), harvest);
  }
  if (mkv.scale == 0 || mkv.scale > 1'000'000'000) return fail(Errc::file_damaged);
  // Tracks without a single frame go.
  std::vector<std::size_t> fresh(mkv.tracks.size());
  std::vector<bool> used(mkv.tracks.size());
  for (const auto& b : mkv.blocks) used[b.track] = true;
  std::vector<MkvTrack> kept;
  for (std::size_t i = 0; i < mkv.tracks.size(); ++i) {
    fresh[i] = kept.size();
    if (used[i]) kept.push_back(std::move(mkv.tracks[i]));
  }
  mkv.tracks = std::move(kept);
  for (auto& b : mkv.blocks) b.track = fresh[b.track];
  if (mkv.tracks.empty()) return fail(Errc::file_damaged);
  settle_times(mkv);
  return mkv;
}

ByteVector whole_frame(ByteSpan file, const MkvTrack& track, const Place& frame) {
  ByteVector out = track.prefix;
  append(out, file.subspan(frame.at, frame.size));
  return out;
}

}  // namespace adit::client::media
