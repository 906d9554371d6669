// SPDX-License-Identifier: Apache-2.0
// Every file of hostile/ against the server, over every kind of connection. The control: Beast's parser
// alone takes dozens of the same bytes, so it is the guard that refuses them.
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <fstream>
#include <set>

#include "tests/gateway/front_world.h"

using namespace adit;
using namespace adit::test;

namespace {

struct Hostile {
  std::string name;
  std::string bytes;
  std::string answer;
};

std::string refusal(const std::string& status) {
  return "HTTP/1.1 " + status + " \r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
}

std::vector<Hostile> hostile_requests() {
  std::vector<Hostile> out;
  for (const auto& entry : std::filesystem::directory_iterator(ADIT_SOURCE_DIR "/tests/gateway/hostile")) {
    if (entry.path().extension() != ".http") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string name = entry.path().stem().string();
    out.push_back({name, {std::istreambuf_iterator<char>(in), {}}, refusal(name.substr(0, 3))});
  }
  std::ranges::sort(out, {}, &Hostile::name);
  return out;
}

// Takes the head, at least, without an error.
bool beast_takes(const std::string& bytes) {
  namespace http = boost::beast::http;
  http::request_parser<http::string_body> parser;
  boost::system::error_code error;
  std::size_t at = 0;
  while (at < bytes.size() && !error && !parser.is_done()) {
    const std::size_t n = parser.put(boost::asio::buffer(bytes.data() + at, bytes.size() - at), error);
    if (n == 0) break;
    at += n;
  }
  return (!error || error == http::error::need_more) && parser.is_header_done();
}

}  // namespace

TEST_CASE("a hostile request is refused and its connection closed, and the gateway lives",
          "[front][hostile]") {
  FrontWorld world;
  world.folder().put("log.key", "secret");
  const auto requests = hostile_requests();
  REQUIRE(requests.size() >= 137);
  auto way = GENERATE(Way::tcp, Way::local, Way::tls);
  for (const Hostile& hostile : requests) {
    INFO(hostile.name);
    Wire wire = world.connect(way);
    wire.send(hostile.bytes);
    CHECK(wire.rest() == hostile.answer);
  }
  CHECK(world.handler.bodies().empty());
  Wire wire = world.connect(way);
  wire.send(get("/checkpoint"));
  CHECK(wire.reply().ends_with("\r\n\r\na checkpoint\n"));
}

TEST_CASE("a parser alone would take dozens of them", "[front][hostile]") {
  std::set<std::string> taken;
  for (const Hostile& hostile : hostile_requests()) {
    // What is well-formed and only not ours is no fault of a parser.
    if (hostile.name.starts_with("400") && beast_takes(hostile.bytes)) taken.insert(hostile.name);
  }
  std::string all;
  for (const std::string& name : taken) all += name + " ";
  INFO(taken.size() << ": " << all);
  CHECK(taken.size() >= 40);
  for (const char* name : {"400-host_missing", "400-host_twice", "400-folded", "400-length_005",
                           "400-length_twice_same", "400-chunked_parameter", "400-utf8_in_target"}) {
    INFO(name);
    CHECK(taken.contains(name));
  }
}

TEST_CASE("nothing that a browser sends changes an answer, and no answer is for a browser",
          "[front][hostile]") {
  FrontWorld world;
  const std::string browser =
      "Origin: https://elsewhere.example\r\nCookie: session=1\r\nReferer: https://elsewhere.example/\r\n"
      "Authorization: Basic YTpi\r\nAccept-Encoding: gzip, br\r\nIf-None-Match: \"a\"\r\nRange: bytes=0-3\r\n"
      "If-Modified-Since: Mon, 01 Jan 2024 00:00:00 GMT\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n";
  auto with = [&](std::string request) { return request.replace(request.find("\r\n\r\n") + 2, 2, browser); };
  std::string all;
  for (const std::string& request :
       {get("/checkpoint"), get("/v1/feed/7"), post(api::kUploadPath, kLetterBytes + kTrailerBytes)}) {
    Wire plain = world.connect(Way::tcp);
    plain.send(request);
    const std::string answer = plain.reply();
    Wire dressed = world.connect(Way::tcp);
    dressed.send(with(request));
    CHECK(dressed.reply() == answer);
    all += answer;
  }
  for (const char* never : {"Set-Cookie", "Access-Control", "ETag", "Date", "Server", "Last-Modified", "Vary",
                            "Encoding", "Location", "Allow", "elsewhere", "WWW-Authenticate"}) {
    INFO(never);
    CHECK(all.find(never) == std::string::npos);
  }
}
