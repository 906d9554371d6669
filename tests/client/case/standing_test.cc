// SPDX-License-Identifier: Apache-2.0
// Week keys end when their time is over, whatever the gateway does about it.
#include "client/case/standing.h"

#include <adit/api.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "client/case/alarms.h"
#include "client/case/position.h"
#include "tests/client/case/office.h"

using namespace adit;
using namespace adit::client;
using test::Office;

namespace {

std::size_t weeks(Office& office) { return WeekKeys::load(office.desks[0]->records)->weeks().size(); }

}  // namespace

TEST_CASE("a log that stands still for days keeps no key alive", "[clock]") {
  Office office;
  enum class Gateway { stands, away, forked, never_followed };
  const Gateway does = GENERATE(Gateway::stands, Gateway::away, Gateway::forked, Gateway::never_followed);
  test::FakeGateway other = *office.gateway;
  const UnixTime start = office.clock.now();
  if (does == Gateway::forked) {
    office.gateway->publish({office.letter(1, "to be suppressed", {office.to(0)})});
    office.clock.set(start);
    for (int i = 0; i < 2; ++i) other.publish();
  }
  if (does == Gateway::never_followed) {
    std::erase_if(office.gateway->files,
                  [](const auto& file) { return file.first.starts_with("/tile/entries/"); });
  }
  REQUIRE(office.sync(0));
  CHECK(Position::load(office.desks[0]->records)->last_epoch.has_value() !=
        (does == Gateway::never_followed));
  if (does == Gateway::forked) *office.gateway = other;
  office.clock.advance(40 * kDaySeconds);
  office.gateway->unreachable = does == Gateway::away;
  const std::size_t before = weeks(office);
  for (int day = 0; day < 2; ++day) {
    (void)office.sync(0).has_value();
    CHECK(weeks(office) == before);
    office.clock.advance(kDaySeconds);
  }
  for (int day = 0; day < 2; ++day) {
    (void)office.sync(0).has_value();
    office.clock.advance(kDaySeconds);
  }
  CHECK(weeks(office) < before);
  const auto alarms = list_alarms(office.desks[0]->records);
  CHECK((std::ranges::find(*alarms, AlarmKind::fork, &Alarm::kind) != alarms->end()) ==
        (does == Gateway::forked));
}

TEST_CASE("a desk that was away for weeks erases what is over at its next visit", "[clock]") {
  Office office;
  REQUIRE(office.sync(0));
  const Week first = week_at(office.clock.now());
  for (int week = 0; week < 3; ++week) {
    office.gateway->skip(7 * 144 - 1);
    office.gateway->publish();
  }
  auto report = office.sync(0);
  REQUIRE(report);
  CHECK(report->erased_weeks >= 1);
  CHECK_FALSE(WeekKeys::load(office.desks[0]->records)->has(first));
}
