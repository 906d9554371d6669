// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch_test_macros.hpp>

#include "crypto/sha256.h"
#include "crypto/value.h"
#include "tests/support/hex.h"
#include "tests/support/world.h"

using namespace adit;
using namespace adit::test;

namespace {

const World& world() {
  static const World kWorld = make_world();
  return kWorld;
}
// The next council of the same people.
CouncilBody next_body() {
  CouncilBody body = world().council_body;
  body.seq = 1;
  body.prev = sha256(world().council.body);
  return body;
}
Signature sign(std::uint32_t member, ByteSpan body) {
  return world().members[member].sign_document(DocumentType::council, world().dep, body);
}
bool parses(const CouncilBody& body) { return CouncilBody::parse(body.encode()).has_value(); }
Errc succession(const UnverifiedEnvelope& envelope) {
  return error_of(world().verified_council().successor(envelope));
}

}  // namespace

TEST_CASE("a council's body comes back from its bytes", "[council]") {
  auto back = CouncilBody::parse(world().council_body.encode());
  REQUIRE(back);
  CHECK(back->encode() == world().council_body.encode());
  CHECK(back->members == world().council_body.members);
}

TEST_CASE("a council that cannot work is refused", "[council]") {
  CouncilBody good = world().council_body;
  REQUIRE(parses(good));
  auto broken = [&](auto&& change) {
    CouncilBody body = good;
    change(body);
    return !parses(body);
  };
  CHECK(broken([](CouncilBody& b) { b.k = 0; }));
  CHECK(broken([](CouncilBody& b) { b.k = 4; }));
  CHECK(broken([](CouncilBody& b) { b.members.clear(); }));
  CHECK(broken([](CouncilBody& b) { b.members[1].key = b.members[0].key; }));
  CHECK(broken([](CouncilBody& b) { b.expires_epoch = b.from_epoch; }));
  CHECK(broken([](CouncilBody& b) { b.delay_days = 366; }));
  CHECK(broken([](CouncilBody& b) { b.members[0].name = std::string(201, 'x'); }));
  CHECK(broken([](CouncilBody& b) { b.members[0].name = "\xff"; }));
  CHECK(broken([](CouncilBody& b) {
    for (std::uint8_t i = 0; b.members.size() <= kMaxCouncilMembers; ++i) {
      b.members.push_back({"x", bytes_of<Ed25519Public>(std::string(62, '0') + to_hex(ByteSpan(&i, 1)))});
    }
  }));
}

TEST_CASE("the genesis is the one whose hash is the deployment", "[council]") {
  CHECK(Council::genesis(world().council, world().dep));
  DeploymentId other = world().dep;
  other.mutable_span()[0] ^= 1;
  CHECK(error_of(Council::genesis(world().council, other)) == Errc::genesis_mismatch);
  UnverifiedEnvelope changed = world().council;
  changed.body.back() ^= 1;
  CHECK(error_of(Council::genesis(changed, world().dep)) == Errc::genesis_mismatch);
}

TEST_CASE("a genesis with too few or bad signatures is refused", "[council]") {
  UnverifiedEnvelope e = world().council;
  e.signatures.pop_back();
  CHECK(error_of(Council::genesis(e, world().dep)) == Errc::council_invalid);
  e.signatures.clear();
  CHECK(error_of(Council::genesis(e, world().dep)) == Errc::council_invalid);
  e = world().council;
  e.signatures[1].second.mutable_span()[5] ^= 1;
  CHECK(error_of(Council::genesis(e, world().dep)) == Errc::council_invalid);
  e = world().council;
  e.signatures[1].first = 2;  // signed by member 1, said to be member 2
  CHECK(error_of(Council::genesis(e, world().dep)) == Errc::council_invalid);
  e = world().council;
  e.signatures[1].first = 7;  // nobody
  CHECK(error_of(Council::genesis(e, world().dep)) == Errc::council_invalid);
  e = world().council;
  e.signatures.emplace_back(2, Signature{});  // enough good ones and a bad one
  CHECK(error_of(Council::genesis(e, world().dep)) == Errc::council_invalid);
  e = world().council;
  e.new_signatures = e.signatures;
  CHECK(error_of(Council::genesis(e, world().dep)) == Errc::council_invalid);
}

TEST_CASE("any k of the members are enough", "[council]") {
  UnverifiedEnvelope e;
  e.body = world().council.body;
  e.signatures = {{0, sign(0, e.body)}, {2, sign(2, e.body)}};
  CHECK(Council::genesis(e, world().dep));
  e.signatures.insert(e.signatures.begin() + 1, {1, sign(1, e.body)});
  CHECK(Council::genesis(e, world().dep));
}

TEST_CASE("a first council that says it is not the first is refused", "[council]") {
  for (int which = 0; which < 2; ++which) {
    CouncilBody body = world().council_body;
    if (which == 0) body.seq = 1;
    if (which == 1) body.prev.mutable_span()[0] = 1;
    UnverifiedEnvelope e;
    e.body = body.encode();
    DeploymentId dep = deployment_of(e.body);
    for (std::uint32_t i = 0; i < 2; ++i) {
      e.signatures.emplace_back(i, world().members[i].sign_document(DocumentType::council, dep, e.body));
    }
    CHECK(error_of(Council::genesis(e, dep)) == Errc::council_invalid);
  }
}

TEST_CASE("the next council follows when both the old and the new members signed", "[council]") {
  auto next = world().verified_council().successor(world().sign_council(next_body()));
  REQUIRE(next);
  CHECK(next->body().seq == 1);
  CHECK(next->dep() == world().dep);
}

TEST_CASE("a council that does not follow the one before is refused", "[council]") {
  CouncilBody body = next_body();
  body.seq = 2;
  CHECK(succession(world().sign_council(body)) == Errc::council_invalid);
  body = next_body();
  body.prev.mutable_span()[0] ^= 1;
  CHECK(succession(world().sign_council(body)) == Errc::council_invalid);
  CHECK(succession(world().council) == Errc::council_invalid);  // the first again
}

TEST_CASE("a council signed by the old members alone, or the new alone, is refused", "[council]") {
  UnverifiedEnvelope good = world().sign_council(next_body());
  UnverifiedEnvelope e = good;
  e.new_signatures.reset();
  CHECK(succession(e) == Errc::council_invalid);
  e = good;
  e.new_signatures->clear();
  CHECK(succession(e) == Errc::council_invalid);
  e = good;
  e.signatures.clear();
  CHECK(succession(e) == Errc::council_invalid);

  // Strangers make a council of their own and sign it in both places.
  World strangers = make_world({.seed = 99});
  CouncilBody body = next_body();
  body.members = strangers.council_body.members;
  e = {};
  e.body = body.encode();
  e.new_signatures.emplace();
  for (std::uint32_t i = 0; i < 2; ++i) {
    Signature s = strangers.members[i].sign_document(DocumentType::council, world().dep, e.body);
    e.signatures.emplace_back(i, s);
    e.new_signatures->emplace_back(i, s);
  }
  CHECK(succession(e) == Errc::council_invalid);
  // With the old members' consent they are the council.
  e.signatures = {{0, sign(0, e.body)}, {1, sign(1, e.body)}};
  CHECK(world().verified_council().successor(e));
}

TEST_CASE("a deployment with a delay below seven days is a test deployment", "[council]") {
  CHECK(make_world({.delay_days = 6}).verified_council().is_test_deployment());
  CHECK_FALSE(make_world({.delay_days = 7}).verified_council().is_test_deployment());
}
