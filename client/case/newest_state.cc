// SPDX-License-Identifier: Apache-2.0
#include "client/case/newest_state.h"

#include "client/case/alarms.h"
#include "client/case/standing.h"
#include "client/trust/gateway_state.h"

namespace adit::client {

Result<NewestState> fetch_newest_state(DeskContext& desk, const DeskSelf& self, const Position& position) {
  auto bundle = fetch_bundle(desk.transport, Quorum::pending);
  auto state =
      bundle ? verify_bundle(*bundle, self.dep(), desk.clock.now(), Quorum::pending, {position.directory_seq})
             : Result<TrustedState>(fail(bundle.error()));
  if (!state) {
    const Errc code = state.error().code;
    // Who could not prove to be the gateway accuses nobody: something in between may have answered.
    if (is_trust_failure(code) && code != Errc::gateway_unproven) {
      ADIT_TRY(Transaction transaction, Transaction::begin(desk.records));
      ADIT_CHECK(put_alarm(desk.records, refused_state(code, position.last_epoch.value_or(Epoch{}),
                                                       bundle ? bundle->checkpoint : std::string())));
      ADIT_CHECK(transaction.commit());
    }
    // A gateway that is not there, or not to be trusted now, must not keep old keys alive.
    ADIT_TRY(std::size_t erased,
             erase_by_time(desk.records, position.last_epoch, std::nullopt, desk.clock.now(), std::nullopt));
    (void)erased;
    return fail(state.error());
  }
  return NewestState{std::move(*bundle), std::move(*state)};
}

}  // namespace adit::client
