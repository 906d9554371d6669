// SPDX-License-Identifier: Apache-2.0
#include "tests/client/verify/proofs.h"

#include <stdlib.h>

#include <bit>
#include <fstream>
#include <sstream>

#include "crypto/sha256.h"

namespace adit::test {
Leaves some_leaves(std::size_t count, std::uint8_t history) {
  Leaves out;
  for (std::size_t i = 0; i < count; ++i) {
    ByteVector seed{history, static_cast<std::uint8_t>(i)};
    out.push_back(leaf_hash(entry_of(EntryKind::letter, sha256(seed))));
  }
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
