// SPDX-License-Identifier: Apache-2.0
// In place of the core, so that the program around it can be tested: says 202 to everything, and
//   documents  holds the answer back until a file "release" is in the data folder
//   cards      403 if a file outside the data folder can be read, 503 if one inside cannot be written
#include <chrono>
#include <fstream>
#include <mutex>
#include <thread>
#include <vector>

#include "gateway/doctor.h"
#include "gateway/service.h"

namespace adit::gateway {

class Service::Impl {
 public:
  explicit Impl(std::filesystem::path data) : data_(std::move(data)), public_(data_ / "public") {
    std::filesystem::create_directories(public_);
  }
  Status try_files() const {
    std::ofstream inside(data_ / "written");
    if (!(inside << "x")) return fail(Errc::store_unavailable);
    if (std::ifstream("/etc/passwd")) return fail(Errc::admission_refused);
    return {};
  }
  void hold(Done done) {
    std::ofstream(data_ / "held") << "x";
    threads_.emplace_back([this, done = std::move(done)] {
      while (!std::filesystem::exists(data_ / "release"))
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
      done({});
    });
  }

  const std::filesystem::path data_;
  const std::filesystem::path public_;
  std::vector<std::jthread> threads_;
};

Service::Service(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Service::~Service() { stop(); }
Result<std::unique_ptr<Service>> Service::open(const Config& config, const Clock&, Rng&) {
  if (!std::filesystem::is_directory(config.data)) return fail(Errc::store_unavailable);
  return std::unique_ptr<Service>(new Service(std::make_unique<Impl>(config.data)));
}
void Service::submit(api::Route route, ByteVector, Done done) {
  if (route == api::Route::documents) return impl_->hold(std::move(done));
  done(route == api::Route::cards ? impl_->try_files() : Status());
}
const std::filesystem::path& Service::public_folder() const { return impl_->public_; }
Status Service::tick(UnixTime) { return {}; }
Health Service::health() const { return {}; }
void Service::start() {}
void Service::stop() { impl_->threads_.clear(); }

Result<Restored> restore(const Config&, const std::vector<std::string>&, const std::filesystem::path&,
                         const Clock&, Rng&) {
  return fail(Errc::log_gap);
}

Findings examine_data(const Config&, UnixTime) { return {}; }

Result<std::string> log_verifier_key(const Config& config, Rng&) {
  if (config.data.filename() == "broken") return fail(Errc::store_corrupt);
  return std::string("a+verifier+key");
}

}  // namespace adit::gateway
