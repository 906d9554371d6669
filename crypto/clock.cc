// SPDX-License-Identifier: Apache-2.0
#include <adit/clock.h>
#include <sodium.h>

#include <chrono>

namespace adit {

std::uint32_t Rng::below(std::uint32_t bound) {
  // Values above the greatest multiple of bound would favour small results: drawn again.
  std::uint32_t unusable = static_cast<std::uint32_t>((std::uint64_t{1} << 32) % bound);
  for (;;) {
    std::array<std::uint8_t, 4> raw{};
    fill(raw);
    auto value = static_cast<std::uint32_t>(load_le(raw));
    if (value >= unusable) return value % bound;
  }
}

UnixTime SystemClock::now() const {
  auto since = std::chrono::system_clock::now().time_since_epoch();
  return UnixTime{std::chrono::duration_cast<std::chrono::seconds>(since).count()};
}

void SystemRng::fill(MutableByteSpan out) { randombytes_buf(out.data(), out.size()); }

}  // namespace adit
