// SPDX-License-Identifier: Apache-2.0
// What the operator may see of a running gateway: how it stands, and nothing that tells how much comes
// in or when. Whatever is here changes with epochs, documents and the disk, never with an upload.
#pragma once

#include <adit/units.h>

#include <cstdint>
#include <optional>
#include <string>

namespace adit::gateway {

struct Health {
  enum class State : std::uint8_t {
    waiting,  // for the first council and directory
    serving,
    resting,          // its folder may be an older copy: signs nothing until it is restored
    stopped,          // a checkpoint of its own key is not in its log: the same
    disk_full,        // the last epoch could not be written
    disk_unwritable,  // the same, for another reason
    failing,          // the last epoch was not published for a reason of the gateway's own
  };
  State state = State::waiting;
  std::optional<Epoch> epoch;                   // that it is by the clock
  std::optional<Epoch> published;               // last
  std::optional<Epoch> confirmed;               // last that a quorum of witnesses cosigned
  std::optional<std::uint64_t> directory_days;  // until the list of recipients ends
  std::optional<std::uint32_t> free_percent;    // of the disk, in steps of ten
  bool is_crowded = false;  // the pool was more than half full at the end of the last epoch
};

// One object in one line, then sentences; each part ends with a newline.
std::string to_message(const Health& health);

}  // namespace adit::gateway
