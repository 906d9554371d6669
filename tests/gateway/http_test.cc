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
constexpr std::string_view kAccepted = "HTTP/1.1 202 \r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

std::string head(std::string_view line, std::string_view fields) {
  return std::string(line) + "\r\n" + std::string(fields) + "\r\n";
}

}  // namespace

TEST_CASE("one connection carries reads one after another, and ends with an upload", "[front]") {
  FrontWorld world;
  auto way = GENERATE(Way::tcp, Way::local, Way::tls);
  for (const api::Row& row : api::kPosts) {
    for (std::size_t bytes : row.body_bytes) {
      Wire wire = world.connect(way);
      for (int i = 0; i < 3; ++i) {
        wire.send(get("/checkpoint"));
        CHECK(wire.reply() ==
              "HTTP/1.1 200 \r\nContent-Type: application/octet-stream\r\nContent-Length: 13\r\n\r\na "
              "checkpoint\n");
      }
      wire.send(post(row.path, bytes));
      CHECK(wire.rest() == kAccepted);
      CHECK(world.handler.bodies().back() == ByteVector(bytes, 'x'));
    }
  }
}

TEST_CASE("uploads can go on where a benchmark asks for it", "[front]") {
  Limits limits;
  limits.close_after_upload = false;
  FrontWorld world(limits);
  Wire wire = world.connect(GENERATE(Way::tcp, Way::tls));
  for (int i = 0; i < 3; ++i) {
    wire.send(post(api::kUploadPath, kLetterUpload));
    CHECK(wire.reply() == "HTTP/1.1 202 \r\nContent-Length: 0\r\n\r\n");
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
