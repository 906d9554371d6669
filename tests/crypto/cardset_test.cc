// SPDX-License-Identifier: Apache-2.0
#include <adit/api.h>
#include <adit/cardset.h>

#include <catch2/catch_test_macros.hpp>

#include "crypto/padded.h"
#include "tests/support/hex.h"
#include "tests/support/world.h"

using namespace adit;
using namespace adit::test;

namespace {

World world_of(std::uint32_t cards) {
  WorldOptions options;
  options.params.cards_per_round = cards;
  return make_world(options);
}
std::vector<SealedCard> dummies(const World& w, std::size_t n) {
  SeededRng rng(n);
  std::vector<SealedCard> out;
  for (std::size_t i = 0; i < n; ++i) out.push_back(seal_dummy_card(w.dep, rng));
  return out;
}
ByteVector upload(const World& w, std::size_t n, const SigningKey& key, const Rid& rid) {
  auto bytes = sign_card_set(w.dep, rid, Round{5}, dummies(w, n), key);
  REQUIRE(bytes);
  return std::move(*bytes);
}
ByteVector good(const World& w) {
  return upload(w, w.options.params.cards_per_round, w.recipients[1].identity, w.recipients[1].rid);
}
Errc verdict(const World& w, ByteSpan bytes) {
  return error_of(CardSet::verify(bytes, w.verified_directory()));
}

// The upload with another body, signed or not.
ByteVector with_body(const World& w, ByteVector bytes, const CardPostBody& body, bool sign = true) {
  UnverifiedEnvelope e;
  e.body = body.encode();
  e.signatures.emplace_back(
      0, sign ? w.recipients[1].identity.sign_document(DocumentType::cardpost, w.dep, e.body) : Signature{});
  ByteVector tail = *pad(e.encode(), api::kCardSetTailBytes);
  std::ranges::copy(tail, bytes.end() - api::kCardSetTailBytes);
  return bytes;
}
CardPostBody body_of(ByteSpan bytes) {
  auto e = UnverifiedEnvelope::parse(*unpad(bytes.last(api::kCardSetTailBytes)));
  REQUIRE(e);
  return *CardPostBody::parse(e->body);
}

}  // namespace

TEST_CASE("a set of as many cards as a round has is accepted, cards ascending by hash", "[cardset]") {
  for (std::uint32_t n : {1u, 2u, 4u}) {
    World w = world_of(n);
    ByteVector bytes = good(w);
    CHECK(bytes.size() == api::card_set_bytes(n));
    auto set = CardSet::verify(bytes, w.verified_directory());
    REQUIRE(set);
    CHECK(set->rid() == w.recipients[1].rid);
    CHECK(set->round() == Round{5});
    REQUIRE(set->cards().size() == n);
    for (std::size_t i = 1; i < n; ++i) CHECK(set->cards()[i - 1].hash() < set->cards()[i].hash());
  }
}

TEST_CASE("a set of another number of cards is refused", "[cardset]") {
  World w = world_of(2);
  for (std::size_t n : {1u, 3u, 4u}) {
    CHECK(verdict(w, upload(w, n, w.recipients[1].identity, w.recipients[1].rid)) == Errc::object_wrong_size);
  }
  ByteVector bytes = good(w);
  CardPostBody body = body_of(bytes);
  body.cards.pop_back();
  CHECK(verdict(w, with_body(w, bytes, body)) == Errc::wire_not_canonical);
  CHECK_FALSE(sign_card_set(w.dep, Rid{}, Round{1}, dummies(w, 12), w.recipients[0].identity));
}

TEST_CASE("a set with cards out of order, twice, or other than those signed is refused", "[cardset]") {
  World w = world_of(2);
  ByteVector bytes = good(w);
  ByteVector swapped = bytes;
  std::swap_ranges(swapped.begin(), swapped.begin() + kCardBytes, swapped.begin() + kCardBytes);
  CHECK(verdict(w, swapped) == Errc::wire_not_canonical);
  ByteVector changed = bytes;
  changed[100] ^= 1;
  CHECK(verdict(w, changed) == Errc::wire_not_canonical);
  CardPostBody body = body_of(bytes);
  std::swap(body.cards[0], body.cards[1]);
  CHECK(verdict(w, with_body(w, bytes, body)) == Errc::wire_not_canonical);
  body.cards[1] = body.cards[0];
  CHECK(verdict(w, with_body(w, bytes, body)) == Errc::wire_not_canonical);
}

TEST_CASE("a set that its recipient did not sign is refused", "[cardset]") {
  World w = world_of(1);
  CHECK(verdict(w, upload(w, 1, w.recipients[0].identity, w.recipients[1].rid)) == Errc::signature_invalid);
  ByteVector bytes = good(w);
  CHECK(verdict(w, with_body(w, bytes, body_of(bytes), false)) == Errc::signature_invalid);
  CardPostBody body = body_of(bytes);
  body.round = Round{6};
  CHECK(verdict(w, with_body(w, bytes, body, false)) == Errc::signature_invalid);
  CHECK(verdict(w, with_body(w, bytes, body)) == Errc{});
}

TEST_CASE("a set by someone unknown or not active, or for another deployment, is refused", "[cardset]") {
  World w = world_of(1);
  World stranger = make_world({.seed = 6});
  CHECK(verdict(w, upload(w, 1, stranger.recipients[0].identity, stranger.recipients[0].rid)) ==
        Errc::recipient_not_addressable);
  ByteVector bytes = good(w);
  CardPostBody body = body_of(bytes);
  body.dep = stranger.dep;
  CHECK(verdict(w, with_body(w, bytes, body)) == Errc::document_wrong_type);
  for (auto status : {RecipientStatus::suspended, RecipientStatus::revoked}) {
    World changed = world_of(1);
    changed.directory_body.recipients[1].status = status;
    changed.directory = changed.sign_directory(changed.directory_body);
    CHECK(verdict(changed, bytes) == Errc::recipient_not_addressable);
  }
}

TEST_CASE("a set whose tail is not a padded document is refused", "[cardset]") {
  World w = world_of(1);
  ByteVector bytes = good(w);
  bytes.back() = 1;
  CHECK(verdict(w, bytes) == Errc::padding_not_zero);
  bytes.back() = 0;
  std::fill(bytes.end() - api::kCardSetTailBytes, bytes.end(), std::uint8_t{0});
  CHECK(verdict(w, bytes) == Errc::wire_not_canonical);
  CHECK(verdict(w, {}) == Errc::object_wrong_size);
}
