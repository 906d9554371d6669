// SPDX-License-Identifier: Apache-2.0
// The second look at a recording: readers of the one form that cleaning writes, who accept nothing
// else; and a comparison of every piece of sound and every picture with the original's.
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>

#include <vector>

#include "client/scrub/harvest.h"
#include "client/scrub/media/audio.h"
#include "client/scrub/media/avi.h"
#include "client/scrub/media/bmff.h"
#include "client/scrub/media/mkv.h"

namespace adit::client::media {

// The kind of what stands behind ID3 tags, which make FLAC and AAC look like MP3.
FileKind behind_tags(FileKind kind, ByteSpan file);

// Notes inside the coded sound and pictures.
void harvest_essence(ByteSpan file, const Movie& movie, Harvest& harvest);
void harvest_essence(ByteSpan file, const Mkv& mkv, Harvest& harvest);
void harvest_essence(ByteSpan file, const Avi& avi, Harvest& harvest);

// Errors: file_damaged.
Status verify_recording(FileKind from, FileKind to, ByteSpan original, ByteSpan cleaned);

// Whether `after` is `before` without its notes, and holds none itself: other code than the copying.
bool same_essence(const Essence& essence, ByteSpan before, ByteSpan after);

// The frames of one MP3 stream, old and new, in order: nothing but what is no sound was blanked.
class Mp3Pairs {
 public:
  // False if they differ where they may not.
  bool add(ByteSpan old, ByteSpan now);
  // Whether all that was blanked belongs to no frame's sound.
  bool finish() const;

 private:
  using Range = std::pair<std::uint64_t, std::uint64_t>;
  std::uint64_t base_ = 0;  // of a frame's part in the one stream of coded sound
  std::vector<Range> blanked_, claimed_;
};

// Each walks the cleaned file alone, by its one form. Nothing if it has any other.
// One track as the strict reader sees it.
struct SeenTrack {
  bool video = false;
  std::uint32_t timescale = 0;
  ByteVector entries;  // the sample descriptions
  std::array<int, 4> turn = {1, 0, 0, 1};
  std::vector<Edit> edits;
  struct Piece {
    ByteSpan bytes;
    std::uint32_t duration = 0, count = 1;
    std::int32_t shift = 0;
    bool key = true;
    std::uint32_t entry = 0;
  };
  std::vector<Piece> pieces;
};
std::optional<std::vector<SeenTrack>> see_bmff(ByteSpan cleaned);
struct SeenBlock {
  std::uint64_t track = 0;
  std::int64_t time = 0;
  bool key = false;
  std::vector<ByteSpan> frames;
};
struct SeenMkv {
  std::vector<ByteVector> setups;  // CodecPrivate of each track
  std::vector<SeenBlock> blocks;
};
std::optional<SeenMkv> see_mkv(ByteSpan cleaned);
struct SeenChunk {
  std::size_t stream = 0;
  ByteSpan bytes;
};
std::optional<std::vector<SeenChunk>> see_avi(ByteSpan cleaned);

bool verify_mp3(ByteSpan original, ByteSpan cleaned, Harvest& harvest);
bool verify_adts(ByteSpan original, ByteSpan cleaned, Harvest& harvest);
bool verify_amr(ByteSpan original, ByteSpan cleaned, Harvest& harvest);
bool verify_wav(ByteSpan original, ByteSpan cleaned, Harvest& harvest);
bool verify_flac(ByteSpan original, ByteSpan cleaned, Harvest& harvest);
bool verify_ogg(ByteSpan original, ByteSpan cleaned, Harvest& harvest);

}  // namespace adit::client::media
