// SPDX-License-Identifier: Apache-2.0
#include "client/net/request.h"

#include <fmt/format.h>

namespace adit::client {
namespace {

std::string host_field(const Address& address) {
  bool is_ipv6 = address.host.find(':') != std::string::npos;
  std::string host = is_ipv6 ? "[" + address.host + "]" : address.host;
  return address.port == (address.tls ? 443 : 80) ? host : fmt::format("{}:{}", host, address.port);
}

}  // namespace

ByteVector get_request(const Address& address, std::string_view target) {
  std::string head =
      fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", target, host_field(address));
  ByteSpan bytes = as_bytes(head);
  return {bytes.begin(), bytes.end()};
}

ByteVector post_request(const Address& address, std::string_view path, ByteSpan body) {
  std::string head =
      fmt::format("POST {} HTTP/1.1\r\nHost: {}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", path,
                  host_field(address), body.size());
  // One piece, so that the sizes of packets do not tell where the head ends.
  ByteVector out;
  out.reserve(head.size() + body.size());
  append(out, as_bytes(head));
  append(out, body);
  return out;
}

}  // namespace adit::client
