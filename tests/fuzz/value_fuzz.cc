// SPDX-License-Identifier: Apache-2.0
// Any bytes as a value, and as a padded block: one encoding or none.
#include "crypto/padded.h"
#include "crypto/value.h"
#include "tests/fuzz/fuzz.h"

using namespace adit;
using namespace adit::test;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteSpan bytes(data, size);
  if (auto value = decode(bytes)) {
    ByteVector again = encode(*value);
    require(std::ranges::equal(again, bytes));
    require(decode(again).has_value());
  }
  if (auto content = unpad(bytes)) require(std::ranges::equal(*pad(*content, size), bytes));
  return 0;
}
