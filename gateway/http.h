// SPDX-License-Identifier: Apache-2.0
// The HTTP server: listens, guards, hands whole bodies to the Handler and streams published files.
// One thread runs everything here; nothing in it blocks but reads of published files. The files named
// http*.cc are the only ones of the gateway that include Asio and Beast.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
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
  bool close_after_upload = true;
  std::size_t connections = 512;
  // When they are all taken, a request that is longer under way than this makes room for a new one.
  std::chrono::milliseconds patience{5'000};
  std::size_t body_bytes = 16'777'216;  // of all uploads under way
  std::size_t circuit_connections = 16;
  std::size_t circuit_refusals = 16;
  std::chrono::minutes circuit_memory{10};
  std::chrono::milliseconds accept_pause{50};  // when descriptors have run out
  std::chrono::milliseconds stop{8'000};       // what was accepted is answered until then
};

struct Listener {
  Fd fd;
  Tls tls;                   // none: plain HTTP
  bool circuits = false;     // Tor says before everything else on which circuit a connection came
  std::size_t reserved = 0;  // places beyond the limit of connections, for this listener alone
};

class Server {
 public:
  // The handler outlives the server.
  Server(std::vector<Listener> listeners, Handler& handler, Limits limits);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // SIGTERM and SIGINT stop the server, SIGHUP calls what is given, on the thread of the server. For
  // programs; call before run().
  void stop_on_signals(std::function<void()> on_hangup = {});
  // For connections that are made from now on; on the thread of the server, while it runs.
  void replace_tls(std::size_t listener, Tls tls);
  // Called every so often from the thread of the server, as long as that thread gets anywhere.
  void call_every(std::chrono::milliseconds pause, std::function<void()> what);
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
