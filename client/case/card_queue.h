// SPDX-License-Identifier: Apache-2.0
// Answers on their way (protocol 2.7). A card waits in the queue until it was seen in the log; each
// round takes exactly as many cards as every other recipient's, dummies where there is nothing to
// say. What a person wrote goes before automatic acknowledgements.
#pragma once

#include <adit/card.h>
#include <adit/clock.h>

#include <optional>
#include <set>
#include <vector>

#include "client/case/inbox.h"
#include "client/case/self.h"
#include "client/net/transport.h"

namespace adit::client {

struct QueuedCard {
  std::uint64_t number = 0;
  X25519Public thread;
  CardKind kind = CardKind::note;
  std::vector<std::uint64_t> body;
  std::string text;
  std::optional<Round> round;  // of the set that carries it

  bool is_automatic() const { return kind == CardKind::acknowledgement; }
};

// A signed set of one round, kept before it is posted: a round never sees two different ones.
struct RoundSet {
  Round round{};
  UnixTime ends{};
  bool posted = false;  // the gateway promised to publish it
  ByteVector upload;

  std::vector<Digest> hashes() const;
};

class CardQueue {
 public:
  explicit CardQueue(Records& records) : records_(records) {}

  // Bytes left for text; negative if it is too long. Every card may have to carry all acknowledgements.
  static std::ptrdiff_t bytes_left(CardKind kind, const std::vector<std::uint64_t>& body,
                                   std::string_view text);

  // Within a transaction of the caller's. Errors: report_too_long.
  Status add(const X25519Public& thread, CardKind kind, std::vector<std::uint64_t> body, std::string text);
  // An acknowledgement, unless something waits for this thread already: every card acknowledges.
  Status acknowledge(const X25519Public& thread);
  Result<std::vector<QueuedCard>> waiting() const;  // in the order of their numbers
  Result<std::vector<QueuedCard>> sent() const;     // what people wrote and the log has
  Result<std::vector<RoundSet>> sets() const;       // ascending by round

  // Takes what the log published since, by the hashes of its cards. Sets that are in it are done. A
  // set that is not in it although the log has gone on for a whole round after its own goes back into
  // the queue; returns the rounds of those that had been promised. Within a transaction.
  Result<std::vector<Round>> settle(const std::set<Digest>& published, UnixTime log_time);

  // The set of this round: the one that was kept, or a new one, kept by a transaction of its own.
  Result<RoundSet> set_of_round(const DeskSelf& self, Round round, std::uint32_t round_seconds,
                                std::size_t cards, Rng& rng);
  Status mark_posted(const RoundSet& set);

 private:
  Result<std::vector<QueuedCard>> cards(Kind kind) const;
  Status put(const QueuedCard& card);
  Status put_set(const RoundSet& set);
  Result<RoundSet> make_set(const DeskSelf& self, Round round, std::uint32_t round_seconds, std::size_t cards,
                            Rng& rng);

  Records& records_;
};

}  // namespace adit::client
