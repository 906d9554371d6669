// SPDX-License-Identifier: Apache-2.0
// P16: a wrong but well-formed secret is an ordinary, empty thread: nothing opens, nothing errs, and
// what it sends looks like anything else.
#include <catch2/catch_test_macros.hpp>

#include "tests/properties/insider.h"
#include "tests/support/hex.h"

using namespace adit;
using namespace adit::test;

namespace {
// A day of cards: answers to one thread and dummies.
std::vector<SealedCard> day_of_cards(const World& world, const ThreadKeys& to) {
  SeededRng rng(1);
  std::vector<SealedCard> cards;
  for (int i = 0; i < 12; ++i) {
    const TestRecipient& r = world.recipients[static_cast<std::size_t>(i) % 3];
    if (i % 3 != 0) {
      cards.push_back(seal_dummy_card(world.dep, rng));
      continue;
    }
    CardContent content;
    content.text = "answer";
    auto card =
        seal_card(world.dep, r.self(), {to.reply_key(), to.thread_public(), to.grant(r.rid)}, content, rng);
    REQUIRE(card);
    cards.push_back(std::move(*card));
  }
  return cards;
}
std::pair<int, int> opened_and_forged(const World& world, const ThreadKeys& keys,
                                      const std::vector<SealedCard>& cards) {
  XwingKey reply(keys.reply_seed());
  Directory directory = world.verified_directory();
  int opened = 0;
  int forged = 0;
  for (const SealedCard& card : cards) {
    auto content = open_card(keys, reply, card, directory);
    opened += content ? 1 : 0;
    if (!content) {
      REQUIRE((content.error().code == Errc::card_not_mine || content.error().code == Errc::card_forged));
      forged += content.error().code == Errc::card_forged ? 1 : 0;
    }
  }
  return {opened, forged};
}
}  // namespace

TEST_CASE("P16: the right secret reads its answers and two hundred wrong ones read nothing and err nowhere",
          "[P16]") {
  World world = make_world();
  ThreadKeys right = make_thread(world.dep, 1);
  auto cards = day_of_cards(world, right);
  CHECK(opened_and_forged(world, right, cards) == std::pair(4, 0));  // the planted case: something does open
  for (std::uint64_t seed = 2; seed < 202; ++seed) {
    REQUIRE(opened_and_forged(world, make_thread(world.dep, seed), cards) == std::pair(0, 0));
  }
}

TEST_CASE("P16: two real secrets, typed in full, give threads that know nothing of each other", "[P16]") {
  World world = make_world();
  SeededRng rng(5);
  ThreadSecret a = new_secret(rng);
  ThreadSecret b = new_secret(rng);
  auto typed = parse_secret(text_of(secret_words(b, WordList::spanish)));
  REQUIRE(typed);
  auto root_a = root_of(a, world.dep);
  auto root_b = root_of(*typed, world.dep);
  REQUIRE((root_a && root_b));
  ThreadKeys first(std::move(*root_a), world.dep);
  ThreadKeys second(std::move(*root_b), world.dep);
  auto cards = day_of_cards(world, first);
  CHECK(opened_and_forged(world, first, cards).first == 4);
  CHECK(opened_and_forged(world, second, cards) == std::pair(0, 0));
  // The second can be used like any other: letters of it open for their recipients, as a thread of its own.
  auto opened = open_as(world, 0, seal_draft(world, second, draft_to(world, {0}), 3));
  REQUIRE(opened);
  CHECK(opened->channel.thread_public == second.thread_public());
}
