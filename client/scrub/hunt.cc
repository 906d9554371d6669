// SPDX-License-Identifier: Apache-2.0
// The value hunt: all harvested values at once, in one pass. A table of first byte pairs throws out
// nearly every position; the few left are looked up by their first six bytes.
#include <bitset>
#include <unordered_map>

#include "client/scrub/family.h"

namespace adit::client {
namespace {

ByteVector widened(ByteSpan value, bool big_endian) {
  ByteVector out;
  for (auto b : value) {
    out.push_back(big_endian ? 0 : b);
    out.push_back(big_endian ? b : 0);
  }
  return out;
}

std::uint64_t prefix(ByteSpan bytes) { return load_le(bytes.first(kMinValueBytes)); }

}  // namespace

bool free_of(ByteSpan bytes, const std::vector<ByteVector>& values) {
  std::vector<ByteVector> wanted;
  for (const auto& value : values) {
    if (value.size() < kMinValueBytes) continue;
    wanted.push_back(value);
    wanted.push_back(widened(value, false));
    wanted.push_back(widened(value, true));
  }
  std::bitset<65536> pairs;
  std::unordered_multimap<std::uint64_t, ByteSpan> by_prefix;
  for (const auto& value : wanted) {
    pairs.set(load_le(ByteSpan(value).first(2)));
    by_prefix.emplace(prefix(value), value);
  }
  for (std::size_t at = 0; at + kMinValueBytes <= bytes.size(); ++at) {
    if (!pairs.test(static_cast<std::size_t>(bytes[at] | bytes[at + 1] << 8))) continue;
    auto [from, to] = by_prefix.equal_range(prefix(bytes.subspan(at)));
    for (; from != to; ++from) {
      auto value = from->second;
      if (value.size() <= bytes.size() - at && std::ranges::equal(value, bytes.subspan(at, value.size())))
        return false;
    }
  }
  return true;
}

}  // namespace adit::client
