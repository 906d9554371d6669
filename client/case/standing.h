// SPDX-License-Identifier: Apache-2.0
// When this machine's clock alone may erase a week's key. A clock that runs ahead must not throw away
// keys that letters still come for, and a gateway that stands still must not keep them alive: so the
// log's time counts, until the log was seen standing on three different days.
#pragma once

#include <adit/units.h>

#include <optional>

#include "client/case/records.h"

namespace adit::client {

// At the end of each visit: notes on which days the log stood, and erases the week keys that are over.
// `last` is the newest epoch that was read and kept, also by an earlier visit: a gateway that is away, that
// is not to be trusted now, or whose log does not follow from what was read moves nothing. Nothing was ever
// read: the log stands from the first day on. `log_end`: the time by which keys are erased while the log
// moves; none are without it. `scanned` is that of erase_old_secrets. Returns how many weeks were erased.
Result<std::size_t> erase_by_time(Records& records, std::optional<Epoch> last,
                                  std::optional<UnixTime> log_end, UnixTime now, std::optional<Week> scanned);

}  // namespace adit::client
