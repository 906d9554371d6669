// SPDX-License-Identifier: Apache-2.0
// Any bytes as a picture, as in scrub_jpeg_fuzz.cc. Check sums are put right first, so that what is
// behind them is reached.
#include <zlib.h>

#include "client/scrub/family.h"
#include "client/scrub/png_parts.h"

using namespace adit;
using namespace adit::client;

namespace {

ByteVector with_right_sums(ByteSpan file) {
  ByteVector out(file.begin(), file.end());
  std::size_t at = 8;
  while (at + 12 <= out.size()) {
    std::size_t n = std::size_t{out[at]} << 24 | std::size_t{out[at + 1]} << 16 |
                    std::size_t{out[at + 2]} << 8 | out[at + 3];
    if (n > out.size() - at - 12) break;
    auto crc = crc32(0, out.data() + at + 4, static_cast<uInt>(n + 4));
    for (unsigned i = 0; i < 4; ++i) out[at + 8 + n + i] = static_cast<std::uint8_t>(crc >> (24 - 8 * i));
    at += 12 + n;
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto file = with_right_sums({data, size});
  Harvest harvest;
  harvest_png(file, harvest);
  auto parts = split_png(file);
  if (!parts || std::uint64_t{parts->width} * parts->height > 100'000) return 0;
  auto cleaned = rebuild_png(file);
  if (cleaned && !verify(FileKind::png, file, cleaned->bytes)) __builtin_trap();
  return 0;
}
