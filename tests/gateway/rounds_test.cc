// SPDX-License-Identifier: Apache-2.0
#include <adit/cardset.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>

#include "crypto/sha256.h"
#include "gateway/durable.h"
#include "tests/gateway/harness.h"

namespace adit::test {
namespace {

constexpr std::uint32_t kRoundSeconds = 1800;  // three epochs

WorldOptions with_short_rounds(std::uint32_t cards = 1) {
  WorldOptions out = small_world();
  out.params.round_seconds = kRoundSeconds;
  out.params.cards_per_round = cards;
  // At a round's start.
  out.now = UnixTime{seconds(kNow) / kRoundSeconds * kRoundSeconds};
  return out;
}

ByteVector card_set(const Gateway& g, std::size_t who, Round round, std::uint64_t seed,
                    std::size_t cards = 1) {
  SeededRng rng(seed);
  std::vector<SealedCard> list;
  for (std::size_t i = 0; i < cards; ++i) list.push_back(seal_dummy_card(g.world.dep, rng));
  const TestRecipient& r = g.world.recipients[who];
  auto upload = sign_card_set(g.world.dep, r.rid, round, std::move(list), r.identity);
  REQUIRE(upload);
  return std::move(*upload);
}

Round round_now(const Gateway& g) { return round_at(g.clock.now(), kRoundSeconds); }

// Cards of the day of an epoch that starts now.
std::vector<Digest> cards_of(const Gateway& g, Day day) {
  const ByteVector file = g.file(api::cards_path(day));
  REQUIRE(file.size() % kCardBytes == 0);
  std::vector<Digest> out;
  for (std::size_t at = 0; at < file.size(); at += kCardBytes)
    out.push_back(sha256(ByteSpan(file).subspan(at, kCardBytes)));
  return out;
}

bool holds(const std::vector<Digest>& cards, const ByteVector& set) {
  return std::ranges::find(cards, sha256(ByteSpan(set).first(kCardBytes))) != cards.end();
}

TEST_CASE("a round has one card for each active recipient, whoever posted", "[gateway]") {
  Gateway g(with_short_rounds());
  const Day day = day_at(g.clock.now());
  g.bring_up();  // epoch 1 of 3
  const ByteVector set = card_set(g, 1, round_now(g), 5);
  REQUIRE(g.post(api::Route::cards, set));
  REQUIRE(g.post(api::Route::cards, set));  // the answer was lost
  CHECK(outcome(g.post(api::Route::cards, card_set(g, 1, round_now(g), 6))) == "E_ADMISSION");
  REQUIRE(g.next_epoch());
  CHECK(g.record().cards == 0);
  CHECK(g.record().cards_file == sha256(ByteSpan{}));
  CHECK(g.file(api::cards_path(day)).empty());
  REQUIRE(g.open());
  CHECK(outcome(g.post(api::Route::cards, card_set(g, 1, round_now(g), 6))) == "E_ADMISSION");
  REQUIRE(g.next_epoch());  // the round is over

  CHECK(g.record().cards == 3);
  const std::vector<Digest> cards = cards_of(g, day);
  CHECK(cards.size() == 3);
  CHECK(std::ranges::is_sorted(cards));
  CHECK(holds(cards, set));
  CHECK(g.record().cards_file == sha256(g.file(api::cards_path(day))));
  const auto entries = g.entries();
  for (const Digest& card : cards) CHECK(std::ranges::count(entries, entry_of(EntryKind::card, card)) == 1);

  // The next round comes after it in the day's file.
  for (int i = 0; i < 3; ++i) REQUIRE(g.next_epoch());
  const std::vector<Digest> more = cards_of(g, day);
  REQUIRE(more.size() == 6);
  CHECK(std::equal(cards.begin(), cards.end(), more.begin()));
  CHECK(std::filesystem::is_empty(g.config.data / "rounds"));
}

TEST_CASE("card sets are taken from active recipients, for the current round", "[gateway]") {
  Gateway g(with_short_rounds(2));
  g.bring_up();
  const Round round = round_now(g);
  auto post = [&](const ByteVector& set) { return outcome(g.post(api::Route::cards, set)); };
  CHECK(post(card_set(g, 0, Round{number(round) + 1}, 1, 2)) == "E_ADMISSION");
  CHECK(post(card_set(g, 0, Round{number(round) - 1}, 2, 2)) == "E_ADMISSION");
  CHECK(post(card_set(g, 0, round, 3, 1)) == "E_SIZE");
  ByteVector changed = card_set(g, 0, round, 4, 2);
  changed[0] ^= 1;
  CHECK(post(changed) == "E_SIZE");
  WorldOptions stranger_options = with_short_rounds(2);
  stranger_options.seed = 9;
  Gateway stranger(stranger_options);
  CHECK(post(card_set(stranger, 0, round, 5, 2)) == "E_ADMISSION");
  REQUIRE(g.post_document(g.world.sign_burn(g.world.recipients[0], g.epoch())));
  CHECK(post(card_set(g, 0, round, 6, 2)) == "ok");  // the burn counts from the next epoch
  REQUIRE(g.next_epoch());
  CHECK(post(card_set(g, 0, round, 6, 2)) == "E_ADMISSION");
  CHECK(post(card_set(g, 1, round, 7, 2)) == "ok");
  REQUIRE(g.next_epoch());
  CHECK(g.record().cards == 4);  // of the two who are left
}

TEST_CASE("a round whose tick was missed is published by the first tick after it", "[gateway]") {
  Gateway g(with_short_rounds());
  const Day day = day_at(g.clock.now());
  g.bring_up();
  const ByteVector set = card_set(g, 2, round_now(g), 5);
  REQUIRE(g.post(api::Route::cards, set));
  SECTION("by one epoch") { g.clock.advance(kRoundSeconds); }
  SECTION("by many rounds in which nobody could post") { g.clock.advance(5 * kRoundSeconds); }
  REQUIRE(g.open());
  REQUIRE(g.next_epoch());
  CHECK(holds(cards_of(g, day), set));
  CHECK(g.record().cards == 3);
  // What is left of the missed rounds does not pile up: at most the last one, then one a round.
  std::uint32_t cards = 0;
  for (int i = 0; i < 6; ++i) {
    REQUIRE(g.next_epoch());
    cards += g.record().cards;
  }
  CHECK(cards >= 6);
  CHECK(cards <= 9);
}

TEST_CASE("a card set that is damaged on the disk is said to be", "[gateway]") {
  Gateway g(with_short_rounds());
  g.bring_up();
  REQUIRE(g.post(api::Route::cards, card_set(g, 2, round_now(g), 5)));
  g.close();
  const auto file = std::filesystem::directory_iterator(g.config.data / "rounds")->path();
  std::filesystem::resize_file(file, 100);
  CHECK(outcome(g.open()) == "store_corrupt");
  CHECK(std::filesystem::file_size(file) == 100);
}

}  // namespace
}  // namespace adit::test
