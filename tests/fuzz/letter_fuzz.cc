// SPDX-License-Identifier: Apache-2.0
// Any bytes as the two inner blocks of a letter, as a letter, and as a feed.
#include <adit/feed.h>
#include <adit/letter.h>

#include "crypto/xwing.h"
#include "tests/fuzz/fuzz.h"

using namespace adit;
using namespace adit::test;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteSpan bytes(data, size);
  require_round_trip<Channel>(bytes);
  require_round_trip<Core>(bytes);
  auto letter = SealedLetter::parse(bytes);
  require(letter.has_value() == (size == kLetterBytes));
  static const XwingKey kKey(XwingSeed::make([](auto) {}));
  static const std::array kWeeks{WeekSecret{Week{1}, &kKey}};
  // Nobody guesses a commitment: an input that opens would be a find.
  if (size >= 2 + kCommitmentBytes && size < 8 * kSlotBytes)
    require(!open_feed(DeploymentId{}, bytes, kWeeks));
  return 0;
}
