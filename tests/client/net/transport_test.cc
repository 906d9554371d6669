// SPDX-License-Identifier: Apache-2.0
#include "client/net/transport.h"

#include <adit/api.h>
#include <sys/socket.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstdlib>

#include "client/net/exchange.h"
#include "client/net/request.h"
#include "tests/client/net/servers.h"

using namespace adit;
using namespace adit::client;
using namespace adit::test;

namespace {

const ByteVector kLetter(kLetterBytes + kTrailerBytes, 'x');

std::unique_ptr<Transport> direct(const std::string& url) {
  static SystemRng rng;
  NetOptions options;
  options.direct = true;
  auto transport = open_transport(Address::parse(url).value(), options, rng);
  REQUIRE(transport);
  return std::move(*transport);
}

Errc get_error(const std::string& answer, std::size_t max_bytes = 65536) {
  ScriptedServer server(answer);
  auto got = direct(server.url())->get(api::kStatePath, max_bytes);
  REQUIRE_FALSE(got);
  return got.error().code;
}

Errc post_error(const std::string& answer) {
  ScriptedServer server(answer);
  auto sent = direct(server.url())->post(api::kUploadPath, kLetter);
  REQUIRE_FALSE(sent);
  return sent.error().code;
}

// Short, for peers that say nothing.
Route silent_route(std::uint16_t port) {
  Route route;
  route.address = Address::parse("http://127.0.0.1:" + std::to_string(port)).value();
  route.deadlines.connect = route.deadlines.handshake = std::chrono::milliseconds(300);
  route.deadlines.answer = route.deadlines.ending = std::chrono::milliseconds(300);
  route.deadlines.bytes_per_second = 1 << 30;
  return route;
}

}  // namespace

TEST_CASE("a file comes back as it is", "[net]") {
  std::string body(70'000, '\0');
  for (std::size_t i = 0; i < body.size(); ++i) body[i] = static_cast<char>(i * 7);
  ScriptedServer server(http_answer(200, body));
  auto got = direct(server.url())->get(api::kStatePath, body.size());
  REQUIRE(got);
  CHECK(as_text(*got) == body);
}

TEST_CASE("a request carries nothing but what it must", "[net]") {
  ScriptedServer server(http_answer(202));
  auto transport = direct(server.url());
  std::string host = server.url().substr(7);
  REQUIRE(transport->post(api::kUploadPath, kLetter));
  CHECK_FALSE(transport->get(api::cards_path(Day{20000}), 10));
  auto requests = server.requests();
  REQUIRE(requests.size() == 2);
  CHECK(requests[0] == "POST /v1/u HTTP/1.1\r\nHost: " + host +
                           "\r\nContent-Length: 16512\r\nConnection: close\r\n\r\n" +
                           std::string(16512, 'x'));
  CHECK(requests[1] == "GET /v1/cards/20000 HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
}

TEST_CASE("the port of the scheme is not written into a request, others are", "[net]") {
  auto text = [](const char* url) {
    return std::string(as_text(get_request(Address::parse(url).value(), "/checkpoint")));
  };
  CHECK(text("https://a.example") ==
        "GET /checkpoint HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n");
  CHECK(text("https://a.example:80").find("Host: a.example:80\r\n") != std::string::npos);
  CHECK(text("http://[::1]:8080").find("Host: [::1]:8080\r\n") != std::string::npos);
}

TEST_CASE("each answer of the gateway has its meaning", "[net]") {
  CHECK(get_error(http_answer(404)) == Errc::not_found);
  CHECK(get_error(http_answer(404, "a page of a mirror")) == Errc::not_found);
  CHECK(get_error(http_answer(503)) == Errc::gateway_busy);
  CHECK(get_error(http_answer(202)) == Errc::peer_misbehaved);
  CHECK(get_error(http_answer(400)) == Errc::peer_misbehaved);
  CHECK(get_error(http_answer(403)) == Errc::peer_misbehaved);
  CHECK(post_error(http_answer(400)) == Errc::object_wrong_size);
  CHECK(post_error(http_answer(403)) == Errc::admission_refused);
  CHECK(post_error(http_answer(503)) == Errc::gateway_busy);
  CHECK(post_error(http_answer(404)) == Errc::peer_misbehaved);
  CHECK(post_error(http_answer(200)) == Errc::peer_misbehaved);
  CHECK(post_error(http_answer(202, "promise")) == Errc::peer_misbehaved);
  CHECK(post_error(http_answer(403, "words")) == Errc::peer_misbehaved);
}

TEST_CASE("what is not for the gateway is not sent", "[net]") {
  ScriptedServer server(http_answer(202));
  auto transport = direct(server.url());
  CHECK_FALSE(transport->post(api::kUploadPath, ByteVector(100)));
  CHECK_FALSE(transport->post("/v1/other", kLetter));
  CHECK_FALSE(transport->get("/v1/feed/1\r\nX: y", 10));
  CHECK_FALSE(transport->get("/../etc/passwd", 10));
  CHECK(server.requests().empty());
}

TEST_CASE("a hostile answer is an error and nothing else", "[net]") {
  struct Hostile {
    const char* what;
    std::string answer;
    Errc errc;
  };
  auto row = GENERATE_COPY(
      Hostile{"chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
              Errc::peer_misbehaved},
      Hostile{"chunked with a size",
              "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc",
              Errc::peer_misbehaved},
      Hostile{"two sizes", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
              Errc::peer_misbehaved},
      Hostile{"no size", "HTTP/1.1 200 OK\r\n\r\nabc", Errc::peer_misbehaved},
      Hostile{"too large", http_answer(200, std::string(65537, 'x')), Errc::peer_misbehaved},
      Hostile{"huge size", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", Errc::peer_misbehaved},
      Hostile{"endless head", "HTTP/1.1 200 OK\r\nX: " + std::string(1 << 20, 'x'), Errc::peer_misbehaved},
      Hostile{"endless fields",
              "HTTP/1.1 200 OK\r\n" +
                  [] {
                    std::string f;
                    for (int i = 0; i < 5000; ++i) f += "A: b\r\n";
                    return f;
                  }(),
              Errc::peer_misbehaved},
      Hostile{"trailing byte", http_answer(200, "abc") + "d", Errc::peer_misbehaved},
      Hostile{"second answer", http_answer(200, "abc") + http_answer(200, "def"), Errc::peer_misbehaved},
      Hostile{"interim answer", "HTTP/1.1 100 Continue\r\n\r\n" + http_answer(200, "abc"),
              Errc::peer_misbehaved},
      Hostile{"redirect", "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n",
              Errc::peer_misbehaved},
      Hostile{"not HTTP", "SSH-2.0-OpenSSH_9.2p1\r\n\r\n", Errc::peer_misbehaved},
      Hostile{"nothing", "", Errc::network_failed},
      Hostile{"cut head", "HTTP/1.1 200 OK\r\nContent-Le", Errc::network_failed},
      Hostile{"cut body", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabc", Errc::network_failed});
  CAPTURE(row.what);
  CHECK(get_error(row.answer) == row.errc);
}

TEST_CASE("a cut answer to an upload leaves it open whether it arrived", "[net]") {
  CHECK(post_error("") == Errc::network_failed);
  CHECK(post_error("HTTP/1.1 202 Acc") == Errc::network_failed);
  CHECK(post_error(http_answer(202) + "x") == Errc::peer_misbehaved);
}

TEST_CASE("nobody listening is an unreachable network", "[net]") {
  auto got = direct("http://127.0.0.1:" + std::to_string(closed_port()))->get(api::kStatePath, 10);
  REQUIRE_FALSE(got);
  CHECK(got.error().code == Errc::network_unreachable);
  CHECK(exit_code(got.error().code) == 3);
}

TEST_CASE("a silent peer is given up", "[net]") {
  TcpServer deaf([](int fd) { receive_request(fd), receive_request(fd); });
  auto answer = exchange(silent_route(deaf.port()), as_bytes("GET / HTTP/1.1\r\n\r\n"), 10);
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code == Errc::network_failed);
}

TEST_CASE("a peer that drips its body is given up", "[net]") {
  TcpServer slow([](int fd) {
    receive_request(fd);
    send_all(fd, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
    receive_request(fd);
  });
  auto answer = exchange(silent_route(slow.port()), as_bytes("GET / HTTP/1.1\r\n\r\n"), 10);
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code == Errc::network_failed);
}

TEST_CASE("a peer that does not close has still answered", "[net]") {
  TcpServer lingering([](int fd) {
    receive_request(fd);
    send_all(fd, http_answer(200, "abc"));
    receive_request(fd);
  });
  auto answer = exchange(silent_route(lingering.port()), as_bytes("GET / HTTP/1.1\r\n\r\n"), 10);
  REQUIRE(answer);
  CHECK(as_text(answer->body) == "abc");
}

TEST_CASE("a request that was cut off was not sent, and an early refusal is heard", "[net]") {
  const ByteVector request(std::size_t{32} << 20, 'x');  // more than any socket buffer takes
  struct Row {
    std::string answer;
    std::optional<unsigned> status;
  };
  auto row = GENERATE(Row{"", std::nullopt}, Row{http_answer(202), std::nullopt}, Row{http_answer(503), 503u},
                      Row{http_answer(400), 400u});
  TcpServer rude([&](int fd) {
    char some[1000];
    CHECK(recv(fd, some, sizeof(some), MSG_WAITALL) == 1000);
    send_all(fd, row.answer);
  });
  Route route = silent_route(rude.port());
  route.deadlines.answer = route.deadlines.ending = std::chrono::seconds(10);
  auto answer = exchange(route, request, 10);
  CAPTURE(row.answer);
  if (row.status) {
    REQUIRE(answer);
    CHECK(answer->status == *row.status);
  } else {
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == Errc::network_unreachable);
  }
}

TEST_CASE("proxies of the environment are not asked", "[net]") {
  std::string dead = "http://127.0.0.1:" + std::to_string(closed_port());
  for (const char* name : {"http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"}) {
    setenv(name, dead.c_str(), 1);
  }
  ScriptedServer server(http_answer(200, "abc"));
  CHECK(direct(server.url())->get(api::kStatePath, 10));
  for (const char* name : {"http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"})
    unsetenv(name);
}
