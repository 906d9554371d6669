// SPDX-License-Identifier: Apache-2.0
// Any bytes as an epoch record, a bundle of entries and the right edge of a tree.
#include <adit/log.h>

#include "tests/fuzz/fuzz.h"

using namespace adit;
using namespace adit::test;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteSpan bytes(data, size);
  require_round_trip<EpochRecord>(bytes);
  require_round_trip<CompactTree>(bytes);
  if (auto tree = CompactTree::parse(bytes); tree && tree->size() < UINT64_MAX) {
    tree->append(empty_root());
    require(
        verify_inclusion(tree->size() - 1, tree->size(), empty_root(), tree->last_leaf_proof(), tree->root())
            .has_value());
  }
  for (std::size_t count : {0u, 1u, 2u, 3u, 256u}) {
    auto entries = parse_bundle(bytes, count);
    if (!entries) continue;
    ByteVector again;
    for (ByteSpan entry : *entries) append_bundled(again, entry);
    require(std::ranges::equal(again, bytes));
  }
  return 0;
}
