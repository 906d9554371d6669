// SPDX-License-Identifier: Apache-2.0
// Bulletins and burns: what a recipient signs alone.
#include <catch2/catch_test_macros.hpp>

#include "tests/support/hex.h"
#include "tests/support/world.h"

using namespace adit;
using namespace adit::test;

namespace {
const World& world() {
  static const World kWorld = make_world();
  return kWorld;
}
const TestRecipient& someone() { return world().recipients[0]; }
Errc bulletin_verdict(const UnverifiedEnvelope& e) {
  return error_of(Bulletin::verify(e, world().verified_directory()));
}
Errc burn_verdict(const UnverifiedEnvelope& e) {
  return error_of(Burn::verify(e, world().verified_directory()));
}
}  // namespace

TEST_CASE("a bulletin of a listed recipient is accepted for any week", "[bulletin]") {
  for (Week week : {Week{0}, week_at(kNow), Week{UINT32_MAX}}) {
    auto verified = Bulletin::verify(world().sign_bulletin(someone(), week, someone().week_key.public_key()),
                                     world().verified_directory());
    REQUIRE(verified);
    CHECK(verified->body().week == week);
    CHECK(verified->body().rid == someone().rid);
    CHECK(verified->body().key == someone().week_key.public_key());
  }
}

TEST_CASE("a bulletin by anyone else than its recipient is refused", "[bulletin]") {
  UnverifiedEnvelope good = world().bulletins[0];
  UnverifiedEnvelope e = good;
  e.signatures[0].second.mutable_span()[0] ^= 1;
  CHECK(bulletin_verdict(e) == Errc::signature_invalid);
  e = good;
  e.signatures[0].second =
      world().recipients[1].identity.sign_document(DocumentType::bulletin, world().dep, e.body);
  CHECK(bulletin_verdict(e) == Errc::signature_invalid);
  e = good;
  e.signatures[0].second = someone().identity.sign_document(DocumentType::burn, world().dep, e.body);
  CHECK(bulletin_verdict(e) == Errc::signature_invalid);
}

TEST_CASE("a bulletin has exactly one signature, with index 0", "[bulletin]") {
  UnverifiedEnvelope good = world().bulletins[0];
  UnverifiedEnvelope e = good;
  e.signatures.clear();
  CHECK(bulletin_verdict(e) == Errc::signature_invalid);
  e = good;
  e.signatures[0].first = 1;
  CHECK(bulletin_verdict(e) == Errc::signature_invalid);
  e = good;
  e.signatures.emplace_back(1, e.signatures[0].second);
  CHECK(bulletin_verdict(e) == Errc::signature_invalid);
  e = good;
  e.new_signatures.emplace();
  CHECK(bulletin_verdict(e) == Errc::signature_invalid);
}

TEST_CASE("a bulletin for an unknown recipient or another deployment is refused", "[bulletin]") {
  World other = make_world({.seed = 5});
  CHECK(bulletin_verdict(other.bulletins[0]) == Errc::document_wrong_type);
  UnverifiedEnvelope e;
  e.body =
      BulletinBody{world().dep, other.recipients[0].rid, Week{1}, someone().week_key.public_key()}.encode();
  e.signatures.emplace_back(
      0, other.recipients[0].identity.sign_document(DocumentType::bulletin, world().dep, e.body));
  CHECK(bulletin_verdict(e) == Errc::recipient_not_addressable);
}

TEST_CASE("a bulletin with a key that nobody can seal to is refused", "[bulletin]") {
  XwingPublic key = someone().week_key.public_key();
  for (std::size_t i = 1184; i < 1216; ++i) key.mutable_span()[i] = 0;  // a low-order point
  CHECK(bulletin_verdict(world().sign_bulletin(someone(), Week{1}, key)) == Errc::key_invalid);
  key = someone().week_key.public_key();
  for (std::size_t i = 0; i < 3; ++i) key.mutable_span()[i] = 0xff;  // two coefficients over q
  CHECK(bulletin_verdict(world().sign_bulletin(someone(), Week{1}, key)) == Errc::key_invalid);
}

TEST_CASE("a bulletin of another form is refused", "[bulletin]") {
  CHECK(bulletin_verdict(world().directory) == Errc::wire_not_canonical);
  CHECK(bulletin_verdict(world().sign_burn(someone(), Epoch{1})) == Errc::wire_not_canonical);
  UnverifiedEnvelope e = world().bulletins[0];
  e.body.push_back(0);
  CHECK(bulletin_verdict(e) == Errc::wire_not_canonical);
}

TEST_CASE("a burn is accepted from its recipient alone", "[burn]") {
  UnverifiedEnvelope good = world().sign_burn(someone(), Epoch{77});
  auto verified = Burn::verify(good, world().verified_directory());
  REQUIRE(verified);
  CHECK(verified->body().from_epoch == Epoch{77});
  CHECK(verified->body().rid == someone().rid);

  UnverifiedEnvelope e = good;
  e.signatures[0].second =
      world().recipients[1].identity.sign_document(DocumentType::burn, world().dep, e.body);
  CHECK(burn_verdict(e) == Errc::signature_invalid);
  e = good;
  e.signatures.emplace_back(1, e.signatures[0].second);
  CHECK(burn_verdict(e) == Errc::signature_invalid);
  CHECK(burn_verdict(world().bulletins[0]) == Errc::wire_not_canonical);
  World other = make_world({.seed = 5});
  CHECK(burn_verdict(other.sign_burn(other.recipients[0], Epoch{1})) == Errc::document_wrong_type);
  e.body = BurnBody{world().dep, other.recipients[0].rid, Epoch{1}}.encode();
  CHECK(burn_verdict(e) == Errc::recipient_not_addressable);
}
