// SPDX-License-Identifier: Apache-2.0
// What the gateway must know about its log after a restart, as one file that is replaced as a whole
// when an epoch is signed. Until it is there nothing of that epoch has been signed; from then on
// nothing else can be.
#pragma once

#include <optional>

#include "gateway/documents.h"
#include "gateway/tree.h"

namespace adit::gateway {

struct LogState {
  Epoch epoch{};               // the last one logged
  Round next_round{};          // the oldest round that has not been published
  std::uint64_t outgrown = 0;  // partial tiles of logs up to this size have been removed
  LogTree tree;
  Value documents;         // Documents::encode()
  std::string checkpoint;  // the signed note over this tree; empty in a stage

  ByteVector encode(const DeploymentId& dep) const;
  // Errors: store_corrupt; config_invalid (of another deployment).
  static Result<LogState> parse(ByteSpan bytes, const DeploymentId& dep);
};
inline constexpr std::size_t kMaxLogStateBytes = std::size_t{64} << 20;

}  // namespace adit::gateway
