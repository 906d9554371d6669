// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "client/scrub/media/bmff.h"

namespace adit::client::media {

std::optional<Box> Boxes::next() {
  Reader in(bytes_.subspan(at_));
  if (in.left() < 8) return std::nullopt;
  std::uint64_t n = in.be32();
  auto type = in.tag();
  std::size_t head = 8;
  if (n == 1) {
    n = in.be64();
    head = 16;
  } else if (n == 0) {
    n = bytes_.size() - at_;
  }
  if (!in.ok() || n < head || n > bytes_.size() - at_) return std::nullopt;
  for (char c : type) {
    if (static_cast<std::uint8_t>(c) < 0x20) return std::nullopt;
  }
  Box box{type, bytes_.subspan(at_ + head, n - head), at_, at_ + n};
  at_ += n;
  return box;
}

std::optional<Box> find_box(ByteSpan bytes, std::string_view type) {
  Boxes boxes(bytes);
  while (auto box = boxes.next()) {
    if (box->type == type) return box;
  }
  return std::nullopt;
}

namespace {

ByteSpan body_of(ByteSpan bytes, std::string_view type) {
  auto box = find_box(bytes, type);
  return box ? box->body : ByteSpan();
}

TrackBoxes find_parts(ByteSpan trak) {
  TrackBoxes out;
  out.tkhd = body_of(trak, "tkhd");
  out.elst = body_of(body_of(trak, "edts"), "elst");
  auto mdia = body_of(trak, "mdia");
  out.mdhd = body_of(mdia, "mdhd");
  out.hdlr = body_of(mdia, "hdlr");
  out.stbl = body_of(body_of(mdia, "minf"), "stbl");
  return out;
}

// One of the eight ways to turn and mirror; upright if it is none.
std::array<int, 4> read_turn(Reader& in) {
  std::array<std::int32_t, 9> m{};
  for (auto& v : m) v = static_cast<std::int32_t>(in.be32());
  auto unit = [](std::int32_t v) { return v == 0x10000 ? 1 : v == -0x10000 ? -1 : v == 0 ? 0 : 2; };
  std::array<int, 4> turn = {unit(m[0]), unit(m[1]), unit(m[3]), unit(m[4])};
  bool straight = turn[1] == 0 && turn[2] == 0 && turn[0] % 2 != 0 && turn[3] % 2 != 0;
  bool sideways = turn[0] == 0 && turn[3] == 0 && turn[1] % 2 != 0 && turn[2] % 2 != 0;
  return straight || sideways ? turn : std::array<int, 4>{1, 0, 0, 1};
}

Status read_head(const TrackBoxes& parts, Track& track, std::uint32_t& id) {
  Reader tkhd(parts.tkhd);
  unsigned version = tkhd.u8();
  tkhd.skip(3u + (version == 1 ? 16u : 8u));
  id = tkhd.be32();
  tkhd.skip((version == 1 ? 12u : 8u) + 16u);
  track.turn = read_turn(tkhd);
  track.width = tkhd.be32() >> 16;
  track.height = tkhd.be32() >> 16;
  Reader mdhd(parts.mdhd);
  mdhd.skip(mdhd.u8() == 1 ? 19 : 11);
  track.timescale = mdhd.be32();
  if (!tkhd.ok() || !mdhd.ok() || track.timescale == 0) return fail(Errc::file_damaged);
  return {};
}

Status read_edits(ByteSpan elst, std::uint32_t movie_scale, Track& track) {
  if (elst.empty()) return {};
  Reader in(elst);
  bool wide = in.u8() == 1;
  in.skip(3);
  auto count = in.be32();
  constexpr std::int64_t kMost = std::int64_t{1} << 40;  // 141 days
  if (count > 32) return fail(Errc::file_type_refused);
  for (std::uint32_t i = 0; i < count; ++i) {
    std::uint64_t duration = wide ? in.be64() : in.be32();
    std::int64_t time = wide ? static_cast<std::int64_t>(in.be64()) : static_cast<std::int32_t>(in.be32());
    auto rate = in.be32();
    if (!in.ok() || movie_scale == 0 || time < -1 || duration > kMost) return fail(Errc::file_damaged);
    if (rate != 0x10000) return fail(Errc::file_type_refused);  // slow motion by the player
    duration = (duration * kMovieTicks + movie_scale / 2) / movie_scale;
    if (duration > kMost || time > kMost) return fail(Errc::file_damaged);
    track.edits.push_back({duration, time});
  }
  return {};
}

Status read_entries(ByteSpan stbl, Track& track, Harvest& harvest) {
  auto stsd = body_of(stbl, "stsd");
  if (stsd.size() < 8) return fail(Errc::file_damaged);
  Boxes boxes(stsd.subspan(8));
  while (auto box = boxes.next()) {
    if (track.entries.size() == 16) return fail(Errc::file_type_refused);
    ADIT_TRY(auto entry, read_entry(*box, track.video, harvest));
    track.entries.push_back(std::move(entry));
  }
  if (track.entries.empty()) return fail(Errc::file_damaged);
  return {};
}

// How large it is shown: the track's own word if it is sensible.
void settle_size(Track& track) {
  const auto& first = track.entries.front();
  auto sensible = [](unsigned shown, unsigned coded) {
    return shown > 0 && shown <= 4 * coded && coded <= 4 * shown;
  };
  if (!sensible(track.width, first.width) || !sensible(track.height, first.height)) {
    track.width = first.width;
    track.height = first.height;
  }
}

// Entries that no sample uses go; the others keep their order.
void drop_unused_entries(Track& track) {
  std::array<bool, 256> used{};
  for (const auto& s : track.samples) used[s.entry] = true;
  std::array<std::uint8_t, 256> fresh{};
  std::vector<Entry> kept;
  for (std::size_t i = 0; i < track.entries.size(); ++i) {
    fresh[i] = static_cast<std::uint8_t>(kept.size());
    if (used[i]) kept.push_back(std::move(track.entries[i]));
  }
  track.entries = std::move(kept);
  for (auto& s : track.samples) s.entry = fresh[s.entry];
}

}  // namespace

Result<Movie> read_bmff(ByteSpan file, Harvest& harvest) {
  auto moov = body_of(file, "moov");
  if (moov.empty()) return fail(Errc::file_damaged);
  if (find_box(moov, "cmov")) return fail(Errc::file_type_refused);
  harvest_bmff(file, harvest);

  std::uint32_t movie_scale = 0;
  {
    Reader mvhd(body_of(moov, "mvhd"));
    mvhd.skip(mvhd.u8() == 1 ? 19 : 11);
    movie_scale = mvhd.be32();
    if (!mvhd.ok() || movie_scale == 0) return fail(Errc::file_damaged);
  }
  std::vector<FragmentDefaults> defaults;
  auto mvex = body_of(moov, "mvex");
  Boxes extensions(mvex);
  while (auto box = extensions.next()) {
    if (box->type != "trex" || defaults.size() == 64) continue;
    Reader in(box->body);
    in.skip(4);
    FragmentDefaults d;
    for (auto* v : {&d.track, &d.entry, &d.duration, &d.size, &d.flags}) *v = in.be32();
    if (!in.ok()) return fail(Errc::file_damaged);
    defaults.push_back(d);
  }

  Movie movie;
  std::vector<std::uint32_t> ids;
  std::size_t budget = kMaxSamples;
  Boxes boxes(moov);
  while (auto box = boxes.next()) {
    if (box->type != "trak") continue;
    auto parts = find_parts(box->body);
    Reader hdlr(parts.hdlr);
    hdlr.skip(8);
    auto handler = hdlr.tag();
    if (handler != "vide" && handler != "soun") continue;
    if (movie.tracks.size() == kMaxTracks) return fail(Errc::file_type_refused);
    Track track;
    track.video = handler == "vide";
    std::uint32_t id = 0;
    ADIT_CHECK(read_head(parts, track, id));
    // A still picture (the cover) or a list of chapters: no moving picture.
    auto stsd = body_of(parts.stbl, "stsd");
    auto codec = stsd.size() > 8 ? Boxes(stsd.subspan(8)).next() : std::nullopt;
    if (!codec) return fail(Errc::file_damaged);
    if (track.video &&
        (codec->type == "png " || codec->type == "PNG " || codec->type == "rle " || codec->type == "gif ")) {
      harvest.found(FindingClass::hidden, "a still picture as a track of its own");
      continue;
    }
    ADIT_CHECK(read_entries(parts.stbl, track, harvest));
    ADIT_CHECK(read_edits(parts.elst, movie_scale, track));
    ADIT_CHECK(read_samples(file, parts.stbl, track, budget));
    if (track.video) settle_size(track);
    ids.push_back(id);
    movie.tracks.push_back(std::move(track));
  }
  if (!defaults.empty()) ADIT_CHECK(read_fragments(file, defaults, ids, movie.tracks, budget));
  std::erase_if(movie.tracks, [](const Track& t) { return t.samples.empty(); });
  if (movie.tracks.empty()) return fail(Errc::file_damaged);
  std::uint64_t total = 0;
  for (const auto& track : movie.tracks) {
    if (track.media_ticks() / track.timescale > kMaxSeconds) return fail(Errc::file_damaged);
    for (const auto& e : track.entries) {
      if (e.unit_bytes != track.entries.front().unit_bytes) return fail(Errc::file_type_refused);
    }
    for (const auto& s : track.samples) total += s.size;
  }
  if (total > file.size()) return fail(Errc::file_damaged);  // the same bytes again and again
  harvest_gaps(file, movie, harvest);
  for (auto& track : movie.tracks) {
    cut_hidden(track, harvest);
    drop_unused_entries(track);
    if (std::ranges::count_if(track.edits, [](const Edit& e) { return e.media_time >= 0; }) > 1)
      movie.several_cuts = true;
  }
  return movie;
}

}  // namespace adit::client::media
