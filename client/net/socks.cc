// SPDX-License-Identifier: Apache-2.0
#include "client/net/socks.h"

#include <adit/result.h>

namespace adit::client {
namespace {

constexpr std::uint8_t kVersion = 5;
constexpr std::uint8_t kLoginVersion = 1;
constexpr std::uint8_t kUserAndPassword = 2;
constexpr std::uint8_t kConnect = 1;
constexpr std::uint8_t kSucceeded = 0;
constexpr std::uint8_t kIpv4 = 1;
constexpr std::uint8_t kName = 3;
constexpr std::uint8_t kIpv6 = 4;
constexpr std::size_t kPortBytes = 2;
constexpr std::size_t kIsolationBytes = 16;

void append_counted(ByteVector& out, std::string_view text) {
  ADIT_ASSERT(!text.empty() && text.size() <= 255);
  out.push_back(static_cast<std::uint8_t>(text.size()));
  append(out, as_bytes(text));
}

std::string random_hex(Rng& rng) {
  return to_hex(rng.bytes<Bytes<struct IsolationTag, kIsolationBytes>>().span());
}

}  // namespace

Isolation Isolation::random(Rng& rng) {
  Isolation isolation;
  isolation.user = random_hex(rng);
  isolation.password = random_hex(rng);
  return isolation;
}

ByteVector socks_login(const Isolation& isolation) {
  ByteVector out{kLoginVersion};
  append_counted(out, isolation.user);
  append_counted(out, isolation.password);
  return out;
}

ByteVector socks_connect(std::string_view host, std::uint16_t port) {
  ByteVector out{kVersion, kConnect, 0, kName};
  append_counted(out, host);
  out.push_back(static_cast<std::uint8_t>(port >> 8));
  out.push_back(static_cast<std::uint8_t>(port & 0xff));
  return out;
}

Status parse_socks_method(ByteSpan reply) {
  if (reply.size() != kSocksMethodBytes || reply[0] != kVersion || reply[1] != kUserAndPassword) {
    return fail(Errc::network_unreachable);
  }
  return {};
}

Status parse_socks_login_reply(ByteSpan reply) {
  if (reply.size() != kSocksLoginReplyBytes || reply[0] != kLoginVersion || reply[1] != kSucceeded) {
    return fail(Errc::network_unreachable);
  }
  return {};
}

Result<std::size_t> parse_socks_reply_head(ByteSpan head) {
  if (head.size() != kSocksReplyHeadBytes || head[0] != kVersion || head[1] != kSucceeded || head[2] != 0) {
    return fail(Errc::network_unreachable);
  }
  // One byte of the address has been read with the head.
  switch (head[3]) {
    case kIpv4:
      return 3 + kPortBytes;
    case kIpv6:
      return 15 + kPortBytes;
    case kName:
      return std::size_t{head[4]} + kPortBytes;
    default:
      return fail(Errc::network_unreachable);
  }
}

}  // namespace adit::client
