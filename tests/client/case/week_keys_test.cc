// SPDX-License-Identifier: Apache-2.0
#include "client/case/week_keys.h"

#include <catch2/catch_test_macros.hpp>

#include "client/case/position.h"
#include "tests/client/case/office.h"

using namespace adit;
using namespace adit::client;
using test::Crash;
using test::CrashPlan;
using test::Office;

namespace {

std::vector<Week> secrets(Office& office) { return WeekKeys::load(office.desks[0]->records)->weeks(); }
bool is_there(Office& office, Week week) {
  auto weeks = secrets(office);
  return std::ranges::find(weeks, week) != weeks.end();
}

Result<PublishReport> publish(Office& office) {
  return publish_week_keys(office.desks[0]->records, office.desks[0]->self, *office.gateway, office.clock,
                           office.rng);
}

}  // namespace

TEST_CASE("publishing makes this week and the next four, and again changes nothing", "[weeks]") {
  Office office({.desks = 1, .publish_keys = false});
  auto first = publish(office);
  REQUIRE(first);
  CHECK(first->made.size() == 5);
  CHECK(first->published.size() == 5);
  CHECK(first->made.front() == week_at(office.clock.now()));
  auto before = office.desks[0]->records.list(Kind::week_secret);
  auto again = publish(office);
  REQUIRE(again);
  CHECK(again->made.empty());
  CHECK(again->published.empty());
  CHECK(again->before.size() == 5);
  auto after = office.desks[0]->records.list(Kind::week_secret);
  REQUIRE(before->size() == after->size());
  for (std::size_t i = 0; i < before->size(); ++i) {
    CHECK(std::ranges::equal((*before)[i].value.expose(), (*after)[i].value.expose()));
  }
  CHECK(*weeks_ahead(office.desks[0]->records, office.clock.now()) == 5);
  office.clock.advance(kWeekSeconds);
  CHECK(*weeks_ahead(office.desks[0]->records, office.clock.now()) == 4);
  auto next_week = publish(office);
  REQUIRE(next_week);
  CHECK(next_week->published.size() == 1);
}

TEST_CASE("no key is published whose secret could be lost", "[weeks][crash]") {
  Office office({.desks = 1, .publish_keys = false});
  CrashPlan plan;
  const test::MemoryRecords records = office.desks[0]->records;
  const test::FakeGateway gateway = *office.gateway;
  plan.at_call(std::nullopt);
  office.desks[0]->records.set_plan(&plan);
  office.gateway->set_plan(&plan);
  REQUIRE(publish(office));
  const int calls = plan.calls();
  for (int k = 0; k < calls; ++k) {
    CAPTURE(k);
    office.desks[0]->records = records;
    *office.gateway = gateway;
    office.desks[0]->records.set_plan(&plan);
    office.gateway->set_plan(&plan);
    plan.at_call(k);
    REQUIRE_THROWS_AS((void)publish(office), Crash);
    office.desks[0]->records.set_plan(nullptr);
    office.gateway->set_plan(nullptr);
    // The gateway refuses a second key for a week, so this succeeds only with the same ones.
    REQUIRE(publish(office));
    REQUIRE(*weeks_ahead(office.desks[0]->records, office.clock.now()) == 5);
    REQUIRE(office.gateway->week_key(office.desks[0]->self.rid) ==
            WeekKeys::load(office.desks[0]->records)->find(week_at(office.clock.now()))->public_key());
  }
}

TEST_CASE("a week's secret is erased at the end of the week after, once everything is read", "[weeks]") {
  Office office;
  const Week week = week_at(office.clock.now());
  office.gateway->publish({office.letter(1, "in time", {office.to(0)})});
  REQUIRE(office.sync(0));
  REQUIRE(is_there(office, week));
  // Two weeks later by the clock, but the log has not been read that far.
  office.clock.advance(2 * kWeekSeconds);
  CHECK(*erase_old_secrets(office.desks[0]->records, office.clock.now(), week) == 0);
  CHECK(*erase_old_secrets(office.desks[0]->records, office.clock.now(), std::nullopt) == 0);
  CHECK(is_there(office, week));
  REQUIRE_FALSE(office.desks[0]->records.list(Kind::seen)->empty());
  office.gateway->publish();
  auto report = office.sync(0);
  REQUIRE(report);
  CHECK(report->erased_weeks == 1);
  CHECK_FALSE(is_there(office, week));
  CHECK(office.desks[0]->records.list(Kind::seen)->empty());
  // The next week's is in its grace time.
  CHECK(secrets(office).front() == next(week));
}

TEST_CASE("an epoch that could not be opened yet keeps its secret, for thirty days at most", "[weeks]") {
  Office office;
  const Week week = week_at(office.clock.now());
  office.gateway->publish({office.letter(1, "in a missing file", {office.to(0)})});
  std::erase_if(office.gateway->files, [](const auto& file) { return file.first.starts_with("/v1/feed/"); });
  REQUIRE(office.sync(0));
  office.clock.advance(2 * kWeekSeconds);
  office.gateway->publish();
  REQUIRE(office.sync(0));
  CHECK(is_there(office, week));
  office.clock.advance(16 * kDaySeconds);
  office.gateway->publish();
  REQUIRE(office.sync(0));
  CHECK_FALSE(is_there(office, week));
  auto unread_epochs = list_unread(office.desks[0]->records);
  for (const UnreadEpoch& unread : *unread_epochs) {
    CHECK(week_at(start_of(unread.record.epoch, 600)) != week);
  }
}

TEST_CASE("after its week's secret is erased a letter of the log opens for nobody", "[weeks]") {
  Office office;
  SealedLetter letter = office.letter(1, "once only", {office.to(0)});
  {
    WeekKeys keys = *WeekKeys::load(office.desks[0]->records);
    auto all = keys.with_grace(week_at(office.clock.now()));
    KeyBook book(office.desks[0]->records);
    REQUIRE(open_letter(office.world.dep, letter, all, office.desks[0]->self.recipient(), book));
  }
  office.clock.advance(2 * kWeekSeconds);
  office.gateway->publish();
  REQUIRE(office.sync(0)->erased_weeks == 1);
  WeekKeys keys = *WeekKeys::load(office.desks[0]->records);
  std::vector<WeekSecret> left;
  for (Week week : keys.weeks()) left.push_back({week, keys.find(week)});
  KeyBook book(office.desks[0]->records);
  auto opened = open_letter(office.world.dep, letter, left, office.desks[0]->self.recipient(), book);
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == Errc::letter_not_mine);
}
