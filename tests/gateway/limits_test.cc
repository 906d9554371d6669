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
constexpr std::string_view kAccepted = "HTTP/1.1 202 \r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

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

TEST_CASE("when all places are busy a connection too many is told so", "[front]") {
  Limits limits;
  limits.connections = 2;
  FrontWorld world(limits);
  world.handler.hold();
  Wire first = world.connect(Way::tcp);
  Wire second = world.connect(Way::local);
  for (Wire* wire : {&first, &second}) wire->send(post(api::kUploadPath, kLetterUpload));
  world.handler.wait_for_held(2);
  Wire third = world.connect(Way::tcp);
  third.send(get("/checkpoint"));
  CHECK(third.rest() == kRefused503);
  CHECK(Wire::tcp(world.port(Way::tls)).rest().empty());
  world.handler.release();
  CHECK(first.rest() == kAccepted);
  CHECK(second.rest() == kAccepted);
  // Their places are free as soon as their connections have ended.
  std::string answer;
  for (int i = 0; i < 10'000 && !answer.ends_with("a checkpoint\n"); ++i) {
    Wire again = world.connect(Way::tcp);
    again.send(get("/checkpoint"));
    answer = again.reply();
    if (answer == kRefused503) std::this_thread::sleep_for(1ms);
  }
  CHECK(answer.ends_with("a checkpoint\n"));
}

TEST_CASE("who waits makes room for who comes: first between requests, then what takes too long", "[front]") {
  Limits limits;
  limits.connections = 2;
  SECTION("a connection between two requests") {
    FrontWorld world(limits);
    Wire idle = world.connect(Way::tcp);
    idle.send(get("/checkpoint"));
    REQUIRE(idle.reply().ends_with("a checkpoint\n"));
    Wire slow = world.connect(Way::tcp);
    slow.send("GET /check");
    Wire third = world.connect(Way::local);
    third.send(get("/checkpoint"));
    CHECK(third.reply().ends_with("a checkpoint\n"));
    CHECK(idle.rest().empty());
    slow.send("point HTTP/1.1\r\nHost: a\r\n\r\n");  // younger than anybody's patience
    CHECK(slow.reply().ends_with("a checkpoint\n"));
  }
  SECTION("one whose request comes slowly, head or body") {
    limits.patience = 0ms;
    FrontWorld world(limits);
    Wire head = world.connect(Way::tcp);
    head.send("GET /check");
    Wire body = world.connect(Way::tls);
    body.send(post(api::kUploadPath, kLetterUpload).substr(0, 5000));
    Wire third = world.connect(Way::local);
    third.send(get("/checkpoint"));
    CHECK(third.reply().ends_with("a checkpoint\n"));
    CHECK(head.rest().empty());
    Wire fourth = world.connect(Way::tcp);
    fourth.send(get("/checkpoint"));
    CHECK(fourth.reply().ends_with("a checkpoint\n"));
  }
}

TEST_CASE("a listener can have places of its own", "[front]") {
  Limits limits;
  limits.connections = 1;
  FrontWorld world(limits, {.reserved = 1});
  world.handler.hold();
  Wire busy = world.connect(Way::tcp);
  busy.send(post(api::kUploadPath, kLetterUpload));
  world.handler.wait_for_held(1);
  Wire refused = world.connect(Way::tcp);
  CHECK(refused.rest() == kRefused503);
  Wire reserved = world.connect(Way::local);
  reserved.send(get("/checkpoint"));
  CHECK(reserved.reply().ends_with("a checkpoint\n"));
}

TEST_CASE("a circuit that sends only what is refused has had its share, others have not",
          "[front][circuits]") {
  Limits limits;
  limits.circuit_refusals = 3;
  limits.circuit_connections = 2;
  FrontWorld world(limits, {.circuits = true});
  auto from = [&](const char* circuit, const std::string& bytes) {
    Wire wire = world.connect(Way::local);
    wire.send("PROXY TCP6 fc00:dead:beef:4dad::" + std::string(circuit) + " ::1 65535 80\r\n" + bytes);
    return wire.rest();
  };
  const std::string fine = "GET /checkpoint HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
  CHECK(from("0:1", fine).ends_with("a checkpoint\n"));
  world.handler.answer_with(fail(Errc::admission_refused));
  for (int i = 0; i < 3; ++i) {
    CHECK(from("0:1", post(api::kUploadPath, kLetterUpload)).starts_with("HTTP/1.1 403"));
  }
  CHECK(from("0:1", fine).empty());
  CHECK(from("1:0", fine).ends_with("a checkpoint\n"));
  // Nobody gets in without the line, or with another one.
  Wire without = world.connect(Way::local);
  without.send(fine);
  CHECK(without.rest().empty());
  CHECK(from("0:1 ", fine).empty());

  Wire one = world.connect(Way::local);
  one.send("PROXY TCP6 fc00:dead:beef:4dad::2:2 ::1 1 80\r\n" + get("/checkpoint"));
  CHECK(one.reply().ends_with("a checkpoint\n"));
  Wire two = world.connect(Way::local);
  two.send("PROXY TCP6 fc00:dead:beef:4dad::2:2 ::1 1 80\r\n" + get("/checkpoint"));
  CHECK(two.reply().ends_with("a checkpoint\n"));
  CHECK(from("2:2", fine).empty());
}

TEST_CASE("bodies beyond the limit are refused before they are read", "[front]") {
  Limits limits;
  limits.body_bytes = kLetterUpload;
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
