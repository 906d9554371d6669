// SPDX-License-Identifier: Apache-2.0
// The long-running desk (protocol 2.10): a visit to the gateway some minutes after each tick, keys a
// week at a time, test letters at moments that chance decides. Between visits the vault is closed, so
// that a person can work with it; nothing is written but what a visit writes.
#pragma once

#include <functional>
#include <string>

#include "client/case/sync.h"
#include "client/desk/carry_witness.h"
#include "client/desk/commands.h"

namespace adit::client {

// After a tick: between a fifth of an epoch and a whole one, two to ten minutes for epochs of ten.
struct Jitter {
  std::uint32_t from;
  std::uint32_t to;  // seconds
};
Jitter jitter_of(std::uint32_t epoch_seconds);

// Seconds from `now` to the next visit, which is after the first tick that is later than `last_tick`;
// never more than an epoch and its jitter, whatever a clock that was set back may say.
struct NextVisit {
  UnixTime tick;
  std::int64_t wait_seconds;
};
NextVisit next_visit(UnixTime now, UnixTime last_tick, std::uint32_t epoch_seconds, Rng& rng);

// Exponential, so that the moment of one test letter tells nothing about the next.
std::int64_t canary_pause(double per_week, Rng& rng);

inline constexpr std::int64_t kAwaySeconds = 30 * 60;  // then it is an alarm
inline constexpr unsigned kFirstRetrySeconds = 15;
inline constexpr unsigned kMaxRetrySeconds = 600;

// What watch needs from outside, so that tests can look at every step.
struct WatchParts {
  OpenRecords open_records;                      // store_locked: somebody is at the vault
  std::function<void(std::string_view)> notify;  // systemd's protocol
  std::vector<WitnessPlace> witnesses;           // to carry the log to
};

// Until it is interrupted, or after so many visits that reached the gateway (0: never).
int watch(const WatchOptions& options, const WatchParts& parts, const DeskCommon& common, DeskWorld& world);

}  // namespace adit::client
