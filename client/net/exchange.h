// SPDX-License-Identifier: Apache-2.0
// One connection, one request, one answer. exchange.cc is the client's only file with Asio and Beast.
#pragma once

#include <chrono>
#include <optional>

#include "client/net/response.h"
#include "client/net/socks.h"
#include "client/net/tls.h"
#include "client/net/transport.h"

namespace adit::client {

// Generous, because the lines are bad: a slow answer is better than none.
struct Deadlines {
  std::chrono::milliseconds connect{120'000};  // with name look-up or the proxy's work
  std::chrono::milliseconds handshake{60'000};
  std::chrono::milliseconds answer{120'000};  // from the end of the request to the end of the head
  std::chrono::milliseconds ending{5'000};    // for the peer to close, once everything is there
  std::uint64_t bytes_per_second = 512;       // slowest line that a request or a body may take
};

struct ProxyHop {
  SocksProxy proxy;
  Isolation isolation;
};

struct Route {
  Address address;
  std::optional<ProxyHop> proxy;  // else direct
  SSL_CTX* tls = nullptr;         // borrowed; set where address.tls
  Deadlines deadlines;
  Statuses statuses = Statuses::of_gateway;  // any: the bodies of all answers are read
};

struct Answer {
  unsigned status = 0;
  std::uint64_t body_bytes = 0;  // as announced
  ByteVector body;               // of a 200, else left unread, see Route::statuses
};

// Errors: network_unreachable (the request did not get out, or not to its end), gateway_unproven,
// network_failed (it did, and no whole answer came), peer_misbehaved.
Result<Answer> exchange(const Route& route, ByteSpan request, std::size_t max_body_bytes);

// Whether a SOCKS5 proxy that takes user names listens there. Errors: network_unreachable.
Status probe_socks(const SocksProxy& proxy, std::chrono::milliseconds deadline);

}  // namespace adit::client
