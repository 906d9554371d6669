// SPDX-License-Identifier: Apache-2.0
// The TLS of a clearnet listener: 1.3 only, nothing that links two connections (no tickets, no
// sessions, no early data), and no group or suite that costs the gateway more than its peer.
#pragma once

#include <memory>

#include "gateway/config.h"

// OpenSSL's own name for it; its headers are needed by few.
typedef struct ssl_ctx_st SSL_CTX;

namespace adit::gateway {

struct FreeTls {
  void operator()(SSL_CTX* context) const;
};
using Tls = std::unique_ptr<SSL_CTX, FreeTls>;

// Certificate and key are read, and matched, before anybody connects.
OrProblem<Tls> make_tls(const std::filesystem::path& certificate, const std::filesystem::path& key);

}  // namespace adit::gateway
