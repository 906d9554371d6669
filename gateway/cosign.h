// SPDX-License-Identifier: Apache-2.0
// The newest checkpoints with the states they stand for, and the cosignatures that come for them
// (protocol 2.5). Each is a state bundle in a file of its own, so a restart keeps everything.
#pragma once

#include <adit/state.h>

#include <optional>
#include <vector>

#include "gateway/durable.h"

namespace adit::gateway {

// What its directory says, unverified. Errors: state_mismatch (no envelope), as DirectoryBody::parse().
Result<DirectoryBody> directory_of(const StateBundle& bundle);

struct SignedEpoch {
  Epoch epoch{};
  std::uint64_t size = 0;
  Digest root;
  StateBundle bundle;  // with the cosignatures so far

  // Errors: store_corrupt.
  static Result<SignedEpoch> from(StateBundle bundle);
};

class Checkpoints {
 public:
  // Errors: store_corrupt, store_unavailable.
  static Result<Checkpoints> open(std::filesystem::path folder, const DeploymentId& dep);

  // Written before it is kept. One that is there already keeps its cosignatures.
  Status add(StateBundle bundle, UnixTime stamp_time);
  // Merges the valid cosignatures of the note. True if there was a new one.
  // Errors: wire_not_canonical (malformed); admission_refused (none of the last 8 checkpoints, or no
  // valid cosignature of a witness); gateway_busy (the disk).
  Result<bool> cosign(std::string_view note, UnixTime stamp_time);

  // Ascending by epoch, kPuzzleSeedEpochs at most.
  const std::vector<SignedEpoch>& kept() const { return kept_; }
  const SignedEpoch* newest() const { return kept_.empty() ? nullptr : &kept_.back(); }
  // The newest that every reporter would accept now.
  const SignedEpoch* newest_with_quorum(UnixTime now) const;

 private:
  Checkpoints(std::filesystem::path folder, const DeploymentId& dep)
      : folder_(std::move(folder)), dep_(dep) {}
  std::filesystem::path path_of(Epoch epoch) const { return folder_ / std::to_string(number(epoch)); }
  Status save(const SignedEpoch& signed_epoch, UnixTime stamp_time);

  std::filesystem::path folder_;
  DeploymentId dep_;
  std::vector<SignedEpoch> kept_;
};

}  // namespace adit::gateway
