// SPDX-License-Identifier: Apache-2.0
// Any bytes as a TIFF file: refused, or cleaned to something that the other code accepts and that cleaning
// again leaves alone.
#include "client/scrub/family.h"
#include "client/scrub/formats.h"
#include "client/scrub/photo/tiff.h"

using namespace adit;
using namespace adit::client;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteSpan file(data, size);
  if (kind_of(file) != FileKind::tiff) return 0;
  // Large pictures only cost time here.
  auto tiff = photo::Tiff::parse(file);
  if (!tiff || tiff->pages().size() > 8) return 0;
  for (const auto& page : tiff->pages()) {
    auto [width, height] = photo::shown_size(*tiff, page);
    if (std::uint64_t{width} * height > 100'000) return 0;
  }
  CleanContext context;
  if (size % 2 != 0) context.options.size = PictureSize::smaller;
  if (size % 3 == 0) context.options.way = Way::convert;
  auto cleaned = rebuild(file, context);
  if (cleaned && !verify(cleaned->kind, file, cleaned->bytes, context)) __builtin_trap();
  return 0;
}
