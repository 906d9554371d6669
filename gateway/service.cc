// SPDX-License-Identifier: Apache-2.0
#include "gateway/service.h"

#include <sys/statvfs.h>

#include <algorithm>
#include <cstdio>

#include "gateway/intake.h"
#include "gateway/tick.h"

namespace adit::gateway {

class Service::Impl {
 public:
  explicit Impl(std::unique_ptr<Core> opened) : core(std::move(opened)), ticker(*core), intake(*core) {}
  ~Impl() { stop(); }

  void start() {
    std::lock_guard lock(mutex_);
    if (thread_.joinable() || stopping_) return;
    thread_ = std::thread([this] { run(); });
  }

  void stop() {
    {
      std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
    intake.stop();
  }

  Status tick(UnixTime now) {
    const bool crowded = is_crowded(ObjectKind::letter) || is_crowded(ObjectKind::parcel);
    const auto before = published();
    auto ticked = ticker.run(now);
    const auto after = published();
    std::lock_guard lock(health_mutex_);
    problem_ = ticked ? std::nullopt : std::optional(ticked.error().code);
    if (after != before) was_crowded_ = crowded;
    return ticked;
  }

  Health health() const {
    Health out;
    {
      std::lock_guard lock(core->mutex);
      if (const Params* params = core->documents.params()) {
        out.epoch = epoch_at(core->clock.now(), params->epoch_seconds);
        out.directory_days = days_left(*out.epoch, params->epoch_seconds);
      }
      if (core->log) out.published = core->log->epoch;
      if (core->current) out.confirmed = core->current->epoch;
    }
    out.free_percent = free_percent();
    std::lock_guard lock(health_mutex_);
    out.is_crowded = was_crowded_;
    out.state = state(out.epoch.has_value());
    return out;
  }

  std::unique_ptr<Core> core;
  Tick ticker;
  Intake intake;

 private:
  using Wait = std::chrono::milliseconds;

  std::optional<Epoch> published() const {
    std::lock_guard lock(core->mutex);
    return core->log ? std::optional(core->log->epoch) : std::nullopt;
  }

  bool is_crowded(ObjectKind kind) const {
    const Pool::Fill fill = core->pool->fill(kind);
    return std::uint64_t{fill.used} * 2 > fill.cells;
  }

  // Of the newest directory that is published. Under the core's lock.
  std::optional<std::uint64_t> days_left(Epoch now, std::uint32_t epoch_seconds) const {
    const SignedEpoch* newest = core->checkpoints.newest();
    if (newest == nullptr) return std::nullopt;
    auto directory = directory_of(newest->bundle);
    if (!directory) return std::nullopt;
    const std::uint64_t end = number(directory->expires_epoch);
    const std::uint64_t epochs = end - std::min(end, number(now));
    return epochs * epoch_seconds / static_cast<std::uint64_t>(kDaySeconds);
  }

  std::optional<std::uint32_t> free_percent() const {
    struct statvfs disk{};
    if (statvfs(core->places.root.c_str(), &disk) != 0 || disk.f_blocks == 0) return std::nullopt;
    const std::uint64_t tenths = std::uint64_t{disk.f_bavail} * 10 / disk.f_blocks;
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(tenths, 10) * 10);
  }

  // Under the lock of health.
  Health::State state(bool has_directory) const {
    if (core->standing == Standing::contradicted) return Health::State::stopped;
    if (core->standing != Standing::newest) return Health::State::resting;
    if (problem_ == Errc::disk_full) return Health::State::disk_full;
    if (problem_ == Errc::disk_read_only || problem_ == Errc::store_unavailable)
      return Health::State::disk_unwritable;
    if (problem_) return Health::State::failing;
    return has_directory ? Health::State::serving : Health::State::waiting;
  }

  // Until the next epoch begins by the clock, which may be moved meanwhile.
  Wait until_next(UnixTime now) const {
    constexpr std::int64_t kLongest = 30;
    std::lock_guard lock(core->mutex);
    const Params* params = core->documents.params();
    if (params == nullptr) return Wait(1000);
    const Epoch next{number(epoch_at(now, params->epoch_seconds)) + 1};
    const std::int64_t left = seconds(start_of(next, params->epoch_seconds)) - seconds(now);
    // The clock has whole seconds: the last one is looked at more often.
    return left <= 1 ? Wait(100) : Wait(1000 * std::min(left - 1, kLongest));
  }

  void run() {
    std::optional<Errc> said;
    std::unique_lock lock(mutex_);
    while (!stopping_) {
      lock.unlock();
      auto ticked = tick(core->clock.now());
      if (!ticked && said != ticked.error().code) {
        std::fprintf(stderr, "adit-gateway: error: an epoch is not published: %s\n",
                     std::string(message(ticked.error().code)).c_str());
      }
      said = ticked ? std::nullopt : std::optional(ticked.error().code);
      const Wait wait = until_next(core->clock.now());
      lock.lock();
      wake_.wait_for(lock, wait, [&] { return stopping_; });
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::thread thread_;
  bool stopping_ = false;

  mutable std::mutex health_mutex_;
  std::optional<Errc> problem_;  // of the last tick
  bool was_crowded_ = false;
};

Service::Service(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Service::~Service() = default;

Result<std::unique_ptr<Service>> Service::open(const Config& config, const Clock& clock, Rng& rng) {
  ADIT_TRY(std::unique_ptr<Core> core, Core::open(config, clock, rng));
  {
    Tick recovery(*core);
    ADIT_CHECK(recovery.recover());
    std::lock_guard lock(core->mutex);
    const UnixTime time = core->stamp_time();
    if (core->standing == Standing::newest) {
      // One that is behind: the last crash came just before it.
      ADIT_CHECK(core->mark(time));
      // Two files make one promotion: if only the first was written, the second follows.
      if (core->current) {
        ADIT_CHECK(core->files.put(std::string(api::kCheckpointPath),
                                   as_bytes(core->current->bundle.checkpoint), time));
      }
      ADIT_CHECK(core->publish_pending(time));
      ADIT_CHECK(core->promote());
    }
  }
  return std::unique_ptr<Service>(new Service(std::make_unique<Impl>(std::move(core))));
}

void Service::submit(api::Route route, ByteVector body, Done done) {
  impl_->intake.submit(route, std::move(body), std::move(done));
}
const std::filesystem::path& Service::public_folder() const { return impl_->core->files.root(); }
Status Service::tick(UnixTime now) { return impl_->tick(now); }
Health Service::health() const { return impl_->health(); }
void Service::start() { impl_->start(); }
void Service::stop() { impl_->stop(); }

}  // namespace adit::gateway
