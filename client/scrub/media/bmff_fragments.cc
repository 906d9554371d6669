// SPDX-License-Identifier: Apache-2.0
// Movies in fragments, as screen recorders and web pages make them: flattened into the same samples.
#include <limits>

#include "client/scrub/media/bmff.h"

namespace adit::client::media {
namespace {

struct Place {
  std::size_t track;  // in the movie
  FragmentDefaults defaults;
};

struct Fragment {
  ByteSpan file;
  std::size_t moof_at;
  std::uint64_t data_end;  // of the last run: where the next one begins unless it says so
  std::size_t& budget;
};

// When each track's first fragment begins, and how far it has come.
struct Clock {
  std::optional<std::uint64_t> first;
  std::uint64_t now = 0;
};

Status read_run(ByteSpan trun, Fragment& fragment, const FragmentDefaults& d, std::uint64_t base,
                Track& track, Clock& clock) {
  Reader in(trun);
  auto head = in.be32();
  std::uint32_t version = head >> 24, flags = head & 0xffffff;
  auto count = in.be32();
  std::uint64_t at = fragment.data_end;
  if ((flags & 1) != 0)
    at = base + static_cast<std::uint64_t>(std::int64_t{static_cast<std::int32_t>(in.be32())});
  std::optional<std::uint32_t> first_flags;
  if ((flags & 4) != 0) first_flags = in.be32();
  if (d.entry == 0 || d.entry > track.entries.size()) return fail(Errc::file_damaged);
  if (track.entries[d.entry - 1].unit_bytes != 0) return fail(Errc::file_type_refused);
  for (std::uint32_t i = 0; i < count; ++i) {
    Sample s;
    s.at = at;
    s.duration = (flags & 0x100) != 0 ? in.be32() : d.duration;
    s.size = (flags & 0x200) != 0 ? in.be32() : d.size;
    auto own = (flags & 0x400) != 0 ? in.be32() : d.flags;
    if (i == 0 && first_flags) own = *first_flags;
    if ((flags & 0x800) != 0) s.shift = static_cast<std::int32_t>(in.be32());
    if ((version == 0 && s.shift < 0) || clock.now > std::uint64_t{1} << 55) return fail(Errc::file_damaged);
    s.key = !track.video || (own & 0x10000) == 0;
    s.entry = static_cast<std::uint8_t>(d.entry - 1);
    if (!in.ok() || at > fragment.file.size() || s.size > fragment.file.size() - at ||
        s.duration > 0x7fffffff)
      return fail(Errc::file_damaged);
    if (fragment.budget-- == 0) return fail(Errc::file_too_large);
    at += s.size;
    clock.now += s.duration;
    track.samples.push_back(s);
  }
  fragment.data_end = at;
  return {};
}

Status read_track_fragment(ByteSpan traf, Fragment& fragment, const std::vector<Place>& places,
                           std::vector<Track>& tracks, std::vector<Clock>& clocks, bool first) {
  auto tfhd = find_box(traf, "tfhd");
  if (!tfhd) return fail(Errc::file_damaged);
  Reader in(tfhd->body);
  auto flags = in.be32() & 0xffffff;
  auto id = in.be32();
  const Place* place = nullptr;
  for (const auto& p : places) {
    if (p.defaults.track == id) place = &p;
  }
  auto d = place != nullptr ? place->defaults : FragmentDefaults{};
  std::uint64_t base = (flags & 0x20000) != 0 || first ? fragment.moof_at : fragment.data_end;
  if ((flags & 1) != 0) base = in.be64();
  if ((flags & 2) != 0) d.entry = in.be32();
  if ((flags & 8) != 0) d.duration = in.be32();
  if ((flags & 0x10) != 0) d.size = in.be32();
  if ((flags & 0x20) != 0) d.flags = in.be32();
  if (!in.ok() || base > fragment.file.size()) return fail(Errc::file_damaged);
  fragment.data_end = base;
  if (place == nullptr) return {};  // of a track that is not kept
  auto& track = tracks[place->track];
  auto& clock = clocks[place->track];
  if (auto tfdt = find_box(traf, "tfdt")) {
    Reader time(tfdt->body);
    std::uint64_t start = time.u8() == 1 ? (time.skip(3), time.be64()) : (time.skip(3), time.be32());
    if (!time.ok() || start > std::uint64_t{1} << 50 || start / track.timescale > std::uint64_t{1} << 36)
      return fail(Errc::file_damaged);
    if (!clock.first) {
      clock.first = start;
      clock.now = start;
    } else if (start > clock.now && !track.samples.empty()) {
      // A gap: the last sample is shown longer.
      auto longer = start - clock.now + track.samples.back().duration;
      if (longer > 0x7fffffff) return fail(Errc::file_damaged);
      track.samples.back().duration = static_cast<std::uint32_t>(longer);
      clock.now = start;
    }
  }
  Boxes boxes(traf);
  while (auto box = boxes.next()) {
    if (box->type == "senc" || box->type == "saiz") return fail(Errc::file_type_refused);  // encrypted
    if (box->type == "trun") ADIT_CHECK(read_run(box->body, fragment, d, base, track, clock));
  }
  return {};
}

// Tracks may begin at different times; the earliest beginning becomes zero.
Status set_beginnings(std::vector<Track>& tracks, const std::vector<Clock>& clocks) {
  auto ticks = [&](std::size_t i) {
    auto scale = tracks[i].timescale;
    return *clocks[i].first / scale * kMovieTicks + *clocks[i].first % scale * kMovieTicks / scale;
  };
  std::uint64_t least = std::numeric_limits<std::uint64_t>::max();
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    if (clocks[i].first && !tracks[i].samples.empty()) least = std::min(least, ticks(i));
  }
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    if (!clocks[i].first || tracks[i].samples.empty() || !tracks[i].edits.empty() || ticks(i) == least)
      continue;
    if ((ticks(i) - least) / kMovieTicks > kMaxSeconds) return fail(Errc::file_damaged);
    auto rest = tracks[i].media_ticks() / tracks[i].timescale * kMovieTicks + kMovieTicks;
    tracks[i].edits = {{ticks(i) - least, -1}, {rest, 0}};
  }
  return {};
}

}  // namespace

Status read_fragments(ByteSpan file, const std::vector<FragmentDefaults>& defaults,
                      const std::vector<std::uint32_t>& ids, std::vector<Track>& tracks,
                      std::size_t& budget) {
  std::vector<Place> places;
  std::vector<Clock> clocks(tracks.size());
  bool fragmented = false;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    for (const auto& d : defaults) {
      if (d.track == ids[i]) places.push_back({i, d});
    }
  }
  Boxes boxes(file);
  while (auto box = boxes.next()) {
    if (box->type != "moof") continue;
    fragmented = true;
    Fragment fragment{file, box->at, box->at, budget};
    bool first = true;
    Boxes parts(box->body);
    while (auto part = parts.next()) {
      if (part->type != "traf") continue;
      ADIT_CHECK(read_track_fragment(part->body, fragment, places, tracks, clocks, first));
      first = false;
    }
  }
  if (!fragmented) return {};
  for (auto& track : tracks) {
    // "Until the end" is a length that is not known before the end.
    for (auto& edit : track.edits) {
      if (edit.duration == 0 && edit.media_time >= 0) {
        auto scale = track.timescale;
        auto n = track.media_ticks();
        edit.duration = n / scale * kMovieTicks + n % scale * kMovieTicks / scale;
      }
    }
  }
  return set_beginnings(tracks, clocks);
}

}  // namespace adit::client::media
