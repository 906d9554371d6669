// SPDX-License-Identifier: Apache-2.0
// What reporters are shown, seen by a desk: the confirmed state must be one of the log that the desk
// has read itself, young enough, and confirmed by witnesses whose clocks agree with this one.
#pragma once

#include <adit/state.h>

#include <vector>

#include "client/case/alarms.h"
#include "client/case/position.h"
#include "client/case/self.h"
#include "client/net/transport.h"

namespace adit::client {

struct ShownState {
  std::vector<Alarm> alarms;
  bool may_confirm = true;
  // Names of the kept states that were compared: to be erased with the transaction that keeps the alarms,
  // so that no crash comes between.
  std::vector<ByteVector> compared;
};

// Fetches /v1/state. `position` is what the desk has read and kept, `newest` its state. A gateway that
// has no confirmed state yet is no alarm, nor is one that cannot be reached.
// Errors: of the records.
Result<ShownState> look_at_shown_state(Records& records, const DeskSelf& self, Transport& transport,
                                       const Position& position, const TrustedState& newest, UnixTime now);

// What an accusation of a fork is worth: the nodes may show that the two checkpoints agree after all.
enum class ForkVerdict : std::uint8_t { proven, open, refuted };
struct ForkFinding {
  ForkVerdict verdict = ForkVerdict::open;
  std::vector<std::string> evidence;
};
// Evidence: both checkpoints and, where they can be had, the nodes of 2.16a.
ForkFinding examine_fork(Transport& transport, const std::string& seen, const std::string& shown);

// A gateway that was put back from an older copy stops signing when it is shown what it has signed
// (protocol 2.10). One that cheats will not; the alarm stands either way.
void remind_gateway(Transport& transport, const std::string& checkpoint, const NoteKey& log_key);

// Who confirmed what, by the signatures of a checkpoint of this epoch.
Status remember_witnesses(Records& records, const Checkpoint& checkpoint, const DirectoryBody& directory,
                          Epoch epoch);
struct WitnessSeen {
  NoteKey key;
  std::optional<Epoch> last;
};
Result<std::vector<WitnessSeen>> list_witnesses(Records& records, const DirectoryBody& directory);

}  // namespace adit::client
