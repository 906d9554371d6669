// SPDX-License-Identifier: Apache-2.0
// Deadlines, limits, the end of a server: what one peer can take from the others.
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
constexpr std::string_view kRefused503 = "HTTP/1.1 503 \r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
constexpr std::string_view kAccepted = "HTTP/1.1 202 \r\nContent-Length: 0\r\n\r\n";

}  // namespace

TEST_CASE("a head that never ends is cut off", "[front][deadline]") {
  Limits limits;
  limits.head = 100ms;
  FrontWorld world(limits);
  auto way = GENERATE(Way::tcp, Way::local, Way::tls);
  Wire wire = world.connect(way);
  wire.send("GET /checkpoint HTTP/1.1\r\nHost: ");
  CHECK(wire.rest().empty());
  // Bytes that trickle in, each well before the deadline, win no time: it is over before the 8 kB at
  // which a head is refused with a reply.
  Wire trickle = world.connect(way);
  trickle.send("GET /checkpoint HTTP/1.1\r\nHost: ");
  for (int i = 0; i < 2000 && trickle.send("x"); ++i) std::this_thread::sleep_for(5ms);
  CHECK(trickle.rest().empty());
  CHECK_FALSE(trickle.send("x"));
}

TEST_CASE("a body that does not come is cut off without a reply", "[front][deadline]") {
  Limits limits;
  limits.transfer = 50ms;
  limits.bytes_per_second = 1'000'000;
  FrontWorld world(limits);
  Wire wire = world.connect(GENERATE(Way::tcp, Way::tls));
  std::string request = post(api::kUploadPath, kLetterUpload);
  wire.send(request.substr(0, request.size() - 1));
  CHECK(wire.rest().empty());
  CHECK(world.handler.bodies().empty());
}

TEST_CASE("a connection without a request is closed", "[front][deadline]") {
  Limits limits;
  limits.head = 50ms;
  limits.idle = 50ms;
  FrontWorld world(limits);
  Wire silent = world.connect(Way::tcp);
  CHECK(silent.rest().empty());
  Wire idle = world.connect(Way::tcp);
  idle.send(get("/checkpoint"));
  CHECK(idle.reply().ends_with("a checkpoint\n"));
  CHECK(idle.rest().empty());
}

TEST_CASE("a handshake that never comes is cut off", "[front][deadline]") {
  Limits limits;
  limits.handshake = 50ms;
  FrontWorld world(limits);
  Wire silent = Wire::tcp(world.port(Way::tls));
  CHECK(silent.rest().empty());
  Wire plain = Wire::tcp(world.port(Way::tls));
  plain.send(get("/checkpoint"));
  CHECK(plain.rest().find("checkpoint") == std::string::npos);
}

TEST_CASE("a reader that takes nothing is cut off, and others are served meanwhile", "[front][deadline]") {
  Limits limits;
  limits.transfer = 200ms;
  limits.bytes_per_second = 1'000'000'000;
  FrontWorld world(limits);
  world.publish("/v1/parcels/7", std::string(64 << 20, 'p'));
  Wire lazy = world.connect(Way::tcp);
  lazy.send(get("/v1/parcels/7"));
  Wire other = world.connect(Way::tcp);
  other.send(get("/checkpoint"));
  CHECK(other.reply().ends_with("a checkpoint\n"));
  std::this_thread::sleep_for(600ms);
  CHECK(lazy.rest().size() < (64 << 20));
}

TEST_CASE("a connection too many is told so, and has a place once another ends", "[front]") {
  Limits limits;
  limits.connections = 2;
  FrontWorld world(limits);
  auto first = std::make_unique<Wire>(world.connect(Way::tcp));
  Wire second = world.connect(Way::local);
  for (Wire* wire : {first.get(), &second}) {
    wire->send(get("/checkpoint"));
    REQUIRE(wire->reply().ends_with("a checkpoint\n"));
  }
  Wire third = world.connect(Way::tcp);
  third.send(get("/checkpoint"));
  CHECK(third.rest() == kRefused503);
  CHECK(Wire::tcp(world.port(Way::tls)).rest().empty());
  first.reset();
  std::string answer;
  for (int i = 0; i < 1000 && !answer.ends_with("a checkpoint\n"); ++i) {
    Wire again = world.connect(Way::tcp);
    again.send(get("/checkpoint"));
    answer = again.reply();
    if (answer == kRefused503) std::this_thread::sleep_for(5ms);
  }
  CHECK(answer.ends_with("a checkpoint\n"));
}

TEST_CASE("bodies beyond the limit are refused before they are read", "[front]") {
  Limits limits;
  limits.bodies = 1;
  FrontWorld world(limits);
  world.handler.hold();
  Wire first = world.connect(Way::tcp);
  first.send(post(api::kUploadPath, kLetterUpload));
  world.handler.wait_for_held(1);
  Wire second = world.connect(Way::tcp);
  std::string request = post(api::kUploadPath, kLetterUpload);
  second.send(request.substr(0, request.size() - kLetterUpload));
  CHECK(second.rest() == kRefused503);
  world.handler.release();
  CHECK(first.reply() == kAccepted);
}

TEST_CASE("a stop answers what was accepted, closes the rest and ends", "[front][stop]") {
  FrontWorld world;
  world.handler.hold();
  auto way = GENERATE(Way::tcp, Way::tls);
  Wire upload = world.connect(way);
  upload.send(post(api::kUploadPath, kLetterUpload));
  world.handler.wait_for_held(1);
  Wire idle = world.connect(way);
  idle.send(get("/checkpoint"));
  CHECK(idle.reply().ends_with("a checkpoint\n"));
  Wire half = world.connect(way);
  half.send("GET /check");

  world.stop();
  CHECK(idle.rest().empty());
  CHECK(half.rest().empty());
  CHECK_THROWS(world.connect(Way::tcp));
  world.handler.release();
  CHECK(upload.rest() == kAccepted);
  CHECK(world.join());
}

TEST_CASE("a stop does not wait for ever for a peer or for the handler", "[front][stop]") {
  Limits limits;
  limits.stop = 100ms;
  FrontWorld world(limits);
  world.handler.hold();
  Wire owed = world.connect(Way::tcp);
  owed.send(post(api::kUploadPath, kLetterUpload));
  world.handler.wait_for_held(1);
  Wire slow = world.connect(Way::tls);
  slow.send(post(api::kUploadPath, kLetterUpload).substr(0, 5000));
  world.stop();
  CHECK(world.join());
  CHECK(slow.rest().empty());
  world.handler.release();  // before the server goes, as the service does
}

TEST_CASE("a socket left by a dead process is replaced, a living one is not", "[front][listen]") {
  TempFolder folder;
  auto path = folder.path() / "a.sock";
  {
    auto first = gateway::listen_unix(path);
    REQUIRE(first);
    struct stat status{};
    REQUIRE(stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 07777) == 0660);
    auto second = gateway::listen_unix(path);
    REQUIRE_FALSE(second);
    CHECK(second.error().sentence.ends_with("another process listens there"));
  }
  CHECK(gateway::listen_unix(path));
  auto file = folder.put("file", "content");
  REQUIRE_FALSE(gateway::listen_unix(file));
  CHECK(std::filesystem::file_size(file) == 7);
  CHECK_FALSE(gateway::listen_unix(folder.path() / std::string(120, 'x')));
  CHECK_FALSE(gateway::listen_unix(folder.path() / "missing/a.sock"));
}
