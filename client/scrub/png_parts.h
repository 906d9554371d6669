// SPDX-License-Identifier: Apache-2.0
// A PNG taken apart at its chunks, without decoding. Borrows the bytes.
#pragma once

#include <adit/bytes.h>

#include <vector>

namespace adit::client {

struct PngChunk {
  std::string_view type;
  ByteSpan body;
  bool sound;  // its check sum is right
};

struct PngParts {
  unsigned width = 0, height = 0;
  unsigned depth = 0;   // bits of a sample
  unsigned colour = 0;  // 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha
  bool interlaced = false;
  std::vector<PngChunk> chunks;  // from IHDR to IEND
  ByteSpan palette;              // of colour 3 only: 3 bytes per entry
  ByteSpan transparency;         // tRNS, if it fits the colour type
  std::size_t end = 0;           // where the picture ends and anything behind it begins

  unsigned channels() const { return colour == 2 ? 3 : colour == 4 ? 2 : colour == 6 ? 4 : 1; }
  unsigned pixel_bits() const { return channels() * depth; }
  std::size_t row_bytes() const { return (std::size_t{width} * pixel_bits() + 7) / 8; }
};

inline constexpr std::string_view kPngMagic = "\x89PNG\r\n\x1a\n";

// Nothing if this is not a PNG, if it is cut, or if a chunk that the picture needs is wrong.
std::optional<PngParts> split_png(ByteSpan file);

}  // namespace adit::client
