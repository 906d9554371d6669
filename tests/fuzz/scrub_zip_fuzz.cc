// SPDX-License-Identifier: Apache-2.0
// Any bytes as an archive. What opens and unpacks is written anew, and both readers see the same in it.
#include "client/scrub/zip/zip.h"
#include "fuzz.h"

using namespace adit;
using namespace adit::client;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ZipLimits limits{.members = 50, .member_bytes = 1 << 20, .total_bytes = 2 << 20};
  ByteSpan file(data, size);
  if (auto own = read_own_zip(file, limits)) test::require(write_zip(*own).has_value());
  auto zip = ZipReader::open(file, limits);
  if (!zip) return 0;
  std::vector<ZipEntry> entries;
  for (const auto& member : zip->members()) {
    if (member.folder) continue;
    auto bytes = zip->unpack(member);
    if (!bytes) return 0;
    // Names with a colon are the reader's, not the writer's.
    if (member.name.find(':') != member.name.npos) return 0;
    entries.push_back({member.name, std::move(*bytes)});
  }
  auto written = write_zip(entries);
  test::require(written.has_value());
  auto again = read_own_zip(*written);
  test::require(again && again->size() == entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    test::require((*again)[i].name == entries[i].name && (*again)[i].bytes == entries[i].bytes);
  }
  return 0;
}
