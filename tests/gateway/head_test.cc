// SPDX-License-Identifier: Apache-2.0
// The wire's whole table of hostile requests is in http_test.cc; here is what needs no socket.
#include "gateway/head.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

using namespace adit;
using namespace adit::gateway;
using State = HeadScanner::State;

namespace {

const std::string kPost =
    "POST /v1/u HTTP/1.1\r\nHost: x.onion:80\r\ncontent-LENGTH:   16512  \r\nConnection: keep-alive\r\n"
    "Expect: 100-Continue\r\nUser-Agent: a, b; (c) \"d\"\r\n\r\n";

}  // namespace

TEST_CASE("a head says what it asks for", "[head]") {
  auto head = parse_head(kPost);
  REQUIRE(head);
  CHECK(head->method == api::Method::post);
  CHECK(head->target == "/v1/u");
  CHECK(head->content_length == 16512);
  CHECK(head->expects_continue);
  CHECK_FALSE(head->wants_close);

  auto read =
      parse_head("GET /tile/0/x001/067.p/8 HTTP/1.1\r\nHost: [::1]:8080\r\nConnection: close\r\n\r\n");
  REQUIRE(read);
  CHECK(read->method == api::Method::get);
  CHECK(read->target == "/tile/0/x001/067.p/8");
  CHECK_FALSE(read->content_length);
  CHECK(read->wants_close);
}

TEST_CASE("the end of a head is found wherever it is cut", "[head]") {
  const std::string more = kPost + "body\r\n\r\n";
  for (std::size_t cut = 0; cut <= more.size(); ++cut) {
    HeadScanner scanner;
    State first = scanner.scan(std::string_view(more).substr(0, cut));
    CHECK(first == (cut < kPost.size() ? State::more : State::whole));
    if (first == State::more) CHECK(scanner.scan(more) == State::whole);
    CHECK(scanner.head_bytes() == kPost.size());
  }
}

TEST_CASE("every byte that no head may hold is refused where it stands", "[head]") {
  for (int byte = 0; byte < 256; ++byte) {
    const bool allowed = byte >= ' ' && byte <= '~';
    for (std::size_t at : {std::size_t{0}, std::size_t{8}, kPost.size() - 10}) {
      std::string head = kPost.substr(0, at) + static_cast<char>(byte);
      HeadScanner scanner;
      State state = scanner.scan(head);
      if (byte == '\r') {
        CHECK(state == State::more);
        CHECK(HeadScanner().scan(head + "x") == State::refused);
      } else {
        CHECK((state == State::more) == allowed);
      }
    }
  }
}

TEST_CASE("a head has at most 8192 bytes", "[head]") {
  const std::string before = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
  std::string longest = before + std::string(kMaxHeadBytes - before.size() - 4, 'y') + "\r\n\r\n";
  CHECK(parse_head(longest));
  longest.insert(before.size(), "y");
  CHECK_FALSE(parse_head(longest));
  CHECK(HeadScanner().scan(std::string(kMaxHeadBytes, 'y')) == State::more);
  CHECK(HeadScanner().scan(std::string(kMaxHeadBytes + 1, 'y')) == State::refused);
}

TEST_CASE("a head that is not whole, or more than whole, is none", "[head]") {
  for (std::size_t n = 0; n < kPost.size(); ++n) CHECK_FALSE(parse_head(kPost.substr(0, n)));
  CHECK_FALSE(parse_head(kPost + "x"));
}

TEST_CASE("a host is a name or an address, with or without a port", "[head]") {
  auto takes = [](const std::string& host) {
    return parse_head("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").has_value();
  };
  for (const char* host :
       {"a", "a.onion", "127.0.0.1:8080", "[::1]", "[2001:db8::1]:443", "x-y_z.example:1"}) {
    INFO(host);
    CHECK(takes(host));
  }
  for (const char* host : {"", "a b", "a:", "a:b", "a:123456", "a:80:80", "[::1", "[]", "[::1]x", "a,b",
                           "a/b", "a@b", "\"a\"", "a%20", "[g]/"}) {
    INFO(host);
    CHECK_FALSE(takes(host));
  }
}
