// SPDX-License-Identifier: Apache-2.0
// SOCKS5 (RFC 1928, RFC 1929) as bytes, the little of it that Tor needs: user name and password,
// CONNECT to a host name. Tor gives each name and password a circuit of its own.
#pragma once

#include <adit/bytes.h>
#include <adit/clock.h>
#include <adit/result.h>

#include <array>
#include <string>
#include <string_view>

namespace adit::client {

// A circuit's name: two random hex strings, never used twice.
struct Isolation {
  std::string user;
  std::string password;
  static Isolation random(Rng& rng);
};

// Version 5, one method: user name and password.
inline constexpr std::array<std::uint8_t, 3> kSocksGreeting = {5, 1, 2};
inline constexpr std::size_t kSocksMethodBytes = 2;
inline constexpr std::size_t kSocksLoginReplyBytes = 2;
// Version, reply, reserved, address type, and the first byte of the address.
inline constexpr std::size_t kSocksReplyHeadBytes = 5;

ByteVector socks_login(const Isolation& isolation);
// The name travels to the proxy as it is: nothing is resolved on this machine.
ByteVector socks_connect(std::string_view host, std::uint16_t port);

// Errors of all: network_unreachable (the proxy says no, or is no SOCKS5 proxy).
Status parse_socks_method(ByteSpan reply);
Status parse_socks_login_reply(ByteSpan reply);
// How many bytes follow the head; they mean nothing to us.
Result<std::size_t> parse_socks_reply_head(ByteSpan head);

}  // namespace adit::client
