// SPDX-License-Identifier: Apache-2.0
// Reading what a log has grown by. Nothing is taken on trust: the entries must lead from the tree
// that is known to the checkpoint's root, and each epoch's entries must be what its record says.
#pragma once

#include <adit/log.h>
#include <adit/result.h>

#include <map>
#include <optional>
#include <vector>

#include "client/net/transport.h"

namespace adit::client {

struct LoggedEpoch {
  EpochRecord record;
  std::uint64_t first_leaf = 0;
  std::vector<Digest> documents;
  std::vector<Digest> letters;
  std::vector<Digest> cards;
  std::vector<Digest> parcels;

  std::uint64_t first_letter_leaf() const { return first_leaf + documents.size(); }
};

// What was appended between two trees.
class LogGrowth {
 public:
  // Errors: log_fork (shorter than before, or does not lead to the checkpoint from what was known),
  // log_count_mismatch (an epoch is not what its record says, or from an empty tree the entries do
  // not lead to the checkpoint), log_gap (a file of entries is missing), those of Transport::get.
  static Result<LogGrowth> read(Transport& transport, const CompactTree& known,
                                std::optional<Epoch> last_epoch, const Checkpoint& checkpoint);

  const CompactTree& tree() const { return tree_; }
  const std::vector<LoggedEpoch>& epochs() const { return epochs_; }
  // Of a leaf that is new, in tree().
  std::vector<Digest> inclusion_proof(std::uint64_t index) const;

 private:
  LogGrowth() = default;
  Digest range(std::uint64_t begin, std::uint64_t end) const;

  CompactTree tree_;
  std::uint64_t known_size_ = 0;
  std::map<std::uint64_t, Digest> edge_;  // complete subtrees of the known tree, by their first leaf
  std::vector<Digest> leaves_;            // after them
  std::vector<LoggedEpoch> epochs_;
};

}  // namespace adit::client
