// SPDX-License-Identifier: Apache-2.0
// A JPEG taken apart at its markers, without decoding. Borrows the bytes.
#pragma once

#include <adit/bytes.h>

#include <vector>

namespace adit::client {

struct JpegSegment {
  std::uint8_t marker;  // 0xe1 and so on
  ByteSpan body;        // after the length
};

struct JpegParts {
  std::vector<JpegSegment> segments;  // of the headers, in order
  unsigned width = 0, height = 0, components = 0;
  unsigned scans = 0;
  bool complete = false;  // the end marker is there
  std::size_t end = 0;    // where the picture ends and anything behind it begins
};

// Nothing if this is not a JPEG, or if its headers are cut.
std::optional<JpegParts> split_jpeg(ByteSpan file);

// The pieces of the colour profile, put together; empty if there is none or one is missing.
ByteVector icc_of(const JpegParts& parts);

}  // namespace adit::client
