// SPDX-License-Identifier: Apache-2.0
#include "client/thread/dialogue.h"

#include <adit/api.h>

#include <catch2/catch_test_macros.hpp>

#include "client/thread/conversation.h"
#include "tests/client/thread/loop_transport.h"

namespace adit::client {
namespace {

using namespace adit::test;

CardContent note(std::string text) {
  CardContent content;
  content.text = std::move(text);
  return content;
}

ReplyTo reply_to(const ThreadKeys& keys, const Rid& rid) {
  return {keys.reply_key(), keys.thread_public(), keys.grant(rid)};
}

struct Cards {
  World world = make_world(cheap_options());
  SeededRng rng{5};
  ThreadKeys keys = make_thread(world.dep, 1);
  CardDays days;

  void add(const SealedCard& card) {
    if (days.days.empty()) days.days.emplace_back();
    append(days.days.back(), card.bytes());
  }
  void add_from(std::size_t recipient, const CardContent& content) {
    const TestRecipient& r = world.recipients[recipient];
    auto card = seal_card(world.dep, r.self(), reply_to(keys, r.rid), content, rng);
    REQUIRE(card);
    add(*card);
  }
  Dialogue open() { return open_cards(keys, world.verified_directory(), days); }
};

TEST_CASE("answers are grouped by recipient, oldest first") {
  Cards c;
  c.add(seal_dummy_card(c.world.dep, c.rng));
  c.add_from(2, note("one"));
  c.add_from(0, note("other"));
  c.days.days.emplace_back();
  c.add_from(2, note("two"));
  Dialogue dialogue = c.open();
  REQUIRE(dialogue.voices.size() == 2);
  CHECK(dialogue.voices[0].name == "Recipient 1");
  CHECK(dialogue.voices[1].name == "Recipient 3");
  REQUIRE(dialogue.voices[1].messages.size() == 2);
  CHECK(dialogue.voices[1].messages[0].text == "one");
  CHECK(dialogue.voices[1].messages[1].text == "two");
  CHECK(dialogue.forged_by_unknown == 0);
}

TEST_CASE("an acknowledgement is no answer, and tells how many messages arrived") {
  Cards c;
  CardContent ack;
  ack.kind = CardKind::acknowledgement;
  ack.acks = {c.rng.bytes<Mid>(), c.rng.bytes<Mid>()};
  c.add_from(1, ack);
  c.add_from(1, ack);
  Dialogue dialogue = c.open();
  REQUIRE(dialogue.voices.size() == 1);
  CHECK(dialogue.voices[0].received.size() == 2);
  CHECK(dialogue.voices[0].messages.empty());
  CHECK_FALSE(dialogue.is_empty());
}

TEST_CASE("the same card twice is shown once") {
  Cards c;
  c.add_from(1, note("once"));
  c.days.days.push_back(c.days.days.back());
  Dialogue dialogue = c.open();
  REQUIRE(dialogue.voices.size() == 1);
  CHECK(dialogue.voices[0].messages.size() == 1);
}

TEST_CASE("a card in the name of another recipient is hidden and counted under that name") {
  Cards c;
  // Recipient 1 knows the reply key and says to be recipient 2, whose grant it does not have.
  const TestRecipient& forger = c.world.recipients[0];
  const TestRecipient& victim = c.world.recipients[1];
  RecipientSelf mask{victim.rid, &forger.auth_secret, forger.auth};
  auto card =
      seal_card(c.world.dep, mask, reply_to(c.keys, victim.rid), note("come to the gate alone"), c.rng);
  REQUIRE(card);
  c.add(*card);
  Dialogue dialogue = c.open();
  REQUIRE(dialogue.voices.size() == 1);
  CHECK(dialogue.voices[0].rid == victim.rid);
  CHECK(dialogue.voices[0].forged == 1);
  CHECK(dialogue.voices[0].messages.empty());
}

TEST_CASE("a card by someone who was never written to is hidden and counted") {
  Cards c;
  const TestRecipient& r = c.world.recipients[3];
  ReplyTo to{c.keys.reply_key(), c.keys.thread_public(), Grant{}};
  auto card = seal_card(c.world.dep, r.self(), to, note("hello"), c.rng);
  REQUIRE(card);
  c.add(*card);
  Dialogue dialogue = c.open();
  REQUIRE(dialogue.voices.size() == 1);
  CHECK(dialogue.voices[0].forged == 1);
}

TEST_CASE("a card in the name of nobody in the directory is counted") {
  Cards c;
  const TestRecipient& r = c.world.recipients[3];
  RecipientSelf mask{Rid{}, &r.auth_secret, r.auth};
  auto card = seal_card(c.world.dep, mask, reply_to(c.keys, Rid{}), note("hello"), c.rng);
  REQUIRE(card);
  c.add(*card);
  Dialogue dialogue = c.open();
  CHECK(dialogue.voices.empty());
  CHECK(dialogue.forged_by_unknown == 1);
  CHECK_FALSE(dialogue.is_empty());
}

TEST_CASE("cards of other threads and dummies are nothing") {
  Cards c;
  ThreadKeys other = make_thread(c.world.dep, 99);
  const TestRecipient& r = c.world.recipients[0];
  auto card = seal_card(c.world.dep, r.self(), reply_to(other, r.rid), note("not for you"), c.rng);
  REQUIRE(card);
  c.add(*card);
  for (int i = 0; i < 5; ++i) c.add(seal_dummy_card(c.world.dep, c.rng));
  CHECK(c.open().is_empty());
}

TEST_CASE("a revoked recipient's answers are still shown") {
  Cards c;
  c.add_from(1, note("before I left"));
  c.world.directory_body.recipients[1].status = RecipientStatus::revoked;
  c.world.directory = c.world.sign_directory(c.world.directory_body);
  CHECK(c.open().voices.size() == 1);
}

TEST_CASE("a day whose file is cut is told, and the whole cards in it are read") {
  Bench b;
  ThreadKeys keys = make_thread(b.world.dep, 1);
  const TestRecipient& r = b.world.recipients[0];
  auto card = seal_card(b.world.dep, r.self(), reply_to(keys, r.rid), note("whole"), b.rng);
  REQUIRE(card);
  ByteVector& file = b.transport.files[api::cards_path(day_at(kNow))];
  append(file, card->bytes());
  append(file, card->bytes().first(100));
  auto session = Session::open(b.world.dep, b.surroundings);
  REQUIRE(session);
  auto dialogue = read_answers(*session, keys, Window::days3);
  REQUIRE(dialogue);
  CHECK(dialogue->voices.size() == 1);
  REQUIRE(dialogue->error);
  CHECK(dialogue->error->code == Errc::peer_misbehaved);
}

TEST_CASE("days that cannot be fetched leave what was fetched, and an error") {
  Bench b;
  b.transport.fault = [](std::size_t number, const LoopRequest&) {
    return number >= 3 ? std::optional(Errc::network_failed) : std::nullopt;
  };
  auto session = Session::open(b.world.dep, b.surroundings);
  REQUIRE(session);
  auto dialogue = read_answers(*session, make_thread(b.world.dep, 1), Window::days3);
  REQUIRE(dialogue);
  REQUIRE(dialogue->error);
  CHECK(dialogue->error->code == Errc::network_failed);
  CHECK(b.transport.requests.size() == 3 + kMaxTries);
}

}  // namespace
}  // namespace adit::client
