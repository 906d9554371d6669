// SPDX-License-Identifier: Apache-2.0
// Any bytes as a list of files, and the rest of the input as what was found for their parcels.
#include <adit/parcel.h>

#include "crypto/file_entry.h"
#include "tests/fuzz/fuzz.h"

using namespace adit;
using namespace adit::test;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteSpan bytes(data, size);
  if (size < 2) return 0;
  std::size_t cut = std::min(size, 2 + load_le(bytes.first(2)));
  auto core = Core::parse(bytes.subspan(2, cut - 2));
  if (!core) return 0;
  ByteSpan rest = bytes.subspan(cut);
  for (const FileEntry& file : core->files) {
    if (file.size > 4 * kParcelContentBytes) continue;
    auto opened = open_file(
        file, [&](const ParcelId&) -> Result<ByteVector> { return ByteVector(rest.begin(), rest.end()); });
    require(!opened.has_value());  // its id would have to be the hash of a parcel under its key
  }
  return 0;
}
