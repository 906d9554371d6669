// SPDX-License-Identifier: Apache-2.0
// How this machine reaches an address: directly, or through Tor on a new circuit for each request.
#pragma once

#include "client/net/exchange.h"
#include "client/net/tls.h"
#include "client/net/transport.h"

namespace adit::client {

class Way {
 public:
  // Errors: those of open_transport (transport.h).
  static Result<Way> open(const Address& address, const NetOptions& options, Rng& rng);

  const Address& address() const { return address_; }
  // For one request.
  Route route(Statuses statuses = Statuses::of_gateway);

 private:
  Way(Address address, std::optional<SocksProxy> proxy, TlsContext tls, Rng& rng)
      : address_(std::move(address)), proxy_(std::move(proxy)), tls_(std::move(tls)), rng_(&rng) {}

  Address address_;
  std::optional<SocksProxy> proxy_;
  TlsContext tls_;
  Rng* rng_;
};

}  // namespace adit::client
