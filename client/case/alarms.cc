// SPDX-License-Identifier: Apache-2.0
#include "client/case/alarms.h"

#include "crypto/sha256.h"
#include "crypto/value.h"

namespace adit::client {
namespace {

constexpr std::uint64_t kFirstFormat = 1;  // without number and acknowledgement
constexpr std::uint64_t kFormat = 2;
constexpr std::size_t kMaxEvidence = 4;

Array head_of(std::uint64_t format, const Alarm& alarm) {
  Array evidence;
  for (const std::string& text : alarm.evidence) evidence.emplace_back(text);
  return Array{format, static_cast<std::uint64_t>(alarm.kind), number(alarm.epoch), evidence};
}

ByteVector encode(const Alarm& alarm) {
  Array all = head_of(kFormat, alarm);
  all.emplace_back(alarm.number);
  all.emplace_back(std::uint64_t{alarm.acknowledged ? 1u : 0u});
  return adit::encode(all);
}

Result<Alarm> parse(ByteSpan bytes) {
  auto value = decode(bytes);
  if (!value) return fail(Errc::store_corrupt);
  Reader r(*value);
  Alarm out;
  std::uint64_t format = r.number(kFormat);
  out.kind = static_cast<AlarmKind>(r.number(kAlarmKinds - 1));
  out.epoch = Epoch{r.number()};
  Reader evidence(r.array(0, kMaxEvidence));
  while (evidence.left() > 0) out.evidence.push_back(evidence.text(kMaxNoteBytes));
  if (format == kFormat) {
    out.number = r.number();
    out.acknowledged = r.number(1) == 1;
  }
  if (format < kFirstFormat || !evidence.done() || !r.done()) return fail(Errc::store_corrupt);
  return out;
}

// The same alarm again is one alarm; two forks with different checkpoints are two.
ByteVector name_of_alarm(const Alarm& alarm) {
  Digest digest = sha256(adit::encode(head_of(kFirstFormat, alarm)));
  return {digest.data(), digest.data() + Digest::kSize};
}

// Of these there is one open alarm at a time: each visit would bring another.
bool goes_on(AlarmKind kind) {
  switch (kind) {
    case AlarmKind::canary_lost:
    case AlarmKind::clock_wrong:
    case AlarmKind::unconfirmed:
    case AlarmKind::unreachable:
    case AlarmKind::state_refused:
      return true;
    default:
      return false;
  }
}

// Open, or acknowledged so lately that it is the same thing that still goes on.
bool is_same_spell(const Alarm& kept, const Alarm& fresh) {
  constexpr std::uint64_t kSpellEpochs = 144;
  return !kept.acknowledged || number(fresh.epoch) < number(kept.epoch) + kSpellEpochs;
}

}  // namespace

Alarm refused_state(Errc code, Epoch epoch, const std::string& checkpoint) {
  Alarm out{AlarmKind::state_refused, epoch, {std::string(name(code))}};
  if (!checkpoint.empty()) out.evidence.push_back(checkpoint);
  return out;
}

Status put_alarm(Records& records, const Alarm& alarm) {
  const ByteVector name = name_of_alarm(alarm);
  ADIT_TRY(auto kept, records.get(Kind::alarm, name));
  if (kept) return {};
  if (goes_on(alarm.kind)) {
    ADIT_TRY(auto known, list_alarms(records));
    for (const Alarm& other : known) {
      if (other.kind == alarm.kind && is_same_spell(other, alarm)) return {};
    }
  }
  Alarm numbered = alarm;
  ADIT_TRY(numbered.number, next_number(records, "alarm"));
  numbered.acknowledged = false;
  return records.put(Kind::alarm, name, encode(numbered));
}

Status erase_alarm(Records& records, const Alarm& alarm) {
  return records.erase(Kind::alarm, name_of_alarm(alarm));
}

Status acknowledge_alarm(Records& records, std::uint64_t number) {
  ADIT_TRY(auto alarms, list_alarms(records));
  for (Alarm& alarm : alarms) {
    if (alarm.number != number) continue;
    alarm.acknowledged = true;
    return records.put(Kind::alarm, name_of_alarm(alarm), encode(alarm));
  }
  return fail(Errc::not_found);
}

Result<std::vector<Alarm>> list_alarms(Records& records) {
  ADIT_TRY(auto rows, records.list(Kind::alarm));
  std::vector<Alarm> out;
  for (const Record& row : rows) {
    ADIT_TRY(Alarm alarm, parse(row.value.expose()));
    out.push_back(std::move(alarm));
  }
  std::ranges::sort(out, [](const Alarm& a, const Alarm& b) {
    return std::tuple(a.epoch, a.kind, a.number) < std::tuple(b.epoch, b.kind, b.number);
  });
  return out;
}

Result<std::vector<Alarm>> open_alarms(Records& records) {
  ADIT_TRY(auto alarms, list_alarms(records));
  std::erase_if(alarms, [](const Alarm& alarm) { return alarm.acknowledged; });
  return alarms;
}

}  // namespace adit::client
