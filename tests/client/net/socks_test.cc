// SPDX-License-Identifier: Apache-2.0
#include "client/net/socks.h"

#include <catch2/catch_test_macros.hpp>
#include <set>

#include "tests/support/fakes.h"

using namespace adit;
using namespace adit::client;

TEST_CASE("a login and a request are the bytes of RFC 1928 and 1929", "[net]") {
  CHECK(to_hex(socks_login({"ab", "c"})) ==
        "01026162"
        "0163");
  CHECK(to_hex(socks_connect("host", 0x1234)) ==
        "05010003"
        "04686f7374"
        "1234");
}

TEST_CASE("no two circuits share a name or a password", "[net]") {
  SystemRng rng;
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    auto isolation = Isolation::random(rng);
    CHECK(isolation.user.size() == 32);
    CHECK(isolation.password.size() == 32);
    seen.insert(isolation.user);
    seen.insert(isolation.password);
  }
  CHECK(seen.size() == 2000);
}

TEST_CASE("only the one good reply of a proxy is good", "[net]") {
  for (unsigned a = 0; a < 256; ++a) {
    for (unsigned b = 0; b < 256; ++b) {
      const ByteVector reply{static_cast<std::uint8_t>(a), static_cast<std::uint8_t>(b)};
      bool method = parse_socks_method(reply).has_value();
      bool login = parse_socks_login_reply(reply).has_value();
      if (method != (a == 5 && b == 2) || login != (a == 1 && b == 0)) FAIL("accepted " << a << " " << b);
    }
  }
  CHECK_FALSE(parse_socks_method(ByteVector{5}));
  CHECK_FALSE(parse_socks_login_reply(ByteVector{1, 0, 0}));
}

TEST_CASE("a connect reply says how much of the bound address is still to come", "[net]") {
  CHECK(parse_socks_reply_head(ByteVector{5, 0, 0, 1, 127}).value() == 5);
  CHECK(parse_socks_reply_head(ByteVector{5, 0, 0, 4, 0}).value() == 17);
  CHECK(parse_socks_reply_head(ByteVector{5, 0, 0, 3, 10}).value() == 12);
  CHECK(parse_socks_reply_head(ByteVector{5, 0, 0, 3, 255}).value() == 257);
}

TEST_CASE("every refusal of a proxy is an unreachable network", "[net]") {
  for (unsigned reply = 1; reply < 256; ++reply) {
    auto head = parse_socks_reply_head(ByteVector{5, static_cast<std::uint8_t>(reply), 0, 1, 0});
    REQUIRE_FALSE(head);
    CHECK(head.error().code == Errc::network_unreachable);
  }
  for (const ByteVector& head : {ByteVector{4, 0, 0, 1, 0}, ByteVector{5, 0, 1, 1, 0},
                                 ByteVector{5, 0, 0, 2, 0}, ByteVector{5, 0, 0, 1}, ByteVector{}}) {
    CHECK_FALSE(parse_socks_reply_head(head));
  }
}
