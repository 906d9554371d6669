// SPDX-License-Identifier: Apache-2.0
// A witness of the C2SP kind (tlog-witness): one POST, one answer. Unlike the gateway it may give any
// status, and its answers have bodies of text.
#pragma once

#include <memory>
#include <string>

#include "client/net/transport.h"

namespace adit::client {

struct WitnessAnswer {
  unsigned status = 0;
  std::string body;
};

class WitnessLink {
 public:
  virtual ~WitnessLink() = default;
  // POST <prefix>/add-checkpoint. Errors: network_unreachable, network_failed, peer_misbehaved (also a
  // body over 16 KiB), gateway_unproven (TLS).
  virtual Result<WitnessAnswer> add_checkpoint(ByteSpan body) = 0;
};

// Its submission prefix: http://HOST[:PORT][/PATH] or https://…; plain HTTP only to an onion service or
// this machine. Errors: invitation_invalid, those of open_transport.
Result<std::unique_ptr<WitnessLink>> open_witness(std::string_view url, const NetOptions& options, Rng& rng);

}  // namespace adit::client
