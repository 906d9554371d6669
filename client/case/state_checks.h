// SPDX-License-Identifier: Apache-2.0
// What a desk sees in a new state besides the log's growth (protocol 2.10): keys of others that are
// not as they should be, recipients who count too early, documents that run out, and a clock that
// cannot be right.
#pragma once

#include <adit/state.h>

#include <vector>

#include "client/case/alarms.h"
#include "client/case/log_reader.h"
#include "client/case/self.h"

namespace adit::client {

struct StateFindings {
  std::vector<Alarm> alarms;
  // False: a witness must not confirm this state, or not with this clock.
  bool may_confirm = true;
};

// Within the transaction that keeps the growth, before KeyBook::remember(). Remembers who was listed
// since when.
Result<StateFindings> check_state(Records& records, const DeskSelf& self, const StateBundle& bundle,
                                  const TrustedState& state, const LogGrowth& growth, UnixTime now);

// The time to go by: this machine's, unless it is more than a day from the log's end. A log that
// stands still is told from a clock that is ahead by its not growing, see Standing.
UnixTime believed_time(UnixTime now, std::optional<UnixTime> log_end);

// Under Kind::profile once this desk has burned its own key.
inline constexpr std::string_view kBurnedName = "burned";

}  // namespace adit::client
