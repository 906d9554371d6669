// SPDX-License-Identifier: Apache-2.0
// The tick (protocol 2.6 and 2.10): what waits becomes an epoch.
//
//   OPEN    1. choose, seal and write every file of the epoch into a stage of another name
//           2. rename it: STAGED, the epoch is going to be published
//           3. sign, and replace the log's state: LOGGED, no other tree of this size can be signed
//           4. rename the files into the public folder, the checkpoint last: PENDING
//           5. empty the pool of what was published and renew its key; remove the stage
//
// A crash before 2 leaves everything in the pool and nothing else. After 2 the restart goes on from
// 3, with the same bytes: each step does nothing where it was done before.
#pragma once

#include "gateway/core.h"
#include "gateway/stage.h"

namespace adit::gateway {

class Tick {
 public:
  explicit Tick(Core& core) : core_(core) {}

  // Publishes the newest epoch that has ended by now, if it is due. Finishes one that was cut off.
  // Errors: as Service::tick(); after any of them it may be called again.
  Status run(UnixTime now);
  // The same for what an earlier process left. Errors: also store_corrupt.
  Status recover();

 private:
  // What the epoch will be made of, taken under the lock at one moment.
  struct Draft {
    Epoch epoch{};
    InForce in_force;
    LogState state;       // as it will be; the tree still as it was
    Documents documents;  // as they will be
    std::vector<Digest> logs;
    std::optional<Round> round;
    std::vector<SealedCard> cards;
    Recent recent;
  };
  Result<std::optional<Draft>> draft(UnixTime now);
  Status stage(Draft draft);
  Status try_stage(Draft& draft);
  Status finish(const Plan& plan);
  Status log_and_publish(const Plan& plan);
  Status clear_pool();
  Status clean_up(const Plan& plan);
  Status remove_old(Epoch epoch, UnixTime time);

  Core& core_;
  std::mutex one_at_a_time_;
  std::set<Digest> damaged_;  // objects whose cells cannot be read: left alone
};

}  // namespace adit::gateway
