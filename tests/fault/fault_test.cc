// SPDX-License-Identifier: Apache-2.0
// P22 with the real program and a shim before its system calls. ADIT_FAULT_STRIDE=1 tries every call;
// ADIT_FAULT_KILLS says how many random deaths.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <random>

#include "tests/fault/faulty_gateway.h"

namespace adit::test {
namespace {

using fault::Mode;

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

TEST_CASE("killed at each call of an upload and its tick the gateway loses nothing", "[fault][P22]") {
  FaultyGateway g;
  const std::uint64_t stride = setting("ADIT_FAULT_STRIDE", 4);
  std::uint64_t at = 1;
  for (; at < 2000; at += stride) {
    g.arm(Mode::kill, at);
    g.post_new();
    const auto code = g.wait_for_tick();
    if (!code) break;                                            // nothing is left to be killed at
    REQUIRE((*code == 128 + SIGKILL || *code == 128 + SIGSYS));  // its filter may end it for trying
    // And again somewhere in the recovery, from time to time.
    if (at % 4 == 0) g.arm(Mode::kill, at % 40);
    g.settle();
    g.disarm();
    REQUIRE(g.look());
  }
  g.disarm();
  g.settle();
  CHECK(g.faults() == std::vector<std::string>());
  CHECK(at > 60);
  WARN("calls tried up to " << at << ", deaths " << g.deaths);
}

TEST_CASE("killed at random again and again the gateway loses nothing", "[fault][P22]") {
  FaultyGateway g;
  const std::uint64_t kills = setting("ADIT_FAULT_KILLS", 150);
  std::mt19937 random(static_cast<unsigned>(setting("ADIT_FAULT_SEED", 20261124)));
  std::uint64_t done = 0;
  for (std::uint64_t i = 0; done < kills && i < 3 * kills; ++i) {
    g.arm(Mode::kill, 1 + random() % 220);
    for (unsigned letters = random() % 3; letters > 0; --letters) g.post_new();
    if (auto code = g.wait_for_end(6)) ++done;
    // Half of the starts after it die too.
    if (random() % 2 == 0) g.arm(Mode::kill, 1 + random() % 60);
    g.revive();
    if (i % 10 == 9) g.settle();
  }
  g.disarm();
  g.settle();
  CHECK(done == kills);
  CHECK(g.faults() == std::vector<std::string>());
  WARN("deaths " << g.deaths);
}

TEST_CASE("a call that fails costs an answer or an epoch but no promise", "[fault][P22]") {
  const auto [mode, error] = GENERATE(std::pair(Mode::fail, EIO), std::pair(Mode::fail, ENOSPC),
                                      std::pair(Mode::fail, EMFILE), std::pair(Mode::short_write, 0));
  FaultyGateway g;
  const std::uint64_t stride = setting("ADIT_FAULT_STRIDE", 19);
  std::uint64_t at = 1;
  for (; at < 2000; at += stride) {
    const std::uint64_t before = g.hits();
    g.arm(mode, at, error);
    g.post_new();
    g.settle();
    g.wait_for_rest();
    g.disarm();
    if (g.hits() == before) break;
    REQUIRE(g.look());
  }
  CHECK(g.faults() == std::vector<std::string>());
  CHECK(at > 60);
  WARN("calls tried up to " << at << ", ended by itself " << g.deaths << " times");
}

TEST_CASE("on a full or read-only disk the gateway refuses and stays and recovers", "[fault][P22]") {
  const int error = GENERATE(ENOSPC, EROFS, EIO);
  FaultyGateway g;
  REQUIRE(g.post_new());  // promised before the disk was full
  g.arm(Mode::fail_on, 0, error);
  CHECK_FALSE(g.post_new());
  CHECK_FALSE(g.wait_for_end(4));  // it stays
  const auto size = g.gateway.log_size();
  CHECK_FALSE(g.wait_for_end(3));
  CHECK(g.gateway.log_size() == size);
  CHECK(g.gateway.said().find("an epoch is not published") != std::string::npos);
  g.disarm();
  g.settle();
  CHECK(g.deaths == 0);
  CHECK(g.faults() == std::vector<std::string>());
}

TEST_CASE("a disk that keeps no letter is found out", "[fault][P22]") {
  // The planted fault of all tests here: writes that report success and never happen.
  FaultyGateway g;
  g.arm(Mode::lie_about_it, 0);
  std::size_t promised = 0;
  for (int i = 0; i < 8; ++i) promised += g.post_new() ? 1 : 0;
  REQUIRE(promised > 0);
  g.gateway.kill_9();
  g.disarm();
  if (!g.try_start()) {
    // A tick under way had moved the pool's mark to a cell that was never written.
    CHECK(g.gateway.said().find("a data file is damaged") != std::string::npos);
    return;
  }
  CHECK_FALSE(g.wait_for_end(5));
  CHECK(g.faults().size() == promised);
}

TEST_CASE("clocks that jump lose nothing and sign no epoch twice", "[fault][P22]") {
  FaultyGateway g;
  auto jump_there_and_back = [&](std::int64_t jump) {
    g.post_new();
    g.move_clock(jump);
    CHECK_FALSE(g.wait_for_end(2));
    REQUIRE(g.look());
    g.post_new();
    g.move_clock(-jump);
    CHECK_FALSE(g.wait_for_end(2));
    REQUIRE(g.look());
  };
  for (std::int64_t jump : {-86400, -2, 1, 3600}) jump_there_and_back(jump);
  // Epochs that were signed under a clock ahead of the time are not signed again when it comes.
  g.move_clock(3610);
  g.settle();
  CHECK(g.faults() == std::vector<std::string>());
  jump_there_and_back(-30 * 86400);
  jump_there_and_back(365 * 86400);
  std::optional<Epoch> last;
  for (const EpochRecord& record : g.gateway.records()) {
    if (last) CHECK(*last < record.epoch);
    last = record.epoch;
  }
  CHECK(g.deaths == 0);
}

TEST_CASE("a second gateway on one data folder is refused", "[fault]") {
  FaultyGateway g;
  const std::string command = std::string(ADIT_BIN_DIR) + "/adit-gateway restore --config " +
                              g.gateway.config().string() + " --checkpoint " +
                              (g.gateway.data() / "public/pending/checkpoint").string() + " 2>&1";
  std::FILE* pipe = ::popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string said;
  for (int c = 0; (c = std::fgetc(pipe)) != EOF;) said += static_cast<char>(c);
  CHECK(::pclose(pipe) != 0);
  CHECK(said.find("another program uses this data folder") != std::string::npos);
  REQUIRE(g.post_new());
  g.settle();
  CHECK(g.faults() == std::vector<std::string>());
}

}  // namespace
}  // namespace adit::test
