// SPDX-License-Identifier: Apache-2.0
#include "gateway/http_link.h"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <new>
#include <utility>

namespace adit::gateway {
namespace {

namespace net = boost::asio;
constexpr auto kTuple = net::as_tuple(net::use_awaitable);

net::awaitable<void> drain(Stream& stream, std::size_t bytes) {
  boost::system::error_code ignored;
  stream.socket().shutdown(net::socket_base::shutdown_send, ignored);
  std::array<char, 4096> dropped;
  while (bytes > 0) {
    auto into = net::buffer(dropped, bytes);
    auto [error, n] = co_await stream.async_read_some(into, kTuple);
    if (error) co_return;
    bytes -= n;
  }
}

class PlainLink final : public Link {
 public:
  explicit PlainLink(Stream::socket_type socket) : stream_(std::move(socket)) {}

  void deadline(std::chrono::milliseconds from_now) override { stream_.expires_after(from_now); }
  net::awaitable<bool> handshake() override { co_return true; }
  net::awaitable<std::size_t> read_some(net::mutable_buffer into) override {
    auto [error, n] = co_await stream_.async_read_some(into, kTuple);
    co_return error ? 0 : n;
  }
  net::awaitable<bool> write(net::const_buffer all) override {
    auto [error, n] = co_await net::async_write(stream_, all, kTuple);
    co_return !error;
  }
  net::awaitable<void> finish(std::size_t drain_bytes) override { co_await drain(stream_, drain_bytes); }
  void close() override { stream_.close(); }

 private:
  Stream stream_;
};

class TlsLink final : public Link {
 public:
  TlsLink(Stream::socket_type socket, SSL_CTX* tls) : stream_(Stream(std::move(socket)), make(tls)) {}

  void deadline(std::chrono::milliseconds from_now) override { stream_.next_layer().expires_after(from_now); }
  net::awaitable<bool> handshake() override {
    auto [error] = co_await stream_.async_handshake(net::ssl::stream_base::server, kTuple);
    co_return !error;
  }
  net::awaitable<std::size_t> read_some(net::mutable_buffer into) override {
    auto [error, n] = co_await stream_.async_read_some(into, kTuple);
    co_return error ? 0 : n;
  }
  net::awaitable<bool> write(net::const_buffer all) override {
    auto [error, n] = co_await net::async_write(stream_, all, kTuple);
    co_return !error;
  }
  net::awaitable<void> finish(std::size_t drain_bytes) override {
    // Our close_notify is sent; the peer's is not waited for, since some never send one.
    SSL_set_shutdown(stream_.native_handle(), SSL_RECEIVED_SHUTDOWN);
    [[maybe_unused]] auto ended = co_await stream_.async_shutdown(kTuple);
    co_await drain(stream_.next_layer(), drain_bytes);
  }
  void close() override { stream_.next_layer().close(); }

 private:
  // Holds a share of the context, so that a listener's own may be replaced meanwhile.
  static SSL* make(SSL_CTX* tls) {
    SSL* made = SSL_new(tls);
    if (made == nullptr) throw std::bad_alloc();
    return made;
  }
  net::ssl::stream<Stream> stream_;
};

}  // namespace

std::unique_ptr<Link> plain_link(Stream::socket_type socket) {
  return std::make_unique<PlainLink>(std::move(socket));
}
std::unique_ptr<Link> tls_link(Stream::socket_type socket, SSL_CTX* tls) {
  return std::make_unique<TlsLink>(std::move(socket), tls);
}

}  // namespace adit::gateway
