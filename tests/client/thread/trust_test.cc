// SPDX-License-Identifier: Apache-2.0
// A state that fails any of the six checks stops the reporter: exit code 5, and nothing is posted.
#include <catch2/catch_test_macros.hpp>
#include <functional>

#include "client/thread/session.h"
#include "tests/client/thread/loop_transport.h"

namespace adit::client {
namespace {

using namespace adit::test;

struct Breakage {
  std::string_view name;
  Errc code;
  std::function<void(Bench&)> apply;
};

void flip(ByteVector& bytes, std::size_t at) { bytes[at % bytes.size()] ^= 1; }

std::vector<Breakage> breakages() {
  return {
      {"1 another council", Errc::genesis_mismatch,
       [](Bench& b) {
         WorldOptions options = cheap_options();
         options.seed = 77;
         b.transport.bundle = make_world(options).bundle(4, kNow);
       }},
      {"1 no council", Errc::state_mismatch, [](Bench& b) { b.transport.bundle.council.clear(); }},
      {"1 council signature", Errc::council_invalid,
       [](Bench& b) { flip(b.transport.bundle.council[0], b.transport.bundle.council[0].size() - 1); }},
      {"2 directory signature", Errc::directory_invalid,
       [](Bench& b) { flip(b.transport.bundle.directory, b.transport.bundle.directory.size() - 1); }},
      {"2 directory expired", Errc::directory_expired,
       [](Bench& b) {
         Epoch now = b.world.directory_body.from_epoch;
         b.world.directory_body.from_epoch = Epoch{number(now) - 10};
         b.world.directory_body.expires_epoch = now;
         b.world.directory = b.world.sign_directory(b.world.directory_body);
         b.transport.bundle = b.world.bundle(4, kNow);
       }},
      {"3 witnesses", Errc::witnesses_missing,
       [](Bench& b) { b.transport.bundle = b.world.bundle(1, kNow); }},
      {"3 stale", Errc::checkpoint_stale,
       [](Bench& b) { b.transport.bundle = b.world.bundle(4, UnixTime{seconds(kNow) - 100 * 3600}); }},
      {"3 clock a year ahead", Errc::checkpoint_stale, [](Bench& b) { b.clock.advance(400 * kDaySeconds); }},
      {"3 not the log", Errc::checkpoint_invalid,
       [](Bench& b) {
         std::string& text = b.transport.bundle.checkpoint;
         text.replace(text.find("adit.invalid/"), 13, "adit.invalix/");
       }},
      {"4 proof", Errc::proof_invalid, [](Bench& b) { b.transport.bundle.proof[0].mutable_span()[0] ^= 1; }},
      {"5 a bulletin left out", Errc::state_mismatch,
       [](Bench& b) { b.transport.bundle.bulletins.pop_back(); }},
  };
}

TEST_CASE("each check that fails stops the reporter with exit code 5, and nothing is posted") {
  for (const Breakage& breakage : breakages()) {
    DYNAMIC_SECTION(breakage.name) {
      Bench b;
      breakage.apply(b);
      auto session = Session::open(b.world.dep, b.surroundings);
      REQUIRE_FALSE(session);
      CHECK(exit_code(session.error().code) == 5);
      CHECK(name(session.error().code) == name(breakage.code));
      CHECK(b.transport.bodies.empty());
      CHECK(b.transport.requests.size() == 1);
    }
  }
}

TEST_CASE("the same state unbroken is taken") {
  Bench b;
  CHECK(Session::open(b.world.dep, b.surroundings));
}

TEST_CASE("garbage instead of a state is a trust failure too") {
  Bench b;
  b.transport.files.clear();
  b.transport.bundle.epoch_record.clear();
  auto session = Session::open(b.world.dep, b.surroundings);
  REQUIRE_FALSE(session);
  CHECK(exit_code(session.error().code) == 5);
}

TEST_CASE("6: a recipient without a bulletin of this week cannot be written to") {
  Bench b;
  b.world.bulletins.pop_back();
  b.transport.bundle = b.world.bundle(4, kNow);
  auto session = Session::open(b.world.dep, b.surroundings);
  REQUIRE(session);
  CHECK(session->state().addressable().size() == 3);
}

TEST_CASE("a gateway that has published nothing yet is busy, not wrong") {
  Bench b;
  b.transport.fault = [](std::size_t, const LoopRequest&) { return std::optional(Errc::not_found); };
  auto session = Session::open(b.world.dep, b.surroundings);
  REQUIRE_FALSE(session);
  CHECK(session.error().code == Errc::gateway_busy);
}

}  // namespace
}  // namespace adit::client
