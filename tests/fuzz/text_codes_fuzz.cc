// SPDX-License-Identifier: Apache-2.0
// Any text as base64 and as hexadecimal: one spelling or none.
#include "crypto/base64.h"
#include "tests/fuzz/fuzz.h"

using namespace adit;
using namespace adit::test;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteSpan bytes(data, size);
  std::string_view text = as_text(bytes);
  if (auto read = from_base64(text)) require(to_base64(*read) == text);
  if (auto read = from_hex(text)) require(to_hex(*read) == text);
  auto base64 = from_base64(to_base64(bytes));
  require(base64 && std::ranges::equal(*base64, bytes));
  auto hex = from_hex(to_hex(bytes));
  require(hex && std::ranges::equal(*hex, bytes));
  return 0;
}
