// SPDX-License-Identifier: Apache-2.0
// Over a SOCKS5 proxy, as over Tor. Every name look-up of this process is counted: there is none.
#include <adit/api.h>
#include <dlfcn.h>
#include <netdb.h>

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <set>

#include "client/net/transport.h"
#include "tests/client/net/servers.h"

namespace {
std::atomic<int> g_look_ups{0};
}

// Stands before the system's, which Asio's resolver calls.
extern "C" int getaddrinfo(const char* node, const char* service, const addrinfo* hints, addrinfo** result) {
  ++g_look_ups;
  using Function = int (*)(const char*, const char*, const addrinfo*, addrinfo**);
  static const auto real = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "getaddrinfo"));
  return real(node, service, hints, result);
}

using namespace adit;
using namespace adit::client;
using namespace adit::test;

namespace {

const std::string kOnion = std::string(55, 'q') + "d.onion";

Result<std::unique_ptr<Transport>> over(const SocksServer& proxy, const std::string& url) {
  static SystemRng rng;
  NetOptions options;
  options.socks = SocksProxy::parse("127.0.0.1:" + std::to_string(proxy.port())).value();
  return open_transport(Address::parse(url).value(), options, rng);
}

}  // namespace

TEST_CASE("over Tor the proxy gets the name and nobody is asked for its address", "[net]") {
  ScriptedServer gateway(http_answer(200, "abc"));
  SocksServer proxy({{kOnion, gateway.port()}});
  g_look_ups = 0;
  auto transport = over(proxy, "http://" + kOnion);
  REQUIRE(transport);
  auto got = (*transport)->get(api::kStatePath, 10);
  REQUIRE(got);
  CHECK(as_text(*got) == "abc");
  CHECK(g_look_ups == 0);
  auto asked = proxy.requests();
  REQUIRE(asked.size() == 1);
  CHECK(asked[0].address_type == 3);
  CHECK(asked[0].host == kOnion);
  CHECK(asked[0].port == 80);
  CHECK(gateway.requests().at(0) ==
        "GET /v1/state HTTP/1.1\r\nHost: " + kOnion + "\r\nConnection: close\r\n\r\n");
}

TEST_CASE("the counter of name look-ups counts", "[net]") {
  SystemRng rng;
  NetOptions options;
  options.direct = true;
  g_look_ups = 0;
  auto transport = open_transport(Address::parse("https://no-such-host.invalid").value(), options, rng);
  REQUIRE(transport);
  auto got = (*transport)->get(api::kStatePath, 10);
  REQUIRE_FALSE(got);
  CHECK(got.error().code == Errc::network_unreachable);
  CHECK(g_look_ups > 0);
}

TEST_CASE("each request has a circuit of its own", "[net]") {
  ScriptedServer gateway(http_answer(202));
  SocksServer proxy({{kOnion, gateway.port()}});
  auto transport = over(proxy, "http://" + kOnion + ":8080");
  REQUIRE(transport);
  for (int i = 0; i < 10; ++i) {
    REQUIRE((*transport)->post(api::kCosignPath, ByteVector(api::kCosignBytes)));
  }
  std::set<std::string> users;
  std::set<std::string> passwords;
  for (const SocksRequest& request : proxy.requests()) {
    users.insert(request.user);
    passwords.insert(request.password);
    CHECK(request.port == 8080);
  }
  CHECK(users.size() == 10);
  CHECK(passwords.size() == 10);
}

TEST_CASE("a refusal of the proxy is an unreachable network, and nothing was sent", "[net]") {
  auto refusal = static_cast<unsigned char>(GENERATE(1, 2, 3, 4, 5, 6, 7, 8, 0xF0, 0xF1, 0xF2, 0xF6, 0xFF));
  SocksServer proxy({}, refusal);
  auto transport = over(proxy, "http://" + kOnion);
  REQUIRE(transport);
  auto sent = (*transport)->post(api::kCosignPath, ByteVector(api::kCosignBytes));
  REQUIRE_FALSE(sent);
  CHECK(sent.error().code == Errc::network_unreachable);
}

TEST_CASE("without Tor the person is told to start it", "[net]") {
  SystemRng rng;
  NetOptions options;
  options.socks = SocksProxy::parse("127.0.0.1:" + std::to_string(closed_port())).value();
  auto transport = open_transport(Address::parse("http://" + kOnion).value(), options, rng);
  REQUIRE_FALSE(transport);
  CHECK(transport.error().code == Errc::network_unreachable);
  CHECK(exit_code(transport.error().code) == 3);
  CHECK(hint(transport.error().code).find("Tor Browser") != std::string_view::npos);
}

TEST_CASE("something that is not a SOCKS5 proxy with user names is no Tor", "[net]") {
  std::string says =
      GENERATE(std::string("HTTP/1.1 400 Bad Request\r\n\r\n"), std::string("\x05\x00", 2),
               std::string("\x05\xff", 2), std::string("\x04\x02", 2), std::string("\x05", 1), std::string());
  TcpServer other([&](int fd) {
    char greeting[3];
    (void)!recv(fd, greeting, sizeof(greeting), 0);
    send_all(fd, says);
  });
  SystemRng rng;
  NetOptions options;
  options.socks = SocksProxy::parse("127.0.0.1:" + std::to_string(other.port())).value();
  auto transport = open_transport(Address::parse("http://" + kOnion).value(), options, rng);
  REQUIRE_FALSE(transport);
  CHECK(transport.error().code == Errc::network_unreachable);
}

TEST_CASE("an address goes only where it is safe", "[net]") {
  SocksServer proxy({});
  SystemRng rng;
  NetOptions direct;
  direct.direct = true;
  auto opens_direct = [&](const std::string& url) {
    return open_transport(Address::parse(url).value(), direct, rng).has_value();
  };
  CHECK(opens_direct("https://gateway.example"));
  CHECK(opens_direct("http://127.0.0.1"));
  CHECK(opens_direct("http://[::1]"));
  CHECK(opens_direct("http://localhost:1"));
  CHECK_FALSE(opens_direct("http://gateway.example"));
  CHECK_FALSE(opens_direct("http://10.0.0.1"));
  CHECK_FALSE(opens_direct("http://" + kOnion));
  CHECK_FALSE(opens_direct("https://" + kOnion));
  CHECK(over(proxy, "http://" + kOnion));
  CHECK(over(proxy, "https://gateway.example"));
  CHECK_FALSE(over(proxy, "http://gateway.example"));
  CHECK(proxy.requests().empty());
}
