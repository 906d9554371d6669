// SPDX-License-Identifier: Apache-2.0
// AVI: a list of streams, then their chunks, then an index.
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>

#include <string>
#include <vector>

#include "client/scrub/harvest.h"
#include "client/scrub/media/audio.h"
#include "client/scrub/media/essence.h"

namespace adit::client::media {

struct AviStream {
  bool video = false;
  std::string codec;  // four letters of video
  std::uint32_t scale = 0, rate = 0, start = 0, sample_bytes = 0;
  ByteVector format;  // the new "strf"
  unsigned width = 0, height = 0;
  Essence essence;
};
struct AviChunk {
  std::size_t stream = 0;
  Place place;
  bool raw = false;  // "db": uncompressed
};
struct Avi {
  std::uint32_t frame_microseconds = 0;
  std::vector<AviStream> streams;
  std::vector<AviChunk> chunks;
};
Result<Avi> read_avi(ByteSpan file, Harvest& harvest);
Result<ByteVector> write_avi(ByteSpan file, const Avi& avi);

}  // namespace adit::client::media
