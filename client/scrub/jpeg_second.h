// SPDX-License-Identifier: Apache-2.0
// The verification's own reader of JPEG: from the coded bits to the dots, without libjpeg; the file is
// taken apart at its markers by jpeg_parts.h, as for the cleaner. Reads what cameras and programs write
// (baseline and progressive, Huffman codes, eight bits), nothing else.
#pragma once

#include <adit/bytes.h>

#include <array>
#include <optional>
#include <vector>

#include "client/scrub/jpeg_parts.h"
#include "client/scrub/picture.h"

namespace adit::client {

// Where each coefficient of the coded order stands in its block (T.81, Figure A.6).
inline constexpr std::uint8_t kJpegZigzag[64] = {
    0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,  12, 19, 26, 33, 40, 48,
    41, 34, 27, 20, 13, 6,  7,  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23,
    30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63};

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

// `parts` are those of the file. Nothing if it is not understood, or if a bit is missing.
std::optional<JpegCoefficients> read_coefficients(ByteSpan file, const JpegParts& parts);

// What it shows: grey or RGB. `ink`: it was CMYK.
struct SecondPicture {
  Picture picture;
  bool ink = false;
};
// `parts` are those of the same file. Takes the coefficients apart as it goes, since they are large.
SecondPicture picture_of(JpegCoefficients&& coefficients, const JpegParts& parts);

// Whether the coefficients of a cleaned JPEG are those of this picture, turned as EXIF's orientation
// says: each within its own rounding and `slack` more. Without `fine` only each block's mean is compared.
bool shows_picture(const JpegCoefficients& cleaned, const Picture& picture, unsigned orientation, float slack,
                   bool fine);

}  // namespace adit::client
