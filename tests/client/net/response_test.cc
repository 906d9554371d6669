// SPDX-License-Identifier: Apache-2.0
#include "client/net/response.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>

using namespace adit;
using namespace adit::client;

namespace {

Result<ResponseHead> parse(const std::string& head) { return parse_head(as_bytes(head)); }

const std::string kSize = "Content-Length: 0\r\n";

}  // namespace

TEST_CASE("a head gives status and size, whatever other fields say", "[net]") {
  auto head = parse("HTTP/1.1 200 OK\r\nServer: x\r\ncontent-LENGTH:\t 123 \r\nX-Empty:\r\n\r\n");
  REQUIRE(head);
  CHECK(head->status == 200);
  CHECK(head->body_bytes == 123);
  CHECK(parse("HTTP/1.1 503\r\n" + kSize + "\r\n")->status == 503);
  CHECK(parse("HTTP/1.1 202 \r\n" + kSize + "\r\n")->status == 202);
}

TEST_CASE("a head that the protocol does not have is refused", "[net]") {
  std::string many;
  for (std::size_t i = 0; i < kMaxFields; ++i) many += "X: y\r\n";
  std::string head = GENERATE_COPY(
      std::string(), std::string("\r\n\r\n"), "HTTP/1.0 200 OK\r\n" + kSize + "\r\n",
      "HTTP/2 200\r\n" + kSize + "\r\n", "http/1.1 200 OK\r\n" + kSize + "\r\n",
      "HTTP/1.1  200 OK\r\n" + kSize + "\r\n", "HTTP/1.1 2000\r\n" + kSize + "\r\n",
      "HTTP/1.1 20\r\n" + kSize + "\r\n", "HTTP/1.1 100 Continue\r\n" + kSize + "\r\n",
      "HTTP/1.1 301 Moved\r\nLocation: http://elsewhere.example/\r\n" + kSize + "\r\n",
      "HTTP/1.1 204 None\r\n" + kSize + "\r\n", "HTTP/1.1 500 Oops\r\n" + kSize + "\r\n",
      "HTTP/1.1 200 \x1b[2J\r\n" + kSize + "\r\n", "HTTP/1.1 200 OK\n" + kSize + "\r\n",
      std::string("HTTP/1.1 200 OK\r\n\r\n"), "HTTP/1.1 200 OK\r\n" + kSize + kSize + "\r\n",
      std::string("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"),
      std::string("HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\n"),
      std::string("HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\n"),
      std::string("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"),
      std::string("HTTP/1.1 200 OK\r\nContent-Length: 01\r\n\r\n"),
      std::string("HTTP/1.1 200 OK\r\nContent-Length: 0x1\r\n\r\n"),
      std::string("HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551616\r\n\r\n"),
      std::string("HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n"),
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + kSize + "\r\n",
      "HTTP/1.1 200 OK\r\ntransfer-encoding: identity\r\n" + kSize + "\r\n",
      "HTTP/1.1 200 OK\r\n" + kSize + "X: a\r\n folded\r\n\r\n",
      "HTTP/1.1 200 OK\r\n" + kSize + " leading: space\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length : 0\r\n\r\n", "HTTP/1.1 200 OK\r\n" + kSize + "no colon\r\n\r\n",
      "HTTP/1.1 200 OK\r\n" + kSize + ": no name\r\n\r\n",
      "HTTP/1.1 200 OK\r\n" + kSize + "X: bare\rreturn\r\n\r\n",
      "HTTP/1.1 200 OK\r\n" + kSize + "X: bare\nfeed\r\n\r\n",
      "HTTP/1.1 200 OK\r\n" + kSize + std::string("X: nu\0l\r\n\r\n", 10),
      "HTTP/1.1 200 OK\r\n" + many + kSize + "\r\n", "HTTP/1.1 200 OK\r\n" + kSize,
      "HTTP/1.1 200 OK\r\nX: " + std::string(kMaxHeadBytes, 'x') + "\r\n" + kSize + "\r\n");
  CAPTURE(head);
  auto result = parse(head);
  REQUIRE_FALSE(result);
  CHECK(result.error().code == Errc::peer_misbehaved);
}

TEST_CASE("a head ends at its empty line", "[net]") {
  CHECK_FALSE(head_bytes({}));
  CHECK_FALSE(head_bytes(as_bytes("HTTP/1.1 200 OK\r\n")));
  CHECK(head_bytes(as_bytes("A\r\n\r\nbody\r\n\r\n")) == 5u);
}
