// SPDX-License-Identifier: Apache-2.0
// Matroska and WebM.
#include "tests/fuzz/media.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using enum adit::client::FileKind;
  adit::test::clean_twice({data, size}, {mkv, webm});
  return 0;
}
