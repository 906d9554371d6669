// SPDX-License-Identifier: Apache-2.0
#include "client/case/alarms.h"

#include <fmt/format.h>

#include "crypto/sha256.h"
#include "crypto/value.h"

namespace adit::client {
namespace {

constexpr std::uint64_t kFormat = 1;
constexpr std::size_t kMaxEvidence = 4;

ByteVector encode(const Alarm& alarm) {
  Array evidence;
  for (const std::string& text : alarm.evidence) evidence.emplace_back(text);
  return adit::encode(Array{kFormat, static_cast<std::uint64_t>(alarm.kind), number(alarm.epoch), evidence});
}

Result<Alarm> parse(ByteSpan bytes) {
  auto value = decode(bytes);
  if (!value) return fail(Errc::store_corrupt);
  Reader r(*value);
  Alarm out;
  r.exactly(kFormat);
  out.kind = static_cast<AlarmKind>(r.number(static_cast<std::uint64_t>(AlarmKind::unknown_view)));
  out.epoch = Epoch{r.number()};
  Reader evidence(r.array(0, kMaxEvidence));
  while (evidence.left() > 0) out.evidence.push_back(evidence.text(kMaxNoteBytes));
  if (!evidence.done() || !r.done()) return fail(Errc::store_corrupt);
  return out;
}

// The same alarm again is one alarm; two forks with different checkpoints are two.
ByteVector name_of_alarm(const Alarm& alarm) {
  Digest digest = sha256(encode(alarm));
  return {digest.data(), digest.data() + Digest::kSize};
}

}  // namespace

Errc code_of(AlarmKind kind) {
  switch (kind) {
    case AlarmKind::fork:
    case AlarmKind::foreign_key:
    case AlarmKind::unknown_view:
      return Errc::log_fork;
    case AlarmKind::mismatch:
      return Errc::log_count_mismatch;
    case AlarmKind::file_missing:
    case AlarmKind::late:
    case AlarmKind::epochs_missing:
    case AlarmKind::cards_missing:
    case AlarmKind::left_out:
      return Errc::log_gap;
  }
  return Errc::internal;
}

std::string describe(const Alarm& alarm) {
  const std::uint64_t epoch = number(alarm.epoch);
  switch (alarm.kind) {
    case AlarmKind::fork:
      return "the gateway shows a history that does not contain what it showed before; both are kept as "
             "proof";
    case AlarmKind::mismatch:
      return fmt::format("what the gateway published for epoch {} differs from its own record", epoch);
    case AlarmKind::file_missing:
      return fmt::format("a file of epoch {} is missing", epoch);
    case AlarmKind::late:
      return fmt::format("the gateway has published nothing for more than half an hour, since epoch {}",
                         epoch);
    case AlarmKind::epochs_missing:
      return fmt::format("the gateway left out the epochs before {}, more than half an hour of them", epoch);
    case AlarmKind::foreign_key:
      return fmt::format(
          "epoch {} names a key for you that this desk did not make: reports may go to somebody else", epoch);
    case AlarmKind::cards_missing:
      return fmt::format(
          "answers that the gateway accepted were not published by epoch {}; they are sent again", epoch);
    case AlarmKind::left_out:
      return fmt::format("the letters of epoch {} were kept from you", epoch);
    case AlarmKind::unknown_view:
      return fmt::format(
          "a letter of epoch {} was written from a list of recipients that this desk has never seen; the "
          "gateway may "
          "show reporters something else",
          epoch);
  }
  return "unknown";
}

Status put_alarm(Records& records, const Alarm& alarm) {
  return records.put(Kind::alarm, name_of_alarm(alarm), encode(alarm));
}

Status erase_alarm(Records& records, const Alarm& alarm) {
  return records.erase(Kind::alarm, name_of_alarm(alarm));
}

Result<std::vector<Alarm>> list_alarms(Records& records) {
  ADIT_TRY(auto rows, records.list(Kind::alarm));
  std::vector<Alarm> out;
  for (const Record& row : rows) {
    ADIT_TRY(Alarm alarm, parse(row.value.expose()));
    out.push_back(std::move(alarm));
  }
  std::ranges::sort(out, [](const Alarm& a, const Alarm& b) {
    return std::pair(a.epoch, a.kind) < std::pair(b.epoch, b.kind);
  });
  return out;
}

}  // namespace adit::client
