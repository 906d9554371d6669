// SPDX-License-Identifier: Apache-2.0
// The tree against the definitions of RFC 6962 section 2.1, written down as they stand there.
#include <adit/log.h>

#include <catch2/catch_test_macros.hpp>

#include "crypto/sha256.h"
#include "tests/support/hex.h"
#include "tests/support/plain_tree.h"

using namespace adit;
using namespace adit::test;

namespace {

using Leaves = std::span<const Digest>;

std::vector<Digest> some_leaves(std::size_t n) {
  std::vector<Digest> out;
  for (std::size_t i = 0; i < n; ++i) {
    ByteVector entry;
    append_le32(entry, static_cast<std::uint32_t>(i));
    out.push_back(leaf_hash(entry));
  }
  return out;
}

}  // namespace

TEST_CASE("leaf, node and empty tree hash as in RFC 6962", "[tree]") {
  CHECK(empty_root() == sha256(ByteSpan{}));
  CHECK(leaf_hash(hex("0a0b")) == sha256(hex("000a0b")));
  Digest d = sha256(hex("00"));
  CHECK(node_hash(d, d) == sha256({hex("01"), d.span(), d.span()}));
}

TEST_CASE("the compact tree has the root of RFC 6962 at every size up to 300", "[tree]") {
  auto leaves = some_leaves(300);
  CompactTree tree;
  CHECK(tree.root() == root_of({}));
  for (std::size_t n = 1; n <= leaves.size(); ++n) {
    tree.append(leaves[n - 1]);
    REQUIRE(tree.size() == n);
    REQUIRE(tree.root() == root_of(Leaves(leaves).first(n)));
    auto proof = tree.last_leaf_proof();
    REQUIRE(proof == inclusion_proof(Leaves(leaves).first(n), n - 1));
    REQUIRE(verify_inclusion(n - 1, n, leaves[n - 1], proof, tree.root()));
  }
}

TEST_CASE("a compact tree written and read goes on as if nothing had happened", "[tree]") {
  auto leaves = some_leaves(130);
  CompactTree tree;
  for (const Digest& leaf : leaves) {
    auto copy = CompactTree::parse(tree.encode());
    REQUIRE(copy);
    REQUIRE(copy->root() == tree.root());
    copy->append(leaf);
    tree.append(leaf);
    REQUIRE(copy->root() == tree.root());
    REQUIRE(copy->encode() == tree.encode());
  }
}

TEST_CASE("a compact tree with too many or too few digests is refused", "[tree]") {
  CompactTree tree;
  for (const Digest& leaf : some_leaves(7)) tree.append(leaf);
  ByteVector bytes = tree.encode();
  CHECK(bytes.size() == 8 + 3 * 32);
  CHECK(error_of(CompactTree::parse(ByteSpan(bytes).first(bytes.size() - 1))) == Errc::wire_not_canonical);
  CHECK(error_of(CompactTree::parse(ByteSpan(bytes).first(7))) == Errc::wire_not_canonical);
  bytes.push_back(0);
  CHECK(error_of(CompactTree::parse(bytes)) == Errc::wire_not_canonical);
}

TEST_CASE("every inclusion proof of every tree up to 70 leaves verifies, and no changed one does", "[tree]") {
  auto leaves = some_leaves(70);
  for (std::size_t n = 1; n <= leaves.size(); ++n) {
    Leaves tree = Leaves(leaves).first(n);
    Digest root = root_of(tree);
    for (std::size_t m = 0; m < n; ++m) {
      auto proof = inclusion_proof(tree, m);
      REQUIRE(verify_inclusion(m, n, leaves[m], proof, root));
      REQUIRE_FALSE(verify_inclusion(m, n, leaves[(m + 1) % 70], proof, root));
      REQUIRE_FALSE(verify_inclusion(n, n, leaves[m], proof, root));
      if (n > 1) REQUIRE_FALSE(verify_inclusion((m + 1) % n, n, leaves[m], proof, root));
      REQUIRE_FALSE(verify_inclusion(m, n, leaves[m], proof, leaves[m == 0 && n == 1 ? 1 : 0]));
      for (std::size_t i = 0; i < proof.size(); ++i) {
        auto changed = proof;
        changed[i].mutable_span()[7] ^= 1;
        REQUIRE_FALSE(verify_inclusion(m, n, leaves[m], changed, root));
      }
      auto longer = proof;
      longer.push_back(root);
      REQUIRE_FALSE(verify_inclusion(m, n, leaves[m], longer, root));
      if (!proof.empty())
        REQUIRE_FALSE(verify_inclusion(m, n, leaves[m], Leaves(proof).first(proof.size() - 1), root));
    }
  }
}

TEST_CASE("every consistency proof up to 70 leaves verifies, and no changed one does", "[tree]") {
  auto leaves = some_leaves(70);
  for (std::size_t n = 1; n <= leaves.size(); ++n) {
    Digest root2 = root_of(Leaves(leaves).first(n));
    for (std::size_t m = 1; m <= n; ++m) {
      Digest root1 = root_of(Leaves(leaves).first(m));
      auto proof = consistency_proof(Leaves(leaves).first(n), m);
      REQUIRE(verify_consistency(m, n, root1, root2, proof));
      REQUIRE_FALSE(verify_consistency(m, n, sha256(ByteSpan{}), root2, proof));
      REQUIRE_FALSE(verify_consistency(m, n, root1, sha256(ByteSpan{}), proof));
      if (m < n) REQUIRE_FALSE(verify_consistency(n, m, root2, root1, proof));
      for (std::size_t i = 0; i < proof.size(); ++i) {
        auto changed = proof;
        changed[i].mutable_span()[31] ^= 0x80;
        REQUIRE_FALSE(verify_consistency(m, n, root1, root2, changed));
        auto fewer = proof;
        fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
        REQUIRE_FALSE(verify_consistency(m, n, root1, root2, fewer));
      }
      auto more = proof;
      more.push_back(root2);
      REQUIRE_FALSE(verify_consistency(m, n, root1, root2, more));
    }
  }
}

TEST_CASE("an empty tree is consistent with anything by an empty proof alone", "[tree]") {
  auto leaves = some_leaves(3);
  Digest root = root_of(leaves);
  CHECK(verify_consistency(0, 3, empty_root(), root, {}));
  CHECK_FALSE(verify_consistency(0, 3, empty_root(), root, leaves));
  CHECK(verify_consistency(3, 3, root, root, {}));
  CHECK_FALSE(verify_consistency(3, 3, root, leaves[0], {}));
}
