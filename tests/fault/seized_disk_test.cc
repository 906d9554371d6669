// SPDX-License-Identifier: Apache-2.0
// P8 with the real program: what a copy of its data folder shows in the middle of an epoch. The epoch is long
// and on a clock that the test moves, so that none ends while letters arrive.
#include <sys/stat.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <set>
#include <thread>

#include "crypto/cell.h"
#include "tests/fault/faulty_gateway.h"

namespace adit::test {
namespace {

namespace fs = std::filesystem;
constexpr std::uint32_t kEpochSeconds = 600;
constexpr std::size_t kArrivals = 300;
constexpr std::size_t kCellBytes = kLetterBytes + kCellOverheadBytes;

std::string content(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Every file with its size.
std::map<std::string, std::uintmax_t> files_in(const fs::path& folder) {
  std::map<std::string, std::uintmax_t> out;
  for (const auto& f : fs::recursive_directory_iterator(folder)) {
    if (f.is_regular_file()) out[f.path().string()] = f.file_size();
  }
  return out;
}

// Files whose time is not the start of an epoch. The lock is empty and as old as the folder.
std::set<std::string> with_own_time(const fs::path& folder) {
  std::set<std::string> out;
  for (const auto& [name, size] : files_in(folder)) {
    if (name == (folder / "lock").string() && size == 0) continue;
    struct stat found{};
    REQUIRE(::stat(name.c_str(), &found) == 0);
    if (found.st_mtim.tv_sec % kEpochSeconds != 0 || found.st_mtim.tv_nsec != 0) out.insert(name);
  }
  return out;
}

// Which cells changed between two looks, in their order in the file.
std::vector<std::size_t> changed(const std::string& before, const std::string& after) {
  std::vector<std::size_t> out;
  for (std::size_t at = 0; at < after.size(); at += kCellBytes) {
    if (before.compare(at, kCellBytes, after, at, kCellBytes) != 0) out.push_back(at / kCellBytes);
  }
  return out;
}

double correlation(const std::vector<std::size_t>& places) {
  const double n = static_cast<double>(places.size());
  double mean = 0, xy = 0, xx = 0, yy = 0;
  for (std::size_t v : places) mean += static_cast<double>(v) / n;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const double dx = static_cast<double>(i) - (n - 1) / 2, dy = static_cast<double>(places[i]) - mean;
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return xy / std::sqrt(xx * yy);
}

// Cells whose bytes are not spread as random ones are: 255 with a deviation of 22.6.
std::set<std::size_t> conspicuous(const std::string& slab) {
  std::set<std::size_t> out;
  for (std::size_t cell = 0; cell < slab.size() / kCellBytes; ++cell) {
    std::vector<double> count(256);
    for (std::size_t i = 0; i < kCellBytes; ++i)
      ++count[static_cast<unsigned char>(slab[cell * kCellBytes + i])];
    const double expected = static_cast<double>(kCellBytes) / 256;
    double sum = 0;
    for (double n : count) sum += (n - expected) * (n - expected) / expected;
    if (std::abs(sum - 255) > 255) out.insert(cell);
  }
  return out;
}

TEST_CASE("a copy of the disk of the real gateway shows neither order nor time", "[fault][P8]") {
  RunningGateway g("disk", kEpochSeconds, 2);
  ControlPage control;
  // It is the start of an epoch now, whatever the time is: nearly all of one lies ahead.
  control->clock += kEpochSeconds - std::time(nullptr) % kEpochSeconds;
  REQUIRE(control.start(g));
  g.post_council_and_directory();
  g.post_bulletins();
  control->clock += kEpochSeconds;
  for (int i = 0; i < 3000 && g.log_size() == 0; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  REQUIRE(g.log_size() > 0);

  const fs::path pool = g.data() / "pool" / "letters";
  // The checkpoint is shown before the tick has put away what it worked with; the stage goes last.
  for (int i = 0; i < 3000 && fs::exists(g.data() / "stage"); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  REQUIRE_FALSE(fs::exists(g.data() / "stage"));
  const auto files = files_in(g.data());
  const auto head = g.head();
  std::vector<std::size_t> places;
  std::string before = content(pool);
  REQUIRE(before.size() % kCellBytes == 0);
  for (std::size_t i = 0; i < kArrivals; ++i) {
    auto body = g.with_trailer(g.letter("letter " + std::to_string(i), i % 2));
    REQUIRE(body);
    REQUIRE(g.post(api::kUploadPath, *body) == 202);
    std::string after = content(pool);
    const auto cells = changed(before, after);
    REQUIRE(cells.size() == 1);
    places.push_back(cells.front());
    before = std::move(after);
  }
  REQUIRE(g.head() == head);  // all in one epoch
  g.kill_9();

  CHECK(std::abs(correlation(places)) < 0.28);  // 4.9 deviations of 1 / sqrt(300)
  CHECK(files_in(g.data()) == files);           // names, sizes and number say nothing
  CHECK(with_own_time(g.data()) == std::set<std::string>());
  CHECK(conspicuous(before) == std::set<std::size_t>());  // full or free

  // What the same checks must catch.
  std::string planted = before;
  planted.replace(3 * kCellBytes + 2000, 1024, std::string(1024, 'a'));
  CHECK(conspicuous(planted) == std::set<std::size_t>{3});
  std::vector<std::size_t> in_order = places;
  std::ranges::sort(in_order);
  CHECK(correlation(in_order) > 0.9);
  const fs::path journal = g.data() / "pool" / "journal";
  std::ofstream(journal) << "one more";
  CHECK(files_in(g.data()) != files);
  CHECK(with_own_time(g.data()) == std::set<std::string>{journal.string()});
}

}  // namespace
}  // namespace adit::test
