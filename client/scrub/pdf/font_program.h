// SPDX-License-Identifier: Apache-2.0
// Embedded fonts: the outlines stay to the last point, what names the font, its maker, its owner and
// its date goes.
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>

#include <cstddef>

namespace adit::client::pdf {

// TrueType and OpenType: only the tables that drawing needs, dates zero, sums right.
Result<ByteVector> clean_sfnt(ByteSpan font);
// Compact Font Format: names and notices become "x" of the same length.
Result<ByteVector> clean_cff(ByteSpan font);
// Type 1: no comments and no sentences in the readable part; its new length is set.
struct Type1Font {
  ByteVector bytes;
  std::size_t clear_bytes, packed_bytes;
};
Result<Type1Font> clean_type1(ByteSpan font, std::size_t clear_bytes, std::size_t packed_bytes);

}  // namespace adit::client::pdf
