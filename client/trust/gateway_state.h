// SPDX-License-Identifier: Apache-2.0
// Fetches the state bundle and puts it through the six checks (protocol 2.5), shared by reporters,
// desks and council.
#pragma once

#include <adit/clock.h>
#include <adit/result.h>
#include <adit/state.h>
#include <adit/trailer.h>

#include <functional>

#include "client/net/transport.h"

namespace adit::client {

// Errors: those of Transport::get and of TrustedState::verify. A bundle that is not even well
// formed is state_mismatch: the gateway cannot be trusted now.
Result<TrustedState> fetch_state(Transport& transport, const DeploymentId& dep, UnixTime now, Quorum quorum,
                                 const StateMemory& memory = {});

// The same in two steps, for those who look at more than the result. Errors: as above.
Result<StateBundle> fetch_bundle(Transport& transport, Quorum quorum);
Result<TrustedState> verify_bundle(const StateBundle& bundle, const DeploymentId& dep, UnixTime now,
                                   Quorum quorum, const StateMemory& memory = {});
// True for the errors that say that the gateway cannot be trusted now.
bool is_trust_failure(Errc code);

// The step of effort that an object of this size begins with (protocol 2.9): never from what another object
// needed, or those of one session would be known by it.
std::uint32_t first_effort_of(ByteSpan object, const TrustedState& state);

// POSTs an object with its trailer. A 403 fetches a newer state, works again and retries, three
// times at most. A 503 is retried after a pause: 15 seconds, doubling to 30 minutes, each half as
// long to half as long again by chance, so that clients do not come back together. `retry` is given
// the seconds and makes the pause itself; false gives up (gateway_busy). Without it this function
// sleeps, and gives up after six pauses.
// Errors: those of Transport::post, fetch_state and solve_puzzle.
Status upload(Transport& transport, ByteSpan object, TrustedState& state, const Clock& clock, Rng& rng,
              const PuzzleProgress& progress = {}, const std::function<bool(unsigned seconds)>& retry = {});

// POSTs a signed document. Errors: those of Transport::post, report_too_long (over 65534 bytes).
Status post_document(Transport& transport, const UnverifiedEnvelope& envelope);

}  // namespace adit::client
