// SPDX-License-Identifier: Apache-2.0
#include "gateway/service.h"

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

  std::unique_ptr<Core> core;
  Tick ticker;
  Intake intake;

 private:
  using Wait = std::chrono::milliseconds;

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
      auto ticked = ticker.run(core->clock.now());
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
Status Service::tick(UnixTime now) { return impl_->ticker.run(now); }
void Service::start() { impl_->start(); }
void Service::stop() { impl_->stop(); }

}  // namespace adit::gateway
