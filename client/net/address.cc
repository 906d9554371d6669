// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>

#include <algorithm>

#include "client/net/transport.h"

namespace adit::client {
namespace {

constexpr std::size_t kMaxHostBytes = 253;
constexpr std::size_t kMaxLabelBytes = 63;
constexpr std::string_view kOnionEnd = ".onion";
constexpr std::size_t kOnionLetters = 56;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

std::optional<std::uint16_t> parse_port(std::string_view digits) {
  if (digits.empty() || digits.size() > 5 || digits[0] == '0') return std::nullopt;
  unsigned port = 0;
  for (char c : digits) {
    if (!is_digit(c)) return std::nullopt;
    port = port * 10 + static_cast<unsigned>(c - '0');
  }
  if (port > 0xffff) return std::nullopt;
  return static_cast<std::uint16_t>(port);
}

// The call below reads up to the first NUL, and what stands after one would go unseen.
bool has_nul(const std::string& host) { return host.find('\0') != std::string::npos; }

bool is_ipv4(const std::string& host) {
  in_addr out{};
  return !has_nul(host) && inet_pton(AF_INET, host.c_str(), &out) == 1;
}

bool is_ipv6(const std::string& host) {
  in6_addr out{};
  return !has_nul(host) && inet_pton(AF_INET6, host.c_str(), &out) == 1;
}

bool is_label(std::string_view label) {
  if (label.empty() || label.size() > kMaxLabelBytes || label.front() == '-' || label.back() == '-')
    return false;
  return std::ranges::all_of(label, [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
}

// A name whose last label begins with a digit is a number that some resolvers read in their own
// way (127.1, 0x7f000001): only the four dotted decimals pass.
bool is_name_or_ipv4(const std::string& host) {
  if (host.empty() || host.size() > kMaxHostBytes) return false;
  std::string_view rest = host;
  std::string_view last;
  for (;;) {
    std::size_t dot = rest.find('.');
    last = rest.substr(0, dot);
    if (!is_label(last)) return false;
    if (dot == std::string_view::npos) break;
    rest.remove_prefix(dot + 1);
  }
  return !is_digit(last.front()) || is_ipv4(host);
}

// Version 3 only: 56 letters of base32 right before ".onion".
bool is_onion_v3(std::string_view host) {
  if (!host.ends_with(kOnionEnd)) return false;
  host.remove_suffix(kOnionEnd.size());
  std::string_view label = host.substr(host.rfind('.') + 1);
  return label.size() == kOnionLetters &&
         std::ranges::all_of(label, [](char c) { return is_letter(c) || (c >= '2' && c <= '7'); });
}

struct HostPort {
  std::string host;
  std::optional<std::uint16_t> port;
};

std::optional<HostPort> split(std::string_view text) {
  std::string host;
  if (text.starts_with('[')) {
    std::size_t close = text.find(']');
    if (close == std::string_view::npos) return std::nullopt;
    host = text.substr(1, close - 1);
    text.remove_prefix(close + 1);
    if (!is_ipv6(host)) return std::nullopt;
  } else {
    host = text.substr(0, text.find(':'));
    text.remove_prefix(host.size());
    std::ranges::transform(host, host.begin(), lower);
    if (!is_name_or_ipv4(host)) return std::nullopt;
  }
  if (text.empty()) return HostPort{host, std::nullopt};
  if (text[0] != ':') return std::nullopt;
  auto port = parse_port(text.substr(1));
  if (!port) return std::nullopt;
  return HostPort{host, port};
}

}  // namespace

Result<Address> Address::parse(std::string_view text) {
  Address address;
  for (std::string_view scheme : {"http://", "https://"}) {
    if (!text.starts_with(scheme)) continue;
    address.tls = scheme == "https://";
    auto parts = split(text.substr(scheme.size()));
    if (!parts) return fail(Errc::invitation_invalid);
    address.host = std::move(parts->host);
    address.port = parts->port.value_or(address.tls ? 443 : 80);
    if (address.is_onion() && !is_onion_v3(address.host)) return fail(Errc::invitation_invalid);
    return address;
  }
  return fail(Errc::invitation_invalid);
}

bool Address::is_onion() const { return host == "onion" || host.ends_with(kOnionEnd); }

bool Address::is_loopback() const {
  return host == "localhost" || host == "::1" || (is_ipv4(host) && host.starts_with("127."));
}

Result<SocksProxy> SocksProxy::parse(std::string_view text) {
  auto parts = split(text);
  if (!parts || !parts->port || (!is_ipv4(parts->host) && !is_ipv6(parts->host)))
    return fail(Errc::config_invalid);
  SocksProxy proxy;
  proxy.host = std::move(parts->host);
  proxy.port = *parts->port;
  return proxy;
}

}  // namespace adit::client
