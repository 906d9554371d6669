// SPDX-License-Identifier: Apache-2.0
#include "gateway/effort.h"

namespace adit::gateway {

std::uint32_t effort_for(std::uint32_t used, std::uint32_t cells) {
  if (used >= cells) return kNoRoom;
  const std::uint32_t half = cells / 2;
  if (cells < kCellsWithoutSteps || used < half) return 0;
  return std::min(1 + (used - half) / (cells / 16), kMaxEffort);
}

std::uint32_t Effort::asked(ObjectKind kind, Pool::Fill fill, UnixTime epoch_start) {
  if (fill.cells < kCellsWithoutSteps) return effort_for(fill.used, fill.cells);
  std::lock_guard lock(mutex_);
  if (epoch_start != drawn_for_) {
    drawn_for_ = epoch_start;
    for (std::uint32_t& part : parts_) part = rng_.below(65536);
  }
  const std::uint64_t hidden = std::uint64_t{fill.cells / 8} * parts_[static_cast<std::size_t>(kind)] >> 16;
  return effort_for(fill.used + static_cast<std::uint32_t>(hidden), fill.cells);
}

}  // namespace adit::gateway
