// SPDX-License-Identifier: Apache-2.0
// Leaves, and checkpoints over their trees.
#pragma once

#include <adit/log.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/plain_tree.h"
#include "tests/support/temp_folder.h"
#include "tests/support/world.h"

namespace adit::test {

using Leaves = std::vector<Digest>;

Leaves some_leaves(std::size_t count, std::uint8_t history = 0);
// Protocol 2.16a: with the root of the first leaves where RFC 6962 leaves it out.
std::vector<Digest> fork_nodes(std::span<const Digest> leaves, std::size_t first);

// Signed by the world's log, cosigned by its first witnesses.
std::string checkpoint_of(const World& world, std::span<const Digest> leaves, std::size_t witnesses = 3);

// A folder of files, gone at the end.
class Files {
 public:
  void put(const std::string& name, ByteSpan bytes) const;
  void put(const std::string& name, std::string_view text) const { put(name, as_bytes(text)); }
  std::string get(const std::string& name) const;
  const std::filesystem::path& path() const { return folder_.path(); }

 private:
  TempFolder folder_;
};

}  // namespace adit::test
