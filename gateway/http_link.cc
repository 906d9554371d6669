// SPDX-License-Identifier: Apache-2.0
#include "gateway/http_link.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>
#include <new>
#include <utility>

namespace adit::gateway {
namespace {

namespace net = boost::asio;
constexpr auto kTuple = net::as_tuple(net::use_awaitable);
constexpr std::size_t kRecordBytes = 16384;      // of TLS, at most
constexpr std::size_t kSendAtOnce = 512 * 1024;  // then it is the others' turn

}  // namespace

struct Link::Watch {
  Link* link;
  std::uint64_t turn = 0;  // an older deadline, whose handler was on its way already, says nothing
};

void Link::FreeSsl::operator()(SSL* ssl) const { SSL_free(ssl); }

Link::Link(Socket socket, SSL_CTX* tls)
    : socket_(std::move(socket)),
      timer_(socket_.get_executor()),
      watch_(std::make_shared<Watch>(Watch{this})) {
  boost::system::error_code ignored;
  socket_.non_blocking(true, ignored);
  if (tls == nullptr) return;
  // Holds a share of the context, so that a listener's own may be replaced meanwhile.
  ssl_.reset(SSL_new(tls));
  if (!ssl_ || SSL_set_fd(ssl_.get(), socket_.native_handle()) != 1) throw std::bad_alloc();
}

Link::~Link() { watch_->link = nullptr; }

void Link::close() {
  closed_ = true;
  boost::system::error_code ignored;
  socket_.shutdown(Socket::shutdown_both, ignored);
  socket_.cancel(ignored);
}

void Link::deadline(std::chrono::milliseconds from_now) {
  const std::uint64_t turn = ++watch_->turn;
  timer_.expires_after(from_now);
  timer_.async_wait([watch = watch_, turn](boost::system::error_code cancelled) {
    if (!cancelled && watch->link != nullptr && watch->turn == turn) watch->link->close();
  });
}

net::awaitable<bool> Link::wait(Socket::wait_type what) {
  if (closed_) co_return false;
  auto [error] = co_await socket_.async_wait(what, kTuple);
  co_return !error && !closed_;
}

net::awaitable<void> Link::yield() {
  auto executor = socket_.get_executor();
  co_await net::post(executor, net::use_awaitable);
}

// One step of OpenSSL, again whenever the socket is ready for what it lacks.
template <class Step>
net::awaitable<bool> Link::drive(Step step) {
  for (;;) {
    if (closed_) co_return false;
    ERR_clear_error();
    const int done = step(ssl_.get());
    if (done > 0) co_return true;
    const int lacks = SSL_get_error(ssl_.get(), done);
    const bool known = lacks == SSL_ERROR_WANT_READ || lacks == SSL_ERROR_WANT_WRITE;
    if (!known) ERR_clear_error();
    if (!known || !co_await wait(lacks == SSL_ERROR_WANT_READ ? Socket::wait_read : Socket::wait_write))
      co_return false;
  }
}

net::awaitable<bool> Link::handshake() {
  if (!ssl_) co_return true;
  co_return co_await drive([](SSL* ssl) { return SSL_accept(ssl); });
}

net::awaitable<std::size_t> Link::read_some(MutableByteSpan into) {
  std::size_t n = 0;
  if (ssl_) {
    const bool read =
        co_await drive([into, &n](SSL* ssl) { return SSL_read_ex(ssl, into.data(), into.size(), &n); });
    co_return read ? n : 0;
  }
  if (closed_) co_return 0;
  auto [error, received] = co_await socket_.async_read_some(net::buffer(into.data(), into.size()), kTuple);
  co_return error ? 0 : received;
}

net::awaitable<bool> Link::write(std::string_view all) {
  if (!ssl_) {
    if (closed_) co_return false;
    auto [error, n] = co_await net::async_write(socket_, net::buffer(all.data(), all.size()), kTuple);
    co_return !error;
  }
  while (!all.empty()) {
    std::size_t n = 0;
    if (!co_await drive([all, &n](SSL* ssl) { return SSL_write_ex(ssl, all.data(), all.size(), &n); }))
      co_return false;
    all.remove_prefix(n);
  }
  co_return true;
}

net::awaitable<bool> Link::write(const OpenFile& file) {
  std::size_t sent = 0;
  for (std::size_t turn = 0; sent < file.bytes(); turn = turn >= kSendAtOnce ? 0 : turn) {
    if (turn >= kSendAtOnce) co_await yield();
    const std::size_t before = sent;
    if (ssl_) {
      // What is encrypted is kept by OpenSSL until it is gone, so a step that is taken again may read
      // the same bytes again: one piece of memory serves all connections.
      const bool written = co_await drive([&file, sent, n = &sent](SSL* ssl) {
        static std::array<std::uint8_t, kRecordBytes> piece;
        const std::size_t bytes = std::min(file.bytes() - sent, piece.size());
        if (!file.read(sent, MutableByteSpan(piece).first(bytes))) return -1;
        std::size_t taken = 0;
        const int done = SSL_write_ex(ssl, piece.data(), bytes, &taken);
        *n = sent + taken;
        return done;
      });
      if (!written) co_return false;
    } else {
      if (closed_) co_return false;
      auto offset = static_cast<off_t>(sent);
      const ssize_t n =
          ::sendfile(socket_.native_handle(), file.fd(), &offset, std::min(file.bytes() - sent, kSendAtOnce));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
        if (!co_await wait(Socket::wait_write)) co_return false;
        continue;
      }
      if (n <= 0) co_return false;
      sent += static_cast<std::size_t>(n);
    }
    turn += sent - before;
  }
  co_return true;
}

net::awaitable<void> Link::finish(std::size_t drain_bytes) {
  if (closed_) co_return;
  if (ssl_) {
    // Our close_notify is sent; the peer's is not waited for, since some never send one.
    ERR_clear_error();
    SSL_shutdown(ssl_.get());
    ERR_clear_error();
  }
  boost::system::error_code ignored;
  socket_.shutdown(Socket::shutdown_send, ignored);
  std::array<char, 4096> dropped;
  while (drain_bytes > 0 && !closed_) {
    auto [error, n] = co_await socket_.async_read_some(net::buffer(dropped, drain_bytes), kTuple);
    if (error) co_return;
    drain_bytes -= n;
  }
}

}  // namespace adit::gateway
