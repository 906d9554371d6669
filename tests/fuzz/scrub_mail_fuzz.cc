// SPDX-License-Identifier: Apache-2.0
// Any bytes as one of the markup family: what is written is what its own verification accepts, and
// cleaning it again changes nothing.
#include "client/scrub/family.h"
#include "client/scrub/formats.h"
#include "client/scrub/markup/markup.h"
#include "tests/fuzz/fuzz.h"

using namespace adit;
using namespace adit::client;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteSpan file(data, size);
  CleanContext context{{}, 1};
  auto cleaned = rebuild_mail(file, context);
  if (!cleaned) return 0;
  auto again = rebuild(cleaned->bytes, context);
  test::require(again && again->bytes == cleaned->bytes && again->kind == cleaned->kind);
  verify_mail(cleaned->kind, file, cleaned->bytes, context).has_value();
  return 0;
}
