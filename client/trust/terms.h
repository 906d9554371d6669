// SPDX-License-Identifier: Apache-2.0
// When the end of a signed document is near enough to say so: to desks and to the council alike.
#pragma once

#include <adit/units.h>

#include <algorithm>

namespace adit::client {

inline constexpr std::int64_t kDirectorySoonSeconds = 14 * kDaySeconds;
inline constexpr std::int64_t kCouncilSoonSeconds = 45 * kDaySeconds;

// So many seconds before the end, or a quarter of the document's time if that is less.
inline std::int64_t soon_seconds(Epoch from, Epoch expires, std::uint32_t epoch_seconds,
                                 std::int64_t at_most) {
  const std::uint64_t epochs = number(expires) > number(from) ? number(expires) - number(from) : 0;
  return std::min(at_most, static_cast<std::int64_t>(epochs) * epoch_seconds / 4);
}

inline bool is_ending(Epoch from, Epoch expires, std::uint32_t epoch_seconds, UnixTime now,
                      std::int64_t at_most) {
  // A signed date may be anything: one that is beyond all time does not end.
  if (number(expires) > std::uint64_t{INT64_MAX} / epoch_seconds) return false;
  return seconds(start_of(expires, epoch_seconds)) - seconds(now) <
         soon_seconds(from, expires, epoch_seconds, at_most);
}

}  // namespace adit::client
