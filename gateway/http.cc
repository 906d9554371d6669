// SPDX-License-Identifier: Apache-2.0
// Rules of this file: coroutines take values, or references to what outlives the server; a session
// lives in one frame, which ends only when none of its operations is under way; whatever a coroutine
// throws is counted, never lost.
#include "gateway/http.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <csignal>
#include <list>

#include "gateway/files.h"
#include "gateway/http_link.h"
#include "gateway/log.h"

namespace adit::gateway {
namespace {

namespace net = boost::asio;
using Acceptor = net::basic_socket_acceptor<net::generic::stream_protocol>;
using SteadyTime = std::chrono::steady_clock::time_point;
constexpr auto kTuple = net::as_tuple(net::use_awaitable);
// A fresh buffer of Beast reads 512 bytes at a time; with room for a whole letter it is one read.
constexpr std::size_t kReadBytes = 65536;
constexpr std::size_t kPieceBytes = 65536;
// Connections beyond the limit that are told so, at one time; others are just closed.
constexpr std::size_t kTurnedAwayAtOnce = 64;

net::const_buffer buffer(std::string_view text) { return {text.data(), text.size()}; }
net::mutable_buffer buffer(MutableByteSpan bytes) { return {bytes.data(), bytes.size()}; }

// One place of so many, or none.
class Taken {
 public:
  Taken(std::size_t& count, std::size_t most) : count_(count), taken_(count < most) {
    if (taken_) ++count_;
  }
  ~Taken() {
    if (taken_) --count_;
  }
  Taken(const Taken&) = delete;
  Taken& operator=(const Taken&) = delete;
  explicit operator bool() const { return taken_; }

 private:
  std::size_t& count_;
  const bool taken_;
};

// Hands over a body and comes back to the thread of the server with the answer.
net::awaitable<Status> submit(Handler& handler, api::Route route, ByteVector body) {
  auto start = [&handler, route](auto completion, ByteVector bytes) {
    // Shared, because Done can be copied. The guard keeps run() going until the answer is there.
    auto shared = std::make_shared<decltype(completion)>(std::move(completion));
    auto guard = net::make_work_guard(net::get_associated_executor(*shared));
    handler.submit(route, std::move(bytes), [shared, guard](Status status) {
      net::post(guard.get_executor(), [shared, status] { std::move (*shared)(status); });
    });
  };
  return net::async_initiate<const net::use_awaitable_t<>, void(Status)>(std::move(start), net::use_awaitable,
                                                                         std::move(body));
}

}  // namespace

class Server::Impl {
 public:
  Impl(std::vector<Listener> listeners, Handler& handler, Limits limits)
      : handler_(handler),
        limits_(limits),
        files_(handler.public_folder()),
        listeners_(std::move(listeners)) {}

  void stop_on_signals() {
    signals_.add(SIGTERM);
    signals_.add(SIGINT);
    signals_.async_wait([this](boost::system::error_code error, int) {
      if (error) return;
      log(Event::stopping);
      begin_stop();
    });
  }
  void stop() {
    net::post(io_, [this] { begin_stop(); });
  }
  bool run();

 private:
  class Session;

  net::awaitable<void> accept_from(Acceptor& acceptor, SSL_CTX* tls);
  net::awaitable<void> serve(std::unique_ptr<Link> link);
  net::awaitable<void> turn_away(std::unique_ptr<Link> link);
  void admit(Stream::socket_type socket, SSL_CTX* tls);
  void begin_stop();
  void stop_when_empty();
  void close_one_idle();

  Handler& handler_;
  const Limits limits_;
  PublicFolder files_;
  std::vector<Listener> listeners_;
  // What sessions touch while they end comes before the context, whose end is also theirs.
  std::list<Session*> sessions_;  // each in the frame of its serve()
  std::size_t turned_away_ = 0;   // of them, those that are only told so
  std::size_t bodies_ = 0;
  bool stopping_ = false;
  bool failed_ = false;
  std::uint64_t session_faults_ = 0;
  std::uint64_t loop_faults_ = 0;

  net::io_context io_{1};
  std::list<Acceptor> acceptors_;
  net::signal_set signals_{io_};
  net::steady_timer stop_timer_{io_};
};

// One connection: request after request, until one of the limits or the first refusal.
class Server::Impl::Session {
 public:
  Session(Impl& server, std::unique_ptr<Link> link)
      : server_(server), limits_(server.limits_), link_(std::move(link)) {
    place_ = server_.sessions_.insert(server_.sessions_.end(), this);
  }
  ~Session() { server_.sessions_.erase(place_); }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  net::awaitable<void> run() {
    link_->deadline(limits_.handshake);
    if (!co_await link_->handshake()) co_return;
    const SteadyTime last_begin = std::chrono::steady_clock::now() + limits_.connection;
    buffer_.reserve(kReadBytes);
    for (std::size_t n = 1;; ++n) {
      auto head = co_await read_head(n == 1 ? limits_.head : limits_.idle);
      if (head == HeadScanner::State::more) co_return;  // gone, or too slow: nobody to answer
      phase_ = Phase::busy;
      const bool last = n >= limits_.requests || std::chrono::steady_clock::now() >= last_begin;
      const bool keep =
          head == HeadScanner::State::whole ? co_await answer(last) : co_await refuse(api::kWrongSize);
      if (!keep || server_.stopping_) break;
      phase_ = Phase::idle;
    }
    link_->deadline(limits_.linger);
    co_await link_->finish(limits_.linger_bytes);
  }
  // No place for this connection: says so without reading anything.
  net::awaitable<void> turn_away() {
    co_await refuse(api::kBusy);
    link_->deadline(limits_.linger);
    co_await link_->finish(limits_.linger_bytes);
  }

  bool idle() const { return phase_ == Phase::idle; }
  void close() { link_->close(); }
  // Between requests there is nothing to answer.
  void stop() {
    if (phase_ != Phase::busy) link_->close();
  }

 private:
  enum class Phase { opening, busy, idle };

  std::string_view received() const {
    auto bytes = buffer_.data();
    return {static_cast<const char*>(bytes.data()), bytes.size()};
  }
  std::chrono::milliseconds transfer_time(std::size_t bytes) const {
    return limits_.transfer + std::chrono::milliseconds(bytes * 1000 / limits_.bytes_per_second);
  }

  // `more` means that the head will never be whole.
  net::awaitable<HeadScanner::State> read_head(std::chrono::milliseconds first_byte) {
    HeadScanner scanner;
    link_->deadline(first_byte);
    for (;;) {
      const bool begun = buffer_.size() > 0;
      const std::size_t n = co_await link_->read_some(buffer_.prepare(kReadBytes - buffer_.size()));
      if (n == 0) co_return HeadScanner::State::more;
      if (!begun) link_->deadline(limits_.head);
      buffer_.commit(n);
      auto state = scanner.scan(received());
      if (state == HeadScanner::State::more) continue;
      head_bytes_ = scanner.head_bytes();
      co_return state;
    }
  }

  net::awaitable<bool> answer(bool last) {
    auto head = parse_head(received().substr(0, head_bytes_));
    if (!head) co_return co_await refuse(api::kWrongSize);
    const After after = last || head->wants_close || server_.stopping_ ? After::close : After::keep;
    Request request = find_route(*head);
    buffer_.consume(head_bytes_);
    if (auto* post = std::get_if<Post>(&request)) co_return co_await take_body(*post, after);
    if (auto* refusal = std::get_if<Refusal>(&request)) co_return co_await refuse(refusal->status);
    // Whatever follows before the reply is not ours to interpret.
    if (buffer_.size() > 0) co_return co_await refuse(api::kWrongSize);
    co_return co_await send_file(std::move(std::get<FileRead>(request).target), after);
  }

  net::awaitable<bool> take_body(Post post, After after) {
    if (buffer_.size() > post.body_bytes) co_return co_await refuse(api::kWrongSize);
    Taken place(server_.bodies_, limits_.bodies);
    if (!place) co_return co_await refuse(api::kBusy);
    link_->deadline(transfer_time(post.body_bytes));
    if (post.expects_continue && buffer_.size() == 0) {
      if (!co_await link_->write(buffer(kContinue))) co_return false;
    }
    ByteVector body(post.body_bytes);
    std::size_t have = net::buffer_copy(buffer(body), buffer_.data());
    buffer_.consume(have);
    while (have < body.size()) {
      const std::size_t n = co_await link_->read_some(buffer(MutableByteSpan(body).subspan(have)));
      if (n == 0) co_return false;
      have += n;
    }
    const Status status = co_await submit(server_.handler_, post.route, std::move(body));
    const unsigned code = status_of(status);
    if (code != api::kAccepted) co_return co_await refuse(code);
    link_->deadline(limits_.transfer);
    co_return co_await link_->write(buffer(reply(code, after))) && after == After::keep;
  }

  net::awaitable<bool> send_file(std::string target, After after) {
    auto file = server_.files_.open(target);
    if (!file) co_return co_await refuse(status_of(fail(file.error())));
    std::string head = file_reply_head(file->bytes(), after);
    link_->deadline(transfer_time(file->bytes()));
    if (!co_await link_->write(buffer(head))) co_return false;
    ByteVector piece(std::min(file->bytes(), kPieceBytes));
    for (std::size_t sent = 0; sent < file->bytes(); sent += piece.size()) {
      piece.resize(std::min(file->bytes() - sent, kPieceBytes));
      if (!file->read(sent, piece) || !co_await link_->write(buffer(piece))) co_return false;
    }
    co_return after == After::keep;
  }

  // Always false: the connection ends.
  net::awaitable<bool> refuse(unsigned status) {
    link_->deadline(limits_.transfer);
    co_await link_->write(buffer(reply(status, After::close)));
    co_return false;
  }

  Impl& server_;
  const Limits& limits_;
  std::unique_ptr<Link> link_;
  std::list<Session*>::iterator place_;
  boost::beast::flat_buffer buffer_{kReadBytes};
  std::size_t head_bytes_ = 0;
  Phase phase_ = Phase::opening;
};

net::awaitable<void> Server::Impl::serve(std::unique_ptr<Link> link) {
  Session session(*this, std::move(link));
  co_await session.run();
}

net::awaitable<void> Server::Impl::turn_away(std::unique_ptr<Link> link) {
  Taken place(turned_away_, kTurnedAwayAtOnce);
  Session session(*this, std::move(link));
  if (place) co_await session.turn_away();
}

void Server::Impl::admit(Stream::socket_type socket, SSL_CTX* tls) {
  const bool full = sessions_.size() - turned_away_ >= limits_.connections;
  // Over TLS even a refusal costs a handshake, which is what there is no room for.
  if (full && tls != nullptr) return;
  auto link = tls == nullptr ? plain_link(std::move(socket)) : tls_link(std::move(socket), tls);
  auto session = full ? turn_away(std::move(link)) : serve(std::move(link));
  net::co_spawn(io_, std::move(session), [this](std::exception_ptr fault) {
    if (fault) log(Event::session_failed, Count{++session_faults_});
    if (stopping_) stop_when_empty();
  });
}

net::awaitable<void> Server::Impl::accept_from(Acceptor& acceptor, SSL_CTX* tls) {
  net::steady_timer pause(io_);
  bool failing = false;
  while (!stopping_) {
    auto [error, socket] = co_await acceptor.async_accept(kTuple);
    if (stopping_) co_return;
    if (!error) {
      failing = false;
      admit(std::move(socket), tls);
    } else if (error != net::error::connection_aborted) {
      // No more descriptors, or no memory: trying again at once would only spin.
      if (!std::exchange(failing, true)) log(Event::accept_failed);
      close_one_idle();
      pause.expires_after(limits_.accept_pause);
      co_await pause.async_wait(kTuple);
    }
  }
}

bool Server::Impl::run() {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL
  for (Listener& listener : listeners_) {
    // The family is not used once there is a socket; the kernel knows it.
    Acceptor& acceptor = acceptors_.emplace_back(io_);
    acceptor.assign(net::generic::stream_protocol(AF_UNSPEC, 0), listener.fd.release());
    net::co_spawn(io_, accept_from(acceptor, listener.tls.get()), [this](std::exception_ptr fault) {
      if (!fault) return;
      log(Event::listener_failed);
      failed_ = true;
      begin_stop();
    });
  }
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

void Server::Impl::begin_stop() {
  if (std::exchange(stopping_, true)) return;
  signals_.cancel();
  boost::system::error_code ignored;
  for (Acceptor& acceptor : acceptors_) acceptor.close(ignored);
  for (Session* session : sessions_) session->stop();
  stop_timer_.expires_after(limits_.stop);
  stop_timer_.async_wait([this](boost::system::error_code cancelled) {
    if (cancelled) return;
    log(Event::stop_incomplete, Count{sessions_.size()});
    for (Session* session : sessions_) session->close();
    // A session that waits for the handler has nothing to close; what it holds goes with the server.
    stop_timer_.expires_after(limits_.accept_pause);
    stop_timer_.async_wait([this](boost::system::error_code) { io_.stop(); });
  });
  stop_when_empty();
}

void Server::Impl::stop_when_empty() {
  if (sessions_.empty()) stop_timer_.cancel();
}

void Server::Impl::close_one_idle() {
  for (Session* session : sessions_) {
    if (session->idle()) return session->close();
  }
}

Server::Server(std::vector<Listener> listeners, Handler& handler, Limits limits)
    : impl_(std::make_unique<Impl>(std::move(listeners), handler, limits)) {}
Server::~Server() = default;
void Server::stop_on_signals() { impl_->stop_on_signals(); }
bool Server::run() { return impl_->run(); }
void Server::stop() { impl_->stop(); }

}  // namespace adit::gateway
