// SPDX-License-Identifier: Apache-2.0
// What the parts of the gateway share, and the one lock around what changes.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>

#include "gateway/admission.h"
#include "gateway/config.h"
#include "gateway/cosign.h"
#include "gateway/documents.h"
#include "gateway/log_state.h"
#include "gateway/pool.h"
#include "gateway/publish.h"
#include "gateway/recent.h"
#include "gateway/rounds.h"
#include "gateway/store.h"

namespace adit::gateway {

// A generator that several threads may use.
class LockedRng final : public Rng {
 public:
  explicit LockedRng(Rng& rng) : rng_(rng) {}
  void fill(MutableByteSpan out) override {
    std::lock_guard lock(mutex_);
    rng_.fill(out);
  }

 private:
  std::mutex mutex_;
  Rng& rng_;
};

struct Core {
  // Opens every part of the data folder. An interrupted tick is still to be finished (Tick::recover).
  // Errors: as Service::open().
  static Result<std::unique_ptr<Core>> open(const Config& config, const Clock& clock, Rng& rng);

  // The start of the current epoch: the only time that files bear.
  UnixTime stamp_time() const;
  // What admission goes by; to be made again (under the lock) whenever what it is made of has changed.
  void renew_view();
  std::shared_ptr<const AdmissionView> view() const;
  // Publishes the newest checkpoint and state that a quorum has cosigned. Under the lock.
  Status promote();
  Status publish_pending(UnixTime time);

  Config config;
  DeploymentId dep;
  const Clock& clock;
  LockedRng rng;
  Places places;
  PublicFolder files;
  File lock_file;
  SigningKey log_key;
  std::unique_ptr<Pool> pool;

  // --- under the lock ---
  std::mutex mutex;
  Documents documents;
  Rounds rounds;
  Checkpoints checkpoints;
  Recent recent;
  std::optional<LogState> log;         // nothing before the first epoch
  std::optional<SignedEpoch> current;  // the promoted one
  UnixTime open_since{};               // no epoch that ended before is published

 private:
  Core(const Config& c, const Clock& k, Rng& r, File lock, SigningKey key, Documents d, Rounds ro,
       Checkpoints ch, Recent re)
      : config(c),
        dep(c.deployment),
        clock(k),
        rng(r),
        places(c.data),
        files(places.public_files()),
        lock_file(std::move(lock)),
        log_key(std::move(key)),
        documents(std::move(d)),
        rounds(std::move(ro)),
        checkpoints(std::move(ch)),
        recent(std::move(re)),
        open_since(k.now()) {}
  Status load_pending_documents();

  std::atomic<std::uint32_t> epoch_seconds_{0};
  mutable std::mutex view_mutex_;
  std::shared_ptr<const AdmissionView> view_;
};

}  // namespace adit::gateway
