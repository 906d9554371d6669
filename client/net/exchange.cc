// SPDX-License-Identifier: Apache-2.0
#include "client/net/exchange.h"

#include <openssl/err.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/tcp_stream.hpp>

#include "client/net/response.h"

namespace adit::client {
namespace {

namespace net = boost::asio;
namespace ssl = boost::asio::ssl;
using boost::beast::tcp_stream;
using boost::system::error_code;
using net::ip::tcp;
using TlsStream = ssl::stream<tcp_stream&>;

constexpr auto kTuple = net::as_tuple(net::use_awaitable);
constexpr std::size_t kChunkBytes = 16384;

std::chrono::milliseconds time_for(std::uint64_t bytes, const Deadlines& deadlines) {
  return std::chrono::milliseconds(bytes * 1000 / deadlines.bytes_per_second);
}

net::const_buffer buffer_of(ByteSpan bytes) { return {bytes.data(), bytes.size()}; }

// The address of a host that needs no look-up.
std::optional<tcp::endpoint> numeric_endpoint(const std::string& host, std::uint16_t port) {
  error_code error;
  // Not left to a resolver: "localhost" is this machine, whatever a resolver says.
  auto ip = net::ip::make_address(host == "localhost" ? "127.0.0.1" : host, error);
  if (error) return std::nullopt;
  return tcp::endpoint(ip, port);
}

net::awaitable<Status> connect_direct(tcp_stream& tcp, std::string host, std::uint16_t port) {
  if (auto endpoint = numeric_endpoint(host, port)) {
    auto [error] = co_await tcp.async_connect(*endpoint, kTuple);
    if (error) co_return fail(Errc::network_unreachable);
    co_return Status();
  }
  tcp::resolver resolver(tcp.get_executor());
  auto [look_up_error, endpoints] = co_await resolver.async_resolve(host, std::to_string(port), kTuple);
  if (look_up_error) co_return fail(Errc::network_unreachable);
  auto [error, endpoint] = co_await tcp.async_connect(endpoints, kTuple);
  if (error) co_return fail(Errc::network_unreachable);
  co_return Status();
}

// Writes, then reads exactly as many bytes as there are in reply.
net::awaitable<Status> ask_proxy(tcp_stream& tcp, ByteSpan question, MutableByteSpan reply) {
  auto [write_error, written] = co_await net::async_write(tcp, buffer_of(question), kTuple);
  if (write_error) co_return fail(Errc::network_unreachable);
  auto [read_error, n] = co_await net::async_read(tcp, net::buffer(reply.data(), reply.size()), kTuple);
  if (read_error) co_return fail(Errc::network_unreachable);
  co_return Status();
}

net::awaitable<Status> connect_proxy(tcp_stream& tcp, SocksProxy proxy) {
  auto endpoint = numeric_endpoint(proxy.host, proxy.port);
  if (!endpoint) co_return fail(Errc::network_unreachable);
  auto [error] = co_await tcp.async_connect(*endpoint, kTuple);
  if (error) co_return fail(Errc::network_unreachable);
  std::array<std::uint8_t, kSocksMethodBytes> method{};
  if (auto status = co_await ask_proxy(tcp, kSocksGreeting, method); !status) co_return status;
  co_return parse_socks_method(method);
}

net::awaitable<Status> connect_through(tcp_stream& tcp, ProxyHop hop, std::string host, std::uint16_t port) {
  if (auto status = co_await connect_proxy(tcp, hop.proxy); !status) co_return status;
  std::array<std::uint8_t, kSocksLoginReplyBytes> login{};
  ByteVector question = socks_login(hop.isolation);
  if (auto status = co_await ask_proxy(tcp, question, login); !status) co_return status;
  if (auto status = parse_socks_login_reply(login); !status) co_return status;
  std::array<std::uint8_t, kSocksReplyHeadBytes> head{};
  question = socks_connect(host, port);
  if (auto status = co_await ask_proxy(tcp, question, head); !status) co_return status;
  auto rest = parse_socks_reply_head(head);
  if (!rest) co_return fail(rest.error());
  ByteVector bound(*rest);
  co_return co_await ask_proxy(tcp, {}, bound);
}

net::awaitable<Status> shake_hands(TlsStream& tls, std::string host) {
  if (auto expected = expect_host(tls.native_handle(), host); !expected) co_return expected;
  ERR_clear_error();
  auto [error] = co_await tls.async_handshake(ssl::stream_base::client, kTuple);
  if (!error) co_return Status();
  // The peer spoke, and not as the gateway of this address would have.
  if (error.category() == net::error::get_ssl_category()) co_return fail(Errc::gateway_unproven);
  co_return fail(Errc::network_unreachable);
}

// Appends what has come, at most so much.
template <class Stream>
net::awaitable<error_code> read_some(Stream& stream, ByteVector& in, std::size_t at_most) {
  std::size_t before = in.size();
  in.resize(before + at_most);
  auto [error, n] = co_await stream.async_read_some(net::buffer(in.data() + before, at_most), kTuple);
  in.resize(before + n);
  co_return error;
}

// The head, taken off the front of `in`. Errors: network_failed, peer_misbehaved.
template <class Stream>
net::awaitable<Result<ResponseHead>> read_head(Stream& stream, ByteVector& in, Statuses statuses) {
  for (;;) {
    if (auto n = head_bytes(in)) {
      auto head = parse_head(ByteSpan(in).first(*n), statuses);
      in.erase(in.begin(), in.begin() + static_cast<std::ptrdiff_t>(*n));
      co_return head;
    }
    if (in.size() >= kMaxHeadBytes) co_return fail(Errc::peer_misbehaved);
    error_code error = co_await read_some(stream, in, kMaxHeadBytes - in.size());
    if (error) co_return fail(Errc::network_failed);
  }
}

// The body, and nothing after it. Errors: network_failed, peer_misbehaved.
template <class Stream>
net::awaitable<Status> read_body(Stream& stream, tcp_stream& tcp, ByteVector& in, std::size_t body_bytes,
                                 Deadlines deadlines) {
  tcp.expires_after(deadlines.answer + time_for(body_bytes, deadlines));
  while (in.size() < body_bytes) {
    error_code error = co_await read_some(stream, in, std::min(kChunkBytes, body_bytes - in.size()));
    if (error && in.size() < body_bytes) co_return fail(Errc::network_failed);
  }
  if (in.size() > body_bytes) co_return fail(Errc::peer_misbehaved);
  // All is there; whatever ends the connection now, more bytes would be a second answer.
  tcp.expires_after(deadlines.ending);
  error_code ended = co_await read_some(stream, in, 1);
  if (!ended || in.size() != body_bytes) co_return fail(Errc::peer_misbehaved);
  co_return Status();
}

template <class Stream>
net::awaitable<Result<Answer>> converse(Stream& stream, tcp_stream& tcp, ByteSpan request,
                                        std::size_t max_body_bytes, Deadlines deadlines, Statuses statuses) {
  tcp.expires_after(deadlines.answer + time_for(request.size(), deadlines));
  auto [write_error, written] = co_await net::async_write(stream, buffer_of(request), kTuple);
  // A gateway that refuses early says so before it closes: what it said is worth a look.
  tcp.expires_after(write_error ? deadlines.ending : deadlines.answer);
  ByteVector in;
  auto head = co_await read_head(stream, in, statuses);
  if (write_error && (!head || head->status < 400)) co_return fail(Errc::network_unreachable);
  if (!head) co_return fail(head.error());
  Answer answer{head->status, head->body_bytes, {}};
  const bool is_read = head->status == 200 || statuses == Statuses::any;
  if (!is_read && head->body_bytes != 0) co_return answer;
  if (head->body_bytes > max_body_bytes) co_return fail(Errc::peer_misbehaved);
  auto whole = co_await read_body(stream, tcp, in, head->body_bytes, deadlines);
  if (!whole) co_return fail(whole.error());
  answer.body = std::move(in);
  co_return answer;
}

net::awaitable<Result<Answer>> run_exchange(const Route& route, ByteSpan request,
                                            std::size_t max_body_bytes) {
  tcp_stream tcp(co_await net::this_coro::executor);
  const Address& to = route.address;
  tcp.expires_after(route.deadlines.connect);
  Status connected;
  if (route.proxy) {
    connected = co_await connect_through(tcp, *route.proxy, to.host, to.port);
  } else {
    connected = co_await connect_direct(tcp, to.host, to.port);
  }
  if (!connected) co_return fail(connected.error());
  if (!to.tls)
    co_return co_await converse(tcp, tcp, request, max_body_bytes, route.deadlines, route.statuses);

  ADIT_ASSERT(route.tls != nullptr);
  SSL_CTX_up_ref(route.tls);  // the next line takes one
  ssl::context context(route.tls);
  TlsStream tls(tcp, context);
  tcp.expires_after(route.deadlines.handshake);
  auto proven = co_await shake_hands(tls, to.host);
  if (!proven) co_return fail(proven.error());
  co_return co_await converse(tls, tcp, request, max_body_bytes, route.deadlines, route.statuses);
}

net::awaitable<Status> run_probe(SocksProxy proxy, std::chrono::milliseconds deadline) {
  tcp_stream tcp(co_await net::this_coro::executor);
  tcp.expires_after(deadline);
  co_return co_await connect_proxy(tcp, proxy);
}

// Runs one coroutine to its end on this thread.
template <class T>
T run_to_end(net::io_context& context, net::awaitable<T> work) {
  std::optional<T> out;
  std::exception_ptr thrown;
  net::co_spawn(context, std::move(work), [&](std::exception_ptr e, T result) {
    thrown = e;
    if (!e) out = std::move(result);
  });
  context.run();
  if (thrown) std::rethrow_exception(thrown);
  ADIT_ASSERT(out.has_value());
  return *std::move(out);
}

}  // namespace

Result<Answer> exchange(const Route& route, ByteSpan request, std::size_t max_body_bytes) {
  net::io_context context(1);
  return run_to_end(context, run_exchange(route, request, max_body_bytes));
}

Status probe_socks(const SocksProxy& proxy, std::chrono::milliseconds deadline) {
  net::io_context context(1);
  return run_to_end(context, run_probe(proxy, deadline));
}

}  // namespace adit::client
