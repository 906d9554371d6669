// SPDX-License-Identifier: Apache-2.0
// A state that reporters were shown before the desk had read so far, compared at a later visit.
#include "client/case/shown_state.h"

#include <adit/api.h>

#include <catch2/catch_test_macros.hpp>

#include "tests/client/case/office.h"

using namespace adit;
using namespace adit::client;
using test::Office;

namespace {

std::size_t forks(Records& records) {
  const auto alarms = list_alarms(records);
  REQUIRE(alarms);
  return static_cast<std::size_t>(std::ranges::count(*alarms, AlarmKind::fork, &Alarm::kind));
}

}  // namespace

TEST_CASE("a fork that was shown ahead of the log is not lost, wherever the visit is cut off",
          "[alarms][crash]") {
  Office office;
  office.gateway->publish();
  test::FakeGateway other = *office.gateway;
  test::MemoryRecords first = office.desks[0]->records;
  test::MemoryRecords second = office.desks[1]->records;
  const UnixTime start = office.clock.now();
  // The other branch is longer than what the desk has read, and has its quorum.
  for (int i = 0; i < 2; ++i) other.publish({office.letter(1, "to be seen by some", {office.to(0)})});
  for (test::MemoryRecords* records : {&first, &second}) {
    DeskContext context{*records, other, office.clock, office.rng};
    REQUIRE(sync(context)->cosigned);
  }
  office.clock.set(start);
  office.gateway->publish();
  const std::string path(api::kStatePath);
  office.gateway->files[path] = other.files.at(path);
  REQUIRE(office.sync(0));
  REQUIRE(office.desks[0]->records.list(Kind::shown_state)->size() == 1);
  REQUIRE(forks(office.desks[0]->records) == 0);

  // It is gone when the desk has read so far.
  office.gateway->files.erase(path);
  for (int i = 0; i < 2; ++i) office.gateway->publish();
  const test::MemoryRecords records = office.desks[0]->records;
  const test::FakeGateway gateway = *office.gateway;
  test::CrashPlan plan;
  int calls = 1;
  for (int k = -1; k < calls; ++k) {
    INFO("cut off at call " << k);
    office.desks[0]->records = records;
    *office.gateway = gateway;
    office.desks[0]->records.set_plan(&plan);
    office.gateway->set_plan(&plan);
    plan.at_call(k < 0 ? std::nullopt : std::optional(k));
    try {
      (void)office.sync(0).has_value();
    } catch (const test::Crash&) {
    }
    if (k < 0) calls = plan.calls();
    office.desks[0]->records.set_plan(nullptr);
    office.gateway->set_plan(nullptr);
    if (k >= 0) REQUIRE(office.sync(0));
    CHECK(forks(office.desks[0]->records) == 1);
    CHECK(office.desks[0]->records.list(Kind::shown_state)->empty());
  }
  CHECK(calls > 10);
}
