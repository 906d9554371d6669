// SPDX-License-Identifier: Apache-2.0
// MP4, MOV, 3GP and M4A: files of boxes. What is read of one: its tracks of sound and moving pictures,
// each with the few numbers that playing needs, and where its samples lie. The rest of the file is
// only told and hunted for.
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>

#include <array>
#include <vector>

#include "client/scrub/harvest.h"
#include "client/scrub/media/essence.h"
#include "client/scrub/media/reader.h"

namespace adit::client::media {

inline constexpr std::size_t kMaxSamples = 3'000'000;  // of one file: an hour has 300,000
inline constexpr unsigned kMaxTracks = 16;
// Ticks per second of the times that a movie shares: whole for the usual clocks of phones.
inline constexpr std::uint32_t kMovieTicks = 90'000;

inline constexpr std::uint64_t kMaxSeconds = 10'000'000;

struct Box {
  std::string_view type;
  ByteSpan body;
  std::size_t at = 0;  // of the whole box, in the bytes it was read from
  std::size_t end = 0;
};
// The boxes in some bytes, one after the other. Nothing at the end, or where no box begins.
class Boxes {
 public:
  explicit Boxes(ByteSpan bytes) : bytes_(bytes) {}
  std::optional<Box> next();
  std::size_t at() const { return at_; }
  bool at_end() const { return at_ == bytes_.size(); }

 private:
  ByteSpan bytes_;
  std::size_t at_ = 0;
};
std::optional<Box> find_box(ByteSpan bytes, std::string_view type);

// Samples lie in the file one by one; of uncompressed sound, many in one piece.
struct Sample {
  std::uint64_t at = 0;
  std::uint32_t size = 0;
  std::uint32_t count = 1;
  std::uint32_t duration = 0;  // of each
  std::int32_t shift = 0;      // from decoding to showing
  bool key = true;
  std::uint8_t entry = 0;
};

// How samples are coded.
struct Entry {
  std::string codec;  // its four letters in the new file
  ByteVector box;     // the whole new box
  Essence essence;
  unsigned width = 0, height = 0;
  std::uint32_t unit_bytes = 0;  // of uncompressed sound: one moment of all channels
};

struct Edit {
  std::uint64_t duration = 0;    // in movie ticks
  std::int64_t media_time = -1;  // in ticks of the track; -1: nothing is shown
  friend bool operator==(const Edit&, const Edit&) = default;
};

struct Track {
  bool video = false;
  std::uint32_t timescale = 0;
  std::array<int, 4> turn = {1, 0, 0, 1};  // rotation and mirror
  unsigned width = 0, height = 0;          // as shown
  std::vector<Entry> entries;
  std::vector<Sample> samples;
  std::vector<Edit> edits;

  std::uint64_t media_ticks() const {
    std::uint64_t n = 0;
    for (const auto& s : samples) n += std::uint64_t{s.duration} * s.count;
    return n;
  }
};

struct Movie {
  std::vector<Track> tracks;
  bool several_cuts = false;
};

// Errors: file_damaged, file_type_refused (a codec or a kind of movie that is not known), file_too_large.
Result<Movie> read_bmff(ByteSpan file, Harvest& harvest);
// Deterministic: depends on the movie and the samples' essence only.
Result<ByteVector> write_bmff(ByteSpan file, const Movie& movie);
// The kind that write_bmff makes of it.
FileKind bmff_kind(const Movie& movie);

// Inside: one job per file.
struct TrackBoxes {
  ByteSpan tkhd, elst, mdhd, hdlr, stbl;
  std::uint32_t id = 0;
};
// A sample description. Errors: file_type_refused, file_damaged.
Result<Entry> read_entry(const Box& box, bool video, Harvest& harvest);
// Errors: file_damaged, file_too_large.
Status read_samples(ByteSpan file, ByteSpan stbl, Track& track, std::size_t& budget);
struct FragmentDefaults {
  std::uint32_t track = 0, entry = 1, duration = 0, size = 0, flags = 0;
};
Status read_fragments(ByteSpan file, const std::vector<FragmentDefaults>& defaults,
                      const std::vector<std::uint32_t>& ids, std::vector<Track>& tracks, std::size_t& budget);
// Samples that an edit list hides are dropped as far as decoding allows.
void cut_hidden(Track& track, Harvest& harvest);
// Everything that is not kept.
void harvest_bmff(ByteSpan file, Harvest& harvest);
void harvest_gaps(ByteSpan file, const Movie& movie, Harvest& harvest);

}  // namespace adit::client::media
