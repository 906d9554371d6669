// SPDX-License-Identifier: Apache-2.0
#include <adit/api.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <cstdlib>
#include <fstream>

#include "client/net/transport.h"
#include "tests/client/net/servers.h"

using namespace adit;
using namespace adit::client;
using namespace adit::test;

namespace {

SystemRng g_rng;

Result<ByteVector> get_direct(std::uint16_t port, const std::filesystem::path& authority) {
  NetOptions options;
  options.direct = true;
  options.tls_ca = authority;
  ADIT_TRY(auto address, Address::parse("https://127.0.0.1:" + std::to_string(port)));
  ADIT_TRY(auto transport, open_transport(address, options, g_rng));
  return transport->get(api::kStatePath, 100);
}

// A name can be reached through a proxy that knows it.
Result<ByteVector> get_by_name(const std::string& host, std::uint16_t port,
                               const std::filesystem::path& authority) {
  SocksServer proxy({{host, port}});
  NetOptions options;
  options.socks = SocksProxy::parse("127.0.0.1:" + std::to_string(proxy.port())).value();
  options.tls_ca = authority;
  ADIT_TRY(auto address, Address::parse("https://" + host));
  ADIT_TRY(auto transport, open_transport(address, options, g_rng));
  return transport->get(api::kStatePath, 100);
}

}  // namespace

TEST_CASE("a certificate of the given authority for the host is good", "[net]") {
  TempFolder folder;
  auto identity = make_tls_identity(folder.path(), "IP:127.0.0.1,DNS:gateway.example");
  TlsServer server(identity, http_answer(200, "abc"));
  auto by_number = get_direct(server.port(), identity.authority);
  REQUIRE(by_number);
  CHECK(as_text(*by_number) == "abc");
  auto by_name = get_by_name("gateway.example", server.port(), identity.authority);
  REQUIRE(by_name);
  CHECK(server.requests().at(1) ==
        "GET /v1/state HTTP/1.1\r\nHost: gateway.example\r\nConnection: close\r\n\r\n");
}

TEST_CASE("a certificate for another host proves nothing", "[net]") {
  TempFolder folder;
  auto identity = make_tls_identity(folder.path(), "DNS:other.example,DNS:g*.example,IP:127.0.0.2");
  TlsServer server(identity, http_answer(200, "abc"));
  for (const auto& got : {get_direct(server.port(), identity.authority),
                          get_by_name("gateway.example", server.port(), identity.authority)}) {
    REQUIRE_FALSE(got);
    CHECK(got.error().code == Errc::gateway_unproven);
    CHECK(exit_code(got.error().code) == 5);
  }
  CHECK(server.requests().empty());
}

TEST_CASE("a certificate of another authority proves nothing", "[net]") {
  TempFolder ours;
  TempFolder theirs;
  auto trusted = make_tls_identity(ours.path(), "IP:127.0.0.1");
  auto other = make_tls_identity(theirs.path(), "IP:127.0.0.1");
  TlsServer server(other, http_answer(200, "abc"));
  auto got = get_direct(server.port(), trusted.authority);
  REQUIRE_FALSE(got);
  CHECK(got.error().code == Errc::gateway_unproven);
  CHECK(server.requests().empty());
}

TEST_CASE("an authority from the environment is not trusted", "[net]") {
  TempFolder folder;
  auto identity = make_tls_identity(folder.path(), "IP:127.0.0.1");
  TlsServer server(identity, http_answer(200, "abc"));
  setenv("SSL_CERT_FILE", identity.authority.c_str(), 1);
  NetOptions options;
  options.direct = true;
  auto address = Address::parse("https://127.0.0.1:" + std::to_string(server.port()));
  auto transport = open_transport(*address, options, g_rng);
  REQUIRE(transport);
  auto got = (*transport)->get(api::kStatePath, 100);
  unsetenv("SSL_CERT_FILE");
  REQUIRE_FALSE(got);
  CHECK(got.error().code == Errc::gateway_unproven);
}

TEST_CASE("an expired certificate and an older TLS prove nothing", "[net]") {
  TempFolder folder;
  auto identity =
      make_tls_identity(folder.path(), "IP:127.0.0.1", GENERATE(Defect::expired, Defect::old_tls));
  TlsServer server(identity, http_answer(200, "abc"));
  auto got = get_direct(server.port(), identity.authority);
  REQUIRE_FALSE(got);
  CHECK(got.error().code == Errc::gateway_unproven);
  CHECK(server.requests().empty());
}

TEST_CASE("a server without TLS proves nothing, one that hangs up is unreachable", "[net]") {
  TempFolder folder;
  auto identity = make_tls_identity(folder.path(), "IP:127.0.0.1");
  TcpServer plain([](int fd) { send_all(fd, http_answer(400)); });
  auto got = get_direct(plain.port(), identity.authority);
  REQUIRE_FALSE(got);
  CHECK(got.error().code == Errc::gateway_unproven);
  TcpServer mute([](int) {});
  auto nothing = get_direct(mute.port(), identity.authority);
  REQUIRE_FALSE(nothing);
  CHECK(nothing.error().code == Errc::network_unreachable);
}

TEST_CASE("an authority that cannot be read is said before anything is sent", "[net]") {
  TempFolder folder;
  std::ofstream(folder.path() / "text.pem") << "not a certificate\n";
  for (const char* name : {"text.pem", "absent.pem"}) {
    auto got = get_direct(closed_port(), folder.path() / name);
    REQUIRE_FALSE(got);
    CHECK(got.error().code == Errc::file_unreadable);
  }
}
