// SPDX-License-Identifier: Apache-2.0
// card_format, card_seal and card_open. Forgeries are in tests/properties.
#include <catch2/catch_test_macros.hpp>

#include "crypto/card_format.h"
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
ReplyTo reply_to(const ThreadKeys& keys, std::size_t recipient) {
  return {keys.reply_key(), keys.thread_public(), keys.grant(world().recipients[recipient].rid)};
}
CardContent some_content() {
  CardContent c;
  c.kind = CardKind::proposal;
  c.body = {1, 2, UINT64_MAX};
  c.acks = {bytes_of<Mid>("00112233445566778899aabbccddeeff")};
  c.text = "We will go and look.";
  c.files.push_back(
      {"a.pdf", "application/pdf", 10, Digest{}, secret_of<Key>(3), {ParcelId{}}, std::nullopt});
  return c;
}
SealedCard seal_from(std::size_t recipient, const ThreadKeys& keys, const CardContent& content) {
  SeededRng rng(1);
  auto card =
      seal_card(world().dep, world().recipients[recipient].self(), reply_to(keys, recipient), content, rng);
  REQUIRE(card);
  return std::move(*card);
}
Result<OpenedCard> open_with(const ThreadKeys& keys, const SealedCard& card) {
  return open_card(keys, XwingKey(keys.reply_seed()), card, world().verified_directory());
}

}  // namespace

TEST_CASE("a card has exactly 4096 bytes", "[card]") {
  CHECK(error_of(SealedCard::parse(filled(4095, 0))) == Errc::object_wrong_size);
  CHECK(error_of(SealedCard::parse(filled(4097, 0))) == Errc::object_wrong_size);
  CHECK(SealedCard::parse(filled(4096, 0)));
}

TEST_CASE("an answer opens for the thread it was written to, with its writer's name", "[card]") {
  ThreadKeys keys = make_thread(world().dep, 1);
  CardContent content = some_content();
  for (std::size_t i = 0; i < 3; ++i) {
    auto opened = open_with(keys, seal_from(i, keys, content));
    REQUIRE(opened);
    CHECK(opened->from == world().recipients[i].rid);
    CHECK(opened->content.kind == content.kind);
    CHECK(opened->content.body == content.body);
    CHECK(opened->content.acks == content.acks);
    CHECK(opened->content.text == content.text);
    CHECK(opened->content.files.size() == 1);
  }
}

TEST_CASE("another thread's card, and a dummy, are not mine", "[card]") {
  ThreadKeys keys = make_thread(world().dep, 1);
  ThreadKeys other = make_thread(world().dep, 2);
  CHECK(error_of(open_with(other, seal_from(0, keys, some_content()))) == Errc::card_not_mine);
  SeededRng rng(5);
  CHECK(error_of(open_with(keys, seal_dummy_card(world().dep, rng))) == Errc::card_not_mine);
  ByteVector noise(kCardBytes);
  rng.fill(noise);
  CHECK(error_of(open_with(keys, *SealedCard::parse(noise))) == Errc::card_not_mine);
}

TEST_CASE("a card that was changed anywhere does not open", "[card]") {
  ThreadKeys keys = make_thread(world().dep, 1);
  SealedCard card = seal_from(0, keys, some_content());
  for (std::size_t at = 0; at < kCardBytes; at += 61) {
    ByteVector changed(card.bytes().begin(), card.bytes().end());
    changed[at] ^= 4;
    Errc code = error_of(open_with(keys, *SealedCard::parse(changed)));
    CHECK(code == (at < 1152 ? Errc::card_not_mine : Errc::card_forged));
  }
}

TEST_CASE("a card by someone who is no longer in the directory is shown as forged", "[card]") {
  ThreadKeys keys = make_thread(world().dep, 1);
  World stranger = make_world({.seed = 4});
  SeededRng rng(1);
  const TestRecipient& who = stranger.recipients[0];
  auto card = seal_card(world().dep, who.self(),
                        {keys.reply_key(), keys.thread_public(), keys.grant(who.rid)}, some_content(), rng);
  REQUIRE(card);
  CHECK(error_of(open_with(keys, *card)) == Errc::card_forged);
}

TEST_CASE("a card says in whose name it was written, true or not, to its reader alone", "[card]") {
  ThreadKeys keys = make_thread(world().dep, 1);
  XwingKey reply(keys.reply_seed());
  CHECK(claimed_sender(keys, reply, seal_from(0, keys, some_content())) == world().recipients[0].rid);
  World stranger = make_world({.seed = 4});
  SeededRng rng(1);
  const TestRecipient& who = stranger.recipients[0];
  auto forged = seal_card(world().dep, who.self(), {keys.reply_key(), keys.thread_public(), Grant{}},
                          some_content(), rng);
  REQUIRE(forged);
  CHECK(error_of(open_with(keys, *forged)) == Errc::card_forged);
  CHECK(claimed_sender(keys, reply, *forged) == who.rid);
  CHECK_FALSE(claimed_sender(keys, reply, seal_dummy_card(world().dep, rng)));
}

TEST_CASE("a suspended recipient's card can still be read", "[card]") {
  World w = make_world();
  w.directory_body.recipients[0].status = RecipientStatus::suspended;
  w.directory = w.sign_directory(w.directory_body);
  ThreadKeys keys = make_thread(w.dep, 1);
  SealedCard card = seal_from(0, keys, some_content());
  CHECK(open_card(keys, XwingKey(keys.reply_seed()), card, w.verified_directory()));
}

TEST_CASE("bytes left say exactly what still fits on a card", "[card]") {
  ThreadKeys keys = make_thread(world().dep, 1);
  CardContent c = some_content();
  c.text = std::string(300, 'x');
  std::ptrdiff_t left = card_bytes_left(c);
  REQUIRE(left > 0);
  c.text += std::string(static_cast<std::size_t>(left), 'x');
  CHECK(card_bytes_left(c) == 0);
  CHECK(open_with(keys, seal_from(0, keys, c)));
  c.text += "x";
  SeededRng rng(1);
  CHECK(error_of(seal_card(world().dep, world().recipients[0].self(), reply_to(keys, 0), c, rng)) ==
        Errc::report_too_long);
}

TEST_CASE("a card to a thread with an unusable key is refused", "[card]") {
  ThreadKeys keys = make_thread(world().dep, 1);
  SeededRng rng(1);
  ReplyTo to = reply_to(keys, 0);
  to.thread_public = X25519Public{};
  CHECK(error_of(seal_card(world().dep, world().recipients[0].self(), to, some_content(), rng)) ==
        Errc::key_invalid);
  to = reply_to(keys, 0);
  for (std::size_t i = 1184; i < 1216; ++i) to.reply_key.mutable_span()[i] = 0;
  CHECK(error_of(seal_card(world().dep, world().recipients[0].self(), to, some_content(), rng)) ==
        Errc::key_invalid);
}

TEST_CASE("a card's block comes back from its bytes and has limits", "[card]") {
  CardBlock block{world().recipients[0].rid, Grant{}, some_content(), Tag32{}};
  auto back = CardBlock::parse(block.encode());
  REQUIRE(back);
  CHECK(back->encode() == block.encode());
  auto refused = [](auto&& change) {
    CardBlock b{Rid{}, Grant{}, some_content(), Tag32{}};
    change(b.content);
    return error_of(CardBlock::parse(b.encode())) == Errc::wire_not_canonical;
  };
  CHECK(refused([](CardContent& c) { c.kind = static_cast<CardKind>(6); }));
  CHECK(refused([](CardContent& c) { c.body.resize(9); }));
  CHECK(refused([](CardContent& c) { c.acks.resize(9); }));
  CHECK(refused([](CardContent& c) { c.text = "\xff"; }));
  CHECK(refused([](CardContent& c) {
    while (c.files.size() <= 8) c.files.push_back(c.files[0].clone());
  }));
  CHECK_FALSE(refused([](CardContent& c) {
    c.body.resize(8);
    c.acks.resize(8);
  }));
}
