// SPDX-License-Identifier: Apache-2.0
// What a file's metadata says: findings for the reporter, and the values themselves, which the
// verification then hunts for in the result. Bounded, because a hostile file may hold millions.
#pragma once

#include <adit/bytes.h>

#include <string>
#include <string_view>
#include <vector>

#include "client/scrub/scrub.h"

namespace adit::client {

inline constexpr std::size_t kMaxFindings = 200;
inline constexpr std::size_t kMaxFindingBytes = 400;
inline constexpr std::size_t kMaxValues = 20'000;
inline constexpr std::size_t kMinValueBytes = 6;

struct Harvest {
  std::vector<Finding> findings;
  std::vector<ByteVector> values;
  unsigned orientation = 1;  // EXIF, 1 to 8

  // The same sentence counts once.
  void found(FindingClass what, std::string text);
  // Something that must not be in the result. Short and dull values (all zero) are not kept.
  void keep_value(ByteSpan value);
  // Every run of eight or more printable characters, as a value.
  void keep_strings(ByteSpan bytes);
};

// Foreign text inside a finding: short, on one line, valid UTF-8, in quotation marks.
std::string quote_text(ByteSpan text);
inline std::string quote_text(std::string_view text) { return quote_text(as_bytes(text)); }
// ASCII of UTF-16, '?' for the rest: only for showing.
std::string from_utf16(ByteSpan text, bool big_endian);
// "1 byte", "2 kB", "3.4 MB"
std::string size_words(std::size_t n);
// Without NULs and blanks at both ends.
std::string_view trimmed(ByteSpan text);

// EXIF from its TIFF header on.
void harvest_exif(ByteSpan tiff, Harvest& out);
void harvest_xmp(ByteSpan xmp, Harvest& out);
// A Photoshop resource block (APP13 after "Photoshop 3.0\0") and the IPTC in it.
void harvest_photoshop(ByteSpan resources, Harvest& out);
void harvest_iptc(ByteSpan datasets, Harvest& out);
void harvest_icc(ByteSpan profile, Harvest& out);
// All of a JPEG or PNG file, bytes after its end included.
void harvest_jpeg(ByteSpan file, Harvest& out);
void harvest_png(ByteSpan file, Harvest& out);

}  // namespace adit::client
