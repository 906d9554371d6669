// SPDX-License-Identifier: Apache-2.0
// How much work is asked for while much waits in the pool (protocol 2.9). The fuller the pool, the
// dearer the next place, so that a flood pays more for each epoch that it lasts, and who pays as much
// gets in beside it.
#pragma once

#include <adit/clock.h>
#include <adit/trailer.h>

#include <array>
#include <mutex>

#include "gateway/pool.h"

namespace adit::gateway {

inline constexpr std::uint32_t kCellsWithoutSteps = 128;  // fewer have no room for steps
inline constexpr std::uint32_t kNoRoom = kMaxEffort + 1;

// The step that is asked for when so many of the cells count as taken, or kNoRoom.
std::uint32_t effort_for(std::uint32_t used, std::uint32_t cells);

// Any thread may call it.
class Effort {
 public:
  explicit Effort(Rng& rng) : rng_(rng) {}
  // A random number of cells, told to nobody and drawn anew for each epoch, counts as taken too: who
  // fills the pool cannot find out how many of it were others'.
  std::uint32_t asked(ObjectKind kind, Pool::Fill fill, UnixTime epoch_start);

 private:
  Rng& rng_;
  std::mutex mutex_;
  UnixTime drawn_for_{-1};
  std::array<std::uint32_t, 2> parts_{};  // of an eighth of the cells, in 65536ths
};

}  // namespace adit::gateway
