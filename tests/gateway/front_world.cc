// SPDX-License-Identifier: Apache-2.0
#include "tests/gateway/front_world.h"

#include <stdexcept>

namespace adit::test {

void FakeHandler::submit(api::Route, ByteVector body, Done done) {
  std::lock_guard lock(mutex_);
  bodies_.push_back(std::move(body));
  if (holding_) {
    held_.emplace_back(status_, std::move(done));
    changed_.notify_all();
  } else {
    answering_.emplace_back([done = std::move(done), status = status_] { done(status); });
  }
}

void FakeHandler::answer_with(Status status) {
  std::lock_guard lock(mutex_);
  status_ = status;
}
void FakeHandler::hold() {
  std::lock_guard lock(mutex_);
  holding_ = true;
}
void FakeHandler::wait_for_held(std::size_t n) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return held_.size() >= n; });
}
void FakeHandler::release() {
  std::lock_guard lock(mutex_);
  holding_ = false;
  for (auto& [status, done] : held_) done(status);
  held_.clear();
}
std::vector<ByteVector> FakeHandler::bodies() const {
  std::lock_guard lock(mutex_);
  return bodies_;
}

FrontWorld::FrontWorld(gateway::Limits limits, LocalOptions local)
    : socket_(folder_.path() / "gateway.sock") {
  auto need = [](auto&& outcome) {
    if (!outcome) throw std::runtime_error(outcome.error().sentence);
    return std::move(*outcome);
  };
  auto pem = make_certificate(folder_, "front");
  std::vector<gateway::Listener> listeners;
  listeners.push_back({need(gateway::listen_tcp({"127.0.0.1", 0})), nullptr, false, 0});
  listeners.push_back({need(gateway::listen_unix(socket_)), nullptr, local.circuits, local.reserved});
  listeners.push_back({need(gateway::listen_tcp({"127.0.0.1", 0})),
                       need(gateway::make_tls(pem.certificate, pem.key)), false, 0});
  tcp_port_ = gateway::local_port(listeners[0].fd);
  tls_port_ = gateway::local_port(listeners[2].fd);
  publish("/checkpoint", "a checkpoint\n");
  server_ = std::make_unique<gateway::Server>(std::move(listeners), handler, limits);
  thread_ = std::thread([this] { served_ = server_->run(); });
}

FrontWorld::~FrontWorld() {
  handler.release();
  stop();
  join();
}

bool FrontWorld::join() {
  if (thread_.joinable()) thread_.join();
  return served_;
}

Wire FrontWorld::connect(Way way) const {
  switch (way) {
    case Way::local:
      return Wire::local(socket_);
    case Way::tls:
      return Wire::tls(tls_port_);
    case Way::tcp:
      break;
  }
  return Wire::tcp(tcp_port_);
}

std::string get(std::string_view target) {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
}
std::string post(std::string_view path, std::size_t body_bytes) {
  return "POST " + std::string(path) +
         " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body_bytes) + "\r\n\r\n" +
         std::string(body_bytes, 'x');
}

}  // namespace adit::test
