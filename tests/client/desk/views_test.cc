// SPDX-License-Identifier: Apache-2.0
// Two recipients compare what they were shown.
#include <catch2/catch_test_macros.hpp>

#include "client/case/alarms.h"
#include "client/case/view_list.h"
#include "tests/client/case/office.h"

using namespace adit;
using namespace adit::client;
using test::Office;

TEST_CASE("two desks of one history have the same views, and the file comes back", "[views]") {
  Office office;
  office.gateway->publish();
  REQUIRE(office.sync(0));
  REQUIRE(office.sync(1));
  auto own = own_views(office.desks[0]->records);
  auto other = own_views(office.desks[1]->records);
  REQUIRE(own);
  REQUIRE(other);
  auto back = ViewList::parse(other->encode());
  REQUIRE(back);
  CHECK(back->encode() == other->encode());
  auto found = compare_views(*own, *back, {});
  CHECK(found.same == 3);
  CHECK(found.different.empty());
}

TEST_CASE("desks that were shown two histories find the epoch", "[views][P12]") {
  Office office;
  office.gateway->publish();
  test::FakeGateway other = *office.gateway;
  const UnixTime before = office.clock.now();
  office.gateway->publish();
  REQUIRE(office.sync(0));
  office.clock.set(before);
  other.publish({office.letter(1, "only for some", {office.to(1)})});
  DeskContext second{office.desks[1]->records, other, office.clock, office.rng};
  REQUIRE(sync(second));
  auto found = compare_views(*own_views(office.desks[0]->records), *own_views(office.desks[1]->records), {});
  CHECK(found.different.size() == 1);
  CHECK(found.same == 3);
}

TEST_CASE("a letter's unknown state is a fork if another recipient knows it, and otherwise nobody's proof",
          "[views][P11]") {
  Office office;
  LetterDraft draft = office.draft("hello", {office.to(0)});
  draft.view = *ViewId::from(as_bytes("elsewhre"));
  office.gateway->publish({*seal_letter(test::make_thread(office.world.dep, 1), draft, office.rng)});
  REQUIRE(office.sync(0));
  REQUIRE(office.sync(1));
  auto letters = unknown_views(office.desks[0]->records);
  REQUIRE(letters);
  REQUIRE(letters->size() == 1);
  auto other = *own_views(office.desks[1]->records);
  auto found = compare_views(*own_views(office.desks[0]->records), other, *letters);
  CHECK(found.unexplained == std::vector<std::uint64_t>{1});
  CHECK(found.explained.empty());
  other.views.emplace(Epoch{1}, draft.view);
  found = compare_views(*own_views(office.desks[0]->records), other, *letters);
  CHECK(found.explained == std::vector<std::uint64_t>{1});
  CHECK(words_of(AlarmKind::unknown_view).sort == AlarmClass::suspicion);
}

TEST_CASE("a letter from any state of the last weeks raises no alarm", "[views]") {
  Office office;
  REQUIRE(office.sync(0));
  const ViewId old = office.gateway->view();
  for (int day = 0; day < 6; ++day) {
    office.gateway->skip(143);
    office.gateway->publish();
    REQUIRE(office.sync(0));
  }
  LetterDraft draft = office.draft("carried by hand for days", {office.to(0)});
  draft.view = old;
  office.gateway->publish({*seal_letter(test::make_thread(office.world.dep, 1), draft, office.rng)});
  auto report = office.sync(0);
  REQUIRE(report);
  CHECK(report->letters == 1);
  CHECK(std::ranges::find(report->alarms, AlarmKind::unknown_view, &Alarm::kind) == report->alarms.end());
}

TEST_CASE("a file that is not a list of views is refused", "[views]") {
  Office office;
  REQUIRE(office.sync(0));
  const std::string good = own_views(office.desks[0]->records)->encode();
  CHECK_FALSE(ViewList::parse(""));
  CHECK_FALSE(ViewList::parse(good.substr(1)));
  CHECK_FALSE(ViewList::parse(good.substr(0, good.size() / 2)));
  const std::string head = "adit/v1/views\n";
  CHECK_FALSE(ViewList::parse(head + "5 00\n\n" + good));
  CHECK_FALSE(ViewList::parse(head + "x 0011223344556677\n\n" + good));
  CHECK_FALSE(ViewList::parse(head + "7 0011223344556677\n6 0011223344556677\n\n" + good));
}
