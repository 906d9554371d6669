// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <cmath>
#include <map>

#include "crypto/cell.h"
#include "crypto/sha256.h"
#include "gateway/durable.h"
#include "gateway/pool_file.h"
#include "tests/gateway/harness.h"

namespace adit::test {
namespace {

using gateway::Incoming;
using gateway::ObjectKind;

// Of the key in its file: behind the mode, the pool's id and two counts.
constexpr std::size_t kKeyAt = 1 + 32 + 4 + 4;

struct PoolBench {
  TempFolder folder{memory_folder()};
  gateway::Config config;
  SeededRng rng;
  std::unique_ptr<gateway::Pool> pool;

  explicit PoolBench(gateway::PoolMode mode = gateway::PoolMode::disk, std::uint64_t seed = 3) : rng(seed) {
    config.pool = mode;
    config.pool_letters = 24;
    config.pool_parcels = 4;
    REQUIRE(open() == "ok");
  }
  std::string_view open() {
    pool.reset();
    auto opened = gateway::open_pool(folder.path(), config, rng, [] { return UnixTime{1200}; });
    if (opened) pool = std::move(*opened);
    return outcome(opened);
  }
  Digest put(std::uint8_t fill, ObjectKind kind = ObjectKind::letter) {
    const ByteVector bytes(kind == ObjectKind::letter ? kLetterBytes : kParcelBytes, fill);
    const Incoming one{kind, sha256(bytes), bytes};
    REQUIRE(pool->put(std::span(&one, 1)).at(0));
    return one.hash;
  }
  bool has_room() const {
    const gateway::Pool::Fill now = pool->fill(ObjectKind::letter);
    return now.used < now.cells;
  }
  ByteVector slab() const {
    auto bytes = gateway::read_file(folder.path() / "letters", std::size_t{1} << 30);
    REQUIRE(bytes);
    return std::move(*bytes);
  }
};

TEST_CASE("what the pool accepted is there after a restart, in disk mode only", "[gateway]") {
  const auto mode = GENERATE_COPY(gateway::PoolMode::disk, gateway::PoolMode::ram);
  PoolBench b(mode);
  const Digest letter = b.put(1);
  const Digest parcel = b.put(2, ObjectKind::parcel);
  CHECK(b.pool->get(ObjectKind::letter, letter) == ByteVector(kLetterBytes, 1));
  CHECK(b.open() == "ok");
  const std::size_t kept = mode == gateway::PoolMode::disk ? 1 : 0;
  CHECK(b.pool->list(ObjectKind::letter).size() == kept);
  CHECK(b.pool->list(ObjectKind::parcel).size() == kept);
  if (kept == 1) CHECK(b.pool->get(ObjectKind::parcel, parcel) == ByteVector(kParcelBytes, 2));
}

TEST_CASE("renewing keeps what waits and makes the old key useless", "[gateway]") {
  PoolBench b;
  std::vector<Digest> all;
  for (std::uint8_t i = 0; b.has_room(); ++i) all.push_back(b.put(i));
  std::ranges::sort(all);
  auto old_key_file = gateway::read_file(b.folder.path() / "key", 1000);
  REQUIRE(old_key_file);
  const Key old_key = Key::copy_of(ByteSpan(*old_key_file).subspan(kKeyAt).first<kKeyBytes>());
  // The key opens what is there now ...
  const std::size_t cell_bytes = kLetterBytes + kCellOverheadBytes;
  auto opens = [&](const ByteVector& slab) {
    std::size_t n = 0;
    for (std::size_t at = 0; at < slab.size(); at += cell_bytes) {
      n += open_cell(old_key, ByteSpan(slab).subspan(at, cell_bytes)) ? 1 : 0;
    }
    return n;
  };
  CHECK(opens(b.slab()) == all.size() + 1);  // and the mark
  REQUIRE(b.pool->remove(ObjectKind::letter, std::span(all).first(5)));
  REQUIRE(b.pool->renew());
  // ... and nothing afterwards, while everything that was left is still there, also after a restart.
  CHECK(opens(b.slab()) == 0);
  for (int again = 0; again < 2; ++again) {
    CHECK(b.pool->list(ObjectKind::letter) == std::vector<Digest>(all.begin() + 5, all.end()));
    for (std::size_t i = 5; i < all.size(); ++i) {
      auto bytes = b.pool->get(ObjectKind::letter, all[i]);
      REQUIRE(bytes);
      CHECK(sha256(*bytes) == all[i]);
    }
    REQUIRE(b.open() == "ok");
  }
}

TEST_CASE("a full pool is renewed cell by cell", "[gateway]") {
  PoolBench b;
  std::size_t n = 0;
  for (std::uint8_t i = 0; b.has_room(); ++i, ++n) b.put(i);
  for (int i = 0; i < 3; ++i) REQUIRE(b.pool->renew());
  CHECK(b.pool->list(ObjectKind::letter).size() == n);
  const ByteVector more(kLetterBytes, 200);
  const Incoming one{ObjectKind::letter, sha256(more), more};
  CHECK(outcome(b.pool->put(std::span(&one, 1)).at(0)) == "E_BUSY");
}

TEST_CASE("a pool without its key, or with a damaged one, is left as it is", "[gateway]") {
  PoolBench b;
  b.put(1);
  b.pool.reset();
  const auto key = b.folder.path() / "key";
  SECTION("missing") { std::filesystem::remove(key); }
  SECTION("cut") { std::filesystem::resize_file(key, 20); }
  SECTION("changed") {
    auto bytes = gateway::read_file(key, 1000);
    REQUIRE(bytes);
    (*bytes)[5] ^= 1;
    REQUIRE(gateway::write_file(key, *bytes, {}));
  }
  SECTION("slab cut by whole cells") {
    const auto slab = b.folder.path() / "letters";
    std::filesystem::resize_file(slab,
                                 std::filesystem::file_size(slab) - 3 * (kLetterBytes + kCellOverheadBytes));
  }
  SECTION("slab of another pool") {
    PoolBench other(gateway::PoolMode::disk, 99);
    other.pool.reset();
    std::filesystem::copy_file(other.folder.path() / "letters", b.folder.path() / "letters",
                               std::filesystem::copy_options::overwrite_existing);
  }
  SECTION("slab of before its last key") {
    const auto slab = b.folder.path() / "letters";
    const auto older = b.folder.path() / "older";
    std::filesystem::copy_file(slab, older);
    REQUIRE(b.open() == "ok");
    REQUIRE(b.pool->renew());
    b.pool.reset();
    std::filesystem::rename(older, slab);
  }
  SECTION("slab cut") { std::filesystem::resize_file(b.folder.path() / "letters", 1000); }
  const ByteVector before = b.slab();
  CHECK(b.open() == "store_corrupt");
  CHECK(b.slab() == before);
}

TEST_CASE("the pool grows when the configuration says so, and never shrinks", "[gateway]") {
  PoolBench b;
  const Digest letter = b.put(1);
  for (std::uint32_t cells : {50u, 10u}) {
    b.config.pool_letters = cells;
    REQUIRE(b.open() == "ok");
    CHECK(b.pool->list(ObjectKind::letter) == std::vector<Digest>{letter});
    CHECK(b.slab().size() == 52 * (kLetterBytes + kCellOverheadBytes));
  }
}

TEST_CASE("objects of one batch are kept once, and only what finds no room is refused", "[gateway]") {
  PoolBench b;
  std::vector<ByteVector> bodies;
  for (std::uint8_t i = 0; i < 30; ++i) bodies.emplace_back(kLetterBytes, static_cast<std::uint8_t>(i / 2));
  for (std::uint8_t i = 100; i < 120; ++i) bodies.emplace_back(kLetterBytes, i);
  std::vector<Incoming> batch;
  for (const ByteVector& body : bodies) batch.push_back({ObjectKind::letter, sha256(body), body});
  const auto kept = b.pool->put(batch);
  CHECK(std::ranges::count_if(kept, [](const Status& s) { return s.has_value(); }) == 30 + 24 - 15);
  CHECK(b.pool->list(ObjectKind::letter).size() == 24);
  REQUIRE(b.open() == "ok");
  CHECK(b.pool->list(ObjectKind::letter).size() == 24);
}

// Chi-square of the bytes of each cell against even frequencies, 255 degrees of freedom. Of n cells
// of random bytes the greatest is below the bound with a probability of 1 - 1e-6.
double chi_square(ByteSpan bytes) {
  std::array<double, 256> count{};
  for (std::uint8_t b : bytes) ++count[b];
  const double expected = static_cast<double>(bytes.size()) / 256;
  double sum = 0;
  for (double c : count) sum += (c - expected) * (c - expected) / expected;
  return sum;
}

// Cells, by number, whose bytes are not those of a random cell.
std::vector<std::size_t> conspicuous_cells(const ByteVector& slab) {
  constexpr double kBound = 440;  // 255 + 8.2 standard deviations
  const std::size_t cell_bytes = kLetterBytes + kCellOverheadBytes;
  std::vector<std::size_t> out;
  std::map<Digest, std::size_t> blocks;
  for (std::size_t i = 0; i * cell_bytes < slab.size(); ++i) {
    const ByteSpan cell = ByteSpan(slab).subspan(i * cell_bytes, cell_bytes);
    bool repeated = false;
    for (std::size_t at = 0; at + 16 <= cell.size(); at += 16) {
      repeated = !blocks.emplace(sha256(cell.subspan(at, 16)), i).second || repeated;
    }
    if (chi_square(cell) > kBound || repeated) out.push_back(i);
  }
  return out;
}

TEST_CASE("a full cell does not differ from an empty one", "[gateway][P8]") {
  PoolBench b;
  // The most conspicuous contents there are: constant bytes, the same in every cell but for one.
  for (std::uint8_t i = 0; i < 12; ++i) b.put(i);
  const ByteVector slab = b.slab();
  CHECK(conspicuous_cells(slab).empty());

  // The two populations against each other.
  double full = 0;
  double empty = 0;
  const std::size_t cell_bytes = kLetterBytes + kCellOverheadBytes;
  auto key_file = gateway::read_file(b.folder.path() / "key", 1000);
  REQUIRE(key_file);
  const Key key = Key::copy_of(ByteSpan(*key_file).subspan(kKeyAt).first<kKeyBytes>());
  std::size_t n = 0;
  for (std::size_t at = 0; at < slab.size(); at += cell_bytes) {
    const ByteSpan cell = ByteSpan(slab).subspan(at, cell_bytes);
    const bool used = open_cell(key, cell).has_value();
    (used ? full : empty) += chi_square(cell);
    n += used ? 1 : 0;
  }
  REQUIRE(n == 13);  // and the mark
  // Means of 13 values, each 255 with a deviation of 22.6: their difference deviates by 9.2.
  CHECK(std::abs(full / 13 - empty / 13) < 46);

  SECTION("a planted plaintext cell is found") {
    ByteVector planted = slab;
    const std::string text = "somebody was seen at the bridge ";
    for (std::size_t i = 0; i < 1024; ++i)
      planted[3 * cell_bytes + 2000 + i] = static_cast<std::uint8_t>(text[i % text.size()]);
    CHECK(conspicuous_cells(planted) == std::vector<std::size_t>{3});
  }
}

TEST_CASE("cells are chosen without order", "[gateway][P8]") {
  // Rank correlation between arrival and place, over many pools: nothing is left of it.
  PoolBench b;
  b.config.pool_letters = 400;
  REQUIRE(b.open() == "ok");
  const std::size_t cell_bytes = kLetterBytes + kCellOverheadBytes;
  std::vector<double> places;
  ByteVector before = b.slab();
  for (int i = 0; i < 300; ++i) {
    ByteVector body(kLetterBytes);
    b.rng.fill(body);
    const Incoming one{ObjectKind::letter, sha256(body), body};
    REQUIRE(b.pool->put(std::span(&one, 1)).at(0));
    gateway::File file = std::move(*gateway::open_file(b.folder.path() / "letters", 0));
    for (std::size_t c = 0; c < 408; ++c) {
      ByteVector nonce(16);
      REQUIRE(gateway::read_at(file, nonce, c * cell_bytes));
      if (!std::equal(nonce.begin(), nonce.end(),
                      before.begin() + static_cast<std::ptrdiff_t>(c * cell_bytes))) {
        places.push_back(static_cast<double>(c));
        std::ranges::copy(nonce, before.begin() + static_cast<std::ptrdiff_t>(c * cell_bytes));
      }
    }
  }
  auto correlation = [](const std::vector<double>& y) {
    const double n = static_cast<double>(y.size());
    double mean = 0;
    for (double v : y) mean += v / n;
    double xy = 0, xx = 0, yy = 0;
    for (std::size_t i = 0; i < y.size(); ++i) {
      const double dx = static_cast<double>(i) - (n - 1) / 2;
      xy += dx * (y[i] - mean);
      xx += dx * dx;
      yy += (y[i] - mean) * (y[i] - mean);
    }
    return xy / std::sqrt(xx * yy);
  };
  REQUIRE(places.size() == 300);
  CHECK(std::abs(correlation(places)) < 0.28);  // 4.9 deviations of 1 / sqrt(300)
  std::vector<double> in_order = places;
  std::ranges::sort(in_order);
  CHECK(correlation(in_order) > 0.9);  // what the measure must catch
}

TEST_CASE("the upload path makes, renames and removes no file", "[gateway][P8]") {
  static std::vector<std::string> steps;
  Gateway g;
  g.bring_up();
  const ByteVector letter = g.with_trailer(g.letter("quiet").bytes());
  const ByteVector parcel = g.with_trailer(g.parcel(9));
  steps.clear();
  gateway::set_disk_hook([](const char* step, const char*) {
    steps.emplace_back(step);
    return 0;
  });
  const bool both = g.post(api::Route::upload, letter) && g.post(api::Route::upload, parcel);
  gateway::set_disk_hook(nullptr);
  CHECK(both);
  CHECK(steps == std::vector<std::string>{"write", "flush", "write", "flush"});
}

TEST_CASE("no file bears a time of its own, and only public ones can be read by others", "[gateway][P8]") {
  Gateway g;
  g.bring_up();
  REQUIRE(g.cosign(2));
  REQUIRE(g.upload(g.letter("when").bytes()));
  g.clock.advance(123);
  REQUIRE(g.upload(g.letter("was it").bytes()));
  REQUIRE(g.next_epoch());
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(g.config.data)) {
    struct stat found{};
    REQUIRE(::lstat(entry.path().c_str(), &found) == 0);
    const bool is_public = entry.path().string().starts_with((g.config.data / "public").string());
    CAPTURE(entry.path().string());
    CHECK((found.st_mode & 07777) ==
          (S_ISDIR(found.st_mode) ? (is_public ? 0755u : 0700u) : (is_public ? 0644u : 0600u)));
    if (!S_ISREG(found.st_mode) && !is_public) continue;
    if (entry.path().filename() == "lock") continue;  // empty, from the first start
    CHECK(found.st_mtim.tv_sec % 600 == 0);
    CHECK(found.st_mtim.tv_nsec == 0);
    ++files;
  }
  CHECK(files > 10);
}

}  // namespace
}  // namespace adit::test
