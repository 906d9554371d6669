// SPDX-License-Identifier: Apache-2.0
// One connection from its first byte to its last, and what the connections of a server share. Included
// by http.cc and http_session.cc only.
#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <list>
#include <optional>

#include "gateway/circuits.h"
#include "gateway/http.h"
#include "gateway/http_link.h"

namespace adit::gateway {

class Session;

// Everything here belongs to the one thread of the server.
struct Shared {
  Shared(Handler& h, const Limits& l)
      : handler(h),
        limits(l),
        files(h.public_folder()),
        circuits({l.circuit_connections, l.circuit_refusals}) {}

  // Waiting connections make room: first one between two requests, then the one whose request has been
  // coming in for longest, if that is long. Answers under way are never taken back.
  bool close_one_waiting();

  Handler& handler;
  const Limits limits;
  PublicFolder files;
  std::list<Session*> sessions;  // each in the frame of its coroutine; who waits longest comes first
  std::size_t turned_away = 0;   // of them, those that are only told so
  std::size_t body_bytes = 0;    // of uploads that are not answered yet
  Circuits circuits;
  bool stopping = false;
};

class Session {
 public:
  Session(Shared& shared, std::unique_ptr<Link> link, bool circuits);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Request after request, until one of the limits or the first refusal.
  boost::asio::awaitable<void> run();
  // No place for this connection: says so without reading anything.
  boost::asio::awaitable<void> turn_away();

  enum class Phase { idle, coming, busy };  // between requests; handshake, head or body; ours to act
  Phase phase() const { return phase_; }
  std::chrono::steady_clock::time_point since() const { return since_; }
  // Something was asked for, whole or with its body still to come.
  bool is_owed() const { return owed_; }
  void close() {
    phase_ = Phase::busy;  // not to be chosen again
    link_->close();
  }

 private:
  // So much memory waits with a connection that sends nothing.
  static constexpr std::size_t kFirstReadBytes = 512;

  void enter(Phase phase);
  std::string_view received() const;
  void drop(std::size_t bytes);
  std::chrono::milliseconds transfer_time(std::size_t bytes) const;
  boost::asio::awaitable<bool> read_more();
  boost::asio::awaitable<bool> read_circuit();
  boost::asio::awaitable<HeadScanner::State> read_head(std::chrono::milliseconds first_byte);
  boost::asio::awaitable<bool> answer(bool last);
  boost::asio::awaitable<bool> take_body(Post post, After after);
  boost::asio::awaitable<bool> send_file(std::string target, After after);
  boost::asio::awaitable<bool> refuse(unsigned status);

  Shared& shared_;
  const Limits& limits_;
  std::unique_ptr<Link> link_;
  std::list<Session*>::iterator place_;
  const bool circuits_;
  std::optional<Circuit> circuit_;
  bool refused_ = false;
  bool owed_ = false;
  Phase phase_ = Phase::coming;
  std::chrono::steady_clock::time_point since_;
  boost::beast::flat_buffer buffer_{kMaxHeadBytes + kFirstReadBytes};
  std::size_t head_bytes_ = 0;
};

}  // namespace adit::gateway
