// SPDX-License-Identifier: Apache-2.0
// Pictures for the tests: drawn here, written by libjpeg and libpng with whatever choices a camera or
// a program might make, and given metadata by exiftool, which is also the witness of what is left.
#pragma once

#include <adit/bytes.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/temp_folder.h"

namespace adit::test {

struct Drawing {
  unsigned width, height, channels;
  ByteVector samples;  // 8 bits each
  const std::uint8_t* at(unsigned x, unsigned y) const {
    return samples.data() + (std::size_t{y} * width + x) * channels;
  }
};

// A hilly landscape under a sky with some grain; channels 1 or 3. The same for the same size.
Drawing landscape(unsigned width, unsigned height, unsigned channels = 3);
// Four quarters: red, green, blue, white, from the top left on.
Drawing four_quarters(unsigned side);

struct JpegChoices {
  int quality = 77;
  bool progressive = false;
  bool full_colour = false;  // 4:4:4
  bool optimised = true;
  bool arithmetic = false;
  bool cmyk = false;  // the drawing must have 4 channels
  unsigned restart_rows = 0;
};
ByteVector encode_jpeg(const Drawing& drawing, const JpegChoices& choices = {});
Drawing decode_jpeg(ByteSpan file);
// A marker segment put right behind the start of a JPEG.
ByteVector with_segment(ByteSpan jpeg, std::uint8_t marker, ByteSpan body);

struct PngChoices {
  int colour = 2;  // PNG_COLOR_TYPE_*
  int depth = 8;
  bool interlaced = false;
  ByteVector palette = {};       // 3 bytes each
  ByteVector transparency = {};  // of a palette
};
// Raw rows as PNG has them (packed below 8 bits).
ByteVector encode_png(unsigned width, unsigned height, ByteSpan rows, const PngChoices& choices);
// Everything as 16-bit RGBA, by libpng's own conversions.
struct WidePicture {
  unsigned width, height;
  std::vector<std::uint16_t> rgba;
  friend bool operator==(const WidePicture&, const WidePicture&) = default;
};
WidePicture decode_png(ByteSpan file);
// A chunk put before IDAT.
ByteVector with_chunk(ByteSpan png, std::string_view type, ByteSpan body);

// Runs exiftool with these arguments and the file; the file with what it wrote.
ByteVector exiftool_write(ByteSpan file, std::string_view extension,
                          const std::vector<std::string>& arguments);
// "Group:Tag: value" lines of all it finds, but for what it says of the file system and itself.
std::vector<std::string> exiftool_tags(ByteSpan file, std::string_view extension);

ByteVector read_file(const std::filesystem::path& path);
void write_file(const std::filesystem::path& path, ByteSpan bytes);
bool contains(ByteSpan where, std::string_view what);
// Average difference of two drawings of one size.
double difference(const Drawing& a, const Drawing& b);

// A display profile with the colours of Display P3 and a plain power curve, named so.
ByteVector wide_profile(std::string_view name);

}  // namespace adit::test
