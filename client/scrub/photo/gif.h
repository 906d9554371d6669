// SPDX-License-Identifier: Apache-2.0
// A GIF taken apart and its dots unpacked. The pictures own their dots; the rest is borrowed.
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>

#include <vector>

#include "client/scrub/harvest.h"

namespace adit::client::photo {

inline constexpr std::uint64_t kMaxGifDots = std::uint64_t{256} << 20;  // of all frames together

struct GifFrame {
  unsigned left = 0, top = 0, width = 0, height = 0;
  unsigned delay = 0, disposal = 0;
  std::optional<std::uint8_t> clear;  // the index that stands for transparent
  ByteVector palette;                 // its own; empty: the common one
  ByteVector dots;                    // an index each, row by row
};

struct Gif {
  unsigned width = 0, height = 0;
  ByteVector palette;  // the common one
  std::optional<unsigned> loops;
  std::vector<GifFrame> frames;
};

// What else was in the file.
struct GifRest {
  std::vector<ByteVector> comments, texts;
  std::vector<std::pair<ByteVector, ByteVector>> applications;  // name, data
  ByteSpan tail;
  std::vector<ByteSpan> coded;  // palettes and packed dots, as they stand in the file
  bool packed_more = false;     // bytes behind the end of the packed dots
};

// Errors: file_damaged, file_too_large.
Result<Gif> read_gif(ByteSpan file, GifRest& rest);
void harvest_gif(const GifRest& rest, Harvest& out);
// The one form.
ByteVector write_gif(const Gif& gif);

}  // namespace adit::client::photo
