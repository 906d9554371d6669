// SPDX-License-Identifier: Apache-2.0
// A decoded picture, and the few things that are done to one before it is written anew. Integers only:
// the same dots on every machine.
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>

#include <string>
#include <string_view>
#include <vector>

namespace adit::client {

struct Picture {
  unsigned width = 0, height = 0;
  unsigned channels = 0;  // 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha
  unsigned depth = 8;     // bits of a sample, as in PNG: below 8 one byte each, 16 two, high byte first
  ByteVector samples;

  bool has_alpha() const { return channels == 2 || channels == 4; }
  std::size_t pixel_bytes() const { return channels * (depth == 16 ? std::size_t{2} : 1); }
  std::size_t row_bytes() const { return width * pixel_bytes(); }
};

// The longest edge of a picture that was asked to be smaller.
inline constexpr unsigned kSmallerEdge = 1600;
bool is_large(unsigned width, unsigned height);
// Brings the long edge down to kSmallerEdge, if it is longer, as the exact average of the area under
// each new dot; then samples have 8 bits.
void make_smaller(Picture& picture);
// Samples of 8 bits.
void make_eight_bit(Picture& picture);
// Where the dot that an upright viewer shows at (x, y) stands in the stored picture. EXIF's eight ways.
std::size_t stored_dot(unsigned width, unsigned height, unsigned orientation, unsigned x, unsigned y);
void turn_upright(Picture& picture, unsigned orientation);
// Colours under full transparency become black; alpha that hides nothing goes.
void drop_unseen(Picture& picture);

// The canonical JPEG, turned as EXIF's orientation says. Channels 1 or 3, 8 bits. jpeg.cc.
Result<ByteVector> write_jpeg(const Picture& picture, unsigned orientation = 1);
// Grey or RGB dots of a JPEG. `forced`: TIFF says elsewhere whether three colours are YCbCr or RGB.
enum class JpegColours : std::uint8_t { as_marked, ycbcr, rgb };
// Errors: file_damaged, file_too_large, file_type_refused, out_of_memory. True: it was CMYK.
Result<bool> read_jpeg(ByteSpan file, Picture& out, JpegColours forced = JpegColours::as_marked);
// The canonical PNG of a picture without palette.
Result<ByteVector> write_png(const Picture& picture);

inline constexpr std::string_view kMadeSmaller =
    "fine detail: the picture was made smaller, as was asked for (1600 dots on its long edge)";
// What stays in a photo, in plain words.
std::vector<std::string> photo_stays();

}  // namespace adit::client
