// SPDX-License-Identifier: Apache-2.0
// Writes the one form of PNG: IHDR PLTE tRNS IDAT IEND, not interlaced, one filter, one compression.
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>

#include <string_view>

namespace adit::client {

struct PngImage {
  unsigned width, height, depth, colour;  // as in IHDR
  ByteVector rows;                        // a byte per sample, two for depth 16; packed when written
  ByteVector palette, transparency;       // written if not empty
};

void put_chunk(ByteVector& out, std::string_view type, ByteSpan body);
// Errors: out_of_memory, file_too_large.
Result<ByteVector> write_png(const PngImage& image);

}  // namespace adit::client
