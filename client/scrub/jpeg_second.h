// SPDX-License-Identifier: Apache-2.0
// The verification's own reader of JPEG: from the coded bits to the dots, without libjpeg. Reads what
// cameras and programs write (baseline and progressive, Huffman codes, eight bits), nothing else.
#pragma once

#include <adit/bytes.h>

#include <array>
#include <optional>
#include <vector>

#include "client/scrub/picture.h"

namespace adit::client {

// One colour in blocks of 8 x 8, each as 64 coefficients, row by row.
struct JpegPlane {
  unsigned id = 0, h = 1, v = 1;   // how fine it is, as the frame says
  unsigned width = 0, height = 0;  // in dots of its own
  std::size_t blocks_across = 0;   // of a row, with those that only fill the last unit
  std::size_t blocks_down = 0;
  std::size_t seen_across = 0, seen_down = 0;  // blocks that hold dots of the picture
  std::array<std::uint16_t, 64> steps{};       // by which coefficients are multiplied
  std::vector<std::int16_t> coefficients;

  std::int16_t* block(std::size_t x, std::size_t y) {
    return coefficients.data() + 64 * (y * blocks_across + x);
  }
  const std::int16_t* block(std::size_t x, std::size_t y) const {
    return coefficients.data() + 64 * (y * blocks_across + x);
  }
};

struct JpegCoefficients {
  unsigned width = 0, height = 0;
  unsigned h = 1, v = 1;  // of the finest colour
  bool finished = true;   // false: a progressive file that stops before its last bits
  std::vector<JpegPlane> planes;
};

// Nothing if the file is not understood, or if a bit is missing.
std::optional<JpegCoefficients> read_coefficients(ByteSpan file);

// What it shows: grey or RGB. `ink`: it was CMYK.
struct SecondPicture {
  Picture picture;
  bool ink = false;
};
// Takes the coefficients apart as it goes, since they are large.
std::optional<SecondPicture> picture_of(JpegCoefficients&& coefficients, ByteSpan file);

// Whether the coefficients of a cleaned JPEG are those of this picture, turned as EXIF's orientation
// says: each within its own rounding and `slack` more. Without `fine` only each block's mean is compared.
bool shows_picture(const JpegCoefficients& cleaned, const Picture& picture, unsigned orientation, float slack,
                   bool fine);

}  // namespace adit::client
