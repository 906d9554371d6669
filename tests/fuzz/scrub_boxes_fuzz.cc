// SPDX-License-Identifier: Apache-2.0
// MP4, MOV, 3GP and M4A.
#include "tests/fuzz/media.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using enum adit::client::FileKind;
  adit::test::clean_twice({data, size}, {mp4, mov, m4a, threegp});
  return 0;
}
