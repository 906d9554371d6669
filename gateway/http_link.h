// SPDX-License-Identifier: Apache-2.0
// One connection, with TLS or without, under deadlines. Included by http.cc and link.cc only.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <chrono>
#include <cstddef>
#include <memory>

#include "gateway/tls.h"

namespace adit::gateway {

// TCP and Unix sockets alike.
using Stream = boost::beast::basic_stream<boost::asio::generic::stream_protocol>;

// One operation at a time. A false or 0 means that the peer is gone or the deadline has passed: the
// connection is of no more use. Destroyed only when no operation is under way.
class Link {
 public:
  virtual ~Link() = default;
  // Holds for all operations until the next call.
  virtual void deadline(std::chrono::milliseconds from_now) = 0;
  virtual boost::asio::awaitable<bool> handshake() = 0;
  virtual boost::asio::awaitable<std::size_t> read_some(boost::asio::mutable_buffer into) = 0;
  virtual boost::asio::awaitable<bool> write(boost::asio::const_buffer all) = 0;
  // Says that no more will be sent, then takes and drops at most drain_bytes until the peer is done.
  // Closing at once would make the peer see a reset instead of the last reply.
  virtual boost::asio::awaitable<void> finish(std::size_t drain_bytes) = 0;
  // Ends the operation under way, if any, and the connection.
  virtual void close() = 0;
};

std::unique_ptr<Link> plain_link(Stream::socket_type socket);
std::unique_ptr<Link> tls_link(Stream::socket_type socket, SSL_CTX* tls);

}  // namespace adit::gateway
