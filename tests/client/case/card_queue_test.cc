// SPDX-License-Identifier: Apache-2.0
#include "client/case/card_queue.h"

#include <adit/api.h>
#include <adit/parcel.h>

#include <catch2/catch_test_macros.hpp>

#include "tests/client/case/office.h"

using namespace adit;
using namespace adit::client;
using test::Office;

namespace {

void visits(Office& office, int n) {
  for (int i = 0; i < n; ++i) {
    office.gateway->publish();
    auto report = office.sync(0);
    REQUIRE(report);
    REQUIRE(report->alarms.empty());
  }
}

}  // namespace

TEST_CASE("every round takes exactly as many cards, whatever there is to say", "[cards]") {
  std::uint32_t per_round = 2;
  Office office({.desks = 1, .cards_per_round = per_round});
  std::vector<SealedLetter> letters;
  for (std::uint64_t thread = 1; thread <= 5; ++thread) {
    letters.push_back(office.letter(thread, "hello", {office.to(0)}));
  }
  office.gateway->publish(letters);
  REQUIRE(office.sync(0)->letters == 5);
  visits(office, 12);
  CHECK(office.gateway->card_sets.size() >= 6);
  for (const auto& [name, sets] : office.gateway->card_sets) {
    REQUIRE(sets.size() == 1);
    CHECK(sets[0].size() == api::card_set_bytes(per_round));
  }
  for (std::uint64_t thread = 1; thread <= 5; ++thread) CHECK(office.cards_for(thread).size() == 1);
}

TEST_CASE("what a person wrote goes before acknowledgements, and in its order", "[cards]") {
  Office office({.desks = 1});
  REQUIRE(office.sync(0));  // this round's cards are in already
  std::vector<SealedLetter> letters;
  for (std::uint64_t thread = 1; thread <= 3; ++thread) {
    letters.push_back(office.letter(thread, "hello", {office.to(0)}));
  }
  office.gateway->publish(letters);
  REQUIRE(office.sync(0)->letters == 3);
  CardQueue queue(office.desks[0]->records);
  ThreadKeys third = test::make_thread(office.world.dep, 3);
  REQUIRE(queue.add(third.thread_public(), CardKind::note, {}, "first"));
  REQUIRE(queue.add(third.thread_public(), CardKind::note, {}, "second"));
  visits(office, 4);
  auto cards = office.cards_for(3);
  REQUIRE_FALSE(cards.empty());
  CHECK(cards[0].content.text == "first");
  visits(office, 12);
  // Both answers; the acknowledgement of its own had nothing more to say.
  CHECK(office.cards_for(3).size() == 2);
  CHECK(office.cards_for(1).size() == 1);
  CHECK(office.cards_for(2).size() == 1);
  CHECK(queue.waiting()->empty());
  CHECK(queue.sent()->size() == 2);
}

TEST_CASE("cards of a round that could not be handed in go out in a later one", "[cards]") {
  Office office({.desks = 1});
  office.gateway->publish({office.letter(1, "hello", {office.to(0)})});
  REQUIRE(office.sync(0)->posted);
  CardQueue queue(office.desks[0]->records);
  REQUIRE(queue.add(test::make_thread(office.world.dep, 1).thread_public(), CardKind::note, {}, "an answer"));
  // The set of the next round is kept and never arrives.
  office.gateway->publish();
  DeskSelf& self = office.desks[0]->self;
  Round round = round_at(office.clock.now(), 1200);
  auto kept = queue.set_of_round(self, round, 1200, 1, office.rng);
  REQUIRE(kept);
  auto again = queue.set_of_round(self, round, 1200, 1, office.rng);
  REQUIRE(again);
  CHECK(kept->upload == again->upload);
  for (int i = 0; i < 4; ++i) office.gateway->publish();
  CHECK(office.cards_for(1).size() == 1);
  visits(office, 8);
  CHECK(office.cards_for(1).size() == 2);
  CHECK_FALSE(office.gateway->card_sets.contains({round, self.rid}));
}

TEST_CASE("a desk that is not in the directory posts nothing and confirms nothing", "[cards]") {
  Office office;
  office.gateway->change_directory([&](DirectoryBody& body) {
    std::erase_if(body.recipients,
                  [&](const RecipientEntry& e) { return e.rid == office.desks[0]->self.rid; });
    std::erase(body.witnesses, office.desks[0]->self.witness_key);
    body.quorum = 1;
  });
  office.gateway->publish();
  std::size_t cosigned = office.gateway->cosigned.size();
  auto report = office.sync(0);
  REQUIRE(report);
  CHECK_FALSE(report->listed);
  CHECK_FALSE(report->posted);
  CHECK_FALSE(report->cosigned);
  CHECK(office.gateway->cosigned.size() == cosigned);
  CHECK(office.gateway->card_sets.empty());
}

TEST_CASE("what a desk asks for does not depend on what its letters say", "[cards][metadata]") {
  // One desk gets a letter with a file, the other nothing: the same requests in the same order.
  Office office;
  ThreadKeys keys = test::make_thread(office.world.dep, 1);
  auto file = seal_file(keys, ByteVector(70'000, 1), "a", "image/jpeg");
  LetterDraft draft = office.draft("hello", {office.to(0)});
  draft.core.files.push_back(file->entry.clone());
  office.gateway->publish({*seal_letter(keys, draft, office.rng)}, file->parcels);
  auto requests_of = [&](std::size_t desk) {
    office.gateway->requests.clear();
    REQUIRE(office.sync(desk));
    return office.gateway->requests;
  };
  auto first = requests_of(0);
  auto second = requests_of(1);
  CHECK(first == second);
  office.gateway->publish();
  office.gateway->publish();
  first = requests_of(0);
  second = requests_of(1);
  CHECK(first == second);
}
