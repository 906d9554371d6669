// SPDX-License-Identifier: Apache-2.0
#include "client/thread/draft.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "tests/client/thread/loop_transport.h"

namespace adit::client {
namespace {

using namespace adit::test;

Draft some_draft(std::vector<Rid> to) {
  Draft draft;
  draft.form = "blacklisting/1";
  draft.language = "en";
  draft.fields = {{"s2", "They called us one by one."}, {"a1", "union"}, {"a1", "strike"}};
  SeededRng rng(3);
  draft.mid = rng.bytes<Mid>();
  draft.to = std::move(to);
  return draft;
}

Result<OpenedLetter> open_as(const World& world, std::size_t recipient, const SealedLetter& letter) {
  const TestRecipient& r = world.recipients[recipient];
  WeekSecret week{week_at(world.options.now), &r.week_key};
  return open_letter(world.dep, letter, {&week, 1}, r.self(), TestKeyBook(world));
}

TEST_CASE("a report opens for exactly the recipients that were chosen, with what was written") {
  World world = make_world(cheap_options());
  TrustedState state = world.state();
  ThreadKeys keys = make_thread(world.dep, 5);
  SeededRng rng(11);
  auto chosen = GENERATE(std::vector<std::size_t>{1}, std::vector<std::size_t>{0, 2},
                         std::vector<std::size_t>{3, 1, 0}, std::vector<std::size_t>{0, 1, 2, 3});
  std::vector<Rid> to;
  for (std::size_t i : chosen) to.push_back(world.recipients[i].rid);
  Draft draft = some_draft(to);
  auto sealed = seal_draft(keys, draft, {}, state, rng);
  REQUIRE(sealed);
  CHECK(sealed->week == state.week());
  for (std::size_t i = 0; i < world.recipients.size(); ++i) {
    CAPTURE(i);
    auto opened = open_as(world, i, sealed->letter);
    if (std::ranges::find(chosen, i) == chosen.end()) {
      REQUIRE_FALSE(opened);
      CHECK(opened.error().code == Errc::letter_not_mine);
      continue;
    }
    REQUIRE(opened);
    CHECK(opened->core.fields == draft.fields);
    CHECK(opened->core.form == draft.form);
    CHECK(opened->core.language == draft.language);
    CHECK(opened->channel.kind == LetterKind::report);
    CHECK(opened->channel.mid == draft.mid);
    CHECK(opened->channel.view == state.record().view());
    CHECK(opened->channel.week == state.week());
    auto readable = std::ranges::count(opened->verdicts, SlotVerdict::readable);
    CHECK(static_cast<std::size_t>(readable) == chosen.size());
  }
}

TEST_CASE("what does not fit is refused, and the bytes that are too many are known") {
  World world = make_world(cheap_options());
  SeededRng rng(1);
  ThreadKeys keys = make_thread(world.dep, 5);
  Draft draft = some_draft({world.recipients[0].rid});
  std::ptrdiff_t left = bytes_left(draft, {});
  REQUIRE(left > 0);
  draft.fields.front().second.append(static_cast<std::size_t>(left) + 7, 'x');
  // The length of a longer text takes a byte or two of its own.
  std::ptrdiff_t over = -bytes_left(draft, {});
  CHECK(over >= 7);
  CHECK(over <= 11);
  auto sealed = seal_draft(keys, draft, {}, world.state(), rng);
  REQUIRE_FALSE(sealed);
  CHECK(sealed.error().code == Errc::report_too_long);
  std::string& text = draft.fields.front().second;
  text.resize(text.size() - static_cast<std::size_t>(over));
  CHECK(bytes_left(draft, {}) == 0);
  CHECK(seal_draft(keys, draft, {}, world.state(), rng));
}

TEST_CASE("nobody, too many, and someone who cannot be written to are refused") {
  World world = make_world(cheap_options());
  SeededRng rng(1);
  ThreadKeys keys = make_thread(world.dep, 5);
  SECTION("nobody") {
    CHECK(seal_draft(keys, some_draft({}), {}, world.state(), rng).error().code ==
          Errc::recipient_not_addressable);
  }
  SECTION("unknown") {
    CHECK(seal_draft(keys, some_draft({Rid{}}), {}, world.state(), rng).error().code ==
          Errc::recipient_not_addressable);
  }
}

TEST_CASE("a recipient is found by id, by name, and by the beginning of one name only") {
  World world = make_world(cheap_options());
  TrustedState state = world.state();
  const Rid& second = world.recipients[1].rid;
  CHECK(find_recipient(state, "Recipient 2") == second);
  CHECK(find_recipient(state, "recipient 2") == second);
  CHECK(find_recipient(state, to_hex(second.span())) == second);
  CHECK(find_recipient(state, "recip").error().code == Errc::not_found);
  CHECK(find_recipient(state, "").error().code == Errc::not_found);
  CHECK(find_recipient(state, "Recipient 9").error().code == Errc::not_found);
}

TEST_CASE("a recipient who is suspended is known and cannot be written to") {
  World world = make_world(cheap_options());
  world.directory_body.recipients[1].status = RecipientStatus::suspended;
  world.directory = world.sign_directory(world.directory_body);
  CHECK(find_recipient(world.state(), "Recipient 2").error().code == Errc::recipient_not_addressable);
}

TEST_CASE("a follow-up and an answer to a proposal say what they are") {
  World world = make_world(cheap_options());
  ThreadKeys keys = make_thread(world.dep, 5);
  SeededRng rng(1);
  std::vector<Rid> to = {world.recipients[2].rid};
  auto follow = seal_draft(keys, follow_up("one more thing", to, rng), {}, world.state(), rng);
  REQUIRE(follow);
  auto opened = open_as(world, 2, follow->letter);
  REQUIRE(opened);
  CHECK(opened->channel.kind == LetterKind::follow_up);
  CHECK(opened->core.fields == Fields{{"text", "one more thing"}});
  auto yes = seal_draft(keys, proposal_answer(Consent::yes, "", to, rng), {}, world.state(), rng);
  REQUIRE(yes);
  auto agreed = open_as(world, 2, yes->letter);
  REQUIRE(agreed);
  CHECK(agreed->channel.kind == LetterKind::proposal_answer);
  CHECK(agreed->core.fields == Fields{{"answer", "yes"}});
  // The same thread: recipients see it as one conversation.
  CHECK(agreed->channel.thread_public == opened->channel.thread_public);
  CHECK(agreed->channel.mid != opened->channel.mid);
}

}  // namespace
}  // namespace adit::client
