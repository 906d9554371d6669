// SPDX-License-Identifier: Apache-2.0
// What each alarm says, what it means and what to do: the table of docs/operate.md.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "client/case/alarms.h"

namespace adit::client {
namespace {

constexpr std::array<AlarmWords, kAlarmKinds> kWords = {{
    {AlarmKind::fork, "fork", "E_FORK", AlarmClass::proof,
     "Whoever holds the gateway's key signed two histories: some people were shown another one than you.",
     "Write the proof to a file (adit-desk proof), give it to the council and the other recipients, and tell "
     "reporters by other ways not to use this gateway. Do not erase the vault."},
    {AlarmKind::mismatch, "mismatch", "E_COUNT", AlarmClass::proof,
     "The gateway published other letters, cards or parcels than it put down in its own record.",
     "Keep the vault and tell the council at once. This desk confirms nothing until it is right again."},
    {AlarmKind::file_missing, "file_missing", "E_GAP", AlarmClass::proof,
     "The log says that a file exists, and the gateway does not give it out.",
     "Run sync again. If it stays for an hour, tell the gateway's operator and the council: letters may be "
     "withheld from you."},
    {AlarmKind::late, "late", "E_GAP", AlarmClass::suspicion,
     "The gateway publishes an epoch at its end. It stands still, or shows you an old state, or this "
     "machine's clock is ahead.",
     "Compare the time of this machine with another one, then ask the operator and another recipient what "
     "they see."},
    {AlarmKind::epochs_missing, "epochs_missing", "E_GAP", AlarmClass::suspicion,
     "The gateway was down, or wanted no epochs to be published. What it had accepted comes later.",
     "Ask the operator for the reason. If there is none, or it happens often, tell the council."},
    {AlarmKind::foreign_key, "foreign_key", "E_FORK", AlarmClass::proof,
     "Somebody holds your signing key, or the log is not the one that you see otherwise. Reports to you can "
     "be read by somebody else.",
     "Stop using this desk, tell the council at once to revoke you, and burn your key with adit-desk burn. A "
     "vault that was restored from an old copy looks the same: ask yourself first."},
    {AlarmKind::cards_missing, "cards_missing", "E_GAP", AlarmClass::proof,
     "The gateway promised to publish your cards of a round and did not. They are sent again by themselves.",
     "If it happens again, tell the council: reporters may believe that you do not answer."},
    {AlarmKind::left_out, "left_out", "E_GAP", AlarmClass::proof,
     "The letters of an epoch were encrypted to others, and not to you, although your key was in force.",
     "Ask the other recipients of that epoch whether there was something for you, and tell the council."},
    {AlarmKind::unknown_view, "unknown_view", "E_FORK", AlarmClass::suspicion,
     "Either the gateway shows some reporters another list of recipients than it shows you, or the program "
     "of this one reporter made it up: one letter alone proves nothing.",
     "Compare with the other recipients of the letter (adit-desk views). If one of them knows this state, it "
     "is a fork; if several reporters write from it, tell the council."},
    {AlarmKind::canary_lost, "canary_lost", "E_GAP", AlarmClass::proof,
     "A test letter that this desk sent to itself was accepted and was not published in time. What happens "
     "to it may happen to reports.",
     "See the rate in adit-desk health and ask the other recipients for theirs. Tell the council if more "
     "than one is lost."},
    {AlarmKind::directory_expiring, "directory_expiring", "E_EXPIRED", AlarmClass::duty,
     "The list of recipients runs out soon. Then nobody can write to anybody, and all programs stop.",
     "Ask the council to sign and publish the next directory now."},
    {AlarmKind::clock_wrong, "clock_wrong", "E_CLOCK", AlarmClass::duty,
     "The time of this machine differs from the log's and the other witnesses'. Keys are made and erased by "
     "time, so this desk goes by the log's until it is right.",
     "Set the clock of this machine, and let it be kept right by itself."},
    {AlarmKind::bad_bulletin, "bad_bulletin", "E_BADKEY", AlarmClass::suspicion,
     "Another recipient's key is malformed, was used in another week or by somebody else, or was exchanged "
     "within its week. Reports to it may be readable by others, or by nobody.",
     "Call that recipient. If it did not publish this key, tell the council: the gateway or a thief did."},
    {AlarmKind::state_refused, "state_refused", "E_STATE", AlarmClass::proof,
     "What the gateway shows as its newest state did not pass the checks, so this desk did not follow it. "
     "Reporters' programs stop at the same point.",
     "Check this machine's clock, run sync again, and tell the council if it stays."},
    {AlarmKind::unconfirmed, "unconfirmed", "E_QUORUM", AlarmClass::duty,
     "Too few witnesses confirmed the log lately. Soon, or already, reporters' programs refuse it as too "
     "old.",
     "Ask the other recipients whether their desks run (adit-desk health shows who signed), and whether "
     "their alarms say why they do not confirm."},
    {AlarmKind::unreachable, "unreachable", "network_unreachable", AlarmClass::duty,
     "The gateway could not be reached for more than half an hour. It is down, or this machine's Tor or "
     "network is.",
     "See whether Tor works on this machine, then ask the operator. Trying goes on by itself."},
    {AlarmKind::early_recipient, "early_recipient", "E_DIRECTORY", AlarmClass::proof,
     "A new recipient counts before the days are over that the council's own document gives everybody to "
     "object. This desk confirms nothing until they are over.",
     "Ask the members of the council, each by another way, whether they vetted this recipient."},
    {AlarmKind::council_expiring, "council_expiring", "E_COUNCIL", AlarmClass::duty,
     "The council's document runs out soon. Then no program trusts this deployment any more.",
     "Ask the council to make its successor now: adit-council council, signed by old and new "
     "members."},
    {AlarmKind::witness_disagrees, "witness_disagrees", "E_FORK", AlarmClass::suspicion,
     "A witness elsewhere has confirmed a history that is not, or is longer than, the one that this gateway "
     "shows you. Or that witness is wrong.",
     "Ask the witness's operator for the checkpoint that it confirmed last, and compare it with adit-desk "
     "checkpoint; two of one size that differ are a fork."},
    {AlarmKind::foreign_burn, "foreign_burn", "E_BADKEY", AlarmClass::proof,
     "Your key was burned with a valid signature of yours, and this desk did not do it: somebody else holds "
     "your signing key.",
     "Tell the council and apply with a new vault. What was sent to you since may have been read by others."},
}};

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < kWords.size(); ++i) {
    if (static_cast<std::size_t>(kWords[i].kind) != i) return false;
  }
  return true;
}
static_assert(is_in_order());

int rank(const Alarm& alarm) {
  const AlarmWords& words = words_of(alarm.kind);
  int by_class = 10 * static_cast<int>(words.sort);
  return words.code == "E_FORK" ? by_class - 5 : by_class;
}

}  // namespace

const AlarmWords& words_of(AlarmKind kind) { return kWords.at(static_cast<std::size_t>(kind)); }
std::span<const AlarmWords> all_alarm_words() { return kWords; }

std::string_view word_for(AlarmClass sort) {
  switch (sort) {
    case AlarmClass::proof:
      return "proof";
    case AlarmClass::suspicion:
      return "suspicion";
    case AlarmClass::duty:
      return "duty";
  }
  return "unknown";
}

int exit_of(AlarmClass sort) {
  constexpr int kAccused = 10;  // the gateway cheated or lost something
  constexpr int kDuty = 11;     // something has to be done here
  return sort == AlarmClass::duty ? kDuty : kAccused;
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
          "a letter of epoch {} was written from a list of recipients that this desk has never seen: the "
          "gateway shows reporters something else, or this reporter made it up",
          epoch);
    case AlarmKind::canary_lost:
      return fmt::format("a test letter to yourself was accepted and did not come by epoch {}", epoch);
    case AlarmKind::directory_expiring:
      return fmt::format("the list of recipients is good until epoch {} only: the council has to renew it",
                         epoch);
    case AlarmKind::clock_wrong:
      return fmt::format("the clock of this machine is wrong, by the log's epoch {}", epoch);
    case AlarmKind::bad_bulletin:
      return fmt::format("epoch {} names a key of another recipient that is not as it should be", epoch);
    case AlarmKind::state_refused:
      return fmt::format("what the gateway shows after epoch {} did not pass the checks", epoch);
    case AlarmKind::unconfirmed:
      return fmt::format("too few witnesses confirmed the log: what reporters see is of epoch {}", epoch);
    case AlarmKind::unreachable:
      return fmt::format("the gateway could not be reached for more than half an hour, after epoch {}",
                         epoch);
    case AlarmKind::early_recipient:
      return fmt::format("in epoch {} a new recipient counts before the council's delay is over", epoch);
    case AlarmKind::council_expiring:
      return fmt::format("the council's document is good until epoch {} only: its successor has to be made",
                         epoch);
    case AlarmKind::witness_disagrees:
      return fmt::format("a witness elsewhere has seen another history than this desk at epoch {}", epoch);
    case AlarmKind::foreign_burn:
      return fmt::format("your key was burned from epoch {} on, and not by this desk", epoch);
  }
  return "unknown";
}

const Alarm& gravest(std::span<const Alarm> alarms) {
  ADIT_ASSERT(!alarms.empty());
  return *std::ranges::min_element(alarms, {}, rank);
}

}  // namespace adit::client
