// SPDX-License-Identifier: Apache-2.0
// Any bytes as a photo: refused, or cleaned to the one form, which cleaning again leaves alone.
#include "client/scrub/family.h"
#include "client/scrub/formats.h"
#include "client/scrub/jpeg_parts.h"

using namespace adit;
using namespace adit::client;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteSpan file(data, size);
  Harvest harvest;
  harvest_jpeg(file, harvest);
  harvest_exif(file, harvest);
  harvest_iptc(file, harvest);
  harvest_photoshop(file, harvest);
  harvest_xmp(file, harvest);
  harvest_icc(file, harvest);
  (void)is_canonical_jpeg(file);
  if (kind_of(file) != FileKind::jpeg) return 0;
  // Large pictures only cost time here.
  auto parts = split_jpeg(file);
  if (!parts || std::uint64_t{parts->width} * parts->height > 100'000 || parts->scans > 8) return 0;
  auto cleaned = rebuild_jpeg(file);
  if (!cleaned) return 0;
  if (!is_canonical_jpeg(cleaned->bytes)) __builtin_trap();
  // The second reader may refuse what libjpeg bears with, but not what it has accepted once.
  if (verify(FileKind::jpeg, file, cleaned->bytes) && !verify(FileKind::jpeg, cleaned->bytes, cleaned->bytes))
    __builtin_trap();
  return 0;
}
