// SPDX-License-Identifier: Apache-2.0
#include <adit/api.h>
#include <adit/trailer.h>

#include <catch2/catch_test_macros.hpp>
#include <map>

#include "client/trust/gateway_state.h"
#include "crypto/padded.h"
#include "crypto/sha256.h"
#include "tests/support/world.h"

using namespace adit;
using namespace adit::client;
using namespace adit::test;

namespace {

const ByteVector kObject(kLetterBytes, 0x11);

// Answers uploads one after another from a list, the last one for ever; serves one state.
class ListTransport final : public Transport {
 public:
  explicit ListTransport(std::vector<std::optional<Errc>> answers) : answers_(std::move(answers)) {}

  Result<ByteVector> get(std::string_view target, std::size_t) override {
    CHECK(target == api::kStatePath);
    ++fetches;
    return state;
  }
  Status post(std::string_view path, ByteSpan body) override {
    paths.emplace_back(path);
    bodies.emplace_back(body.begin(), body.end());
    auto answer = answers_[std::min(bodies.size(), answers_.size()) - 1];
    if (answer) return fail(*answer);
    return {};
  }

  ByteVector state;
  std::vector<std::string> paths;
  std::vector<ByteVector> bodies;
  int fetches = 0;

 private:
  std::vector<std::optional<Errc>> answers_;
};

WorldOptions cheap() {
  WorldOptions options;
  options.params.puzzle_bits = 4;
  options.params.puzzle_hard_bits = 0;
  return options;
}

// The trailer's work, as the gateway looks at it.
bool is_admitted(const TrustedState& state, const ByteVector& body) {
  auto trailer = PuzzleTrailer::parse(ByteSpan(body).last(kTrailerBytes));
  ByteSpan object = ByteSpan(body).first(body.size() - kTrailerBytes);
  PuzzleTask task{state.dep(), state.checkpoint().root(), sha256(object)};
  PuzzleCost cost{state.params().puzzle_bits, state.params().puzzle_hard_bits};
  return trailer && trailer->epoch == state.record().epoch && verify_puzzle(task, cost, trailer->nonce);
}

struct Uploading {
  World world = make_world(cheap());
  TrustedState state = world.state();
  ManualClock clock{kNow};
  SeededRng rng{5};
};

// The same world one epoch on: another record, so another seed.
ByteVector next_epoch(World& w) {
  w.options.now = UnixTime{seconds(w.options.now) + w.options.params.epoch_seconds};
  return w.bundle(3, w.options.now).encode();
}

}  // namespace

TEST_CASE("an object goes up with work for the newest state", "[trust]") {
  Uploading u;
  ListTransport gateway({std::nullopt});
  REQUIRE(upload(gateway, kObject, u.state, u.clock, u.rng));
  REQUIRE(gateway.bodies.size() == 1);
  CHECK(gateway.paths[0] == "/v1/u");
  CHECK(gateway.bodies[0].size() == kLetterBytes + kTrailerBytes);
  CHECK(is_admitted(u.state, gateway.bodies[0]));
  CHECK(gateway.fetches == 0);
}

TEST_CASE("a refusal fetches a newer state and works again", "[trust]") {
  Uploading u;
  ListTransport gateway({Errc::admission_refused, std::nullopt});
  TrustedState before = u.state;
  gateway.state = next_epoch(u.world);
  u.clock.set(u.world.options.now);
  REQUIRE(upload(gateway, kObject, u.state, u.clock, u.rng));
  CHECK(gateway.fetches == 1);
  REQUIRE(gateway.bodies.size() == 2);
  CHECK(u.state.record().epoch != before.record().epoch);
  CHECK(is_admitted(before, gateway.bodies[0]));
  CHECK(is_admitted(u.state, gateway.bodies[1]));
  CHECK_FALSE(is_admitted(before, gateway.bodies[1]));
}

TEST_CASE("three refusals are enough", "[trust]") {
  Uploading u;
  ListTransport gateway({Errc::admission_refused});
  gateway.state = u.world.bundle(3, kNow).encode();
  auto sent = upload(gateway, kObject, u.state, u.clock, u.rng);
  REQUIRE_FALSE(sent);
  CHECK(sent.error().code == Errc::admission_refused);
  CHECK(gateway.fetches == 3);
  CHECK(gateway.bodies.size() == 4);
}

TEST_CASE("a refusal cannot lead to an older directory", "[trust]") {
  World newer = make_world(cheap());
  ByteVector old = newer.bundle(3, kNow).encode();
  newer.directory_body.seq = 1;
  newer.directory = newer.sign_directory(newer.directory_body);
  TrustedState state = newer.state();
  ListTransport gateway({Errc::admission_refused, std::nullopt});
  gateway.state = old;
  ManualClock clock(kNow);
  SeededRng rng(5);
  auto sent = upload(gateway, kObject, state, clock, rng);
  REQUIRE_FALSE(sent);
  CHECK(sent.error().code == Errc::directory_rolled_back);
  CHECK(gateway.bodies.size() == 1);
}

TEST_CASE("a busy gateway is asked again after pauses that double up to a cap", "[trust]") {
  Uploading u;
  std::vector<std::optional<Errc>> answers(12, Errc::gateway_busy);
  answers.emplace_back(std::nullopt);
  ListTransport gateway(answers);
  std::vector<unsigned> pauses;
  REQUIRE(upload(gateway, kObject, u.state, u.clock, u.rng, {}, [&](unsigned seconds) {
    pauses.push_back(seconds);
    return true;
  }));
  REQUIRE(pauses.size() == 12);
  unsigned base = 15;
  bool by_chance = false;
  for (unsigned pause : pauses) {
    CHECK(pause >= base / 2);
    CHECK(pause <= base / 2 + base);
    by_chance = by_chance || pause != base;
    base = std::min(base * 2, 1800u);
  }
  CHECK(by_chance);
  // The same object each time, with more work until there is no more to do.
  auto object_of = [](const ByteVector& body) {
    return ByteVector(body.begin(), body.end() - kTrailerBytes);
  };
  for (const ByteVector& body : gateway.bodies) CHECK(object_of(body) == object_of(gateway.bodies[0]));
  for (std::size_t i = 1; i < gateway.bodies.size(); ++i)
    CHECK((gateway.bodies[i] == gateway.bodies[i - 1]) == (i > kMaxEffort / kEffortRise));
}

TEST_CASE("whoever waits may give up", "[trust]") {
  Uploading u;
  ListTransport gateway({Errc::gateway_busy});
  int asked = 0;
  auto sent = upload(gateway, kObject, u.state, u.clock, u.rng, {}, [&](unsigned) { return ++asked < 3; });
  REQUIRE_FALSE(sent);
  CHECK(sent.error().code == Errc::gateway_busy);
  CHECK(gateway.bodies.size() == 3);
}

TEST_CASE("what a second try cannot mend is not tried twice", "[trust]") {
  for (Errc errc : {Errc::network_failed, Errc::network_unreachable, Errc::object_wrong_size,
                    Errc::peer_misbehaved, Errc::gateway_unproven}) {
    Uploading u;
    ListTransport gateway({errc});
    auto sent = upload(gateway, kObject, u.state, u.clock, u.rng, {}, [](unsigned) { return true; });
    REQUIRE_FALSE(sent);
    CHECK(sent.error().code == errc);
    CHECK(gateway.bodies.size() == 1);
  }
}

TEST_CASE("the work can be broken off", "[trust]") {
  World world = make_world();  // at the full price
  TrustedState state = world.state();
  ManualClock clock(kNow);
  SeededRng rng(5);
  ListTransport gateway({std::nullopt});
  auto sent = upload(gateway, kObject, state, clock, rng, [](std::uint64_t) { return false; });
  REQUIRE_FALSE(sent);
  CHECK(sent.error().code == Errc::interrupted);
  CHECK(gateway.bodies.empty());
}

TEST_CASE("a document goes up padded", "[trust]") {
  World w = make_world();
  ListTransport gateway({std::nullopt});
  REQUIRE(post_document(gateway, w.bulletins[0]));
  CHECK(gateway.paths[0] == "/v1/documents");
  REQUIRE(gateway.bodies[0].size() == 65536);
  auto inside = unpad(gateway.bodies[0]);
  REQUIRE(inside);
  CHECK(std::ranges::equal(*inside, w.bulletins[0].encode()));

  UnverifiedEnvelope large;
  large.body.resize(70'000);
  CHECK(post_document(gateway, large).error().code == Errc::report_too_long);
  CHECK(gateway.bodies.size() == 1);
}
