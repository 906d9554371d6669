// SPDX-License-Identifier: Apache-2.0
// Opening the letters of one epoch and putting each where it belongs: inbox, quarantine, or nowhere.
#pragma once

#include "client/case/position.h"
#include "client/case/self.h"
#include "client/case/sync.h"
#include "client/case/week_keys.h"

namespace adit::client {

// What the letters of an epoch were, and whether the epoch is done with.
struct OpenedEpoch {
  std::size_t letters = 0;
  std::size_t repeated = 0;
  std::size_t damaged = 0;
  std::size_t spliced = 0;
  std::size_t canaries = 0;  // letters of ours to ourselves
  bool has_parcels = false;  // new ones were kept
  bool not_for_us = false;   // no slot for our key
  std::vector<Alarm> alarms;
};

// Everything happens in one transaction: letters, acknowledgements, parcels, alarms, and the epoch's
// leaving the list of the unread. Files that are not here leave it on the list.
Result<OpenedEpoch> open_epoch(Records& records, const DeskSelf& self, const WeekKeys& keys,
                               const UnreadEpoch& unread, std::uint32_t epoch_seconds);

// Takes an epoch off the list of the unread, with its files. Within a transaction of the caller's.
Status forget_unread(Records& records, Epoch epoch);

}  // namespace adit::client
