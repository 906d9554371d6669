// SPDX-License-Identifier: Apache-2.0
// Time and randomness as parameters, so that runs can be repeated.
#pragma once

#include <adit/bytes.h>
#include <adit/units.h>

namespace adit {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual UnixTime now() const = 0;
};

class Rng {
 public:
  virtual ~Rng() = default;
  virtual void fill(MutableByteSpan out) = 0;

  template <class B>
  B bytes() {
    B b;
    fill(b.mutable_span());
    return b;
  }
  // Uniform in [0, bound), bound > 0, by rejection.
  std::uint32_t below(std::uint32_t bound);
};

// The machine's own clock and generator.
class SystemClock final : public Clock {
 public:
  UnixTime now() const override;
};
class SystemRng final : public Rng {
 public:
  void fill(MutableByteSpan out) override;
};

}  // namespace adit
