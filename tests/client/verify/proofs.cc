// SPDX-License-Identifier: Apache-2.0
#include "tests/client/verify/proofs.h"

#include <stdlib.h>

#include <bit>
#include <fstream>
#include <sstream>

#include "crypto/sha256.h"

namespace adit::test {
namespace {

std::size_t split_of(std::size_t count) { return std::bit_floor(count - 1); }

void add_subproof(std::span<const Digest> leaves, std::size_t first, bool whole, std::vector<Digest>& out) {
  if (first == leaves.size()) {
    if (!whole) out.push_back(root_of(leaves));
    return;
  }
  std::size_t k = split_of(leaves.size());
  if (first <= k) {
    add_subproof(leaves.first(k), first, whole, out);
    out.push_back(root_of(leaves.subspan(k)));
  } else {
    add_subproof(leaves.subspan(k), first - k, false, out);
    out.push_back(root_of(leaves.first(k)));
  }
}

}  // namespace

Leaves some_leaves(std::size_t count, std::uint8_t history) {
  Leaves out;
  for (std::size_t i = 0; i < count; ++i) {
    ByteVector seed{history, static_cast<std::uint8_t>(i)};
    out.push_back(leaf_hash(entry_of(EntryKind::letter, sha256(seed))));
  }
  return out;
}

Digest root_of(std::span<const Digest> leaves) {
  if (leaves.empty()) return empty_root();
  if (leaves.size() == 1) return leaves[0];
  std::size_t k = split_of(leaves.size());
  return node_hash(root_of(leaves.first(k)), root_of(leaves.subspan(k)));
}

std::vector<Digest> inclusion_proof(std::span<const Digest> leaves, std::size_t index) {
  if (leaves.size() <= 1) return {};
  std::size_t k = split_of(leaves.size());
  bool left = index < k;
  auto out = left ? inclusion_proof(leaves.first(k), index) : inclusion_proof(leaves.subspan(k), index - k);
  out.push_back(root_of(left ? leaves.subspan(k) : leaves.first(k)));
  return out;
}

std::vector<Digest> consistency_proof(std::span<const Digest> leaves, std::size_t first) {
  std::vector<Digest> out;
  add_subproof(leaves, first, true, out);
  return out;
}

std::vector<Digest> fork_nodes(std::span<const Digest> leaves, std::size_t first) {
  auto out = consistency_proof(leaves, first);
  if (std::has_single_bit(first)) out.insert(out.begin(), root_of(leaves.first(first)));
  return out;
}

std::string checkpoint_of(const World& world, std::span<const Digest> leaves, std::size_t witnesses) {
  UnverifiedNote note;
  note.text = CheckpointBody{log_origin(world.dep), leaves.size(), root_of(leaves)}.encode();
  note.signatures.push_back(sign_note(note.text, world.log_note_key.name, world.log_key));
  for (std::size_t i = 0; i < witnesses; ++i) {
    const TestRecipient& r = world.recipients[i];
    note.signatures.push_back(cosign_note(note.text, r.witness_key.name, r.witness, kNow));
  }
  return note.encode();
}

void Files::put(const std::string& name, ByteSpan bytes) const {
  std::ofstream(path() / name, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}
std::string Files::get(const std::string& name) const {
  std::ostringstream out;
  out << std::ifstream(path() / name, std::ios::binary).rdbuf();
  return out.str();
}

}  // namespace adit::test
