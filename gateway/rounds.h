// SPDX-License-Identifier: Apache-2.0
// Card sets between their upload and the tick that publishes their round (protocol 2.7). Each is a
// file of its own: these uploads are signed, so who sent them is no secret.
#pragma once

#include <adit/cardset.h>
#include <adit/clock.h>

#include <map>
#include <vector>

#include "gateway/documents.h"
#include "gateway/durable.h"

namespace adit::gateway {

class Rounds {
 public:
  // Errors: store_corrupt (a file that is not a card set), store_unavailable.
  static Result<Rounds> open(std::filesystem::path folder);

  // Keeps it for its round. After Ok it survives a crash.
  // Errors: object_wrong_size and wire_not_canonical (malformed); admission_refused (not the current
  // round, not of an active recipient, a second one that differs); gateway_busy (the disk).
  Status accept(ByteSpan upload, const InForce& in_force, UnixTime now, UnixTime stamp_time);

  // The round that the tick of an epoch which ends at `end` publishes, if any: the oldest unpublished
  // one that somebody posted in, otherwise the one that ended last. Rounds before `next_round` are done.
  std::optional<Round> due(UnixTime end, std::uint32_t round_seconds, Round next_round) const;
  // Its cards, one after another, ascending by hash: those posted by the active, and dummies.
  // Errors: store_corrupt, store_unavailable.
  Result<std::vector<SealedCard>> cards(Round round, const InForce& in_force, Rng& rng) const;
  // Everything up to it has been published.
  Status forget(Round round);

 private:
  explicit Rounds(std::filesystem::path folder) : folder_(std::move(folder)) {}
  std::filesystem::path path_of(Round round, const Rid& rid) const;

  std::filesystem::path folder_;
  std::map<std::pair<Round, Rid>, Digest> sets_;  // SHA-256 of the upload
};

}  // namespace adit::gateway
