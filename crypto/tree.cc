// SPDX-License-Identifier: Apache-2.0
// RFC 6962 section 2.1, with the verification algorithms of RFC 9162 section 2.1.
#include <adit/log.h>

#include <bit>

#include "crypto/sha256.h"

namespace adit {
namespace {
constexpr std::uint8_t kLeafPrefix = 0;
constexpr std::uint8_t kNodePrefix = 1;
}  // namespace

Digest leaf_hash(ByteSpan entry) { return sha256({ByteSpan(&kLeafPrefix, 1), entry}); }
Digest node_hash(const Digest& left, const Digest& right) {
  return sha256({ByteSpan(&kNodePrefix, 1), left.span(), right.span()});
}
Digest empty_root() { return sha256(ByteSpan{}); }

Status verify_inclusion(std::uint64_t index, std::uint64_t size, const Digest& leaf,
                        std::span<const Digest> proof, const Digest& root) {
  if (index >= size) return fail(Errc::proof_invalid);
  std::uint64_t fn = index;
  std::uint64_t sn = size - 1;
  Digest hash = leaf;
  for (const Digest& p : proof) {
    if (sn == 0) return fail(Errc::proof_invalid);
    if ((fn & 1) == 1 || fn == sn) {
      hash = node_hash(p, hash);
      while ((fn & 1) == 0 && fn != 0) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      hash = node_hash(hash, p);
    }
    fn >>= 1;
    sn >>= 1;
  }
  if (sn != 0 || hash != root) return fail(Errc::proof_invalid);
  return {};
}

Status verify_consistency(std::uint64_t size1, std::uint64_t size2, const Digest& root1, const Digest& root2,
                          std::span<const Digest> proof) {
  if (size1 > size2) return fail(Errc::proof_invalid);
  if (size1 == size2) {
    if (!proof.empty() || root1 != root2) return fail(Errc::proof_invalid);
    return {};
  }
  // Nothing is known about an empty tree, so nothing can be consistent with it but an empty proof.
  if (size1 == 0) {
    if (!proof.empty()) return fail(Errc::proof_invalid);
    return {};
  }
  if (proof.empty()) return fail(Errc::proof_invalid);
  std::size_t i = 0;
  Digest fr = root1;
  if (!std::has_single_bit(size1)) fr = proof[i++];
  Digest sr = fr;
  std::uint64_t fn = size1 - 1;
  std::uint64_t sn = size2 - 1;
  while ((fn & 1) == 1) {
    fn >>= 1;
    sn >>= 1;
  }
  for (; i < proof.size(); ++i) {
    if (sn == 0) return fail(Errc::proof_invalid);
    if ((fn & 1) == 1 || fn == sn) {
      fr = node_hash(proof[i], fr);
      sr = node_hash(proof[i], sr);
      while ((fn & 1) == 0 && fn != 0) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      sr = node_hash(sr, proof[i]);
    }
    fn >>= 1;
    sn >>= 1;
  }
  if (sn != 0 || fr != root1 || sr != root2) return fail(Errc::proof_invalid);
  return {};
}

void CompactTree::append(const Digest& leaf) {
  // The complete subtrees that the leaf closes are its siblings, nearest first; what stays on the
  // edge follows, nearest first.
  last_proof_.assign(edge_.rbegin(), edge_.rend());
  edge_.push_back(leaf);
  for (std::uint64_t n = size_; (n & 1) == 1; n >>= 1) {
    Digest right = edge_.back();
    edge_.pop_back();
    edge_.back() = node_hash(edge_.back(), right);
  }
  ++size_;
}

Digest CompactTree::root() const {
  if (size_ == 0) return empty_root();
  Digest hash = edge_.back();
  for (std::size_t i = edge_.size() - 1; i-- > 0;) hash = node_hash(edge_[i], hash);
  return hash;
}

std::vector<Digest> CompactTree::last_leaf_proof() const {
  ADIT_ASSERT(size_ > 0);
  return last_proof_;
}

ByteVector CompactTree::encode() const {
  ByteVector out;
  append_le64(out, size_);
  for (const Digest& d : edge_) adit::append(out, d.span());
  return out;
}

Result<CompactTree> CompactTree::parse(ByteSpan bytes) {
  if (bytes.size() < 8) return fail(Errc::wire_not_canonical);
  CompactTree tree;
  tree.size_ = load_le(bytes.first(8));
  ByteSpan rest = bytes.subspan(8);
  if (rest.size() != static_cast<std::size_t>(std::popcount(tree.size_)) * Digest::kSize) {
    return fail(Errc::wire_not_canonical);
  }
  for (; !rest.empty(); rest = rest.subspan(Digest::kSize)) {
    tree.edge_.push_back(*Digest::from(rest.first(Digest::kSize)));
  }
  return tree;
}

}  // namespace adit
