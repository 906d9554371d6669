// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include "tests/gateway/front_world.h"

using namespace adit;
using namespace adit::test;
using namespace std::chrono_literals;
using gateway::Limits;

namespace {

constexpr std::size_t kLetterUpload = kLetterBytes + kTrailerBytes;
constexpr std::string_view kRefused400 = "HTTP/1.1 400 \r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
constexpr std::string_view kRefused404 = "HTTP/1.1 404 \r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
constexpr std::string_view kAccepted = "HTTP/1.1 202 \r\nContent-Length: 0\r\n\r\n";

struct Hostile {
  std::string name;
  std::string bytes;
  std::string_view answer = kRefused400;
};

std::string head(std::string_view line, std::string_view fields) {
  return std::string(line) + "\r\n" + std::string(fields) + "\r\n";
}

std::vector<Hostile> hostile_requests() {
  using namespace std::string_literals;
  const std::string post_line = "POST /v1/u HTTP/1.1";
  const std::string get_line = "GET /checkpoint HTTP/1.1";
  const std::string host = "Host: localhost\r\n";
  const std::string size = std::to_string(kLetterUpload);
  const std::string body(kLetterUpload, 'x');
  return {
      {"chunks with a trailer of 70 kB", head(post_line, host + "Transfer-Encoding: chunked\r\n") +
                                             "0\r\nX: " + std::string(70'000, 'y') + "\r\n\r\n"},
      {"5000 trailers",
       [&] {
         std::string out = head(post_line, host + "Transfer-Encoding: chunked\r\n") + "0\r\n";
         for (int i = 0; i < 5000; ++i) out += "a:b\r\n";
         return out + "\r\n";
       }()},
      {"an encoding and a length",
       head(post_line, host + "Transfer-Encoding: gzip\r\nContent-Length: " + size + "\r\n") + body},
      {"a length and chunks",
       head(post_line, host + "Content-Length: " + size + "\r\nTransfer-Encoding: chunked\r\n") + body},
      {"an encoding alone", head(post_line, host + "Transfer-Encoding: gzip\r\n")},
      {"an encoding x and chunks",
       head(post_line, host + "Transfer-Encoding: x\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n"},
      {"chunked;q=1", head(post_line, host + "Transfer-Encoding: chunked;q=1\r\n") + "0\r\n\r\n"},
      {"two hosts", head(get_line, host + "Host: elsewhere\r\n")},
      {"twice the same host", head(get_line, host + host)},
      {"no host", head(get_line, "Accept: */*\r\n")},
      {"an empty host", head(get_line, "Host:\r\n")},
      {"a host with a path", head(get_line, "Host: localhost/x\r\n")},
      {"a host with a user", head(get_line, "Host: a@localhost\r\n")},
      {"a folded line", head(get_line, host + "X-A: b\r\n c\r\n")},
      {"a folded line with a tab", head(get_line, host + "X-A: b\r\n\tc\r\n")},
      {"bare line feeds", "GET /checkpoint HTTP/1.1\nHost: localhost\n\n"},
      {"one bare line feed", "GET /checkpoint HTTP/1.1\r\nHost: localhost\nX: y\r\n\r\n"},
      {"a carriage return inside a line", head(get_line, host + "X: a\rb\r\n")},
      {"a space before the colon", head(get_line, host + "X-A : b\r\n")},
      {"a host with a space before the colon", head(get_line, "Host : localhost\r\n")},
      {"a field without a name", head(get_line, host + ": b\r\n")},
      {"a field without a colon", head(get_line, host + "hello\r\n")},
      {"a length with zeros before it", head(post_line, host + "Content-Length: 0" + size + "\r\n") + body},
      {"the length 005", head(post_line, host + "Content-Length: 005\r\n") + "abcde"},
      {"the length 5, 5", head(post_line, host + "Content-Length: 5, 5\r\n") + "abcde"},
      {"two lengths",
       head(post_line, host + "Content-Length: " + size + "\r\nContent-Length: " + size + "\r\n") + body},
      {"two different lengths",
       head(post_line, host + "Content-Length: 5\r\nContent-Length: " + size + "\r\n") + body},
      {"a length with a sign", head(post_line, host + "Content-Length: +" + size + "\r\n") + body},
      {"a negative length", head(post_line, host + "Content-Length: -1\r\n")},
      {"a hexadecimal length", head(post_line, host + "Content-Length: 0x4080\r\n") + body},
      {"a length that does not fit", head(post_line, host + "Content-Length: 99999999999999999999999\r\n")},
      {"an empty length", head(post_line, host + "Content-Length:\r\n")},
      {"no length", head(post_line, host)},
      {"a query", head("GET /checkpoint?a=b HTTP/1.1", host)},
      {"an empty query", head("GET /checkpoint? HTTP/1.1", host)},
      {"a fragment", head("GET /checkpoint#a HTTP/1.1", host)},
      {"an escape", head("GET /%63heckpoint HTTP/1.1", host)},
      {"escaped dots", head("GET /%2e%2e/secret HTTP/1.1", host)},
      {"dots", head("GET /../secret HTTP/1.1", host)},
      {"dots inside", head("GET /tile/../../secret HTTP/1.1", host)},
      {"two slashes", head("GET //checkpoint HTTP/1.1", host)},
      {"an absolute target", head("GET http://localhost/checkpoint HTTP/1.1", host)},
      {"an asterisk", head("OPTIONS * HTTP/1.1", host)},
      {"CONNECT", head("CONNECT localhost:80 HTTP/1.1", host)},
      {"HEAD", head("HEAD /checkpoint HTTP/1.1", host)},
      {"an unknown method", head("FOO /checkpoint HTTP/1.1", host)},
      {"a method in lower case", head("get /checkpoint HTTP/1.1", host)},
      {"HTTP/1.0", head("GET /checkpoint HTTP/1.0", host)},
      {"HTTP/1.0 with chunks",
       head("POST /v1/u HTTP/1.0", host + "Transfer-Encoding: chunked\r\n") + "0\r\n\r\n"},
      {"HTTP/2.0", head("GET /checkpoint HTTP/2.0", host)},
      {"the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
      {"an upgrade", head(get_line, host + "Connection: Upgrade\r\nUpgrade: h2c\r\n")},
      {"no version", "GET /checkpoint\r\n\r\n"},
      {"two spaces", head("GET  /checkpoint HTTP/1.1", host)},
      {"a space at the end", head("GET /checkpoint HTTP/1.1 ", host)},
      {"an empty line first", "\r\n" + get("/checkpoint")},
      {"nothing but an empty line", "\r\n\r\n"},
      {"a head of 9 kB in one field", head(get_line, host + "X: " + std::string(9000, 'y') + "\r\n")},
      {"a head of 9 kB without an end", "GET /" + std::string(9000, 'y')},
      {"a hundred fields",
       [&] {
         std::string fields = host;
         for (int i = 0; i < 100; ++i) fields += "a:b\r\n";
         return head(get_line, fields);
       }()},
      {"a NUL in the target", "GET /check\0point HTTP/1.1\r\nHost: localhost\r\n\r\n"s},
      {"a NUL in a value", "GET /checkpoint HTTP/1.1\r\nHost: localhost\r\nX: a\0b\r\n\r\n"s},
      {"a DEL in a value", head(get_line, host + "X: a\x7f\r\n")},
      {"UTF-8 in the target", head("GET /\xc3\xa9 HTTP/1.1", host)},
      {"UTF-8 in a value", head(get_line, host + "X: \xc3\xa9\r\n")},
      {"quotes in the target", head("GET /\"<> HTTP/1.1", host)},
      {"GET with a body", head(get_line, host + "Content-Length: 5\r\n") + "abcde"},
      {"GET with an empty body", head(get_line, host + "Content-Length: 0\r\n")},
      {"an expectation that is not ours",
       head(post_line, host + "Content-Length: " + size + "\r\nExpect: 200-ok\r\n")},
      {"GET that expects 100", head(get_line, host + "Expect: 100-continue\r\n")},
      {"two requests at once", get("/checkpoint") + get("/checkpoint")},
      {"more than the body", post(api::kCosignPath, api::kCosignBytes) + "x"},
      {"TLS or other bytes", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"},
      {"a letter one byte short", post(api::kUploadPath, kLetterUpload - 1)},
      {"a letter one byte long", post(api::kUploadPath, kLetterUpload + 1)},
      {"an empty letter", post(api::kUploadPath, 0)},
      {"a parcel one byte short", post(api::kUploadPath, api::kMaxBodyBytes - 1)},
      {"a parcel one byte long", post(api::kUploadPath, api::kMaxBodyBytes + 1)},
      {"a document one byte long", post(api::kDocumentsPath, api::kDocumentBytes + 1)},
      {"a body where none is taken", post("/v1/tokens", 5), kRefused404},
      {"a read of a path for uploads", get(api::kUploadPath), kRefused404},
      {"an upload to a path for reads", post(api::kStatePath, 5), kRefused404},
      {"a path that is not in the table", get("/favicon.ico"), kRefused404},
      {"the root", get("/"), kRefused404},
      {"a file that is not published", get("/v1/feed/7"), kRefused404},
  };
}

}  // namespace

TEST_CASE("a hostile request is refused and its connection closed, and the gateway lives", "[front]") {
  FrontWorld world;
  world.folder().put("secret", "secret");
  auto way = GENERATE(Way::tcp, Way::local, Way::tls);
  for (const Hostile& hostile : hostile_requests()) {
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

TEST_CASE("one connection carries reads and uploads one after another", "[front]") {
  FrontWorld world;
  auto way = GENERATE(Way::tcp, Way::local, Way::tls);
  Wire wire = world.connect(way);
  for (int i = 0; i < 3; ++i) {
    wire.send(get("/checkpoint"));
    CHECK(wire.reply() ==
          "HTTP/1.1 200 \r\nContent-Type: application/octet-stream\r\nContent-Length: 13\r\n\r\na "
          "checkpoint\n");
    for (const api::Row& row : api::kPosts) {
      for (std::size_t bytes : row.body_bytes) {
        wire.send(post(row.path, bytes));
        CHECK(wire.reply() == kAccepted);
        CHECK(world.handler.bodies().back() == ByteVector(bytes, 'x'));
      }
    }
  }
}

TEST_CASE("a body that comes in small pieces is the same body", "[front]") {
  FrontWorld world;
  Wire wire = world.connect(GENERATE(Way::tcp, Way::tls));
  std::string request = post(api::kUploadPath, api::kMaxBodyBytes);
  for (std::size_t i = 0; i < request.size(); i += 1111) wire.send(std::string_view(request).substr(i, 1111));
  CHECK(wire.reply() == kAccepted);
  CHECK(world.handler.bodies().back() == ByteVector(api::kMaxBodyBytes, 'x'));
}

TEST_CASE("100 is said once every check has passed, and not before", "[front]") {
  FrontWorld world;
  auto request = [](std::string_view path, std::size_t bytes) {
    return head("POST " + std::string(path) + " HTTP/1.1",
                "Host: a\r\nExpect: 100-continue\r\nContent-Length: " + std::to_string(bytes) + "\r\n");
  };
  Wire wire = world.connect(Way::tcp);
  wire.send(request(api::kUploadPath, kLetterUpload));
  CHECK(wire.reply() == "HTTP/1.1 100 \r\n\r\n");
  wire.send(std::string(kLetterUpload, 'x'));
  CHECK(wire.reply() == kAccepted);
  Wire wrong = world.connect(Way::tcp);
  wrong.send(request(api::kUploadPath, kLetterUpload + 1));
  CHECK(wrong.rest() == kRefused400);
  Wire nowhere = world.connect(Way::tcp);
  nowhere.send(request("/v1/x", kLetterUpload));
  CHECK(nowhere.rest() == kRefused404);
}

TEST_CASE("each error of the handler has its status, and replies of one status are equal", "[front]") {
  FrontWorld world;
  auto [code, status] =
      GENERATE(std::pair(Errc::object_wrong_size, "400"), std::pair(Errc::admission_refused, "403"),
               std::pair(Errc::gateway_busy, "503"), std::pair(Errc::disk_full, "503"));
  world.handler.answer_with(fail(code));
  std::string first;
  for (const api::Row& row : api::kPosts) {
    Wire wire = world.connect(Way::tcp);
    wire.send(post(row.path, row.body_bytes[0]));
    std::string answer = wire.rest();
    if (first.empty()) first = answer;
    CHECK(answer == first);
  }
  CHECK(first == "HTTP/1.1 " + std::string(status) + " \r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
}

TEST_CASE("a large file arrives whole", "[front]") {
  FrontWorld world;
  std::string content(3'000'001, 'a');
  for (std::size_t i = 0; i < content.size(); ++i) content[i] = static_cast<char>(i * 7 + i / 256);
  world.publish("/v1/parcels/7", content);
  world.publish("/v1/parcels/8", "");
  Wire wire = world.connect(GENERATE(Way::tcp, Way::local, Way::tls));
  wire.send(get("/v1/parcels/7"));
  CHECK(wire.reply() ==
        "HTTP/1.1 200 \r\nContent-Type: application/octet-stream\r\nContent-Length: 3000001\r\n\r\n" +
            content);
  wire.send(get("/v1/parcels/8"));
  CHECK(wire.reply().ends_with("Content-Length: 0\r\n\r\n"));
}

TEST_CASE("only regular files below the public folder are served", "[front]") {
  FrontWorld world;
  auto secret = world.folder().put("secret", "secret");
  auto shared = world.folder().path() / "public";
  std::filesystem::create_directories(shared / "v1/feed/1");
  std::filesystem::create_directories(shared / "outside/7");
  std::filesystem::create_symlink(secret, shared / "v1/feed/2");
  std::filesystem::create_symlink(world.folder().path(), shared / "v1/cards");
  std::filesystem::create_symlink("v1", shared / "tile");
  world.publish("/v1/0/000", "inside, by another name");
  world.folder().put("3", "secret");
  REQUIRE(mkfifo((shared / "v1/feed/4").c_str(), 0600) == 0);
  for (const char* target :
       {"/v1/feed/1", "/v1/feed/2", "/v1/cards/3", "/v1/feed/4", "/v1/feed/5", "/tile/0/000"}) {
    INFO(target);
    Wire wire = world.connect(Way::tcp);
    wire.send(get(target));
    CHECK(wire.rest() == kRefused404);
  }
}

TEST_CASE("a refused upload is still taken for a while, so that its refusal arrives", "[front]") {
  Limits limits;
  limits.linger = 20s;
  FrontWorld world(limits);
  Wire wire = world.connect(Way::tcp);
  const std::string request = post(api::kDocumentsPath, api::kDocumentBytes - 1);
  const std::size_t head_bytes = request.size() - (api::kDocumentBytes - 1);
  wire.send(std::string_view(request).substr(0, head_bytes));
  CHECK(wire.reply() == kRefused400);
  // A connection that was closed at once would answer each of these with a reset.
  for (int i = 0; i < 15; ++i) {
    CHECK(wire.send(std::string(4000, 'x')));
    std::this_thread::sleep_for(1ms);
  }
}

TEST_CASE("a client that wants to close gets its reply and is closed", "[front]") {
  FrontWorld world;
  Wire wire = world.connect(GENERATE(Way::tcp, Way::tls));
  wire.send("GET /checkpoint HTTP/1.1\r\nHost: [::1]:80\r\nConnection: Close\r\n\r\n");
  CHECK(wire.rest() ==
        "HTTP/1.1 200 \r\nContent-Type: application/octet-stream\r\nContent-Length: 13\r\n"
        "Connection: close\r\n\r\na checkpoint\n");
}

TEST_CASE("a connection carries so many requests and no more", "[front]") {
  Limits limits;
  limits.requests = 3;
  FrontWorld world(limits);
  Wire wire = world.connect(Way::tcp);
  for (int i = 0; i < 2; ++i) {
    wire.send(get("/checkpoint"));
    CHECK(wire.reply().find("Connection") == std::string::npos);
  }
  wire.send(get("/checkpoint"));
  CHECK(wire.rest().find("Connection: close") != std::string::npos);
}

TEST_CASE("a connection that has lasted long enough is closed with the next reply", "[front]") {
  Limits limits;
  limits.connection = 0ms;
  FrontWorld world(limits);
  Wire wire = world.connect(Way::tcp);
  wire.send(get("/checkpoint"));
  CHECK(wire.rest().find("Connection: close") != std::string::npos);
}
