// SPDX-License-Identifier: Apache-2.0
// Anything typed as a secret: what is accepted comes back from its words and digits.
#include <adit/thread.h>

#include "tests/fuzz/fuzz.h"

using namespace adit;
using namespace adit::test;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteSpan bytes(data, size);
  if (size > 4096) return 0;
  auto secret = parse_secret(as_text(bytes));
  if (!secret) return 0;
  for (WordList list : {WordList::english, WordList::spanish, WordList::french, WordList::portuguese}) {
    SecretBuffer words = secret_words(*secret, list);
    auto again = parse_secret(as_text(words.expose()));
    require(again && equal_ct(*again, *secret));
  }
  SecretBuffer digits = secret_digits(*secret);
  auto again = parse_secret(as_text(digits.expose()));
  require(again && equal_ct(*again, *secret));
  return 0;
}
