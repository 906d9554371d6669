// SPDX-License-Identifier: Apache-2.0
// Any bytes as a BMP file: refused, or cleaned to something that the other code accepts and that cleaning
// again leaves alone.
#include "client/scrub/family.h"
#include "client/scrub/formats.h"

using namespace adit;
using namespace adit::client;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteSpan file(data, size);
  if (kind_of(file) != FileKind::bmp) return 0;
  // Large pictures only cost time here.
  if (size < 26 || load_le(file.subspan(18, 4)) > 3000 ||
      (load_le(file.subspan(22, 4)) + 3000) % (std::uint64_t{1} << 32) > 6000)
    return 0;
  CleanContext context;
  if (size % 2 != 0) context.options.size = PictureSize::smaller;
  if (size % 3 == 0) context.options.way = Way::convert;
  auto cleaned = rebuild(file, context);
  if (cleaned && !verify(cleaned->kind, file, cleaned->bytes, context)) __builtin_trap();
  return 0;
}
