// SPDX-License-Identifier: Apache-2.0
// Spans of epochs as people count them.
#pragma once

#include "client/terminal/dates.h"

namespace adit::client {

// Whole days from one epoch to a later one, rounded down.
std::int64_t days_between(Epoch from, Epoch to, std::uint32_t epoch_seconds);
// As many epochs as fill `seconds`, rounded up.
std::uint64_t epochs_in(std::int64_t seconds, std::uint32_t epoch_seconds);

}  // namespace adit::client
