// SPDX-License-Identifier: Apache-2.0
#include "client/terminal/dates.h"

#include <fmt/format.h>

#include <chrono>

namespace adit::client {

std::string date_text(UnixTime time) {
  std::int64_t days = seconds(time) / kDaySeconds;
  // Up to the year 9999.
  if (days < 0 || days > 2932896) return "no date at all";
  std::chrono::year_month_day day{std::chrono::sys_days{std::chrono::days{days}}};
  std::int64_t minutes = seconds(time) % kDaySeconds / 60;
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02} UTC", static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()), minutes / 60,
                     minutes % 60);
}

std::string epoch_text(Epoch epoch, std::uint32_t epoch_seconds) {
  if (number(epoch) > std::uint64_t{INT64_MAX} / epoch_seconds) return "no date at all";
  return date_text(start_of(epoch, epoch_seconds));
}

}  // namespace adit::client
