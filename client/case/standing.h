// SPDX-License-Identifier: Apache-2.0
// When this machine's clock alone may erase a week's key. A clock that runs ahead must not throw away
// keys that letters still come for, and a gateway that stands still must not keep them alive: so the
// log's time counts, until the log was seen standing on three different days.
#pragma once

#include <adit/units.h>

#include <optional>

#include "client/case/records.h"

namespace adit::client {

inline constexpr std::uint64_t kStandingDays = 3;

// After a visit that brought `last` as the newest epoch, or could not reach the gateway (then what was
// read before). Nothing was ever read: the log stands from the first day on.
Status note_standing(Records& records, std::optional<Epoch> last, UnixTime now);
// The time by which keys are erased.
Result<UnixTime> erasing_time(Records& records, std::optional<UnixTime> log_end, UnixTime now);

}  // namespace adit::client
