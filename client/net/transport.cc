// SPDX-License-Identifier: Apache-2.0
#include "client/net/transport.h"

#include <adit/api.h>

#include "client/net/exchange.h"
#include "client/net/request.h"
#include "client/net/witness_link.h"

namespace adit::client {
namespace {

constexpr std::chrono::seconds kProbeDeadline{10};
constexpr std::chrono::seconds kDirectConnectDeadline{30};
constexpr std::uint16_t kTorPort = 9050;
constexpr std::uint16_t kTorBrowserPort = 9150;

class GatewayTransport final : public Transport {
 public:
  GatewayTransport(Address address, std::optional<SocksProxy> proxy, TlsContext tls, Rng& rng)
      : address_(std::move(address)), proxy_(std::move(proxy)), tls_(std::move(tls)), rng_(rng) {}

  Result<ByteVector> get(std::string_view target, std::size_t max_bytes) override {
    if (!api::is_file_target(target)) return fail(Errc::internal);
    ADIT_TRY(Answer answer, exchange(route(), get_request(address_, target), max_bytes));
    switch (answer.status) {
      case api::kOk:
        return std::move(answer.body);
      case api::kNotFound:
        return fail(Errc::not_found);
      case api::kBusy:
        return fail(Errc::gateway_busy);
      default:
        return fail(Errc::peer_misbehaved);
    }
  }

  Status post(std::string_view path, ByteSpan body) override {
    const api::Row* row = api::find_post(path);
    if (row == nullptr) return fail(Errc::internal);
    if (!api::accepts(*row, body.size())) return fail(Errc::object_wrong_size);
    ADIT_TRY(Answer answer, exchange(route(), post_request(address_, path, body), 0));
    if (answer.body_bytes != 0) return fail(Errc::peer_misbehaved);
    switch (answer.status) {
      case api::kAccepted:
        return {};
      case api::kWrongSize:
        return fail(Errc::object_wrong_size);
      case api::kNotAdmitted:
        return fail(Errc::admission_refused);
      case api::kBusy:
        return fail(Errc::gateway_busy);
      default:
        return fail(Errc::peer_misbehaved);
    }
  }

 private:
  Route route() {
    Route route{address_, std::nullopt, tls_.get(), {}};
    if (proxy_) {
      route.proxy = ProxyHop{*proxy_, Isolation::random(rng_)};
    } else {
      route.deadlines.connect = kDirectConnectDeadline;
    }
    return route;
  }

  Address address_;
  std::optional<SocksProxy> proxy_;
  TlsContext tls_;
  Rng& rng_;
};

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

Result<std::unique_ptr<Transport>> open_transport(const Address& address, const NetOptions& options,
                                                  Rng& rng) {
  if (!may_be_used(address, options)) return fail(Errc::invitation_invalid);
  TlsContext tls;
  if (address.tls) {
    ADIT_TRY(tls, make_tls_context(options.tls_ca));
  }
  std::optional<SocksProxy> proxy;
  if (!options.direct) {
    ADIT_TRY(proxy, find_proxy(options));
  }
  return std::make_unique<GatewayTransport>(address, std::move(proxy), std::move(tls), rng);
}

namespace {

constexpr std::size_t kMaxWitnessBytes = 16384;

class HttpWitness final : public WitnessLink {
 public:
  HttpWitness(Address address, std::string path, std::optional<SocksProxy> proxy, TlsContext tls, Rng& rng)
      : address_(std::move(address)),
        path_(std::move(path)),
        proxy_(std::move(proxy)),
        tls_(std::move(tls)),
        rng_(rng) {}

  Result<WitnessAnswer> add_checkpoint(ByteSpan body) override {
    Route route{address_, std::nullopt, tls_.get(), {}, Statuses::any};
    if (proxy_) route.proxy = ProxyHop{*proxy_, Isolation::random(rng_)};
    ADIT_TRY(Answer answer, exchange(route, post_request(address_, path_, body), kMaxWitnessBytes));
    return WitnessAnswer{answer.status, std::string(as_text(answer.body))};
  }

 private:
  Address address_;
  std::string path_;
  std::optional<SocksProxy> proxy_;
  TlsContext tls_;
  Rng& rng_;
};

// Characters that need no escape in a path.
bool is_path(std::string_view path) {
  return path.size() <= 256 && std::ranges::all_of(path, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  std::string_view("/-._~").find(c) != std::string_view::npos;
         });
}

}  // namespace

Result<std::unique_ptr<WitnessLink>> open_witness(std::string_view url, const NetOptions& options, Rng& rng) {
  const std::size_t host = url.find("//");
  const std::size_t slash = host == std::string_view::npos ? host : url.find('/', host + 2);
  std::string path(slash == std::string_view::npos ? std::string_view() : url.substr(slash));
  if (!is_path(path)) return fail(Errc::invitation_invalid);
  while (path.ends_with('/')) path.pop_back();
  ADIT_TRY(Address address, Address::parse(url.substr(0, slash)));
  if (!may_be_used(address, options)) return fail(Errc::invitation_invalid);
  TlsContext tls;
  if (address.tls) {
    ADIT_TRY(tls, make_tls_context(options.tls_ca));
  }
  std::optional<SocksProxy> proxy;
  if (!options.direct) {
    ADIT_TRY(proxy, find_proxy(options));
  }
  return std::make_unique<HttpWitness>(std::move(address), path + "/add-checkpoint", std::move(proxy),
                                       std::move(tls), rng);
}

}  // namespace adit::client
