// SPDX-License-Identifier: Apache-2.0
// A clock that stands still until it is moved, and a generator whose runs repeat.
#pragma once

#include <adit/clock.h>

namespace adit::test {

class ManualClock final : public Clock {
 public:
  explicit ManualClock(UnixTime now) : now_(now) {}
  UnixTime now() const override { return now_; }
  void set(UnixTime now) { now_ = now; }
  void advance(std::int64_t by_seconds) { now_ = UnixTime{seconds(now_) + by_seconds}; }

 private:
  UnixTime now_;
};

// ChaCha20 of a seed and a counter. Same seed, same run.
class SeededRng final : public Rng {
 public:
  explicit SeededRng(std::uint64_t seed);
  void fill(MutableByteSpan out) override;

 private:
  std::array<std::uint8_t, 32> key_{};
  std::uint64_t counter_ = 0;
};

}  // namespace adit::test
