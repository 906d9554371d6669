// SPDX-License-Identifier: Apache-2.0
// One visit to the gateway (protocol 2.10): read the log from where it was left, check it, confirm
// it as a witness, open what is new, post the round's cards. It may stop at any point and be run
// again: no letter is lost or shown twice, and no round sees two sets of cards.
#pragma once

#include <adit/clock.h>

#include <optional>
#include <vector>

#include "client/case/alarms.h"
#include "client/case/records.h"
#include "client/net/transport.h"

namespace adit::client {

struct DeskContext {
  Records& records;
  Transport& transport;
  const Clock& clock;
  Rng& rng;
};

struct SyncReport {
  std::size_t epochs = 0;        // read and checked
  std::size_t letters = 0;       // new ones
  std::size_t repeated = 0;      // came again under the same message id
  std::size_t damaged = 0;       // set aside
  std::size_t spliced = 0;       // set aside
  std::size_t canaries = 0;      // test letters of ours that arrived
  std::size_t files = 0;         // attachments that are complete now
  std::size_t not_for_us = 0;    // epochs before our key was in force
  std::size_t gone = 0;          // epochs whose files the gateway keeps no longer
  std::size_t erased_weeks = 0;  // whose letters nobody can open any more
  bool listed = false;           // the directory in force names this desk as active
  bool cosigned = false;         // confirmed a checkpoint as a witness
  bool posted = false;           // gave the round its cards
  unsigned weeks_ahead = 0;      // week keys that are published
  std::vector<Alarm> alarms;     // raised or still standing in this visit
  std::optional<Error> trouble;  // what could not be done at the end; the next visit does it

  bool has_news() const { return letters + repeated + damaged + spliced + files > 0; }
};

// Errors: those of fetch_state and Transport::get, and of the records. What the log does wrong is no
// error but an alarm in the report.
Result<SyncReport> sync(DeskContext& desk);

}  // namespace adit::client
