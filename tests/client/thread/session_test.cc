// SPDX-License-Identifier: Apache-2.0
// Sessions have one shape, whatever is done in them (P14, P16, first forms).
#include "client/thread/session.h"

#include <adit/api.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "client/thread/conversation.h"
#include "tests/client/thread/loop_transport.h"

namespace adit::client {
namespace {

using namespace adit::test;

std::vector<LoopRequest> expected_shape(unsigned days) {
  std::vector<LoopRequest> out = {{false, "/v1/state", 0}, {true, "/v1/u", kLetterBytes + kTrailerBytes}};
  for (unsigned back = 0; back < days; ++back) {
    out.push_back({false, api::cards_path(Day{number(day_at(kNow)) - back}), 0});
  }
  return out;
}

Outcome report_to_first(Bench& b, const ThreadKeys& keys, const SealedFiles& files = {}) {
  auto session = Session::open(b.world.dep, b.surroundings);
  REQUIRE(session);
  Draft draft = follow_up("what happened", {b.world.recipients[0].rid}, b.rng);
  auto sealed = seal_draft(keys, draft, files, session->state(), b.rng);
  REQUIRE(sealed);
  return send_report(*session, keys, draft, files, *sealed);
}

// A day's cards in which one is for `keys`.
void answer_in(Bench& b, const ThreadKeys& keys, Day day) {
  const TestRecipient& r = b.world.recipients[0];
  ReplyTo to{keys.reply_key(), keys.thread_public(), keys.grant(r.rid)};
  CardContent content;
  content.text = "we are on it";
  auto card = seal_card(b.world.dep, r.self(), to, content, b.rng);
  REQUIRE(card);
  ByteVector& file = b.transport.files[api::cards_path(day)];
  append(file, seal_dummy_card(b.world.dep, b.rng).bytes());
  append(file, card->bytes());
}

TEST_CASE("writing, reading with a fresh secret, reading with a used one, and answering look alike") {
  Bench report;
  CHECK_FALSE(report_to_first(report, make_thread(report.world.dep, 1)).error);
  CHECK(report.transport.requests == expected_shape(3));

  Bench fresh;
  auto fresh_session = Session::open(fresh.world.dep, fresh.surroundings);
  REQUIRE(fresh_session);
  CHECK(read_answers(*fresh_session, make_thread(fresh.world.dep, 2), Window::days3));
  CHECK(fresh.transport.requests == report.transport.requests);

  Bench used;
  ThreadKeys keys = make_thread(used.world.dep, 3);
  answer_in(used, keys, day_at(kNow));
  auto used_session = Session::open(used.world.dep, used.surroundings);
  REQUIRE(used_session);
  auto dialogue = read_answers(*used_session, keys, Window::days3);
  REQUIRE(dialogue);
  CHECK(dialogue->voices.size() == 1);
  CHECK(used.transport.requests == report.transport.requests);
}

TEST_CASE("the bytes on the wire of reading do not depend on the secret") {
  Bench one;
  Bench other;
  auto first = Session::open(one.world.dep, one.surroundings);
  auto second = Session::open(other.world.dep, other.surroundings);
  REQUIRE((first && second));
  REQUIRE(read_answers(*first, make_thread(one.world.dep, 1), Window::days3));
  REQUIRE(read_answers(*second, make_thread(other.world.dep, 2), Window::days3));
  CHECK(one.transport.bodies == other.transport.bodies);
  CHECK(one.talk.progressed == other.talk.progressed);
}

TEST_CASE("a longer window only adds days, oldest last on the wire") {
  Bench b;
  auto session = Session::open(b.world.dep, b.surroundings);
  REQUIRE(session);
  REQUIRE(read_answers(*session, make_thread(b.world.dep, 1), Window::days14));
  CHECK(b.transport.requests == expected_shape(14));
}

TEST_CASE("the window ends today, or on the witnesses' day if this machine's clock is plainly wrong") {
  auto off = GENERATE(0, 20, -30, 60);  // hours
  Bench b;
  b.clock.advance(off * 3600);
  auto session = Session::open(b.world.dep, b.surroundings);
  REQUIRE(session);
  bool wrong = session->state().local_clock_is_off();
  CHECK(wrong == (off == 60 || off == -30));
  REQUIRE(read_answers(*session, make_thread(b.world.dep, 1), Window::days3));
  Day expected = day_at(wrong ? kNow : b.clock.now());
  CHECK(b.transport.requests[2].target == api::cards_path(expected));
}

TEST_CASE("writing and reading fail alike") {
  auto code =
      GENERATE(Errc::gateway_busy, Errc::network_unreachable, Errc::network_failed, Errc::admission_refused);
  auto fault = [&](std::size_t, const LoopRequest& r) {
    return r.is_post ? std::optional(code) : std::nullopt;
  };
  Bench writing;
  writing.transport.fault = fault;
  Outcome outcome = report_to_first(writing, make_thread(writing.world.dep, 1));
  REQUIRE(outcome.error);
  CHECK(outcome.error->code == code);

  Bench reading;
  reading.transport.fault = fault;
  auto session = Session::open(reading.world.dep, reading.surroundings);
  REQUIRE(session);
  (void)read_answers(*session, make_thread(reading.world.dep, 1), Window::days3);
  CHECK(writing.transport.requests == reading.transport.requests);
}

TEST_CASE("pauses of chance length lie between all requests, with a mean near twenty seconds") {
  double sum = 0;
  std::size_t count = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    Bench b;
    SeededRng rng(seed);
    Surroundings s{b.transport, b.clock, rng, b.talk, b.pauses, Tempo::random};
    auto session = Session::open(b.world.dep, s);
    REQUIRE(session);
    REQUIRE(read_answers(*session, make_thread(b.world.dep, 1), Window::days14));
    CHECK(b.pauses.waits.size() == b.transport.requests.size() - 1);
    for (unsigned wait : b.pauses.waits) sum += wait;
    count += b.pauses.waits.size();
  }
  // 600 pauses: the standard error of their mean is 0.8 seconds.
  double mean = sum / static_cast<double>(count);
  CHECK(mean > 15);
  CHECK(mean < 25);
}

TEST_CASE("whoever says that it is urgent and safe does not wait") {
  Bench b;
  auto session = Session::open(b.world.dep, b.surroundings);
  REQUIRE(session);
  REQUIRE(read_answers(*session, make_thread(b.world.dep, 1), Window::days3));
  CHECK(b.pauses.waits.empty());
}

TEST_CASE("a report written over the turn of the week is sealed again to the keys of the new one") {
  Bench b;
  ThreadKeys keys = make_thread(b.world.dep, 1);
  auto session = Session::open(b.world.dep, b.surroundings);
  REQUIRE(session);
  Draft draft = follow_up("what happened", {b.world.recipients[0].rid}, b.rng);
  auto sealed = seal_draft(keys, draft, {}, session->state(), b.rng);
  REQUIRE(sealed);
  // A week goes by; the gateway serves the state of the next one.
  WorldOptions options = cheap_options();
  options.now = UnixTime{seconds(kNow) + kWeekSeconds};
  b.clock.set(options.now);
  b.world.options.now = options.now;
  b.world.bulletins.clear();
  for (const TestRecipient& r : b.world.recipients) {
    b.world.bulletins.push_back(b.world.sign_bulletin(r, week_at(options.now), r.week_key.public_key()));
  }
  b.transport.bundle = b.world.bundle(b.world.recipients.size(), options.now);
  Outcome outcome = send_report(*session, keys, draft, {}, *sealed);
  CHECK_FALSE(outcome.error);
  REQUIRE(b.transport.accepted.size() == 1);
  auto letter = SealedLetter::parse(b.transport.accepted[0]);
  REQUIRE(letter);
  const TestRecipient& r = b.world.recipients[0];
  WeekSecret week{week_at(options.now), &r.week_key};
  auto opened = open_letter(b.world.dep, *letter, {&week, 1}, r.self(), TestKeyBook(b.world));
  REQUIRE(opened);
  CHECK(opened->channel.week == week_at(options.now));
  CHECK(opened->channel.mid == draft.mid);
}

}  // namespace
}  // namespace adit::client
