// SPDX-License-Identifier: Apache-2.0
// Any bytes as the inner block of a card.
#include "crypto/card_format.h"
#include "tests/fuzz/fuzz.h"

using namespace adit;
using namespace adit::test;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteSpan bytes(data, size);
  require_round_trip<CardBlock>(bytes);
  require(SealedCard::parse(bytes).has_value() == (size == kCardBytes));
  return 0;
}
