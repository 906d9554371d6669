// SPDX-License-Identifier: Apache-2.0
#include "client/case/standing.h"

#include <algorithm>

#include "client/case/week_keys.h"
#include "crypto/value.h"

namespace adit::client {
namespace {

constexpr std::uint64_t kStandingDays = 3;

struct Standing {
  std::uint64_t epoch = 0;
  std::uint64_t last_day = 0;
  std::uint64_t days = 0;  // different ones on which the log stood at this epoch
};

Result<std::optional<Standing>> load(Records& records) {
  ADIT_TRY(auto found, records.get(Kind::standing, {}));
  if (!found) return std::optional<Standing>();
  auto value = decode(found->expose());
  if (!value) return fail(Errc::store_corrupt);
  Reader r(*value);
  Standing out{r.number(), r.number(), r.number()};
  if (!r.done()) return fail(Errc::store_corrupt);
  return std::optional(out);
}

Status note_standing(Records& records, std::optional<Epoch> last, UnixTime now) {
  ADIT_TRY(auto before, load(records));
  const std::uint64_t today = number(day_at(now));
  Standing next{last ? number(*last) : 0, today, 0};
  if (before && before->epoch == next.epoch) {
    if (before->last_day == today) return {};
    next.days = std::min(before->days + 1, kStandingDays);
  }
  return records.put(Kind::standing, {}, encode(Array{next.epoch, next.last_day, next.days}));
}

// The time by which keys are erased.
Result<UnixTime> erasing_time(Records& records, std::optional<UnixTime> log_end, UnixTime now) {
  ADIT_TRY(auto standing, load(records));
  if (standing && standing->days >= kStandingDays) return now;
  return log_end ? std::min(now, *log_end) : UnixTime{};
}

}  // namespace

Result<std::size_t> erase_by_time(Records& records, std::optional<Epoch> last,
                                  std::optional<UnixTime> log_end, UnixTime now,
                                  std::optional<Week> scanned) {
  ADIT_TRY(Transaction transaction, Transaction::begin(records));
  ADIT_CHECK(note_standing(records, last, now));
  ADIT_CHECK(transaction.commit());
  ADIT_TRY(UnixTime time, erasing_time(records, log_end, now));
  return erase_old_secrets(records, time, scanned);
}

}  // namespace adit::client
