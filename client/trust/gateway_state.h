// SPDX-License-Identifier: Apache-2.0
// Fetches the state bundle and puts it through the six checks (protocol 2.5), shared by reporters,
// desks and council.
#pragma once

#include <adit/clock.h>
#include <adit/result.h>
#include <adit/state.h>

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

// POSTs a signed document. Errors: those of Transport::post, report_too_long (over 65534 bytes).
Status post_document(Transport& transport, const UnverifiedEnvelope& envelope);

}  // namespace adit::client
