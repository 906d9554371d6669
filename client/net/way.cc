// SPDX-License-Identifier: Apache-2.0
#include "client/net/way.h"

namespace adit::client {
namespace {

constexpr std::chrono::seconds kProbeDeadline{10};
constexpr std::chrono::seconds kDirectConnectDeadline{30};
constexpr std::uint16_t kTorPort = 9050;
constexpr std::uint16_t kTorBrowserPort = 9150;

// Without TLS only where nobody else can listen: inside Tor to an onion service, or on this machine.
bool may_be_used(const Address& address, const NetOptions& options) {
  if (options.direct && address.is_onion()) return false;
  return address.tls || address.is_onion() || address.is_loopback();
}

Result<SocksProxy> find_proxy(const NetOptions& options) {
  std::vector<SocksProxy> candidates;
  if (options.socks) {
    candidates.push_back(*options.socks);
  } else {
    for (std::uint16_t port : {kTorPort, kTorBrowserPort}) {
      SocksProxy proxy;
      proxy.port = port;
      candidates.push_back(std::move(proxy));
    }
  }
  for (const SocksProxy& proxy : candidates) {
    if (probe_socks(proxy, kProbeDeadline)) return proxy;
  }
  return fail(Errc::network_unreachable);
}

}  // namespace

Result<Way> Way::open(const Address& address, const NetOptions& options, Rng& rng) {
  if (!may_be_used(address, options)) return fail(Errc::invitation_invalid);
  TlsContext tls;
  if (address.tls) {
    ADIT_TRY(tls, make_tls_context(options.tls_ca));
  }
  std::optional<SocksProxy> proxy;
  if (!options.direct) {
    ADIT_TRY(proxy, find_proxy(options));
  }
  return Way(address, std::move(proxy), std::move(tls), rng);
}

Route Way::route(Statuses statuses) {
  Route route{address_, std::nullopt, tls_.get(), {}, statuses};
  if (proxy_) {
    route.proxy = ProxyHop{*proxy_, Isolation::random(*rng_)};
  } else {
    route.deadlines.connect = kDirectConnectDeadline;
  }
  return route;
}

}  // namespace adit::client
