// SPDX-License-Identifier: Apache-2.0
#include "client/trust/gateway_state.h"

#include <adit/api.h>

namespace adit::client {
namespace {

constexpr int kTrustExit = 5;

// Whatever is wrong with a bundle, the gateway that served it cannot be trusted now.
Error as_trust_failure(const Error& error) {
  if (exit_code(error.code) == kTrustExit || error.code == Errc::out_of_memory) return error;
  return Error(Errc::state_mismatch);
}

}  // namespace

bool is_trust_failure(Errc code) { return exit_code(code) == kTrustExit; }

Result<StateBundle> fetch_bundle(Transport& transport, Quorum quorum) {
  std::string_view path = quorum == Quorum::required ? api::kStatePath : api::kPendingStatePath;
  ADIT_TRY(ByteVector bytes, transport.get(path, kMaxBundleBytes));
  auto bundle = StateBundle::parse(bytes);
  if (!bundle) return fail(as_trust_failure(bundle.error()));
  return bundle;
}

Result<TrustedState> verify_bundle(const StateBundle& bundle, const DeploymentId& dep, UnixTime now,
                                   Quorum quorum, const StateMemory& memory) {
  auto state = TrustedState::verify(bundle, dep, now, quorum, memory);
  if (!state) return fail(as_trust_failure(state.error()));
  return state;
}

Result<TrustedState> fetch_state(Transport& transport, const DeploymentId& dep, UnixTime now, Quorum quorum,
                                 const StateMemory& memory) {
  ADIT_TRY(StateBundle bundle, fetch_bundle(transport, quorum));
  return verify_bundle(bundle, dep, now, quorum, memory);
}

}  // namespace adit::client
