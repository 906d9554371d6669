// SPDX-License-Identifier: Apache-2.0
#include "gateway/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <string_view>

namespace adit::gateway {
namespace {

constexpr std::string_view kHttp = "http/1.1";

// The one protocol, or no connection. A peer that names none speaks HTTP/1.1 too.
int select_http(SSL*, const unsigned char** out, unsigned char* out_bytes, const unsigned char* in,
                unsigned int in_bytes, void*) {
  for (unsigned int i = 0; i < in_bytes; i += in[i] + 1U) {
    if (in_bytes - i - 1 < in[i]) return SSL_TLSEXT_ERR_ALERT_FATAL;
    if (std::string_view(reinterpret_cast<const char*>(in + i + 1), in[i]) != kHttp) continue;
    *out = in + i + 1;
    *out_bytes = in[i];
    return SSL_TLSEXT_ERR_OK;
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

tl::unexpected<ConfigProblem> problem(std::string sentence) {
  ERR_clear_error();
  return tl::unexpected(ConfigProblem{std::move(sentence)});
}

}  // namespace

void FreeTls::operator()(SSL_CTX* context) const { SSL_CTX_free(context); }

OrProblem<Tls> make_tls(const std::filesystem::path& certificate, const std::filesystem::path& key) {
  Tls context(SSL_CTX_new(TLS_server_method()));
  if (!context) return problem("TLS cannot be started");
  SSL_CTX* tls = context.get();
  SSL_CTX_set_security_level(tls, 2);
  SSL_CTX_set_session_cache_mode(tls, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(tls, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                               SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
  // A write goes on where the last one stopped, from wherever the bytes are now; an idle connection
  // keeps no buffers.
  SSL_CTX_set_mode(
      tls, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_alpn_select_cb(tls, select_http, nullptr);
  const bool restricted =
      SSL_CTX_set_min_proto_version(tls, TLS1_3_VERSION) == 1 &&
      // SSL_OP_NO_TICKET alone makes tickets stateful; only zero makes none.
      SSL_CTX_set_num_tickets(tls, 0) == 1 && SSL_CTX_set_max_early_data(tls, 0) == 1 &&
      SSL_CTX_set_ciphersuites(tls, "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256") == 1 &&
      // The hybrid group where OpenSSL has it (3.5); asking for it elsewhere fails as a whole.
      (SSL_CTX_set1_groups_list(tls, "X25519MLKEM768:X25519:P-256") == 1 ||
       SSL_CTX_set1_groups_list(tls, "X25519:P-256") == 1);
  if (!restricted) return problem("this OpenSSL does not know TLS 1.3 as it is needed here");

  if (SSL_CTX_use_certificate_chain_file(tls, certificate.c_str()) != 1) {
    return problem("certificate = \"" + certificate.string() +
                   "\" is not a PEM certificate with a strong key");
  }
  // Never asks for a passphrase on a terminal: a key that has one is an error here.
  SSL_CTX_set_default_passwd_cb(tls, [](char*, int, int, void*) { return -1; });
  if (SSL_CTX_use_PrivateKey_file(tls, key.c_str(), SSL_FILETYPE_PEM) != 1) {
    const bool mismatch = ERR_GET_REASON(ERR_peek_last_error()) == X509_R_KEY_VALUES_MISMATCH;
    if (!mismatch)
      return problem("key = \"" + key.string() + "\" is not a PEM private key without a passphrase");
    return problem("key = \"" + key.string() + "\" does not belong to certificate = \"" +
                   certificate.string() + "\"");
  }
  if (SSL_CTX_check_private_key(tls) != 1) {
    return problem("key = \"" + key.string() + "\" does not belong to certificate = \"" +
                   certificate.string() + "\"");
  }
  ERR_clear_error();
  return context;
}

}  // namespace adit::gateway
