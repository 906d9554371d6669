// SPDX-License-Identifier: Apache-2.0
// Any bytes as the signed tail of a set of cards.
#include <adit/cardset.h>

#include "tests/fuzz/fuzz.h"

using namespace adit;
using namespace adit::test;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteSpan bytes(data, size);
  require_round_trip<CardPostBody>(bytes);
  auto envelope = UnverifiedEnvelope::parse(bytes);
  if (envelope) require_round_trip<CardPostBody>(envelope->body);
  return 0;
}
