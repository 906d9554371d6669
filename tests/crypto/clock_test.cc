// SPDX-License-Identifier: Apache-2.0
#include <adit/clock.h>

#include <catch2/catch_test_macros.hpp>

#include "tests/support/fakes.h"

using namespace adit;
using namespace adit::test;

namespace {
// Gives out the same 32-bit numbers over and over.
class ScriptedRng final : public Rng {
 public:
  explicit ScriptedRng(std::vector<std::uint32_t> numbers) : numbers_(std::move(numbers)) {}
  void fill(MutableByteSpan out) override {
    std::uint32_t n = numbers_[next_++ % numbers_.size()];
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::uint8_t>(n >> (8 * i));
  }
  std::size_t drawn() const { return next_; }

 private:
  std::vector<std::uint32_t> numbers_;
  std::size_t next_ = 0;
};
}  // namespace

TEST_CASE("numbers below a bound are drawn again where they would be biased", "[clock]") {
  // 2^32 mod 3 = 1: only the value 0 is unusable.
  ScriptedRng rng({0, 1, 2, 3, 0xffffffff});
  CHECK(rng.below(3) == 1);
  CHECK(rng.drawn() == 2);
  CHECK(rng.below(3) == 2);
  CHECK(rng.below(3) == 0);
  CHECK(rng.below(3) == 0);  // 0xffffffff mod 3
}

TEST_CASE("every number below a bound occurs about equally often", "[clock]") {
  SeededRng rng(1);
  std::array<int, 24> counts{};
  for (int i = 0; i < 24000; ++i) ++counts[rng.below(24)];
  for (int n : counts) {
    CHECK(n > 830);  // mean 1000, sigma 31: false alarm below 1e-6
    CHECK(n < 1170);
  }
}

TEST_CASE("weeks begin on Monday, epochs and rounds at multiples of their length", "[units]") {
  CHECK(week_at(UnixTime{345600}) == Week{0});
  CHECK(week_at(UnixTime{345600 + 604799}) == Week{0});
  CHECK(week_at(UnixTime{345600 + 604800}) == Week{1});
  CHECK(week_at(UnixTime{1790164800}) == Week{2959});
  CHECK(week_at(UnixTime{0}) == Week{0});  // clocks before 1970-01-05
  CHECK(week_at(UnixTime{-5}) == Week{0});
  CHECK(epoch_at(UnixTime{1199999}, 600) == Epoch{1999});
  CHECK(epoch_at(UnixTime{1200000}, 600) == Epoch{2000});
  CHECK(start_of(Epoch{2000}, 600) == UnixTime{1200000});
  CHECK(day_of(round_at(UnixTime{1790164800}, 7200), 7200) == day_at(UnixTime{1790164800}));
}

TEST_CASE("the same seed gives the same run and another seed another", "[fakes]") {
  SeededRng a(5);
  SeededRng b(5);
  SeededRng c(6);
  for (int i = 0; i < 3; ++i) {
    Digest x = a.bytes<Digest>();
    CHECK(x == b.bytes<Digest>());
    CHECK(x != c.bytes<Digest>());
  }
  CHECK(a.bytes<Digest>() != a.bytes<Digest>());
}
