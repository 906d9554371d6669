// SPDX-License-Identifier: Apache-2.0
// How large a file of each kind may be, and how much room adit-scrub gets for it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "client/scrub/scrub.h"

namespace adit::client {

// Pictures 64 MiB, text 16 MiB, everything else kMaxScrubBytes.
std::size_t max_file_bytes(FileKind kind);

// A picture or a text that needs more than a little is hostile; a long recording is not.
enum class Room : std::uint8_t { small, large };
Room room_for(std::optional<FileKind> kind);

struct RoomLimits {
  std::uint64_t answer_bytes;
  std::uint64_t address_bytes;
  unsigned cpu_seconds;
  unsigned deadline_seconds;  // by the clock, held by the parent
};
RoomLimits limits_of(Room room);

}  // namespace adit::client
