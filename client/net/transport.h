// SPDX-License-Identifier: Apache-2.0
// Requests to a gateway. Each request has a connection of its own, over Tor with a circuit of its
// own (SOCKS5 user name and password are random each time). Programs use the interface; tests put
// their own behind it.
#pragma once

#include <adit/bytes.h>
#include <adit/clock.h>
#include <adit/result.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace adit::client {

class Transport {
 public:
  virtual ~Transport() = default;
  // The body of a 200, at most max_bytes.
  // Errors: not_found, gateway_busy, network_unreachable, network_failed, peer_misbehaved,
  // gateway_unproven (TLS).
  virtual Result<ByteVector> get(std::string_view target, std::size_t max_bytes) = 0;
  // Ok on 202. Errors: object_wrong_size, admission_refused, gateway_busy, network_unreachable
  // (nothing was accepted: it was not sent, or not to the end), network_failed (it may have
  // arrived), peer_misbehaved, gateway_unproven (TLS; nothing was sent).
  virtual Status post(std::string_view path, ByteSpan body) = 0;
};

// http://HOST[:PORT] or https://HOST[:PORT], nothing after it.
struct Address {
  bool tls = false;
  std::string host;
  std::uint16_t port = 80;

  static Result<Address> parse(std::string_view text);  // invitation_invalid
  bool is_onion() const;
  bool is_loopback() const;
};

struct SocksProxy {
  std::string host = "127.0.0.1";
  std::uint16_t port = 9050;

  // 127.0.0.1:9050 or [::1]:9050: a number, so that nobody is asked for a name. Errors: config_invalid.
  static Result<SocksProxy> parse(std::string_view text);
};

struct NetOptions {
  // --direct: no Tor. Refused for an onion address; plain HTTP only to a loopback address.
  bool direct = false;
  // --socks HOST:PORT. Otherwise 127.0.0.1:9050 (tor) and 9150 (Tor Browser) are tried.
  std::optional<SocksProxy> socks;
  // --tls-ca FILE: trust this authority instead of the system's.
  std::optional<std::filesystem::path> tls_ca;
};

// Errors: network_unreachable (no Tor is running), invitation_invalid (not an address that these
// options may be used with), file_unreadable (tls_ca).
Result<std::unique_ptr<Transport>> open_transport(const Address& address, const NetOptions& options,
                                                  Rng& rng);

}  // namespace adit::client
