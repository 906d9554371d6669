// SPDX-License-Identifier: Apache-2.0
// P22 with the real program: SIGKILL at random moments while letters come in.
#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <mutex>
#include <random>
#include <thread>

#include "tests/e2e/kill9_gateway.h"

namespace adit::test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

// Waits for the gateway, not for a time: false if nothing happens for half a minute.
template <class Condition>
bool eventually(Condition&& condition) {
  const auto deadline = Clock::now() + 30s;
  while (!condition()) {
    if (Clock::now() > deadline) return false;
    std::this_thread::sleep_for(20ms);
  }
  return true;
}

bool sees_epochs(RunningGateway& g, std::size_t more) {
  const std::size_t before = g.records().size();
  return eventually([&] { return g.records().size() >= before + more; });
}

// How many letters one life of the gateway gets at most, however fast the machine is.
constexpr std::size_t kLettersBetweenKills = 40;

// One sender: goes on with each letter until it is answered 202, like a client does.
void send_all(const RunningGateway& g, const std::vector<std::pair<std::string, SealedLetter>>& letters,
              std::atomic<std::size_t>& next, const std::atomic<std::size_t>& quota, std::mutex& mutex,
              std::vector<std::string>& promised) {
  for (std::size_t i = 0; (i = next++) < letters.size();) {
    while (i >= quota) std::this_thread::sleep_for(1ms);
    for (;;) {
      auto body = g.with_trailer(letters[i].second);
      if (body && g.post(api::kUploadPath, *body) == 202) break;
      std::this_thread::sleep_for(10ms);
    }
    std::lock_guard lock(mutex);
    promised.push_back(letters[i].first);
  }
}

TEST_CASE(
    "of 1000 letters through a gateway that is killed again and again none is lost and none comes twice",
    "[kill9]") {
  constexpr std::size_t kLetters = 1000;
  constexpr int kSenders = 4;
  RunningGateway g("disk", 1, 2);
  std::vector<std::pair<std::string, SealedLetter>> letters;
  for (std::size_t i = 0; i < kLetters; ++i) {
    const std::string text = "letter " + std::to_string(i);
    letters.emplace_back(text, g.letter(text, i % 2));
  }
  g.start();
  g.post_council_and_directory();
  g.post_bulletins();
  REQUIRE(eventually([&] { return g.log_size() > 0; }));

  std::atomic<std::size_t> next{0};
  std::atomic<std::size_t> quota{kLettersBetweenKills};
  std::mutex mutex;
  std::vector<std::string> promised;
  std::atomic<int> at_work{kSenders};
  std::vector<std::thread> senders;
  for (int i = 0; i < kSenders; ++i) {
    senders.emplace_back([&] {
      send_all(g, letters, next, quota, mutex, promised);
      --at_work;
    });
  }
  std::mt19937 random(20260101);
  int kills = 0;
  // Some kills hit uploads, some a tick, some a recovery.
  while (at_work > 0) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5 + random() % (kills % 4 == 0 ? 1300 : 70)));
    g.kill_9();
    ++kills;
    quota += kLettersBetweenKills;
    g.start();
  }
  for (std::thread& t : senders) t.join();
  REQUIRE(promised.size() == kLetters);
  REQUIRE(kills >= static_cast<int>(kLetters / kLettersBetweenKills) - 1);

  REQUIRE(eventually([&] { return g.texts_by_recipients_keys().size() == kLetters; }));
  REQUIRE(sees_epochs(g, 2));  // what would come twice comes now
  const std::size_t resident_kib = g.resident_kib();
  CHECK(resident_kib > 1000);
  CHECK(resident_kib < 64 * 1024);
  CHECK(g.terminate() == 0);
  const auto published = g.texts_by_recipients_keys();
  CHECK(broken_promises(promised, published).empty());
  for (const auto& [hash, count] : g.leaves()) CHECK(count == 1);
  WARN(kills << " kills, " << g.records().size() << " epochs, " << resident_kib << " KiB");

  SECTION("the judge finds what is planted") {
    auto with_one_more = promised;
    with_one_more.push_back("never sent");
    CHECK(broken_promises(with_one_more, published) == std::vector<std::string>{"lost: never sent"});
    auto doubled = published;
    ++doubled["letter 7"];
    CHECK(broken_promises(promised, doubled) == std::vector<std::string>{"published twice: letter 7"});
  }
}

// Letters that wait, because nobody can read them yet, then death, then recipients.
std::vector<std::string> promises_broken_by_death(const std::string& pool) {
  RunningGateway g(pool, 1, 2);
  g.start();
  g.post_council_and_directory();
  REQUIRE(eventually([&] { return g.log_size() > 0; }));
  std::vector<std::string> promised;
  for (int i = 0; i < 20; ++i) {
    const std::string text = "waiting " + std::to_string(i);
    const SealedLetter letter = g.letter(text, 0);
    auto body = g.with_trailer(letter);
    REQUIRE(body);
    if (g.post(api::kUploadPath, *body) == 202) promised.push_back(text);
  }
  REQUIRE(promised.size() == 20);
  g.kill_9();
  g.start();
  g.post_bulletins();
  REQUIRE(sees_epochs(g, 4));
  return broken_promises(promised, g.texts_by_recipients_keys());
}

TEST_CASE("a pool in memory loses what was promised, and the harness sees it", "[kill9]") {
  // The planted fault of the test above: `ram` answers before anything is on a disk, and says so.
  CHECK(promises_broken_by_death("ram").size() == 20);
  CHECK(promises_broken_by_death("disk").empty());
}

}  // namespace
}  // namespace adit::test
