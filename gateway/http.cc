// SPDX-License-Identifier: Apache-2.0
// Whatever a coroutine throws is counted, never lost; what a handler of a library throws as well.
#include "gateway/http.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <list>

#include "gateway/http_session.h"
#include "gateway/log.h"

namespace adit::gateway {
namespace {

namespace net = boost::asio;
using Acceptor = net::basic_socket_acceptor<net::generic::stream_protocol>;
constexpr auto kTuple = net::as_tuple(net::use_awaitable);
// Connections beyond the limit that are told so, at one time; others are just closed.
constexpr std::size_t kTurnedAwayAtOnce = 64;

// A listener while it serves.
struct Door {
  Tls tls;
  bool circuits;
  std::size_t reserved;
  std::size_t inside = 0;  // connections that came through this one
};

// Counts up, and down at its end.
class Counted {
 public:
  explicit Counted(std::size_t& count) : count_(count) { ++count_; }
  ~Counted() { --count_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

 private:
  std::size_t& count_;
};

}  // namespace

class Server::Impl {
 public:
  Impl(std::vector<Listener> listeners, Handler& handler, const Limits& limits)
      : shared_(handler, limits), listeners_(std::move(listeners)) {}

  void stop_on_signals(std::function<void()> on_hangup) {
    signals_.add(SIGTERM);
    signals_.add(SIGINT);
    signals_.async_wait([this](boost::system::error_code error, int) {
      if (error) return;
      log(Event::stopping);
      begin_stop();
    });
    if (!on_hangup) return;
    hangups_.add(SIGHUP);
    wait_for_hangup(std::move(on_hangup));
  }
  void replace_tls(std::size_t listener, Tls tls) {
    ADIT_ASSERT(listener < doors_.size());
    std::next(doors_.begin(), static_cast<std::ptrdiff_t>(listener))->tls = std::move(tls);
  }
  void call_every(std::chrono::milliseconds pause, std::function<void()> what) {
    net::steady_timer& timer = timers_.emplace_back(io_);
    again(timer, pause, std::move(what));
  }
  void stop() {
    net::post(io_, [this] { begin_stop(); });
  }
  bool run();

 private:
  net::awaitable<void> accept_from(Acceptor& acceptor, Door& door);
  net::awaitable<void> serve(Door& door, std::unique_ptr<Link> link);
  net::awaitable<void> turn_away(std::unique_ptr<Link> link);
  void admit(Door& door, Socket socket);
  void again(net::steady_timer& timer, std::chrono::milliseconds pause, std::function<void()> what);
  void wait_for_hangup(std::function<void()> on_hangup);
  void begin_stop();
  void stop_when_empty();

  // What sessions touch while they end comes before the context, whose end is also theirs.
  Shared shared_;
  std::list<Door> doors_;
  std::vector<Listener> listeners_;
  bool failed_ = false;
  std::uint64_t session_faults_ = 0;
  std::uint64_t loop_faults_ = 0;

  net::io_context io_{1};
  std::list<Acceptor> acceptors_;
  std::list<net::steady_timer> timers_;
  net::signal_set signals_{io_};
  net::signal_set hangups_{io_};
  net::steady_timer stop_timer_{io_};
};

net::awaitable<void> Server::Impl::serve(Door& door, std::unique_ptr<Link> link) {
  Counted inside(door.inside);
  Session session(shared_, std::move(link), door.circuits);
  co_await session.run();
}

net::awaitable<void> Server::Impl::turn_away(std::unique_ptr<Link> link) {
  const bool place = shared_.turned_away < kTurnedAwayAtOnce;
  Counted away(shared_.turned_away);
  Session session(shared_, std::move(link), false);
  if (place) co_await session.turn_away();
}

void Server::Impl::admit(Door& door, Socket socket) {
  // Who has places of its own takes those first, so that the others' limit stays the others'.
  std::size_t others = shared_.sessions.size() - shared_.turned_away;
  for (const Door& d : doors_) others -= std::min(d.inside, d.reserved);
  const bool full = door.inside >= door.reserved && others >= shared_.limits.connections;
  const bool room = !full || shared_.close_one_waiting();
  // Over TLS even a refusal costs a handshake, and to Tor nobody speaks before it has.
  if (!room && (door.tls || door.circuits)) return;
  auto link = std::make_unique<Link>(std::move(socket), door.tls.get());
  auto session = room ? serve(door, std::move(link)) : turn_away(std::move(link));
  net::co_spawn(io_, std::move(session), [this](std::exception_ptr fault) {
    if (fault) log(Event::session_failed, Count{++session_faults_});
    if (shared_.stopping) stop_when_empty();
  });
}

net::awaitable<void> Server::Impl::accept_from(Acceptor& acceptor, Door& door) {
  net::steady_timer pause(io_);
  bool failing = false;
  while (!shared_.stopping) {
    auto [error, socket] = co_await acceptor.async_accept(kTuple);
    if (shared_.stopping) co_return;
    if (!error) {
      failing = false;
      admit(door, std::move(socket));
    } else if (error != net::error::connection_aborted) {
      // No more descriptors, or no memory: trying again at once would only spin.
      if (!std::exchange(failing, true)) log(Event::accept_failed);
      shared_.close_one_waiting();
      pause.expires_after(shared_.limits.accept_pause);
      co_await pause.async_wait(kTuple);
    }
  }
}

bool Server::Impl::run() {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL
  for (Listener& listener : listeners_) {
    Door& door = doors_.emplace_back(Door{std::move(listener.tls), listener.circuits, listener.reserved});
    // The family is not used once there is a socket; the kernel knows it.
    Acceptor& acceptor = acceptors_.emplace_back(io_);
    acceptor.assign(net::generic::stream_protocol(AF_UNSPEC, 0), listener.fd.release());
    net::co_spawn(io_, accept_from(acceptor, door), [this](std::exception_ptr fault) {
      if (!fault) return;
      log(Event::listener_failed);
      failed_ = true;
      begin_stop();
    });
  }
  call_every(shared_.limits.circuit_memory, [this] { shared_.circuits.forget(); });
  // What a handler of a library throws comes out here; one connection may cost, never all.
  for (;;) {
    try {
      io_.run();
      return !failed_;
    } catch (...) {
      log(Event::loop_failed, Count{++loop_faults_});
    }
  }
}

void Server::Impl::again(net::steady_timer& timer, std::chrono::milliseconds pause,
                         std::function<void()> what) {
  timer.expires_after(pause);
  timer.async_wait(
      [this, &timer, pause, what = std::move(what)](boost::system::error_code cancelled) mutable {
        if (cancelled || shared_.stopping) return;
        what();
        again(timer, pause, std::move(what));
      });
}

void Server::Impl::wait_for_hangup(std::function<void()> on_hangup) {
  hangups_.async_wait([this, on_hangup = std::move(on_hangup)](boost::system::error_code error, int) mutable {
    if (error) return;
    on_hangup();
    wait_for_hangup(std::move(on_hangup));
  });
}

void Server::Impl::begin_stop() {
  if (std::exchange(shared_.stopping, true)) return;
  boost::system::error_code ignored;
  signals_.cancel();
  hangups_.cancel();
  for (auto& timer : timers_) timer.cancel();
  for (Acceptor& acceptor : acceptors_) acceptor.close(ignored);
  // What has not come in whole was never promised anything.
  for (Session* session : shared_.sessions) {
    if (!session->is_owed()) session->close();
  }
  stop_timer_.expires_after(shared_.limits.stop);
  stop_timer_.async_wait([this](boost::system::error_code cancelled) {
    if (cancelled) return;
    log(Event::stop_incomplete, Count{shared_.sessions.size()});
    for (Session* session : shared_.sessions) session->close();
    // A session that waits for the handler has nothing to close; what it holds goes with the server.
    stop_timer_.expires_after(shared_.limits.accept_pause);
    stop_timer_.async_wait([this](boost::system::error_code) { io_.stop(); });
  });
  stop_when_empty();
}

void Server::Impl::stop_when_empty() {
  if (shared_.sessions.empty()) stop_timer_.cancel();
}

Server::Server(std::vector<Listener> listeners, Handler& handler, Limits limits)
    : impl_(std::make_unique<Impl>(std::move(listeners), handler, limits)) {}
Server::~Server() = default;
void Server::stop_on_signals(std::function<void()> on_hangup) {
  impl_->stop_on_signals(std::move(on_hangup));
}
void Server::replace_tls(std::size_t listener, Tls tls) { impl_->replace_tls(listener, std::move(tls)); }
void Server::call_every(std::chrono::milliseconds pause, std::function<void()> what) {
  impl_->call_every(pause, std::move(what));
}
bool Server::run() { return impl_->run(); }
void Server::stop() { impl_->stop(); }

}  // namespace adit::gateway
