// SPDX-License-Identifier: Apache-2.0
// What a recipient's client notices about its gateway, its colleagues and itself (protocol 2.10).
// Each alarm is kept with its proof until the end of the deployment, because it is evidence; it is
// open until a person acknowledges it.
#pragma once

#include <adit/log.h>
#include <adit/result.h>
#include <adit/units.h>

#include <span>
#include <string>
#include <vector>

#include "client/case/records.h"

namespace adit::client {

// In the file: do not change.
enum class AlarmKind : std::uint8_t {
  fork = 0,                 // the log does not contain what it contained before
  mismatch = 1,             // counts, order or hashes differ from an epoch's record
  file_missing = 2,         // a file of an epoch is not there
  late = 3,                 // no new epoch for more than half an hour
  epochs_missing = 4,       // epochs were left out
  foreign_key = 5,          // a key in our name that we did not make
  cards_missing = 6,        // our answers were promised and are not in the log
  left_out = 7,             // an epoch's letters were not encrypted to us though they should have been
  unknown_view = 8,         // a letter was written from a state that we never saw
  canary_lost = 9,          // test letters of our own were accepted and did not come
  directory_expiring = 10,  // the council has to renew it
  clock_wrong = 11,         // of this machine
  bad_bulletin = 12,        // another recipient's key is malformed, was used before, or was exchanged
  state_refused = 13,       // what the gateway shows does not pass the checks
  unconfirmed = 14,         // too few witnesses: reporters are or will be refused
  unreachable = 15,         // the gateway could not be reached for more than half an hour
  early_recipient = 16,     // a recipient counts before the council's delay is over
  council_expiring = 17,    // a new council has to be made
  witness_disagrees = 18,   // an external witness has seen another history
  foreign_burn = 19,        // our key was burned, and not by this desk
};
inline constexpr std::size_t kAlarmKinds = 20;

// How grave: what a person has to think when the alarm comes.
enum class AlarmClass : std::uint8_t {
  proof,      // the gateway did wrong, or lost something; what shows it was kept
  suspicion,  // so it seems, but one other person could make it look so
  duty,       // nobody did wrong: something has to be done in time
};

struct Alarm {
  AlarmKind kind{};
  Epoch epoch{};
  // What shows it: the checkpoints (for a fork both, the one seen first before the other, and the
  // nodes of 2.16a where there are any), or nothing.
  std::vector<std::string> evidence;
  std::uint64_t number = 0;  // ours, from 1; given by put_alarm()
  bool acknowledged = false;
};

// What is said of all alarms of a kind.
struct AlarmWords {
  AlarmKind kind;
  std::string_view word;  // for programs: "fork"
  std::string_view code;  // of protocol 2.14: "E_FORK"
  AlarmClass sort;
  std::string_view meaning;  // a sentence or two for a person
  std::string_view advice;   // what to do, the same
};
const AlarmWords& words_of(AlarmKind kind);
std::span<const AlarmWords> all_alarm_words();
std::string_view word_for(AlarmClass sort);

// How a program ends that has such an alarm to tell: 10, or 11 for a duty.
int exit_of(AlarmClass sort);
// One sentence for a person, without a full stop.
std::string describe(const Alarm& alarm);
// The gravest: a fork before what may be an accident, that before a duty. None empty.
const Alarm& gravest(std::span<const Alarm> alarms);

// That a state did not pass the checks, with its checkpoint where it could be read (otherwise empty).
Alarm refused_state(Errc code, Epoch epoch, const std::string& checkpoint);

// Keeps an alarm, once: the same again keeps its number and whether it was acknowledged. Of what goes
// on for a while (a clock, a gateway that is away) there is one open alarm at a time.
Status put_alarm(Records& records, const Alarm& alarm);
Status erase_alarm(Records& records, const Alarm& alarm);
// Errors: not_found.
Status acknowledge_alarm(Records& records, std::uint64_t number);
// Ascending by epoch.
Result<std::vector<Alarm>> list_alarms(Records& records);
Result<std::vector<Alarm>> open_alarms(Records& records);  // not acknowledged

}  // namespace adit::client
