// SPDX-License-Identifier: Apache-2.0
// The long-running desk, with a clock that waiting moves: months go by in a second.
#include "client/desk/watch.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <set>

#include "client/case/canary.h"
#include "client/case/position.h"
#include "client/case/week_keys.h"
#include "tests/client/desk/bench.h"

using namespace adit;
using namespace adit::client;
using Catch::Matchers::WithinRel;
using test::Office;

namespace {

// Opens what somebody else keeps.
class Lent final : public Records {
 public:
  explicit Lent(Records& records) : records_(records) {}
  Result<std::optional<SecretBuffer>> get(Kind k, ByteSpan n) override { return records_.get(k, n); }
  Result<std::vector<Record>> list(Kind k) override { return records_.list(k); }
  Status put(Kind k, ByteSpan n, ByteSpan v) override { return records_.put(k, n, v); }
  Status erase(Kind k, ByteSpan n) override { return records_.erase(k, n); }
  Status begin() override { return records_.begin(); }
  Status commit() override { return records_.commit(); }
  void roll_back() override { records_.roll_back(); }

 private:
  Records& records_;
};

class Borrowed final : public Transport {
 public:
  explicit Borrowed(Transport& to) : to_(to) {}
  Result<ByteVector> get(std::string_view target, std::size_t max) override { return to_.get(target, max); }
  Status post(std::string_view path, ByteSpan body) override { return to_.post(path, body); }

 private:
  Transport& to_;
};

// Waiting: the gateway publishes what its ticks bring, and the other witnesses confirm it.
class LivePauses final : public Pauses {
 public:
  explicit LivePauses(Office& office) : office_(office), epoch_(office.gateway->params().epoch_seconds) {}
  bool wait(unsigned seconds_to_wait) override {
    waits.push_back(seconds_to_wait);
    waited += seconds_to_wait;
    true_time += seconds_to_wait;
    if (on_wait) on_wait();
    const UnixTime shown = office_.clock.now();
    while (is_running && true_time >= next_tick) {
      office_.clock.set(UnixTime{next_tick - epoch_});
      office_.gateway->publish(std::exchange(office_.gateway->uploads, {}));
      office_.clock.set(UnixTime{next_tick});
      for (std::size_t i = 1; i < office_.desks.size(); ++i) {
        REQUIRE(publish_week_keys(office_.desks[i]->records, office_.desks[i]->self, *office_.gateway,
                                  office_.clock, office_.rng));
        REQUIRE(office_.sync(i));
      }
      next_tick += epoch_;
    }
    if (!is_running && true_time >= next_tick) next_tick = true_time / epoch_ * epoch_ + epoch_;
    office_.clock.set(UnixTime{seconds(shown) + seconds_to_wait});
    return waited < limit;
  }
  bool interrupted() const override { return waited >= limit; }

  std::int64_t true_time = 0;
  std::int64_t next_tick = 0;
  std::int64_t waited = 0;
  std::int64_t limit = 0;
  bool is_running = true;
  std::vector<unsigned> waits;
  std::function<void()> on_wait;

 private:
  Office& office_;
  std::int64_t epoch_;
};

constexpr std::int64_t kHours = 3600;

struct Bench {
  Office office;
  LivePauses pauses{office};
  DeskCommon common;
  WatchOptions options;
  std::string notified;
  std::size_t opened = 0;
  std::size_t locked = 0;  // so many times somebody is at the vault
  DeskWorld world{office.clock, office.rng,
                  [this](const Address&, const NetOptions&) {
                    return Result<std::unique_ptr<Transport>>(std::make_unique<Borrowed>(*office.gateway));
                  },
                  pauses};
  WatchParts parts{[this]() -> Result<std::unique_ptr<Records>> {
                     ++opened;
                     if (locked > 0) {
                       --locked;
                       return fail(Errc::store_locked);
                     }
                     return std::make_unique<Lent>(office.desks[0]->records);
                   },
                   [this](std::string_view text) { notified += std::string(text) + "|"; },
                   {}};

  explicit Bench(std::int64_t limit, std::uint32_t epoch_seconds = 600)
      : office({.epoch_seconds = epoch_seconds}) {
    pauses.true_time = seconds(office.clock.now());
    pauses.next_tick = (pauses.true_time / epoch_seconds + 1) * epoch_seconds;
    pauses.limit = limit;
    options.no_pauses = true;
    options.canaries = 0;
  }
  int run() { return watch(options, parts, common, world); }
  Records& records() { return office.desks[0]->records; }
  std::vector<AlarmKind> alarms() {
    std::vector<AlarmKind> out;
    const auto all = list_alarms(records());
    for (const Alarm& alarm : *all) out.push_back(alarm.kind);
    return out;
  }
};

}  // namespace

TEST_CASE("a desk that watches confirms every epoch and posts one set of cards a round", "[watch]") {
  Bench bench(6 * kHours);
  REQUIRE(bench.run() == 0);
  CHECK(bench.alarms().empty());
  std::set<std::string> confirmed;
  for (const std::string& note : bench.office.gateway->cosigned) {
    auto parsed = UnverifiedNote::parse(note);
    if (cosigned_at(*parsed, bench.office.desks[0]->self.witness_key)) confirmed.insert(parsed->text);
  }
  CHECK(confirmed.size() >= 35);
  std::size_t rounds = 0;
  for (const auto& [name, sets] : bench.office.gateway->card_sets) {
    if (name.second != bench.office.desks[0]->self.rid) continue;
    ++rounds;
    CHECK(sets.size() == 1);
  }
  CHECK(rounds >= 17);
  CHECK(bench.notified.starts_with("READY=1"));
  CHECK(bench.notified.ends_with("STOPPING=1|"));
}

TEST_CASE("a desk that watches makes keys for four weeks ahead and erases those that are over", "[watch]") {
  Bench bench(16 * kDaySeconds, 6 * kHours);
  REQUIRE(bench.run() == 0);
  CHECK(bench.alarms().empty());
  const UnixTime now = bench.office.clock.now();
  CHECK(*weeks_ahead(bench.records(), now) == kWeeksPublished);
  auto weeks = WeekKeys::load(bench.records())->weeks();
  for (Week week : weeks) CHECK(number(week) + 2 > number(week_at(now)));
}

TEST_CASE(
    "visits come two to ten minutes after a tick, and never wait for longer than an epoch and its jitter",
    "[watch]") {
  test::SeededRng rng(3);
  std::int64_t now = seconds(test::kNow);
  UnixTime last{};
  for (int i = 0; i < 2000; ++i) {
    NextVisit next = next_visit(UnixTime{now}, last, 600, rng);
    const std::int64_t after = now + next.wait_seconds - seconds(next.tick);
    CHECK((after >= 120 && after <= 600) == (next.wait_seconds > 0 || now - seconds(next.tick) <= 600));
    CHECK(next.wait_seconds <= 1200);
    CHECK(seconds(next.tick) % 600 == 0);
    last = next.tick;
    now += next.wait_seconds + rng.below(30);
    if (i % 100 == 50) now -= 40 * kDaySeconds;  // the clock was set back
    if (i % 100 == 99) now += 90 * kDaySeconds;
  }
  CHECK(jitter_of(600).from == 120);
  CHECK(jitter_of(600).to == 600);
  CHECK(jitter_of(5).to == 5);
}

TEST_CASE("a gateway that is away is tried again and again, and is an alarm after half an hour", "[watch]") {
  Bench bench(4800);
  bench.office.gateway->unreachable = true;
  bench.pauses.is_running = false;
  REQUIRE(bench.run() == 0);
  CHECK(bench.alarms() == std::vector{AlarmKind::unreachable});
  // 15 s, doubling to ten minutes, each half as long to half as long again.
  REQUIRE(bench.pauses.waits.size() >= 6);
  unsigned base = kFirstRetrySeconds;
  for (unsigned wait : bench.pauses.waits) {
    CHECK(wait >= base / 2);
    CHECK(wait <= base / 2 + base);
    base = std::min(base * 2, kMaxRetrySeconds);
  }
}

TEST_CASE("a gateway that is away for less than half an hour is none", "[watch]") {
  Bench bench(1200);
  bench.office.gateway->unreachable = true;
  bench.pauses.is_running = false;
  REQUIRE(bench.run() == 0);
  CHECK(bench.alarms().empty());
}

TEST_CASE("a desk whose clock lies goes on, says so, and loses nothing", "[watch][clock]") {
  const std::int64_t lie = GENERATE(-30 * kDaySeconds, 35 * kDaySeconds, -3 * 3600);
  Bench bench(3 * kHours);
  // The desk's clock alone: what waiting shows it. The others' is right.
  bench.office.clock.advance(lie);
  REQUIRE(bench.run() == 0);
  const std::vector<AlarmKind> alarms = bench.alarms();
  const bool is_said = std::ranges::find(alarms, AlarmKind::clock_wrong) != alarms.end() ||
                       std::ranges::find(alarms, AlarmKind::late) != alarms.end();
  CHECK(is_said);
  CHECK(WeekKeys::load(bench.records())->has(week_at(UnixTime{bench.pauses.true_time})));
}

TEST_CASE("test letters go out at moments of chance, sixty a week, and arrive", "[watch][canary]") {
  test::SeededRng rng(4);
  double sum = 0;
  constexpr int kDraws = 4000;
  for (int i = 0; i < kDraws; ++i) sum += static_cast<double>(canary_pause(60, rng));
  // The mean of an exponential: within 5 of its standard errors.
  CHECK_THAT(sum / kDraws, WithinRel(604800.0 / 60, 5 / std::sqrt(kDraws)));

  Bench bench(3 * kDaySeconds, kHours);
  bench.options.canaries = 60;
  REQUIRE(bench.run() == 0);
  auto canaries = Canaries(bench.records()).list();
  REQUIRE(canaries);
  const CanaryRate rate = rate_of(*canaries);
  CHECK(rate.arrived >= 8);
  CHECK(rate.arrived <= 50);
  CHECK(rate.lost == 0);
  CHECK(bench.alarms().empty());
}

TEST_CASE("a gateway that accepts and drops letters is caught by a desk that watches",
          "[watch][canary][P13]") {
  Bench bench(3 * kDaySeconds, kHours);
  bench.options.canaries = 60;
  int n = 0;
  bench.office.gateway->swallow = [&n] { return ++n % 2 == 0; };
  REQUIRE(bench.run() == 0);
  const auto alarms = bench.alarms();
  CHECK(std::ranges::find(alarms, AlarmKind::canary_lost) != alarms.end());
  CHECK(rate_of(*Canaries(bench.records()).list()).lost > 0);
}

TEST_CASE("somebody who works with the vault is waited for", "[watch]") {
  Bench bench(kHours);
  bench.options.visits = 1;
  bench.locked = 1;
  REQUIRE(bench.run() == 0);
  CHECK(bench.opened == 2);
  CHECK(bench.pauses.waits == std::vector<unsigned>{1});
}

TEST_CASE("somebody who works with the vault for long costs visits and nothing else", "[watch]") {
  Bench bench(3 * kHours);
  bench.options.visits = 1;
  bench.locked = 200;
  REQUIRE(bench.run() == 0);
  CHECK(bench.locked == 0);
  CHECK(Position::load(bench.records())->last_epoch.has_value());
  CHECK(bench.alarms().empty());
}

TEST_CASE("how long somebody at the vault is waited for is --vault-wait, then comes the next tick",
          "[watch]") {
  Bench bench(kHours);
  bench.common.vault_wait = 3;
  bench.options.visits = 1;
  bench.locked = 5;
  REQUIRE(bench.run() == 0);
  REQUIRE(bench.pauses.waits.size() == 5);
  for (std::size_t i : {0u, 1u, 2u, 4u}) CHECK(bench.pauses.waits[i] == 1);
  CHECK(bench.pauses.waits[3] > 3);
}

TEST_CASE("a desk that is told to end while it waits for the vault ends as at any other time", "[watch]") {
  Bench bench(20);
  bench.locked = 1000;
  CHECK(bench.run() == 0);
  CHECK(bench.notified.ends_with("STOPPING=1|"));
}

TEST_CASE("a gateway that is away is told of although somebody is at the vault in that moment", "[watch]") {
  Bench bench(3 * kHours);
  bench.common.vault_wait = 0;
  bench.office.gateway->unreachable = true;
  bench.pauses.is_running = false;
  bench.pauses.on_wait = [&] {
    // From the moment at which it becomes an alarm, for some minutes.
    if (bench.pauses.waited >= kAwaySeconds && bench.pauses.waited < 2 * kAwaySeconds) bench.locked = 1;
  };
  REQUIRE(bench.run() == 0);
  CHECK(bench.alarms() == std::vector{AlarmKind::unreachable});
}
