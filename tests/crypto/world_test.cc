// SPDX-License-Identifier: Apache-2.0
// The world of the tests is itself one that every check accepts.
#include "tests/support/world.h"

#include <catch2/catch_test_macros.hpp>

using namespace adit;
using namespace adit::test;

TEST_CASE("a fresh world passes all six checks and everybody can be written to") {
  World world = make_world();
  CHECK(world.state().addressable().size() == 3);
  CHECK(world.verified_directory().body().recipients.size() == 3);
  CHECK(world.verified_council().is_test_deployment());
}

TEST_CASE("a letter to a recipient of the world opens for that recipient") {
  World world = make_world();
  SeededRng rng(7);
  ThreadKeys keys = make_thread(world.dep, 3);
  LetterDraft draft;
  draft.core.form = "report";
  draft.week = week_at(kNow);
  draft.addressees = {world.recipients[1].addressee()};
  auto letter = seal_letter(keys, draft, rng);
  REQUIRE(letter);
  std::array weeks{WeekSecret{week_at(kNow), &world.recipients[1].week_key}};
  auto opened = open_letter(world.dep, *letter, weeks, world.recipients[1].self(), TestKeyBook(world));
  REQUIRE(opened);
  CHECK(opened->core.form == "report");
}
