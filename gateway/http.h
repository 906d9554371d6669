// SPDX-License-Identifier: Apache-2.0
// The HTTP server: listens, guards, hands whole bodies to the Handler and streams published files.
// One thread runs everything here; nothing in it blocks but reads of published files. http.cc and
// link.cc are the only files of the gateway that include Asio and Beast.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <vector>

#include "gateway/listen.h"
#include "gateway/routes.h"
#include "gateway/tls.h"

namespace adit::gateway {

// Each deadline is set once for its phase, on the steady clock: bytes that trickle in win no time.
struct Limits {
  std::chrono::milliseconds handshake{10'000};
  std::chrono::milliseconds head{10'000};
  std::chrono::milliseconds idle{20'000};      // between two requests
  std::chrono::milliseconds transfer{10'000};  // of a body or a reply, and what bytes_per_second adds
  std::size_t bytes_per_second = 1000;         // the slowest line that is waited for
  std::chrono::milliseconds linger{1'000};     // after a refusal: so that its reply arrives
  std::size_t linger_bytes = 65536;
  std::chrono::milliseconds connection{300'000};  // no request begins later
  std::size_t requests = 100;                     // in one connection
  std::size_t connections = 512;
  std::size_t bodies = 256;                    // under way at once
  std::chrono::milliseconds accept_pause{50};  // when descriptors have run out
  std::chrono::milliseconds stop{8'000};       // what was accepted is answered until then
};

struct Listener {
  Fd fd;
  Tls tls;  // none: plain HTTP
};

class Server {
 public:
  // The handler outlives the server.
  Server(std::vector<Listener> listeners, Handler& handler, Limits limits);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // SIGTERM and SIGINT stop the server. For programs; call before run().
  void stop_on_signals();
  // Serves until it is stopped. False if a listener failed. Before the server is destroyed the
  // handler must have answered all that it was given.
  bool run();
  // From any thread: no new connections, answers to all that was accepted, then run() returns.
  void stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace adit::gateway
