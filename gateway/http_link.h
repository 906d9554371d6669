// SPDX-License-Identifier: Apache-2.0
// One connection, with TLS or without, under deadlines. Included by the files of http_*.cc only.
//
// TLS is driven over the socket itself, without buffers in between: a connection that waits holds no
// memory for what it might once send.
#pragma once

#include <adit/bytes.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string_view>

#include "gateway/files.h"
#include "gateway/tls.h"

typedef struct ssl_st SSL;

namespace adit::gateway {

// TCP and Unix sockets alike.
using Socket = boost::asio::generic::stream_protocol::socket;

// One operation at a time. A false or 0 means that the peer is gone or the deadline has passed: the
// connection is of no more use. Destroyed only when no operation is under way.
class Link {
 public:
  // Without a context: plain. Throws bad_alloc.
  Link(Socket socket, SSL_CTX* tls);
  ~Link();
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  // Holds for all operations until the next call.
  void deadline(std::chrono::milliseconds from_now);
  boost::asio::awaitable<bool> handshake();
  boost::asio::awaitable<std::size_t> read_some(MutableByteSpan into);
  boost::asio::awaitable<bool> write(std::string_view all);
  // From its first byte to its last, through no memory of this connection.
  boost::asio::awaitable<bool> write(const OpenFile& file);
  // Says that no more will be sent, then takes and drops at most drain_bytes until the peer is done.
  // Closing at once would make the peer see a reset instead of the last reply.
  boost::asio::awaitable<void> finish(std::size_t drain_bytes);
  // Ends the operation under way, if any, and the connection. The descriptor stays until the link goes,
  // so that nothing can ever be written to whoever gets its number next.
  void close();

 private:
  struct Watch;  // what the timer's handler holds, which may outlive the link
  struct FreeSsl {
    void operator()(SSL* ssl) const;
  };

  template <class Step>
  boost::asio::awaitable<bool> drive(Step step);
  boost::asio::awaitable<bool> wait(Socket::wait_type what);
  boost::asio::awaitable<void> yield();

  Socket socket_;
  boost::asio::steady_timer timer_;
  std::shared_ptr<Watch> watch_;
  std::unique_ptr<SSL, FreeSsl> ssl_;
  bool closed_ = false;
};

}  // namespace adit::gateway
