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
#include "gateway/marker.h"
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

// Whether this data folder is the newest there is of this log, as far as anybody has shown.
enum class Standing : std::uint8_t {
  newest,
  unmarked,      // there is no marker: this machine does not know how far the log was signed
  behind,        // the marker says that more was signed than this folder knows of
  contradicted,  // somebody holds a checkpoint of our own key that is not in this log
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
  // Whether the tree that the head stands for is one that this log went through. Under the lock.
  // Errors: not_found, store_unavailable, store_corrupt (published tiles that are not there).
  Result<bool> contains(const Head& head) const;
  // Looks at a note that is none of the newest checkpoints. If our own key signed it and it is not of
  // this log, nothing is signed any more, now and after any restart. Under the lock.
  Status weigh(const UnverifiedNote& note);
  // Errors: as contains(), and of reading the marker.
  Result<Standing> find_standing() const;
  // Takes the log's head over into the marker. Under the lock. Errors: as durable.h.
  Status mark(UnixTime time);
  Head head() const { return log ? Head{log->tree.size(), log->tree.root()} : Head{}; }

  Config config;
  DeploymentId dep;
  const Clock& clock;
  LockedRng rng;
  Places places;
  Published files;
  File lock_file;
  SigningKey log_key;
  NoteKey log_name;  // its public half
  Marker marker;
  std::unique_ptr<Pool> pool;
  std::atomic<Standing> standing{Standing::newest};  // anything else: nothing is signed or taken in

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
  Core(const Config& c, const Clock& k, Rng& r, File lock, SigningKey key, NoteKey name, Documents d,
       Rounds ro, Checkpoints ch, Recent re)
      : config(c),
        dep(c.deployment),
        clock(k),
        rng(r),
        places(c.data),
        files(places.public_files()),
        lock_file(std::move(lock)),
        log_key(std::move(key)),
        log_name(std::move(name)),
        marker(c.marker),
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
