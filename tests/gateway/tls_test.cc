// SPDX-License-Identifier: Apache-2.0
// Each refusal has a control: the same client succeeds, or the same leak shows, with a server that is
// not restricted.
#include "gateway/tls.h"

#include <openssl/err.h>

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "tests/gateway/wire.h"

using namespace adit;
using namespace adit::test;

namespace {

struct Met {
  bool connected = false;
  int tickets = 0;
  std::string alpn;
  std::string version;
  std::string cipher;
};

SslContext client() { return SslContext(SSL_CTX_new(TLS_client_method())); }

SslContext careless_server(const TestCertificate& pem) {
  SslContext context(SSL_CTX_new(TLS_server_method()));
  SSL_CTX_use_certificate_chain_file(context.get(), pem.certificate.c_str());
  SSL_CTX_use_PrivateKey_file(context.get(), pem.key.c_str(), SSL_FILETYPE_PEM);
  return context;
}

int count_ticket(SSL* ssl, SSL_SESSION*) {
  ++*static_cast<int*>(SSL_get_app_data(ssl));
  return 0;
}

// Both ends in memory, until neither has more to say; then a byte from the server, with which tickets
// would come.
Met meet(SSL_CTX* server_context, SSL_CTX* client_context) {
  Met met;
  SSL_CTX_set_session_cache_mode(client_context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(client_context, count_ticket);
  std::unique_ptr<SSL, FreeSsl> near(SSL_new(client_context));
  std::unique_ptr<SSL, FreeSsl> far(SSL_new(server_context));
  SSL_set_app_data(near.get(), &met.tickets);
  BIO* a = nullptr;
  BIO* b = nullptr;
  BIO_new_bio_pair(&a, 65536, &b, 65536);
  SSL_set_bio(near.get(), a, a);
  SSL_set_bio(far.get(), b, b);
  SSL_set_connect_state(near.get());
  SSL_set_accept_state(far.get());
  int done = 0;
  for (int i = 0; i < 10 && done != 2; ++i) {
    done = (SSL_do_handshake(near.get()) == 1) + (SSL_do_handshake(far.get()) == 1);
  }
  ERR_clear_error();
  met.connected = done == 2;
  if (!met.connected) return met;
  char byte = 0;
  SSL_write(far.get(), "x", 1);
  if (SSL_read(near.get(), &byte, 1) != 1 || byte != 'x') met.connected = false;
  const unsigned char* alpn = nullptr;
  unsigned int alpn_bytes = 0;
  SSL_get0_alpn_selected(near.get(), &alpn, &alpn_bytes);
  if (alpn_bytes > 0) met.alpn.assign(reinterpret_cast<const char*>(alpn), alpn_bytes);
  met.version = SSL_get_version(near.get());
  met.cipher = SSL_get_cipher_name(near.get());
  return met;
}

}  // namespace

TEST_CASE("TLS 1.3 connects", "[tls]") {
  TempFolder folder;
  auto pem = make_certificate(folder, "a");
  auto server = gateway::make_tls(pem.certificate, pem.key);
  REQUIRE(server);
  Met met = meet(server->get(), client().get());
  CHECK(met.connected);
  CHECK(met.version == "TLSv1.3");
}

TEST_CASE("TLS 1.2 is refused", "[tls]") {
  TempFolder folder;
  auto pem = make_certificate(folder, "a");
  auto server = gateway::make_tls(pem.certificate, pem.key);
  REQUIRE(server);
  auto old = client();
  SSL_CTX_set_max_proto_version(old.get(), TLS1_2_VERSION);
  CHECK_FALSE(meet(server->get(), old.get()).connected);
  CHECK(meet(careless_server(pem).get(), old.get()).connected);
}

TEST_CASE("no ticket links two connections", "[tls]") {
  TempFolder folder;
  auto pem = make_certificate(folder, "a");
  auto server = gateway::make_tls(pem.certificate, pem.key);
  REQUIRE(server);
  CHECK(meet(server->get(), client().get()).tickets == 0);
  CHECK(meet(careless_server(pem).get(), client().get()).tickets == 2);
}

TEST_CASE("groups and suites that cost the gateway more are refused", "[tls]") {
  TempFolder folder;
  auto pem = make_certificate(folder, "a");
  auto server = gateway::make_tls(pem.certificate, pem.key);
  REQUIRE(server);
  for (const char* group : {"P-521", "X448", "ffdhe8192", "P-384"}) {
    INFO(group);
    auto dear = client();
    REQUIRE(SSL_CTX_set1_groups_list(dear.get(), group) == 1);
    CHECK_FALSE(meet(server->get(), dear.get()).connected);
    CHECK(meet(careless_server(pem).get(), dear.get()).connected);
  }
  auto weak = client();
  REQUIRE(SSL_CTX_set_ciphersuites(weak.get(), "TLS_AES_128_GCM_SHA256") == 1);
  CHECK_FALSE(meet(server->get(), weak.get()).connected);
  CHECK(meet(careless_server(pem).get(), weak.get()).connected);
}

TEST_CASE("only http/1.1 is spoken", "[tls]") {
  TempFolder folder;
  auto pem = make_certificate(folder, "a");
  auto server = gateway::make_tls(pem.certificate, pem.key);
  REQUIRE(server);
  auto offering = [](std::string protocols) {
    auto context = client();
    SSL_CTX_set_alpn_protos(context.get(), reinterpret_cast<const unsigned char*>(protocols.data()),
                            static_cast<unsigned>(protocols.size()));
    return context;
  };
  CHECK(meet(server->get(), offering("\x02h2\x08http/1.1").get()).alpn == "http/1.1");
  CHECK_FALSE(meet(server->get(), offering("\x02h2").get()).connected);
  CHECK_FALSE(meet(server->get(), offering("\x08http/1.0").get()).connected);
  CHECK(meet(server->get(), client().get()).connected);
  CHECK(meet(careless_server(pem).get(), offering("\x02h2").get()).connected);
}

TEST_CASE("certificate and key are matched at the start, and said what is wrong", "[tls]") {
  TempFolder folder;
  auto one = make_certificate(folder, "one");
  auto other = make_certificate(folder, "other");
  auto junk = folder.put("junk.pem", "not PEM");
  auto problem = [](const auto& certificate, const auto& key) {
    auto tls = gateway::make_tls(certificate, key);
    return tls ? std::string() : tls.error().sentence;
  };
  CHECK(problem(one.certificate, one.key).empty());
  CHECK(problem(one.certificate, other.key) == "key = \"" + other.key.string() +
                                                   "\" does not belong to certificate = \"" +
                                                   one.certificate.string() + "\"");
  CHECK(problem(junk, one.key).starts_with("certificate = \"" + junk.string() + "\" is not"));
  CHECK(problem(one.certificate, junk).starts_with("key = \"" + junk.string() + "\" is not"));
  CHECK(problem(folder.path() / "missing", one.key).starts_with("certificate = "));
  CHECK(ERR_peek_error() == 0);
}
