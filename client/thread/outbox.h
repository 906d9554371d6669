// SPDX-License-Identifier: Apache-2.0
// Delivers objects to the gateway, with the work it asks for, and always knows what can be said about
// them afterwards: sent, not sent, or may have been sent. The same object may be delivered again: it
// is published once.
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>
#include <adit/state.h>

#include <optional>
#include <vector>

#include "client/thread/talk.h"

namespace adit::client {

enum class Sent : std::uint8_t { no, maybe, yes };

struct Delivery {
  Sent sent = Sent::no;
  std::optional<Error> error;  // nothing if sent == yes
};

inline constexpr unsigned kMaxTries = 6;     // of one object, when busy or without connection
inline constexpr unsigned kMaxRefusals = 3;  // newer work is done after each
inline constexpr unsigned kFirstBackOffSeconds = 5;
inline constexpr unsigned kMaxBackOffSeconds = 1800;

// One letter or parcel. What happens after a failure depends on the answers only, never on what is
// inside: a real letter and a decoy behave alike. A 403 fetches a newer state and does newer work.
Delivery deliver(Surroundings& s, TrustedState& state, ByteSpan object);

struct ParcelDelivery {
  std::size_t sent = 0;
  std::size_t total = 0;
  std::optional<Error> error;
};

// All parcels, in an order that chance decides. Stops at the first that cannot be delivered.
ParcelDelivery deliver_parcels(Surroundings& s, TrustedState& state, const std::vector<ByteVector>& parcels);

// "less than a minute", "about 4 minutes", "about 3 hours".
std::string duration_in_words(std::int64_t seconds);

}  // namespace adit::client
