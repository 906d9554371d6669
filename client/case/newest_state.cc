// SPDX-License-Identifier: Apache-2.0
#include "client/case/newest_state.h"

#include "client/case/standing.h"
#include "client/case/week_keys.h"
#include "client/trust/gateway_state.h"
#include "crypto/value.h"

namespace adit::client {
namespace {

// A gateway that is not there, or not to be trusted now, must not keep old keys alive.
Status tidy_without_log(Records& records, const Position& position, UnixTime now) {
  ADIT_TRY(Transaction transaction, Transaction::begin(records));
  ADIT_CHECK(note_standing(records, position.last_epoch, now));
  ADIT_CHECK(transaction.commit());
  ADIT_TRY(UnixTime time, erasing_time(records, std::nullopt, now));
  ADIT_TRY(std::size_t erased, erase_old_secrets(records, time, std::nullopt));
  (void)erased;
  return {};
}

Result<TrustedState> verify_newest(DeskContext& desk, const DeskSelf& self, const Position& position,
                                   const StateBundle& bundle) {
  auto state = verify_bundle(bundle, self.dep(), desk.clock.now(), Quorum::pending, {position.directory_seq});
  if (state || !is_trust_failure(state.error().code)) return state;
  ADIT_TRY(Transaction transaction, Transaction::begin(desk.records));
  Alarm alarm{AlarmKind::state_refused,
              position.last_epoch.value_or(Epoch{}),
              {std::string(name(state.error().code)), bundle.checkpoint.substr(0, kMaxNoteBytes)}};
  if (!is_clean_utf8(alarm.evidence[1])) alarm.evidence.pop_back();
  ADIT_CHECK(put_alarm(desk.records, alarm));
  ADIT_CHECK(transaction.commit());
  return state;
}

}  // namespace

Result<NewestState> fetch_newest_state(DeskContext& desk, const DeskSelf& self, const Position& position) {
  auto bundle = fetch_bundle(desk.transport, Quorum::pending);
  auto state =
      bundle ? verify_newest(desk, self, position, *bundle) : Result<TrustedState>(fail(bundle.error()));
  if (!state) {
    ADIT_CHECK(tidy_without_log(desk.records, position, desk.clock.now()));
    return fail(state.error());
  }
  return NewestState{std::move(*bundle), std::move(*state)};
}

}  // namespace adit::client
