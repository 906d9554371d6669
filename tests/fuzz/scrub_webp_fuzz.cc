// SPDX-License-Identifier: Apache-2.0
// Any bytes as a WebP file: refused, or cleaned to something that the other code accepts and that cleaning
// again leaves alone.
#include "client/scrub/family.h"
#include "client/scrub/formats.h"
#include "client/scrub/photo/webp.h"

using namespace adit;
using namespace adit::client;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteSpan file(data, size);
  if (kind_of(file) != FileKind::webp) return 0;
  // Large pictures only cost time here.
  auto parts = photo::parse_webp(file);
  if (!parts || std::uint64_t{parts->width} * parts->height > 100'000 || parts->frames.size() > 20) return 0;
  CleanContext context;
  if (size % 2 != 0) context.options.size = PictureSize::smaller;
  if (size % 3 == 0) context.options.way = Way::convert;
  auto cleaned = rebuild(file, context);
  if (cleaned && !verify(cleaned->kind, file, cleaned->bytes, context)) __builtin_trap();
  return 0;
}
