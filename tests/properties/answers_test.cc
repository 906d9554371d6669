// SPDX-License-Identifier: Apache-2.0
// P6: answers are authentic for each recipient, come only from those who were addressed, and prove
// nothing to anyone else.
#include <catch2/catch_test_macros.hpp>

#include "crypto/padded.h"
#include "tests/properties/insider.h"
#include "tests/support/hex.h"

using namespace adit;
using namespace adit::test;

namespace {

const World& world() {
  static const World kWorld = make_world({.recipients = 3});
  return kWorld;
}
const ThreadKeys& owner() {
  static const ThreadKeys kKeys = make_thread(world().dep, 1);
  return kKeys;
}
// Recipients 0 and 1 were addressed, 2 was not.
const TestRecipient& forger() { return world().recipients[0]; }
const TestRecipient& victim() { return world().recipients[1]; }
const TestRecipient& stranger() { return world().recipients[2]; }

Key key_of(const TestRecipient& r) {
  return *thread_key_of_recipient(world().dep, r.auth_secret, r.auth, r.rid, owner().thread_public());
}
CardContent words(std::string text) {
  CardContent c;
  c.text = std::move(text);
  return c;
}
SealedCard forge(const Rid& rid, const Grant& grant, const Key& tag_key, std::string text = "a lie") {
  SeededRng rng(1);
  return forge_card(
      world().dep, owner().reply_key(), {rid, grant, words(std::move(text)), Tag32{}},
      [&](const Commitment& rcom, ByteSpan untagged) { return card_tag(tag_key, rcom, untagged); }, rng);
}
Result<OpenedCard> read(const SealedCard& card) {
  return open_card(owner(), XwingKey(owner().reply_seed()), card, world().verified_directory());
}

}  // namespace

TEST_CASE("P6: the harness makes cards that open: an honest one does", "[P6]") {
  auto opened = read(forge(victim().rid, owner().grant(victim().rid), key_of(victim()), "hello"));
  REQUIRE(opened);
  CHECK(opened->from == victim().rid);
}

TEST_CASE("P6: an answer in the name of another recipient is noticed", "[P6]") {
  // The forger was addressed: from the channel it has everybody's grant, and its own thread key.
  CHECK(error_of(read(forge(victim().rid, owner().grant(victim().rid), key_of(forger())))) ==
        Errc::card_forged);
  CHECK(error_of(read(forge(victim().rid, owner().grant(forger().rid), key_of(forger())))) ==
        Errc::card_forged);
  CHECK(error_of(read(forge(forger().rid, owner().grant(victim().rid), key_of(forger())))) ==
        Errc::card_forged);
}

TEST_CASE("P6: an answer by a recipient who was not addressed is noticed", "[P6]") {
  // It learned reply key and X_T from an addressed one, and can make its own thread key; not a grant.
  SeededRng rng(2);
  CHECK(error_of(read(forge(stranger().rid, rng.bytes<Grant>(), key_of(stranger())))) == Errc::card_forged);
  CHECK(error_of(read(forge(stranger().rid, Grant{}, key_of(stranger())))) == Errc::card_forged);
  CHECK(error_of(read(forge(stranger().rid, owner().grant(forger().rid), key_of(stranger())))) ==
        Errc::card_forged);
}

TEST_CASE("P6: a tag taken from another card is noticed", "[P6]") {
  SeededRng rng(3);
  Tag32 seen{};
  auto honest = forge_card(
      world().dep, owner().reply_key(), {victim().rid, owner().grant(victim().rid), words("yes"), Tag32{}},
      [&](const Commitment& rcom, ByteSpan untagged) {
        seen = card_tag(key_of(victim()), rcom, untagged);
        return seen;
      },
      rng);
  REQUIRE(read(honest));
  auto transplanted = forge_card(
      world().dep, owner().reply_key(), {victim().rid, owner().grant(victim().rid), words("yes"), Tag32{}},
      [&](const Commitment&, ByteSpan) { return seen; }, rng);
  CHECK(error_of(read(transplanted)) == Errc::card_forged);
}

TEST_CASE("P6: an answer sealed to another thread is not mine there, and grants do not carry over", "[P6]") {
  ThreadKeys other = make_thread(world().dep, 2);
  SealedCard card = forge(victim().rid, owner().grant(victim().rid), key_of(victim()));
  CHECK(error_of(open_card(other, XwingKey(other.reply_seed()), card, world().verified_directory())) ==
        Errc::card_not_mine);
  CHECK(other.grant(victim().rid) != owner().grant(victim().rid));
}

TEST_CASE("P6: a recipient alone can make a letter that opens as the reporter's, so it proves nothing",
          "[P6][deniable]") {
  // Everything it uses, a recipient has after one letter: X_T, the reply key, its own grant and key.
  Forgery f{
      .dep = world().dep, .letter_key = secret_of<Key>(5), .slots = {}, .channel = {}, .core = {}, .tag = {}};
  f.channel.reply_key = owner().reply_key();
  f.channel.thread_public = owner().thread_public();
  f.channel.week = week_at(kNow);
  f.channel.slots[3].rid = victim().rid;
  f.channel.slots[3].grant = owner().grant(victim().rid);
  f.slots[3] = ToKey{victim().week_key.public_key()};
  Core core;
  core.form = "report";
  core.fields = {{"what", "words the reporter never wrote"}};
  f.core = core.encode();
  f.tag = [](std::size_t i, const Commitment& com, ByteSpan core_block,
             ByteSpan untagged) -> std::optional<Tag16> {
    if (i != 3) return std::nullopt;
    return letter_tag(key_of(victim()), com, core_block, untagged);
  };
  auto opened = open_as(world(), 1, f.seal());
  REQUIRE(opened);
  CHECK(opened->channel.thread_public == owner().thread_public());
  CHECK(opened->core.encode() == f.core);
  CHECK(opened->verdicts ==
        std::array{SlotVerdict::dummy, SlotVerdict::dummy, SlotVerdict::dummy, SlotVerdict::readable});
}

TEST_CASE("P6: a reporter alone can make a card that opens as a recipient's, so it proves nothing",
          "[P6][deniable]") {
  // The reporter makes the thread key from its own side.
  Key key = *owner().thread_key(victim().rid, victim().auth);
  auto opened =
      read(forge(victim().rid, owner().grant(victim().rid), key, "words the recipient never wrote"));
  REQUIRE(opened);
  CHECK(opened->from == victim().rid);
}

TEST_CASE("planted: without the grant, a recipient who was not addressed could answer", "[P6]") {
  // Its tag alone is right: only the grant tells that it was never addressed.
  SealedCard card = forge(stranger().rid, Grant{}, key_of(stranger()));
  XwingKey reply(owner().reply_seed());
  auto ct = *XwingCiphertext::from(card.bytes().first(kXwingCiphertextBytes));
  auto ss = reply.decapsulate(ct);
  REQUIRE(ss);
  CardKeys keys = card_keys(world().dep, ct, *ss, owner().reply_key());
  auto block =
      aead_open(keys.key, keys.rcom.span(), card.bytes().subspan(kXwingCiphertextBytes + kCommitmentBytes));
  REQUIRE(block);
  auto parsed = CardBlock::parse(*unpad(block->expose()));
  REQUIRE(parsed);
  Tag32 tag = parsed->tag;
  parsed->tag = Tag32{};
  Key key = *owner().thread_key(stranger().rid, stranger().auth);
  CHECK(card_tag(key, keys.rcom, *pad(parsed->encode(), kCardBlockBytes)) == tag);
  CHECK(error_of(read(card)) == Errc::card_forged);
}
