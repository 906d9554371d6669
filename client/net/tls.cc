// SPDX-License-Identifier: Apache-2.0
#include "client/net/tls.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace adit::client {
namespace {

bool is_ip(const std::string& host) {
  in6_addr out{};
  return inet_pton(AF_INET, host.c_str(), &out) == 1 || inet_pton(AF_INET6, host.c_str(), &out) == 1;
}

}  // namespace

void FreeTlsContext::operator()(SSL_CTX* context) const { SSL_CTX_free(context); }

Result<TlsContext> make_tls_context(const std::optional<std::filesystem::path>& authority) {
  TlsContext context(SSL_CTX_new(TLS_client_method()));
  if (!context) return fail(Errc::out_of_memory);
  SSL_CTX* c = context.get();
  bool done = SSL_CTX_set_min_proto_version(c, TLS1_3_VERSION) == 1 &&
              SSL_CTX_set_max_proto_version(c, TLS1_3_VERSION) == 1 &&
              SSL_CTX_set_ciphersuites(c, "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256") == 1 &&
              // The first where OpenSSL has it (3.5): what is recorded today stays closed.
              (SSL_CTX_set1_groups_list(c, "X25519MLKEM768:X25519:P-256") == 1 ||
               SSL_CTX_set1_groups_list(c, "X25519:P-256") == 1);
  if (!done) return fail(Errc::internal);
  SSL_CTX_set_options(c, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_session_cache_mode(c, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_verify(c, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_mode(c, SSL_MODE_RELEASE_BUFFERS);
  if (authority) {
    if (SSL_CTX_load_verify_file(c, authority->c_str()) != 1) return fail(Errc::file_unreadable);
    return context;
  }
  // Either of the two may be missing; with none, no server is trusted.
  SSL_CTX_load_verify_file(c, X509_get_default_cert_file());
  SSL_CTX_load_verify_dir(c, X509_get_default_cert_dir());
  ERR_clear_error();
  return context;
}

Status expect_host(SSL* connection, const std::string& host) {
  SSL_set_hostflags(connection, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  if (is_ip(host)) {
    // RFC 6066: no address in the server name.
    if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(connection), host.c_str()) != 1)
      return fail(Errc::internal);
    return {};
  }
  if (SSL_set1_host(connection, host.c_str()) != 1 ||
      SSL_set_tlsext_host_name(connection, host.c_str()) != 1) {
    return fail(Errc::internal);
  }
  return {};
}

}  // namespace adit::client
