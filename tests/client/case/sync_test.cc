// SPDX-License-Identifier: Apache-2.0
#include "client/case/sync.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/client/case/office.h"

using namespace adit;
using namespace adit::client;
using test::Office;

TEST_CASE("letters reach the inboxes of those they name, and nobody else's", "[sync]") {
  Office office({.desks = 3});
  office.gateway->publish({office.letter(1, "the list is in the drawer", {office.to(0), office.to(1)})});
  for (std::size_t desk : {0u, 1u, 2u}) {
    auto report = office.sync(desk);
    REQUIRE(report);
    CHECK(report->alarms.empty());
    CHECK(report->epochs == 3);
    CHECK(report->letters == (desk == 2 ? 0u : 1u));
    CHECK(report->cosigned);
  }
  REQUIRE(office.inbox(0).size() == 1);
  REQUIRE(office.inbox(1).size() == 1);
  CHECK(office.inbox(2).empty());
  CHECK(office.account(office.inbox(0)[0]) == "the list is in the drawer");
  CHECK(office.account(office.inbox(1)[0]) == "the list is in the drawer");
  CHECK(office.inbox(0)[0].is_included());
  CHECK(office.inbox(0)[0].view_known);
  // The third desk looked at the same files as the others.
  CHECK(office.desks[2]->records.list(Kind::thread)->empty());
}

TEST_CASE("a visit without news says so", "[sync]") {
  Office office;
  REQUIRE(office.sync(0));
  auto again = office.sync(0);
  REQUIRE(again);
  CHECK_FALSE(again->has_news());
  CHECK(again->epochs == 0);
  CHECK_FALSE(again->cosigned);
  CHECK(again->alarms.empty());
}

TEST_CASE("a letter is acknowledged once", "[sync][cards]") {
  Office office;
  office.gateway->publish({office.letter(1, "hello", {office.to(0)})});
  REQUIRE(office.sync(0)->letters == 1);
  for (int i = 0; i < 8; ++i) {
    office.gateway->publish();
    auto report = office.sync(0);
    REQUIRE(report);
    CHECK(report->alarms.empty());
  }
  auto cards = office.cards_for(1);
  REQUIRE(cards.size() == 1);
  CHECK(cards[0].from == office.desks[0]->self.rid);
  CHECK(cards[0].content.kind == CardKind::acknowledgement);
  REQUIRE(cards[0].content.acks.size() == 1);
  CHECK(cards[0].content.acks[0] == office.inbox(0)[0].channel.mid);
  CHECK(office.desks[0]->records.list(Kind::queued_card)->empty());
}
