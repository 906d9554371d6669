// SPDX-License-Identifier: Apache-2.0
#include "client/thread/outbox.h"

#include <adit/letter.h>
#include <adit/parcel.h>
#include <adit/trailer.h>

#include <catch2/catch_test_macros.hpp>
#include <set>

#include "client/thread/conversation.h"
#include "crypto/sha256.h"
#include "tests/client/thread/loop_transport.h"

namespace adit::client {
namespace {

using namespace adit::test;

TEST_CASE("after a refusal newer work is done on a newer state") {
  Bench b;
  TrustedState state = b.world.state();
  b.transport.fault = [](std::size_t number, const LoopRequest&) {
    return number == 0 ? std::optional(Errc::admission_refused) : std::nullopt;
  };
  SealedLetter letter = seal_decoy(b.world.dep, b.rng);
  Delivery delivery = deliver(b.surroundings, state, letter.bytes());
  CHECK(delivery.sent == Sent::yes);
  CHECK_FALSE(delivery.error);
  REQUIRE(b.transport.requests.size() == 3);
  CHECK(b.transport.requests[1] == LoopRequest{false, "/v1/state", 0});
  REQUIRE(b.transport.bodies.size() == 2);
  CHECK(b.transport.bodies[0] != b.transport.bodies[1]);
  CHECK(b.transport.accepted ==
        std::vector<ByteVector>{ByteVector(letter.bytes().begin(), letter.bytes().end())});
  CHECK(b.pauses.waits.empty());
}

// The trailer's work, as the gateway looks at it.
bool is_admitted(const TrustedState& state, const ByteVector& body) {
  auto trailer = PuzzleTrailer::parse(ByteSpan(body).last(kTrailerBytes));
  PuzzleTask task{state.dep(), state.checkpoint().root(),
                  sha256(ByteSpan(body).first(body.size() - kTrailerBytes))};
  PuzzleCost cost{state.params().puzzle_bits, state.params().puzzle_hard_bits};
  return trailer && trailer->epoch == state.record().epoch && verify_puzzle(task, cost, trailer->nonce);
}

TEST_CASE("the newer work is for the state of the epoch that has begun since") {
  Bench b;
  TrustedState state = b.world.state();
  const TrustedState before = state;
  b.transport.fault = [&](std::size_t number, const LoopRequest&) -> std::optional<Errc> {
    if (number != 0) return std::nullopt;
    b.clock.advance(b.world.options.params.epoch_seconds);
    b.transport.bundle = b.world.bundle(4, b.clock.now());
    return Errc::admission_refused;
  };
  b.world.options.now = UnixTime{seconds(kNow) + b.world.options.params.epoch_seconds};
  CHECK(deliver(b.surroundings, state, seal_decoy(b.world.dep, b.rng).bytes()).sent == Sent::yes);
  CHECK(state.record().epoch != before.record().epoch);
  REQUIRE(b.transport.bodies.size() == 2);
  CHECK(is_admitted(before, b.transport.bodies[0]));
  CHECK(is_admitted(state, b.transport.bodies[1]));
  CHECK_FALSE(is_admitted(before, b.transport.bodies[1]));
}

TEST_CASE("a refusal cannot lead to an older directory") {
  Bench b;  // serves this directory, when one has followed that the client knows
  b.world.directory_body.seq = 1;
  b.world.directory = b.world.sign_directory(b.world.directory_body);
  TrustedState state = b.world.state();
  b.transport.fault = [](std::size_t number, const LoopRequest&) {
    return number == 0 ? std::optional(Errc::admission_refused) : std::nullopt;
  };
  Delivery delivery = deliver(b.surroundings, state, seal_decoy(b.world.dep, b.rng).bytes());
  CHECK(delivery.sent == Sent::no);
  REQUIRE(delivery.error);
  CHECK(delivery.error->code == Errc::directory_rolled_back);
  CHECK(b.transport.bodies.size() == 1);
}

TEST_CASE("what a second try cannot mend is not tried twice") {
  for (Errc errc : {Errc::object_wrong_size, Errc::peer_misbehaved, Errc::gateway_unproven}) {
    Bench b;
    TrustedState state = b.world.state();
    b.transport.fault = [&](std::size_t, const LoopRequest&) { return std::optional(errc); };
    Delivery delivery = deliver(b.surroundings, state, seal_decoy(b.world.dep, b.rng).bytes());
    CHECK(delivery.error == Error(errc));
    CHECK(b.transport.bodies.size() == 1);
  }
}

// Somebody presses Ctrl-C at the first word about the work.
class StopsAtWork final : public Talk {
 public:
  explicit StopsAtWork(FakePauses& pauses) : pauses_(pauses) {}
  void say(std::string_view) override {}
  void progress(std::string_view) override { pauses_.is_interrupted = true; }

 private:
  FakePauses& pauses_;
};

TEST_CASE("the work can be broken off") {
  World world = make_world();  // at the full price
  TrustedState state = world.state();
  LoopTransport transport(world);
  ManualClock clock(kNow);
  SeededRng rng(5);
  FakePauses pauses(clock);
  StopsAtWork talk(pauses);
  Surroundings s{transport, clock, rng, talk, pauses, Tempo::immediate};
  Delivery delivery = deliver(s, state, seal_decoy(world.dep, rng).bytes());
  CHECK(delivery.sent == Sent::no);
  CHECK(delivery.error == Error(Errc::interrupted));
  CHECK(transport.requests.empty());
}

TEST_CASE("a gateway that always refuses is given up, and the report is known not to be sent") {
  Bench b;
  TrustedState state = b.world.state();
  b.transport.fault = [](std::size_t, const LoopRequest& r) {
    return r.is_post ? std::optional(Errc::admission_refused) : std::nullopt;
  };
  Delivery delivery = deliver(b.surroundings, state, seal_decoy(b.world.dep, b.rng).bytes());
  CHECK(delivery.sent == Sent::no);
  REQUIRE(delivery.error);
  CHECK(delivery.error->code == Errc::admission_refused);
  CHECK(b.transport.bodies.size() == kMaxRefusals + 1);
}

TEST_CASE("a busy gateway is asked again, with more work for the same object, after pauses that grow") {
  Bench b;
  TrustedState state = b.world.state();
  b.transport.fault = [](std::size_t number, const LoopRequest&) {
    return number < 4 ? std::optional(Errc::gateway_busy) : std::nullopt;
  };
  Delivery delivery = deliver(b.surroundings, state, seal_decoy(b.world.dep, b.rng).bytes());
  CHECK(delivery.sent == Sent::yes);
  REQUIRE(b.transport.bodies.size() == 5);
  for (const ByteVector& body : b.transport.bodies)
    CHECK(std::ranges::equal(ByteSpan(body).first(kLetterBytes),
                             ByteSpan(b.transport.bodies[0]).first(kLetterBytes)));
  for (std::size_t i = 1; i < b.transport.bodies.size(); ++i)
    CHECK((b.transport.bodies[i] == b.transport.bodies[i - 1]) == (i > kMaxEffort / kEffortRise));
  REQUIRE(b.pauses.waits.size() == 4);
  unsigned base = kFirstBackOffSeconds;
  for (unsigned wait : b.pauses.waits) {
    CHECK(wait >= base / 2);
    CHECK(wait <= base / 2 + base);
    base *= 2;
  }
}

TEST_CASE("while much waits the work rises until it is enough, for each object anew") {
  Bench b;
  TrustedState state = b.world.state();
  b.transport.least_effort = kEffortRise;
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    SeededRng rng(seed);
    Surroundings s{b.transport, b.clock, rng, b.talk, b.pauses, Tempo::immediate};
    CHECK(deliver(s, state, seal_decoy(b.world.dep, rng).bytes()).sent == Sent::yes);
  }
  // Each began at step 0, whatever the one before needed: the first tries are not all lucky.
  CHECK(std::ranges::count_if(b.transport.efforts, [](auto e) { return e < kEffortRise; }) > 0);
  CHECK(std::ranges::count_if(b.transport.efforts, [](auto e) { return e >= kEffortRise; }) == 6);
}

TEST_CASE("after a full batch the work begins higher, told by what everybody sees") {
  Bench b;
  WorldOptions options = cheap_options();
  options.letters = options.params.cap;
  World full = make_world(options);
  b.transport.bundle = full.bundle(4, kNow);
  TrustedState state = full.state();
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    SeededRng rng(seed);
    Surroundings s{b.transport, b.clock, rng, b.talk, b.pauses, Tempo::immediate};
    CHECK(deliver(s, state, seal_decoy(b.world.dep, rng).bytes()).sent == Sent::yes);
    CHECK(deliver(s, state, seal_decoy_parcel(rng)).sent == Sent::yes);  // its batch was not full
  }
  REQUIRE(b.transport.efforts.size() == 12);
  std::size_t cheap_parcels = 0;
  for (std::size_t i = 0; i < 12; i += 2) {
    CHECK(b.transport.efforts[i] >= kEffortRise);
    cheap_parcels += b.transport.efforts[i + 1] < kEffortRise ? 1 : 0;
  }
  CHECK(cheap_parcels > 0);
}

TEST_CASE("the time that the work takes is told in words, once this machine's speed is known") {
  CHECK(work_in_words(1, 32, 0).find("usually") == std::string::npos);
  CHECK(work_in_words(8, 512, 4).find("usually about 5 minutes in all") != std::string::npos);
  CHECK(work_in_words(600, 512, 300).find("a little longer this time") != std::string::npos);
}

TEST_CASE("a gateway that stays busy is given up, and the report is known not to be sent") {
  Bench b;
  TrustedState state = b.world.state();
  b.transport.fault = [](std::size_t, const LoopRequest&) { return std::optional(Errc::gateway_busy); };
  Delivery delivery = deliver(b.surroundings, state, seal_decoy(b.world.dep, b.rng).bytes());
  CHECK(delivery.sent == Sent::no);
  REQUIRE(delivery.error);
  CHECK(delivery.error->code == Errc::gateway_busy);
  CHECK(b.transport.bodies.size() == kMaxTries);
}

TEST_CASE("after a connection that broke the report may have been sent, until it is confirmed") {
  Bench b;
  TrustedState state = b.world.state();
  SECTION("it goes through at the next try") {
    b.transport.breaks_after_accepting = [](std::size_t number) { return number == 0; };
    SealedLetter letter = seal_decoy(b.world.dep, b.rng);
    Delivery delivery = deliver(b.surroundings, state, letter.bytes());
    CHECK(delivery.sent == Sent::yes);
    // Twice the same object: the gateway publishes it once.
    REQUIRE(b.transport.accepted.size() == 2);
    CHECK(b.transport.accepted[0] == b.transport.accepted[1]);
  }
  SECTION("it never does") {
    b.transport.breaks_after_accepting = [](std::size_t number) { return number == 0; };
    b.transport.fault = [](std::size_t number, const LoopRequest&) {
      return number > 0 ? std::optional(Errc::network_unreachable) : std::nullopt;
    };
    Delivery delivery = deliver(b.surroundings, state, seal_decoy(b.world.dep, b.rng).bytes());
    CHECK(delivery.sent == Sent::maybe);
    REQUIRE(delivery.error);
    CHECK(delivery.error->code == Errc::network_unreachable);
  }
  SECTION("there never was a connection") {
    b.transport.fault = [](std::size_t, const LoopRequest&) {
      return std::optional(Errc::network_unreachable);
    };
    Delivery delivery = deliver(b.surroundings, state, seal_decoy(b.world.dep, b.rng).bytes());
    CHECK(delivery.sent == Sent::no);
  }
}

TEST_CASE("a state that cannot be trusted stops an upload that asked for newer work") {
  Bench b;
  TrustedState state = b.world.state();
  b.transport.fault = [&](std::size_t number, const LoopRequest&) {
    if (number > 0) b.transport.bundle = b.world.bundle(0, kNow);
    return number == 0 ? std::optional(Errc::admission_refused) : std::nullopt;
  };
  Delivery delivery = deliver(b.surroundings, state, seal_decoy(b.world.dep, b.rng).bytes());
  CHECK(delivery.sent == Sent::no);
  REQUIRE(delivery.error);
  CHECK(delivery.error->code == Errc::witnesses_missing);
  CHECK(b.transport.accepted.empty());
}

TEST_CASE("Ctrl-C ends an upload") {
  Bench b;
  TrustedState state = b.world.state();
  b.pauses.is_interrupted = true;
  Delivery delivery = deliver(b.surroundings, state, seal_decoy(b.world.dep, b.rng).bytes());
  CHECK(delivery.sent == Sent::no);
  REQUIRE(delivery.error);
  CHECK(delivery.error->code == Errc::interrupted);
  CHECK(b.transport.requests.empty());
}

Parcels made_of(const std::vector<ByteVector>& parcels) {
  return {parcels.size(), [&parcels](std::size_t i) -> Result<ByteVector> { return parcels.at(i); }};
}
std::vector<ByteVector> seven_parcels() {
  std::vector<ByteVector> out;
  SeededRng source(4);
  for (int i = 0; i < 7; ++i) out.push_back(seal_decoy_parcel(source));
  return out;
}

TEST_CASE("a parcel that stays refused or lost is sent again after the others") {
  const std::vector<ByteVector> parcels = seven_parcels();
  for (Errc why : {Errc::admission_refused, Errc::gateway_busy, Errc::network_failed}) {
    Bench b;
    TrustedState state = b.world.state();
    // The third parcel fails as often as one is tried; the others never.
    const unsigned failures = why == Errc::admission_refused ? kMaxRefusals + 1 : kMaxTries;
    unsigned failed = 0;
    b.transport.fault = [&](std::size_t, const LoopRequest& r) -> std::optional<Errc> {
      if (!r.is_post || b.transport.accepted.size() != 2 || failed == failures) return std::nullopt;
      ++failed;
      return why;
    };
    ParcelDelivery delivery = deliver_parcels(b.surroundings, state, made_of(parcels));
    CHECK(failed == failures);
    CHECK(delivery.sent == 7);
    CHECK_FALSE(delivery.error);
    CHECK(std::set<ByteVector>(b.transport.accepted.begin(), b.transport.accepted.end()).size() == 7);
    CHECK(b.talk.progressed.back() == "sent 7 of 7 pieces");
  }
}

TEST_CASE("an upload without hope is given up, and how much was sent is known") {
  const std::vector<ByteVector> parcels = seven_parcels();
  Bench b;
  TrustedState state = b.world.state();
  b.transport.fault = [&](std::size_t, const LoopRequest&) -> std::optional<Errc> {
    if (b.transport.accepted.size() < 4) return std::nullopt;
    return Errc::network_unreachable;
  };
  ParcelDelivery delivery = deliver_parcels(b.surroundings, state, made_of(parcels));
  CHECK(delivery.sent == 4);
  CHECK(delivery.total == 7);
  REQUIRE(delivery.error);
  CHECK(delivery.error->code == Errc::network_unreachable);
  CHECK(b.transport.requests.size() == 4 + kMaxLostInARow * kMaxTries);
}

TEST_CASE("a parcel whose file has changed stops the upload") {
  Bench b;
  TrustedState state = b.world.state();
  Parcels parcels{3, [](std::size_t) -> Result<ByteVector> { return fail(Errc::file_unreadable); }};
  ParcelDelivery delivery = deliver_parcels(b.surroundings, state, parcels);
  CHECK(delivery.error == Error(Errc::file_unreadable));
  CHECK(b.transport.requests.empty());
}

TEST_CASE("parcels go in an order that chance decides, and progress is told in words") {
  const std::vector<ByteVector> parcels = seven_parcels();
  std::set<std::vector<ByteVector>> orders;
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    Bench b;
    TrustedState state = b.world.state();
    SeededRng rng(seed);
    Surroundings s{b.transport, b.clock, rng, b.talk, b.pauses, Tempo::random};
    ParcelDelivery delivery = deliver_parcels(s, state, made_of(parcels));
    CHECK(delivery.sent == 7);
    CHECK_FALSE(delivery.error);
    CHECK(std::multiset<ByteVector>(b.transport.accepted.begin(), b.transport.accepted.end()) ==
          std::multiset<ByteVector>(parcels.begin(), parcels.end()));
    orders.insert(b.transport.accepted);
    bool told = false;
    for (const std::string& text : b.talk.progressed) told = told || text.starts_with("sent 3 of 7 pieces, ");
    CHECK(told);
    CHECK(b.talk.progressed.back() == "sent 7 of 7 pieces");
  }
  // Eight equal ones of 5040 by chance: never.
  CHECK(orders.size() > 1);
}

TEST_CASE("durations are told in words that fit them") {
  CHECK(duration_in_words(0) == "less than a minute");
  CHECK(duration_in_words(59) == "less than a minute");
  CHECK(duration_in_words(61) == "about 2 minutes");
  CHECK(duration_in_words(240) == "about 4 minutes");
  CHECK(duration_in_words(3 * 3600) == "about 3 hours");
}

TEST_CASE("every outcome says what is known") {
  Error broke(Errc::network_failed);
  CHECK(what_is_known({{Sent::no, broke}, {0, 7, broke}, 0, broke}) == "nothing was sent");
  CHECK(what_is_known({{Sent::maybe, broke}, {0, 0, {}}, 0, broke}).find("may have been sent") !=
        std::string::npos);
  CHECK(what_is_known({{Sent::yes, {}}, {3, 7, broke}, 0, broke}).find("3 of 7 pieces") != std::string::npos);
  CHECK(what_is_known({{Sent::yes, {}}, {7, 7, {}}, 0, {}}) == "everything was sent");
}

}  // namespace
}  // namespace adit::client
