// SPDX-License-Identifier: Apache-2.0
// P13: what a gateway withholds of our own letters is noticed, as soon as chance lets it.
#include "client/case/canary.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>

#include "tests/client/case/office.h"

using namespace adit;
using namespace adit::client;
using Catch::Matchers::WithinAbs;
using test::Office;

namespace {

// A canary of the first desk, accepted by the gateway.
SealedLetter send(Office& office, std::uint64_t thread) {
  SealedLetter letter = office.letter(thread, "canary", {office.to(0)});
  Canaries canaries(office.desks[0]->records);
  auto canary = canaries.add(letter.hash(), epoch_at(office.clock.now(), 600));
  REQUIRE(canary);
  REQUIRE(canaries.accepted(*canary));
  return letter;
}

CanaryRate rate(Office& office) { return rate_of(*Canaries(office.desks[0]->records).list()); }

bool is_alarmed(const Result<SyncReport>& report) {
  REQUIRE(report);
  return std::ranges::find(report->alarms, AlarmKind::canary_lost, &Alarm::kind) != report->alarms.end();
}

}  // namespace

TEST_CASE("a canary that arrives is counted, and is no letter of the inbox", "[canary][P13]") {
  Office office;
  office.gateway->publish({send(office, 1)});
  auto report = office.sync(0);
  REQUIRE(report);
  CHECK(report->canaries == 1);
  CHECK(report->letters == 0);
  CHECK(office.inbox(0).empty());
  CHECK(rate(office).arrived == 1);
  for (int i = 0; i < 8; ++i) office.gateway->publish();
  CHECK_FALSE(is_alarmed(office.sync(0)));
}

TEST_CASE("a canary that does not come is an alarm after six epochs, not before", "[canary][P13]") {
  Office office;
  (void)send(office, 1);
  for (std::uint64_t i = 0; i < kCanaryEpochs; ++i) {
    office.gateway->publish();
    CHECK_FALSE(is_alarmed(office.sync(0)));
  }
  office.gateway->publish();
  CHECK(is_alarmed(office.sync(0)));
  CHECK(rate(office).lost == 1);
  auto open = open_alarms(office.desks[0]->records);
  REQUIRE(open->size() == 1);
  CHECK(exit_of(words_of(open->front().kind).sort) == 10);
}

TEST_CASE("a canary of which nobody knows whether it was accepted accuses nobody", "[canary]") {
  Office office;
  SealedLetter letter = office.letter(1, "canary", {office.to(0)});
  REQUIRE(Canaries(office.desks[0]->records).add(letter.hash(), epoch_at(office.clock.now(), 600)));
  for (int i = 0; i < 8; ++i) office.gateway->publish();
  CHECK_FALSE(is_alarmed(office.sync(0)));
  CHECK(Canaries(office.desks[0]->records).list()->empty());
}

TEST_CASE("a canary that comes late is an alarm and counts as delivered", "[canary]") {
  Office office;
  SealedLetter letter = send(office, 1);
  for (std::uint64_t i = 0; i <= kCanaryEpochs; ++i) office.gateway->publish();
  REQUIRE(is_alarmed(office.sync(0)));
  office.gateway->publish({letter});
  REQUIRE(office.sync(0));
  CHECK(rate(office).arrived == 1);
  CHECK(rate(office).lost == 0);
}

TEST_CASE("Wilson's interval holds what the books say", "[canary]") {
  // Newcombe 1998, table I: 81/263, 15/148, 0/20, 1/29.
  auto holds = [](std::size_t good, std::size_t n, double low, double high) {
    auto [l, h] = wilson_interval(good, n);
    CHECK_THAT(l, WithinAbs(low, 5e-5));
    CHECK_THAT(h, WithinAbs(high, 5e-5));
  };
  holds(81, 263, 0.2553, 0.3662);
  holds(15, 148, 0.0624, 0.1605);
  holds(0, 20, 0.0000, 0.1611);
  holds(1, 29, 0.0061, 0.1718);
  CHECK(wilson_interval(0, 0) == std::pair(0.0, 1.0));
}

TEST_CASE("a gateway that drops a share of letters is caught within the binomial bound", "[canary][P13]") {
  test::SeededRng rng(13);
  // How many canaries it takes until the first is lost: geometric, mean 1/p, variance (1-p)/p^2. The
  // mean of 400 runs lies within 5 standard errors of it but once in a million and a half.
  constexpr int kRuns = 400;
  for (double drop : {0.01, 0.05, 0.20}) {
    double sum = 0;
    for (int run = 0; run < kRuns; ++run) {
      test::MemoryRecords records;
      Canaries canaries(records);
      for (std::uint64_t n = 1;; ++n) {
        auto canary = canaries.add(rng.bytes<LetterHash>(), Epoch{n});
        REQUIRE(canaries.accepted(*canary));
        bool dropped = rng.below(1'000'000) < static_cast<std::uint32_t>(drop * 1e6);
        if (!dropped) REQUIRE(canaries.settle_arrived(canary->hash));
        auto lost = canaries.settle_overdue(Epoch{n + kCanaryEpochs});
        REQUIRE(lost);
        CHECK(lost->empty() == !dropped);
        if (!lost->empty()) {
          sum += static_cast<double>(n);
          break;
        }
        if (n > 1)
          REQUIRE(canaries.take_back({n - 1, LetterHash{}, Epoch{}}));  // only the last one matters here
      }
    }
    const double error = std::sqrt((1 - drop) / (drop * drop) / kRuns);
    CHECK_THAT(sum / kRuns, WithinAbs(1 / drop, 5 * error));
  }
}

TEST_CASE("an honest gateway loses no canary in a thousand", "[canary][P13]") {
  test::SeededRng rng(14);
  test::MemoryRecords records;
  Canaries canaries(records);
  for (std::uint64_t n = 1; n <= 1000; ++n) {
    auto canary = canaries.add(rng.bytes<LetterHash>(), Epoch{n});
    REQUIRE(canaries.accepted(*canary));
    REQUIRE(canaries.settle_arrived(canary->hash));
    REQUIRE(canaries.settle_overdue(Epoch{n})->empty());
  }
  auto all = canaries.list();
  CHECK(all->size() == kCanariesKept);
  CHECK(rate_of(*all).low > 0.98);
}
