// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "client/net/transport.h"

using namespace adit;
using adit::client::Address;
using adit::client::SocksProxy;

namespace {

const std::string kOnion = std::string(56, 'a') + ".onion";

struct Good {
  std::string text;
  bool tls;
  std::string host;
  int port;
  bool onion;
  bool loopback;
};

}  // namespace

TEST_CASE("an address is a scheme, a host and perhaps a port", "[net]") {
  auto row =
      GENERATE(Good{"http://" + kOnion, false, kOnion, 80, true, false},
               Good{"http://mirror." + kOnion + ":8080", false, "mirror." + kOnion, 8080, true, false},
               Good{"https://Gateway.Example", true, "gateway.example", 443, false, false},
               Good{"https://xn--bcher-kva.example:8443", true, "xn--bcher-kva.example", 8443, false, false},
               Good{"http://127.0.0.1:1", false, "127.0.0.1", 1, false, true},
               Good{"http://127.8.9.10", false, "127.8.9.10", 80, false, true},
               Good{"http://localhost:65535", false, "localhost", 65535, false, true},
               Good{"http://[::1]:80", false, "::1", 80, false, true},
               Good{"https://[2001:db8::1]", true, "2001:db8::1", 443, false, false},
               Good{"https://127.example", true, "127.example", 443, false, false},
               Good{"https://localhost.example", true, "localhost.example", 443, false, false});
  CAPTURE(row.text);
  auto address = Address::parse(row.text);
  REQUIRE(address);
  CHECK(address->tls == row.tls);
  CHECK(address->host == row.host);
  CHECK(address->port == row.port);
  CHECK(address->is_onion() == row.onion);
  CHECK(address->is_loopback() == row.loopback);
}

TEST_CASE("an address that reads in two ways is refused", "[net]") {
  std::string text = GENERATE_COPY(
      std::string(), std::string("http://"), std::string("ftp://host"), std::string("host"),
      std::string("HTTP://host"), std::string("http:/host"), std::string("http://host/"),
      std::string("http://host/path"), std::string("http://host?x"), std::string("http://host#x"),
      std::string("http://user@host"), std::string("http://host:"), std::string("http://host:0"),
      std::string("http://host:080"), std::string("http://host:65536"), std::string("http://host:8o"),
      std::string("http://host:1:2"), std::string("http://-host"), std::string("http://host-"),
      std::string("http://ho..st"), std::string("http://host."), std::string("http://.host"),
      std::string("http://ho st"), std::string("http://ho_st"), std::string("http://ho\rst"),
      std::string("http://h\xC3\xB6st"), std::string("http://127.1"), std::string("http://2130706433"),
      std::string("http://0x7f000001"), std::string("http://127.0.0.256"), std::string("http://127.0.0.01"),
      std::string("http://[::1"), std::string("http://[::1]x"), std::string("http://[127.0.0.1]"),
      std::string("http://[fe80::1%eth0]"), std::string("http://::1"), std::string("http://onion"),
      std::string("http://short.onion"), "http://" + std::string(55, 'a') + ".onion",
      "http://" + std::string(57, 'a') + ".onion", "http://" + std::string(55, 'a') + "1.onion",
      "http://" + std::string(64, 'a') + ".example", "http://" + std::string(300, 'a'),
      std::string("http://host\0x", 13));
  CAPTURE(text);
  auto address = Address::parse(text);
  REQUIRE_FALSE(address);
  CHECK(address.error().code == Errc::invitation_invalid);
  // What stands behind a NUL would be seen by one reader and not by another.
  CHECK_FALSE(
      Address::parse(std::string_view("https://[21:DB8::\0\0"
                                      "1:1]:1",
                                      24)));
  CHECK_FALSE(SocksProxy::parse(std::string_view("127.0.0.1\0.x:9050", 17)));
}

TEST_CASE("a proxy is a number and a port, never a name", "[net]") {
  auto proxy = SocksProxy::parse("10.152.152.10:9050");
  REQUIRE(proxy);
  CHECK(proxy->host == "10.152.152.10");
  CHECK(proxy->port == 9050);
  CHECK(SocksProxy::parse("[::1]:9150")->host == "::1");
  for (std::string text : {"", "9050", "127.0.0.1", "127.0.0.1:", "tor:9050", "localhost:9050", "127.1:9050",
                           "127.0.0.1:99999", "socks5://127.0.0.1:9050"}) {
    CAPTURE(text);
    CHECK_FALSE(SocksProxy::parse(text));
  }
}
