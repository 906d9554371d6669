// SPDX-License-Identifier: Apache-2.0
// Any bytes as the trailer of an upload.
#include <adit/trailer.h>

#include "tests/fuzz/fuzz.h"

using namespace adit;
using namespace adit::test;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteSpan bytes(data, size);
  require_round_trip<PuzzleTrailer>(bytes);
  return 0;
}
