// SPDX-License-Identifier: Apache-2.0
#include "client/case/canary.h"

#include <algorithm>
#include <cmath>

#include "crypto/value.h"

namespace adit::client {
namespace {

Result<Canary> parse(const Record& row) {
  auto value = decode(row.value.expose());
  if (!value) return fail(Errc::store_corrupt);
  Reader r(*value);
  Canary out;
  out.number = number_of(row);
  out.hash = r.bytes<LetterHash>();
  out.sent = Epoch{r.number()};
  out.state = static_cast<CanaryState>(r.number(static_cast<std::uint64_t>(CanaryState::unsure)));
  if (!r.done()) return fail(Errc::store_corrupt);
  return out;
}

bool is_decided(const Canary& canary) {
  return canary.state == CanaryState::arrived || canary.state == CanaryState::lost;
}

}  // namespace

Status Canaries::put(const Canary& c) {
  known_.reset();
  return records_.put(Kind::canary, name_of(c.number),
                      encode(Array{c.hash, number(c.sent), static_cast<std::uint64_t>(c.state)}));
}

Result<Canary> Canaries::add(const LetterHash& hash, Epoch now) {
  ADIT_TRY(Transaction transaction, Transaction::begin(records_));
  ADIT_TRY(std::uint64_t number, next_number(records_, "canary"));
  Canary out{number, hash, now, CanaryState::unsure};
  ADIT_CHECK(put(out));
  ADIT_CHECK(transaction.commit());
  return out;
}

Status Canaries::accepted(Canary canary) {
  canary.state = CanaryState::waiting;
  return put(canary);
}

Status Canaries::take_back(const Canary& canary) {
  known_.reset();
  return records_.erase(Kind::canary, name_of(canary.number));
}

Result<bool> Canaries::settle_arrived(const LetterHash& hash) {
  if (!known_) {
    ADIT_TRY(known_, list());
  }
  const auto at = std::ranges::find(*known_, hash, &Canary::hash);
  if (at == known_->end()) return false;
  // Late is not lost: what came is counted as delivered, and the alarm is in the vault already.
  Canary canary = *at;
  canary.state = CanaryState::arrived;
  ADIT_CHECK(put(canary));
  return true;
}

Result<std::vector<Canary>> Canaries::settle_overdue(Epoch read) {
  ADIT_TRY(auto all, list());
  std::vector<Canary> lost;
  std::size_t decided = 0;
  for (Canary& canary : all) {
    const bool is_overdue = number(read) >= number(canary.sent) + kCanaryEpochs;
    if (is_overdue && canary.state == CanaryState::unsure) ADIT_CHECK(take_back(canary));
    if (is_overdue && canary.state == CanaryState::waiting) {
      canary.state = CanaryState::lost;
      ADIT_CHECK(put(canary));
      lost.push_back(canary);
    }
    decided += is_decided(canary) ? 1 : 0;
  }
  for (const Canary& canary : all) {
    if (decided <= kCanariesKept) break;
    if (!is_decided(canary)) continue;
    ADIT_CHECK(take_back(canary));
    --decided;
  }
  return lost;
}

Result<std::vector<Canary>> Canaries::list() const {
  ADIT_TRY(auto rows, records_.list(Kind::canary));
  std::vector<Canary> out;
  for (const Record& row : rows) {
    ADIT_TRY(Canary canary, parse(row));
    out.push_back(canary);
  }
  std::ranges::sort(out, {}, &Canary::number);
  return out;
}

std::pair<double, double> wilson_interval(std::size_t good, std::size_t n) {
  if (n == 0) return {0, 1};
  constexpr double z = 1.959963984540054;  // 95 %
  const auto count = static_cast<double>(n);
  const double p = static_cast<double>(good) / count;
  const double scale = 1 + z * z / count;
  const double centre = (p + z * z / (2 * count)) / scale;
  const double half = z / scale * std::sqrt(p * (1 - p) / count + z * z / (4 * count * count));
  return {std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

CanaryRate rate_of(const std::vector<Canary>& canaries) {
  CanaryRate out;
  for (const Canary& canary : canaries) {
    out.waiting += canary.state == CanaryState::waiting ? 1 : 0;
    out.arrived += canary.state == CanaryState::arrived ? 1 : 0;
    out.lost += canary.state == CanaryState::lost ? 1 : 0;
  }
  std::tie(out.low, out.high) = wilson_interval(out.arrived, out.arrived + out.lost);
  return out;
}

}  // namespace adit::client
