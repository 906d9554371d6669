// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/media/verify.h"

#include <algorithm>

#include "client/scrub/family.h"

namespace adit::client::media {
namespace {

// Listens to one sample only for what it says beside its sound or picture.
void listen(const Essence& essence, ByteSpan sample, Harvest& harvest) {
  Sink nowhere;
  copy_essence(essence, sample, nowhere, &harvest);
}

// One sample; MP3 is judged when the whole stream has been seen.
bool same(const Essence& essence, ByteSpan before, ByteSpan after, Mp3Pairs& mp3) {
  return essence.coding == Coding::mp3 ? mp3.add(before, after) : same_essence(essence, before, after);
}

bool verify_movie(ByteSpan original, ByteSpan cleaned, FileKind to, Harvest& harvest) {
  auto before = read_bmff(original, harvest);
  auto after = see_bmff(cleaned);
  if (!before || !after || before->tracks.size() != after->size() || bmff_kind(*before) != to) return false;
  harvest_essence(original, *before, harvest);
  for (std::size_t t = 0; t < after->size(); ++t) {
    const auto& a = before->tracks[t];
    const auto& b = (*after)[t];
    if (a.video != b.video || a.timescale != b.timescale || a.turn != b.turn || a.edits != b.edits ||
        a.samples.size() != b.pieces.size())
      return false;
    ByteVector entries;
    for (const auto& e : a.entries) append(entries, e.box);
    if (entries != b.entries) return false;
    Mp3Pairs mp3;
    for (std::size_t i = 0; i < b.pieces.size(); ++i) {
      const auto& s = a.samples[i];
      const auto& p = b.pieces[i];
      if (s.duration != p.duration || s.shift != p.shift || s.key != p.key || s.entry != p.entry ||
          s.count != p.count)
        return false;
      if (!same(a.entries[s.entry].essence, original.subspan(s.at, s.size), p.bytes, mp3)) return false;
    }
    if (!mp3.finish()) return false;
  }
  return true;
}

bool verify_mkv(ByteSpan original, ByteSpan cleaned, FileKind to, Harvest& harvest) {
  auto before = read_mkv(original, harvest);
  auto after = see_mkv(cleaned);
  if (!before || !after || mkv_kind(*before) != to || before->tracks.size() != after->setups.size() ||
      before->blocks.size() != after->blocks.size())
    return false;
  harvest_essence(original, *before, harvest);
  for (std::size_t t = 0; t < before->tracks.size(); ++t) {
    if (before->tracks[t].setup != after->setups[t]) return false;
  }
  std::vector<Mp3Pairs> mp3(before->tracks.size());
  for (std::size_t i = 0; i < after->blocks.size(); ++i) {
    const auto& a = before->blocks[i];
    const auto& b = after->blocks[i];
    if (a.track + 1 != b.track || a.time != b.time || a.key != b.key || a.count != b.frames.size())
      return false;
    const auto& track = before->tracks[a.track];
    for (std::size_t k = 0; k < a.count; ++k) {
      const auto& place = before->frames[a.first + k];
      if (!same(track.essence, whole_frame(original, track, place), b.frames[k], mp3[a.track])) return false;
    }
  }
  return std::ranges::all_of(mp3, &Mp3Pairs::finish);
}

bool verify_avi(ByteSpan original, ByteSpan cleaned, Harvest& harvest) {
  auto before = read_avi(original, harvest);
  auto after = see_avi(cleaned);
  if (!before || !after || before->chunks.size() != after->size()) return false;
  harvest_essence(original, *before, harvest);
  std::vector<Mp3Pairs> mp3(before->streams.size());
  for (std::size_t i = 0; i < after->size(); ++i) {
    const auto& a = before->chunks[i];
    const auto& b = (*after)[i];
    if (a.stream != b.stream || !same(before->streams[a.stream].essence,
                                      original.subspan(a.place.at, a.place.size), b.bytes, mp3[a.stream]))
      return false;
  }
  return std::ranges::all_of(mp3, &Mp3Pairs::finish);
}

}  // namespace

FileKind behind_tags(FileKind kind, ByteSpan file) {
  if (kind != FileKind::mp3) return kind;
  auto rest = file.subspan(leading_tags(file));
  if (starts_with(rest, "fLaC")) return FileKind::flac;
  if (rest.size() > 2 && rest[0] == 0xff && (rest[1] & 0xf6) == 0xf0) return FileKind::aac;
  return kind;
}

void harvest_essence(ByteSpan file, const Movie& movie, Harvest& harvest) {
  for (const auto& track : movie.tracks) {
    for (const auto& s : track.samples)
      listen(track.entries[s.entry].essence, file.subspan(s.at, s.size), harvest);
  }
}
void harvest_essence(ByteSpan file, const Mkv& mkv, Harvest& harvest) {
  for (const auto& block : mkv.blocks) {
    const auto& track = mkv.tracks[block.track];
    if (!track.prefix.empty()) continue;
    for (std::size_t i = block.first; i < block.first + block.count; ++i)
      listen(track.essence, file.subspan(mkv.frames[i].at, mkv.frames[i].size), harvest);
  }
}
void harvest_essence(ByteSpan file, const Avi& avi, Harvest& harvest) {
  for (const auto& c : avi.chunks)
    listen(avi.streams[c.stream].essence, file.subspan(c.place.at, c.place.size), harvest);
}

Status verify_recording(FileKind from, FileKind to, ByteSpan original, ByteSpan cleaned) {
  Harvest harvest;
  bool sound = false;
  switch (from) {
    case FileKind::mp3:
      sound = to == from && verify_mp3(original, cleaned, harvest);
      break;
    case FileKind::aac:
      sound = to == from && verify_adts(original, cleaned, harvest);
      break;
    case FileKind::amr:
      sound = to == from && verify_amr(original, cleaned, harvest);
      break;
    case FileKind::wav:
      sound = to == from && verify_wav(original, cleaned, harvest);
      break;
    case FileKind::flac:
      sound = to == from && verify_flac(original, cleaned, harvest);
      break;
    case FileKind::ogg:
      sound = to == from && verify_ogg(original, cleaned, harvest);
      break;
    case FileKind::m4a:
    case FileKind::mp4:
    case FileKind::mov:
    case FileKind::threegp:
      sound = verify_movie(original, cleaned, to, harvest);
      break;
    case FileKind::mkv:
    case FileKind::webm:
      sound = verify_mkv(original, cleaned, to, harvest);
      break;
    case FileKind::avi:
      sound = to == from && verify_avi(original, cleaned, harvest);
      break;
    default:
      break;
  }
  if (!sound) return fail(Errc::file_damaged);
  if (std::ranges::equal(original, cleaned)) return {};
  return free_of(cleaned, harvest.values) ? Status() : fail(Errc::file_damaged);
}

}  // namespace adit::client::media
