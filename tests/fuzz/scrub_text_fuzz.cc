// SPDX-License-Identifier: Apache-2.0
// Any bytes as a text, as in scrub_jpeg_fuzz.cc.
#include "client/scrub/family.h"
#include "client/scrub/formats.h"
#include "client/scrub/frame.h"

using namespace adit;
using namespace adit::client;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteSpan file(data, size);
  (void)seems_to_be(file);
  (void)parse_answer(file);
  if (kind_of(file) != FileKind::text) return 0;
  auto cleaned = rebuild_text(file);
  if (cleaned && !verify(FileKind::text, file, cleaned->bytes)) __builtin_trap();
  return 0;
}
