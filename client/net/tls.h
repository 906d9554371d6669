// SPDX-License-Identifier: Apache-2.0
// TLS 1.3 as a client that trusts few and remembers nothing: no tickets, no early data.
#pragma once

#include <adit/result.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

using SSL_CTX = struct ssl_ctx_st;
using SSL = struct ssl_st;

namespace adit::client {

struct FreeTlsContext {
  void operator()(SSL_CTX* context) const;
};
using TlsContext = std::unique_ptr<SSL_CTX, FreeTlsContext>;

// With the system's authorities, or only those of the file. The environment (SSL_CERT_FILE) is not
// asked. Errors: file_unreadable, internal.
Result<TlsContext> make_tls_context(const std::optional<std::filesystem::path>& authority);

// The certificate must be valid for this host: a name or an IP address.
Status expect_host(SSL* connection, const std::string& host);

}  // namespace adit::client
