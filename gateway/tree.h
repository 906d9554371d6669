// SPDX-License-Identifier: Apache-2.0
// The log as its writer needs it: the right edge of the tree, of the tiles and of the entries. From
// this alone the next epoch can be appended; no published file is ever read again.
#pragma once

#include <adit/log.h>

#include <functional>
#include <string>

#include "crypto/value.h"

namespace adit::gateway {

// Takes a finished file by its path below the public folder.
using TileSink = std::function<Status(const std::string& path, ByteSpan content)>;

class LogTree {
 public:
  LogTree() : levels_(1) {}
  // Errors: wire_not_canonical.
  static Result<LogTree> parse(const Value& value);
  Value encode() const;

  // Hands out each tile (C2SP tlog-tiles) and bundle of entries that the entry completes.
  Status append(ByteSpan entry, const TileSink& sink);
  // Hands out the partial ones that belong to this size.
  Status partials(const TileSink& sink) const;

  std::uint64_t size() const { return compact_.size(); }
  Digest root() const { return compact_.root(); }
  std::vector<Digest> last_leaf_proof() const { return compact_.last_leaf_proof(); }

 private:
  Status append_hash(std::size_t level, const Digest& hash, const TileSink& sink);

  CompactTree compact_;
  std::vector<ByteVector> levels_;  // hashes of the tile that is being filled, at each level
  ByteVector bundle_;               // entries of the one that is being filled
};

inline constexpr unsigned kTileWidth = 256;

// The root of the first `size` leaves, from the tiles that belong to a log of `published` leaves; 0 < size
// <= published. `tile` reads one by its path. Errors: those of `tile`; store_corrupt.
Result<Digest> root_of_first(std::uint64_t size, std::uint64_t published,
                             const std::function<Result<ByteVector>(const std::string& path)>& tile);

// Folders of partial tiles (below the public folder) that no checkpoint of at least `size` needs,
// because the full tile is there; those that were so at `before` already are left out.
std::vector<std::string> outgrown_partials(std::uint64_t before, std::uint64_t size);

}  // namespace adit::gateway
