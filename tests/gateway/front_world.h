// SPDX-License-Identifier: Apache-2.0
// A server of the front with all three kinds of listeners, before a handler that does what a test says.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "gateway/http.h"
#include "tests/gateway/wire.h"

namespace adit::test {

// Answers each body at once from a thread of its own, or holds the answers back.
class FakeHandler final : public gateway::Handler {
 public:
  explicit FakeHandler(std::filesystem::path folder) : folder_(std::move(folder)) {}
  ~FakeHandler() override { release(); }

  void submit(api::Route route, ByteVector body, Done done) override;
  const std::filesystem::path& public_folder() const override { return folder_; }

  void answer_with(Status status);
  void hold();
  void wait_for_held(std::size_t n);  // until so many are held
  void release();
  std::vector<ByteVector> bodies() const;

 private:
  std::filesystem::path folder_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  Status status_;
  bool holding_ = false;
  std::vector<std::pair<Status, Done>> held_;
  std::vector<std::jthread> answering_;
  std::vector<ByteVector> bodies_;
};

enum class Way { tcp, local, tls };

// Of the Unix socket.
struct LocalOptions {
  bool circuits = false;
  std::size_t reserved = 0;
};

class FrontWorld {
 public:
  explicit FrontWorld(gateway::Limits limits = {}, LocalOptions local = {});
  ~FrontWorld();

  Wire connect(Way way) const;
  std::uint16_t port(Way way) const { return way == Way::tls ? tls_port_ : tcp_port_; }
  void publish(const std::string& target, std::string_view content) {
    folder_.put("public" + target, content);
  }
  void stop() { server_->stop(); }
  bool join();  // what run() returned
  const TempFolder& folder() const { return folder_; }

  TempFolder folder_;
  FakeHandler handler{folder_.path() / "public"};

 private:
  std::filesystem::path socket_;
  std::uint16_t tcp_port_ = 0;
  std::uint16_t tls_port_ = 0;
  std::unique_ptr<gateway::Server> server_;
  bool served_ = false;
  std::thread thread_;
};

std::string get(std::string_view target);
std::string post(std::string_view path, std::size_t body_bytes);  // with its body

}  // namespace adit::test
