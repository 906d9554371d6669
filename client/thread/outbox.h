// SPDX-License-Identifier: Apache-2.0
// Delivers objects to the gateway, with the work it asks for, and always knows what can be said about
// them afterwards: sent, not sent, or may have been sent. The same object may be delivered again: it
// is published once.
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>
#include <adit/state.h>

#include <functional>
#include <optional>
#include <vector>

#include "client/thread/talk.h"

namespace adit::client {

enum class Sent : std::uint8_t { no, maybe, yes };

struct Delivery {
  Sent sent = Sent::no;
  std::optional<Error> error;  // nothing if sent == yes
};

inline constexpr unsigned kMaxTries = 6;     // of one object in one session, when busy or without connection
inline constexpr unsigned kMaxRefusals = 3;  // newer work is done after each
inline constexpr unsigned kFirstBackOffSeconds = 5;
inline constexpr unsigned kMaxBackOffSeconds = 1800;

// One letter or parcel. What happens after a failure depends on the answers only, never on what is
// inside: a real letter and a decoy behave alike. A 403 fetches a newer state and does newer work, a 503
// does more work for the same object (protocol 2.9). Nothing is tried after `until`: then the error is
// week_over, because what was sealed to one week's keys is of no use in a later one.
Delivery deliver(Surroundings& s, TrustedState& state, ByteSpan object,
                 std::optional<UnixTime> until = std::nullopt);

// Objects that are made when their turn comes. Making one again gives the same.
struct Parcels {
  std::size_t count = 0;
  std::function<Result<ByteVector>(std::size_t)> make;
};

struct ParcelDelivery {
  std::size_t sent = 0;
  std::size_t total = 0;
  std::optional<Error> error;
};

// A parcel that is refused or lost after all tries is put at the end; after so many in a row there is
// no point in going on.
inline constexpr unsigned kMaxLostInARow = 2;

// The numbers below n in an order that chance decides.
std::vector<std::uint32_t> shuffled(std::size_t n, Rng& rng);

// All parcels, in an order that chance decides, one in memory at a time. Those that were lost are sent
// again after the others, once.
ParcelDelivery deliver_parcels(Surroundings& s, TrustedState& state, const Parcels& parcels);

// Whether a failure may pass by itself: busy, no connection, a connection that broke.
bool comes_back(Errc code);
// Or with newer work.
bool may_pass(Errc code);

// What is said while the puzzle is solved; `usual` is the mean number of trials.
std::string work_in_words(std::uint64_t trials, std::uint64_t usual, std::int64_t elapsed_seconds);

// "less than a minute", "about 4 minutes", "about 3 hours".
std::string duration_in_words(std::int64_t seconds);

}  // namespace adit::client
