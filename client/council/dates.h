// SPDX-License-Identifier: Apache-2.0
// Epochs as dates that people can compare with a calendar.
#pragma once

#include <adit/units.h>

#include <string>

namespace adit::client {

std::string date_text(UnixTime time);                              // 2026-03-01 12:00 UTC
std::string epoch_text(Epoch epoch, std::uint32_t epoch_seconds);  // the date it begins
// Whole days from one epoch to a later one, rounded down.
std::int64_t days_between(Epoch from, Epoch to, std::uint32_t epoch_seconds);
// As many epochs as fill `seconds`, rounded up.
std::uint64_t epochs_in(std::int64_t seconds, std::uint32_t epoch_seconds);

}  // namespace adit::client
