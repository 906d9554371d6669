// SPDX-License-Identifier: Apache-2.0
// The gateway behind its HTTP front: admission, pool, tick, log and published files. Knows no HTTP,
// no address and no connection. The front hands it whole bodies and serves public_folder().
#pragma once

#include <adit/api.h>
#include <adit/bytes.h>
#include <adit/clock.h>
#include <adit/result.h>

#include <filesystem>
#include <functional>
#include <memory>

#include "gateway/config.h"
#include "gateway/health.h"

namespace adit::gateway {

class Service {
 public:
  // Called exactly once for each submit(), on a thread of the service. Ok is the promise of 202.
  // Errors are only: object_wrong_size (400), admission_refused (403), gateway_busy (503).
  using Done = std::function<void(Status)>;

  // Makes or recovers the data folder and finishes or rolls back a tick that was interrupted.
  // Errors: store_unavailable, store_locked, store_corrupt, disk_full, disk_read_only, config_invalid.
  static Result<std::unique_ptr<Service>> open(const Config& config, const Clock& clock, Rng& rng);
  ~Service();  // as stop()

  // Takes the body of a POST whose size the table of api.h allows. Returns at once.
  void submit(api::Route route, ByteVector body, Done done);

  // Files below it are complete when they appear (rename) and are named by the paths of api.h.
  const std::filesystem::path& public_folder() const;

  // Publishes the newest epoch that has ended by `now`, unless that was done; the service's own thread
  // does so by the clock once start() was called, tests call it by hand. Epochs before it, and those
  // that ended before this process was open, are not published any more. Errors: as open(); after one
  // it may be called again, and nothing accepted is lost.
  Status tick(UnixTime now);
  // From any thread.
  Health health() const;
  void start();
  // Answers what was accepted, flushes, ends all threads.
  void stop();

 private:
  class Impl;
  explicit Service(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// What restore() did.
struct Restored {
  std::size_t epochs = 0;         // that the folder lacked
  std::size_t files = 0;          // published files that were put back
  std::size_t missing_files = 0;  // that neither the folder nor the mirror has: desks will report a gap
};
// Ends the rest of a data folder that may be an older copy: with the newest checkpoints that witnesses
// have seen, and, where the folder is behind them, with the public files of a mirror (empty: none).
// After it everything given is in the log, and the gateway signs what follows.
// Errors: not_found (no log key), checkpoint_invalid (not signed by this key), log_fork (given or
// remembered checkpoints that no one log can hold), log_gap (the folder, or the mirror, ends before
// them), state_mismatch (the mirror's state is not the one of its checkpoint), and as open().
Result<Restored> restore(const Config& config, const std::vector<std::string>& checkpoints,
                         const std::filesystem::path& mirror, const Clock& clock, Rng& rng);

// The name under which the gateway signs its log, and the verifier key for the directory.
// Makes the data folder and the key if they are missing.
// Errors: store_unavailable, store_corrupt, disk_full, disk_read_only.
Result<std::string> log_verifier_key(const Config& config, Rng& rng);

}  // namespace adit::gateway
