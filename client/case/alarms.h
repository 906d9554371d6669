// SPDX-License-Identifier: Apache-2.0
// What a recipient's client notices about its gateway (protocol 2.10). Each alarm has the name of
// protocol 2.14 and is kept with its proof until the end of the deployment: it is evidence.
#pragma once

#include <adit/log.h>
#include <adit/result.h>
#include <adit/units.h>

#include <string>
#include <vector>

#include "client/case/records.h"

namespace adit::client {

// In the file: do not change.
enum class AlarmKind : std::uint8_t {
  fork = 0,            // the log does not contain what it contained before
  mismatch = 1,        // counts, order or hashes differ from an epoch's record
  file_missing = 2,    // a file of an epoch is not there
  late = 3,            // no new epoch for more than half an hour
  epochs_missing = 4,  // epochs were left out
  foreign_key = 5,     // a key in our name that we did not make
  cards_missing = 6,   // our answers were promised and are not in the log
  left_out = 7,        // an epoch's letters were not encrypted to us though they should have been
  unknown_view = 8,    // a letter was written from a state that we never saw
};

struct Alarm {
  AlarmKind kind{};
  Epoch epoch{};
  // What shows it: the checkpoints (two of them for a fork), or nothing.
  std::vector<std::string> evidence;
};

// log_gap, log_fork or log_count_mismatch.
Errc code_of(AlarmKind kind);
// One sentence for a person, without a full stop.
std::string describe(const Alarm& alarm);

// Keeps an alarm, once.
Status put_alarm(Records& records, const Alarm& alarm);
Status erase_alarm(Records& records, const Alarm& alarm);
// Ascending by epoch.
Result<std::vector<Alarm>> list_alarms(Records& records);

}  // namespace adit::client
