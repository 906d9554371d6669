// SPDX-License-Identifier: Apache-2.0
// The reporter's state machine (docs/state-machines.md): the edges that a session takes, with a clock
// that the test moves.
#include <adit/api.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "client/thread/conversation.h"
#include "tests/client/thread/loop_transport.h"

namespace adit::client {
namespace {

using namespace adit::test;

// A world whose clock stands two minutes before the end of its week.
constexpr UnixTime kSundayNight{seconds(kNow) + 4 * kDaySeconds + 43200 - 120};

struct Sunday : Bench {
  Sunday() : Bench() {
    move_to(kSundayNight);
    clock.set(kSundayNight);
  }
  // What the gateway serves from now on: the state of this moment's week.
  void move_to(UnixTime now) {
    world.options.now = now;
    world.bulletins.clear();
    for (const TestRecipient& r : world.recipients)
      world.bulletins.push_back(world.sign_bulletin(r, week_at(now), r.week_key.public_key()));
    transport.bundle = world.bundle(world.recipients.size(), now);
  }
  // Busy until the week is over, at which the gateway serves the next one.
  void busy_until_monday() {
    transport.fault = [this](std::size_t, const LoopRequest& r) -> std::optional<Errc> {
      if (week_at(clock.now()) > week_at(kSundayNight)) {
        move_to(clock.now());
        transport.fault = nullptr;
        return std::nullopt;
      }
      if (!r.is_post) return std::nullopt;
      clock.advance(60);
      return Errc::gateway_busy;
    };
  }
  std::optional<OpenedLetter> opened(std::size_t accepted) const {
    auto letter = SealedLetter::parse(transport.accepted.at(accepted));
    if (!letter) return std::nullopt;
    const TestRecipient& r = world.recipients[0];
    WeekSecret week{week_at(world.options.now), &r.week_key};
    auto out = open_letter(world.dep, *letter, {&week, 1}, r.self(), TestKeyBook(world));
    return out ? std::optional(std::move(*out)) : std::nullopt;
  }
};

TEST_CASE(
    "SEALED: a week that ends while the gateway is busy has the report sealed again, and a decoy likewise") {
  Sunday writing;
  auto session = Session::open(writing.world.dep, writing.surroundings);
  REQUIRE(session);
  ThreadKeys keys = make_thread(writing.world.dep, 1);
  Draft draft = follow_up("what happened", {writing.world.recipients[0].rid}, writing.rng);
  auto sealed = seal_draft(keys, draft, {}, session->state(), writing.rng);
  REQUIRE(sealed);
  CHECK(sealed->week == week_at(kSundayNight));
  writing.busy_until_monday();
  Outcome outcome = send_report(*session, keys, draft, {}, *sealed);
  REQUIRE_FALSE(outcome.error);
  REQUIRE(writing.transport.accepted.size() == 1);
  CHECK_FALSE(std::ranges::equal(writing.transport.accepted[0], sealed->letter.bytes()));
  auto opened = writing.opened(0);
  REQUIRE(opened);
  CHECK(opened->channel.week == week_at(writing.world.options.now));
  CHECK(opened->channel.mid == draft.mid);

  Sunday reading;
  auto other = Session::open(reading.world.dep, reading.surroundings);
  REQUIRE(other);
  reading.busy_until_monday();
  REQUIRE(read_answers(*other, make_thread(reading.world.dep, 2), Window::days3));
  CHECK(reading.transport.requests == writing.transport.requests);
}

TEST_CASE(
    "SEALED: a gateway whose newest state is of last week gets what is sealed to last week, and no endless "
    "loop") {
  Sunday b;
  b.clock.set(UnixTime{seconds(kSundayNight) + 3600});  // Monday, and no batch yet
  auto session = Session::open(b.world.dep, b.surroundings);
  REQUIRE(session);
  ThreadKeys keys = make_thread(b.world.dep, 1);
  Draft draft = follow_up("what happened", {b.world.recipients[0].rid}, b.rng);
  auto sealed = seal_draft(keys, draft, {}, session->state(), b.rng);
  REQUIRE(sealed);
  CHECK_FALSE(send_report(*session, keys, draft, {}, *sealed).error);
  REQUIRE(b.transport.accepted.size() == 1);
  CHECK(b.opened(0)->channel.week == week_at(kSundayNight));
}

TEST_CASE("V28: letters of both sides of a week's end open in any order, while its keys are kept") {
  // Whoever fetched the state before midnight seals to the old week, and may be the later to arrive.
  Sunday b;
  XwingKey next_key(XwingSeed::make([&](MutableByteSpan out) { b.rng.fill(out); }));
  const TestRecipient& r = b.world.recipients[0];
  ThreadKeys keys = make_thread(b.world.dep, 1);
  auto early = Session::open(b.world.dep, b.surroundings);
  REQUIRE(early);
  Draft draft = follow_up("before midnight", {r.rid}, b.rng);
  auto before = seal_draft(keys, draft, {}, early->state(), b.rng);
  REQUIRE(before);

  const UnixTime monday{seconds(kSundayNight) + 600};
  b.clock.set(monday);
  b.world.options.now = monday;
  b.world.bulletins.clear();
  for (const TestRecipient& other : b.world.recipients) {
    b.world.bulletins.push_back(b.world.sign_bulletin(
        other, week_at(monday), other.rid == r.rid ? next_key.public_key() : other.week_key.public_key()));
  }
  b.transport.bundle = b.world.bundle(4, monday);
  auto late = Session::open(b.world.dep, b.surroundings);
  REQUIRE(late);
  Draft second = follow_up("after midnight", {r.rid}, b.rng);
  auto after = seal_draft(keys, second, {}, late->state(), b.rng);
  REQUIRE(after);
  CHECK(before->week != after->week);
  // Only keys that are published, each in its week: the one never opens the other.
  WeekSecret old_week{before->week, &r.week_key};
  WeekSecret new_week{after->week, &next_key};
  struct Book final : WeekKeyBook {
    std::map<Week, XwingPublic> of_first;
    const World& world;
    Rid first;
    explicit Book(const World& w, const Rid& rid) : world(w), first(rid) {}
    std::optional<XwingPublic> week_key(const Rid& rid, Week week) const override {
      if (rid == first) return of_first.contains(week) ? std::optional(of_first.at(week)) : std::nullopt;
      return TestKeyBook(world).week_key(rid, week);
    }
  } book(b.world, r.rid);
  book.of_first = {{before->week, r.week_key.public_key()}, {after->week, next_key.public_key()}};
  const WeekSecret both[] = {new_week, old_week};
  for (const SealedReport* letter : {&*after, &*before, &*after}) {
    auto opened = open_letter(b.world.dep, letter->letter, both, r.self(), book);
    REQUIRE(opened);
    CHECK(opened->channel.week == letter->week);
  }
  CHECK_FALSE(open_letter(b.world.dep, before->letter, {&new_week, 1}, r.self(), book));
  CHECK_FALSE(open_letter(b.world.dep, after->letter, {&old_week, 1}, r.self(), book));
}

TEST_CASE("V4: whatever a gateway plants, cuts or swaps in the answers, the wire shows the same requests") {
  auto what = GENERATE(0, 1, 2, 3, 4, 5);
  CAPTURE(what);
  Bench honest;
  Bench cheated;
  ThreadKeys keys = make_thread(honest.world.dep, 3);
  const TestRecipient& r = honest.world.recipients[0];
  ReplyTo to{keys.reply_key(), keys.thread_public(), keys.grant(r.rid)};
  CardContent content;
  content.text = "we are on it";
  auto card = seal_card(honest.world.dep, r.self(), to, content, honest.rng);
  REQUIRE(card);
  const std::string path = api::cards_path(day_at(kNow));
  ByteVector day(card->bytes().begin(), card->bytes().end());
  for (Bench* b : {&honest, &cheated}) b->transport.files[path] = day;
  ByteVector& file = cheated.transport.files[path];
  if (what == 0) file[2000] ^= 1;                                      // one leaf changed
  if (what == 1) append(file, file);                                   // planted twice
  if (what == 2) file.resize(file.size() / 2);                         // cut
  if (what == 3) cheated.transport.files.erase(path);                  // withheld
  if (what == 4) file = ByteVector(std::size_t{100} * kCardBytes, 7);  // garbage
  if (what == 5) cheated.transport.files[api::cards_path(Day{number(day_at(kNow)) - 1})] = day;  // moved
  SeededRng a(5), c(5);
  Surroundings one{honest.transport, honest.clock, a, honest.talk, honest.pauses, Tempo::random};
  Surroundings two{cheated.transport, cheated.clock, c, cheated.talk, cheated.pauses, Tempo::random};
  auto first = Session::open(honest.world.dep, one);
  auto second = Session::open(cheated.world.dep, two);
  REQUIRE((first && second));
  REQUIRE(read_answers(*first, keys, Window::days3));
  REQUIRE(read_answers(*second, keys, Window::days3));
  CHECK(honest.transport.requests == cheated.transport.requests);
  CHECK(honest.transport.bodies == cheated.transport.bodies);
  CHECK(honest.pauses.waits == cheated.pauses.waits);
}

TEST_CASE("a session of silence looks like one that writes, and only a wish to stop ends it") {
  Bench silent;
  auto session = Session::open(silent.world.dep, silent.surroundings);
  REQUIRE(session);
  CHECK(finish_in_silence(*session));
  Bench reading;
  auto other = Session::open(reading.world.dep, reading.surroundings);
  REQUIRE(other);
  REQUIRE(read_answers(*other, make_thread(reading.world.dep, 2), Window::days3));
  CHECK(silent.transport.requests == reading.transport.requests);

  // What becomes of the decoy is of no interest to anybody.
  silent.transport.fault = [](std::size_t, const LoopRequest& r) {
    return r.is_post ? std::optional(Errc::network_failed) : std::nullopt;
  };
  CHECK(finish_in_silence(*session));
  silent.pauses.is_interrupted = true;
  CHECK(finish_in_silence(*session).error() == Error(Errc::interrupted));
}

// Largest distance between two empirical distributions.
double kolmogorov_smirnov(std::vector<unsigned> a, std::vector<unsigned> b) {
  std::ranges::sort(a);
  std::ranges::sort(b);
  double worst = 0;
  for (unsigned x = 0; x < 400; ++x) {
    auto below = [x](const std::vector<unsigned>& v) {
      return static_cast<double>(std::ranges::upper_bound(v, x) - v.begin()) / static_cast<double>(v.size());
    };
    worst = std::max(worst, std::abs(below(a) - below(b)));
  }
  return worst;
}

TEST_CASE("P14: the pauses of 200 sessions that write and 200 that read are of one distribution") {
  std::vector<unsigned> writing, reading, hurried;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    for (bool writes : {true, false}) {
      Bench b;
      SeededRng rng(2 * seed + (writes ? 1 : 0));
      Surroundings s{b.transport, b.clock, rng, b.talk, b.pauses, Tempo::random};
      auto session = Session::open(b.world.dep, s);
      REQUIRE(session);
      ThreadKeys keys = make_thread(b.world.dep, seed);
      if (writes) {
        Draft draft = follow_up("what happened", {b.world.recipients[0].rid}, rng);
        auto sealed = seal_draft(keys, draft, {}, session->state(), rng);
        REQUIRE(sealed);
        REQUIRE_FALSE(send_report(*session, keys, draft, {}, *sealed).error);
      } else {
        REQUIRE(read_answers(*session, keys, Window::days3));
      }
      auto& all = writes ? writing : reading;
      all.insert(all.end(), b.pauses.waits.begin(), b.pauses.waits.end());
      // The planted fault: one who writes takes some seconds longer for the first of four.
      if (writes) {
        b.pauses.waits[0] += 25;
        hurried.insert(hurried.end(), b.pauses.waits.begin(), b.pauses.waits.end());
      }
    }
  }
  REQUIRE(writing.size() == 800);
  // A false alarm in a thousand at 1.95 * sqrt(2 / 800) = 0.0975; the seeds are fixed.
  CHECK(kolmogorov_smirnov(writing, reading) < 0.0975);
  CHECK(kolmogorov_smirnov(hurried, reading) > 0.0975);
}

}  // namespace
}  // namespace adit::client
