// SPDX-License-Identifier: Apache-2.0
// Any bytes as a HEIC or AVIF file, up to the decoders: boxes, items, grids, cuts, and what is told.
// The codecs are others' code, in a locked process.
#include "client/scrub/photo/heif.h"

using namespace adit;
using namespace adit::client;
using namespace adit::client::photo;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteSpan file(data, size);
  auto heif = parse_heif(file);
  if (!heif) return 0;
  Harvest harvest;
  harvest_heif(*heif, harvest);
  for (const auto& item : heif->items) {
    (void)stated_size(*heif, item);
    (void)is_alpha(*heif, item);
    (void)read_grid(data_of(item));
    for (auto i : item.properties) {
      const auto& property = heif->properties[i];
      (void)orientation_of(property);
      (void)read_nclx(property.body);
      (void)icc_of(property.body);
      if (auto cut = read_cut(property.body, 300, 200)) {
        bool inside = cut->left + cut->width <= 300 && cut->top + cut->height <= 200 && cut->width > 0 &&
                      cut->height > 0;
        if (!inside) __builtin_trap();
      }
    }
  }
  return 0;
}
