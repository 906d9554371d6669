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
  for (auto way : {Way::rebuild, Way::convert}) {
    CleanContext context{{way, PictureSize::as_is}, 1};
    auto cleaned = rebuild_html(file, context);
    if (!cleaned) continue;
    // Held against itself: the original may be so odd that the simpler reader sees other words in it.
    auto kind = cleaned->kind;
    test::require(kind == FileKind::text
                      ? verify_text(cleaned->bytes, cleaned->bytes).has_value()
                      : verify_html(kind, cleaned->bytes, cleaned->bytes, context).has_value());
    auto again = rebuild(cleaned->bytes, context);
    if (kind == FileKind::html && way == Way::rebuild) test::require(again && again->bytes == cleaned->bytes);
    verify_html(kind, file, cleaned->bytes, context).has_value();
  }
  return 0;
}
