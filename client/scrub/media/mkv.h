// SPDX-License-Identifier: Apache-2.0
// Matroska and WebM: files of EBML elements. What is read of one: tracks with the numbers that playing
// needs, and blocks of frames with their times.
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>

#include <vector>

#include "client/scrub/harvest.h"
#include "client/scrub/media/audio.h"
#include "client/scrub/media/essence.h"

namespace adit::client::media {

struct Element {
  std::uint32_t id = 0;
  ByteSpan body;
  bool open = false;  // its size was not known when it was written: the body runs to the end
  std::size_t at = 0, end = 0;
};
class Elements {
 public:
  explicit Elements(ByteSpan bytes, std::size_t at = 0) : bytes_(bytes), at_(at) {}
  // Nothing at the end, or where no element begins.
  std::optional<Element> next();
  std::size_t at() const { return at_; }
  void go(std::size_t at) { at_ = at; }

 private:
  ByteSpan bytes_;
  std::size_t at_;
};
std::optional<ByteSpan> find_element(ByteSpan bytes, std::uint32_t id);
std::optional<std::uint64_t> read_uint(ByteSpan body);
std::optional<double> read_float(ByteSpan body);

void put_id(ByteVector& out, std::uint32_t id);
void put_element(ByteVector& out, std::uint32_t id, ByteSpan body);
void put_uint(ByteVector& out, std::uint32_t id, std::uint64_t value);
void put_float(ByteVector& out, std::uint32_t id, double value);

struct MkvTrack {
  std::uint64_t number = 0;  // in the old file
  bool video = false;
  std::string codec;
  ByteVector setup;     // CodecPrivate
  ByteVector settings;  // the new elements for size, colours, channels and the like
  ByteVector prefix;    // stands before each frame, but not in the old file
  Essence essence;
  std::uint64_t default_duration = 0, delay = 0, preroll = 0;
};
struct MkvBlock {
  std::size_t track = 0;
  std::int64_t time = 0;
  bool key = false;
  std::optional<std::uint64_t> duration;
  std::int64_t padding = 0;          // to be cut off at the end
  std::int64_t reference = 0;        // to the picture it builds on, if it is no key
  std::size_t first = 0, count = 0;  // frames
};
struct Mkv {
  std::uint64_t scale = 1'000'000;
  std::optional<double> duration;
  std::vector<MkvTrack> tracks;
  std::vector<MkvBlock> blocks;
  std::vector<Place> frames;
};

// Errors: file_damaged, file_type_refused, file_too_large.
Result<Mkv> read_mkv(ByteSpan file, Harvest& harvest);
Result<ByteVector> write_mkv(ByteSpan file, const Mkv& mkv);
FileKind mkv_kind(const Mkv& mkv);

// Inside. A track that is not kept is nothing.
Result<std::optional<MkvTrack>> read_mkv_track(ByteSpan entry, Harvest& harvest);
// One block: its track by number, its frames. False if it is damaged.
struct BlockHead {
  std::uint64_t track = 0;
  std::int16_t time = 0;
  std::uint8_t flags = 0;
  std::vector<Place> frames;  // in the block's body
};
std::optional<BlockHead> read_block(ByteSpan body);
// A frame as it is played.
ByteVector whole_frame(ByteSpan file, const MkvTrack& track, const Place& frame);

}  // namespace adit::client::media
