// SPDX-License-Identifier: Apache-2.0
#include "tests/support/plain_tree.h"

#include <bit>

#include "crypto/sha256.h"

namespace adit::test {
namespace {

// The greatest power of two below n.
std::size_t split(std::size_t n) { return std::bit_ceil(n) / 2; }

std::vector<Digest> subproof(std::size_t first, std::span<const Digest> leaves, bool whole) {
  if (first == leaves.size()) return whole ? std::vector<Digest>{} : std::vector<Digest>{root_of(leaves)};
  const std::size_t k = split(leaves.size());
  auto out =
      first <= k ? subproof(first, leaves.first(k), whole) : subproof(first - k, leaves.subspan(k), false);
  out.push_back(root_of(first <= k ? leaves.subspan(k) : leaves.first(k)));
  return out;
}

}  // namespace

Digest root_of(std::span<const Digest> leaves) {
  if (leaves.empty()) return sha256(ByteSpan{});
  if (leaves.size() == 1) return leaves[0];
  const std::size_t k = split(leaves.size());
  return node_hash(root_of(leaves.first(k)), root_of(leaves.subspan(k)));
}

std::vector<Digest> inclusion_proof(std::span<const Digest> leaves, std::size_t index) {
  if (leaves.size() <= 1) return {};
  const std::size_t k = split(leaves.size());
  auto out =
      index < k ? inclusion_proof(leaves.first(k), index) : inclusion_proof(leaves.subspan(k), index - k);
  out.push_back(root_of(index < k ? leaves.subspan(k) : leaves.first(k)));
  return out;
}

std::vector<Digest> consistency_proof(std::span<const Digest> leaves, std::size_t first) {
  return subproof(first, leaves, true);
}

}  // namespace adit::test
