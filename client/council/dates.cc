// SPDX-License-Identifier: Apache-2.0
#include "client/council/dates.h"

namespace adit::client {

std::int64_t days_between(Epoch from, Epoch to, std::uint32_t epoch_seconds) {
  if (to <= from) return 0;
  std::uint64_t span = number(to) - number(from);
  if (span > std::uint64_t{INT64_MAX} / epoch_seconds) span = std::uint64_t{INT64_MAX} / epoch_seconds;
  return static_cast<std::int64_t>(span * epoch_seconds) / kDaySeconds;
}

std::uint64_t epochs_in(std::int64_t span, std::uint32_t epoch_seconds) {
  return (static_cast<std::uint64_t>(span) + epoch_seconds - 1) / epoch_seconds;
}

}  // namespace adit::client
