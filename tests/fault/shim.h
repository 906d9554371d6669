// SPDX-License-Identifier: Apache-2.0
// What a test and the gateway under the shim share: a page of memory. The test arms a fault, the shim
// counts the calls that change the data folder and lets it happen at the chosen one.
#pragma once

#include <atomic>
#include <cstdint>

namespace adit::fault {

enum class Mode : std::uint32_t {
  none,
  kill,          // SIGKILL before the call
  fail,          // the call fails with `error`, once
  fail_on,       // this call and all that need room or a right fail with `error`, until disarmed
  short_write,   // a write does half of what it should, once
  lie_about_it,  // planted: writes into the pool report success and do nothing
};

struct Control {
  std::atomic<std::uint64_t> calls;  // since the process began to use the page
  std::atomic<std::uint64_t> at;     // the fault happens at the first call of this number or above
  std::atomic<Mode> mode;
  std::atomic<std::int32_t> error;
  std::atomic<std::uint64_t> hits;
  std::atomic<std::int64_t> clock;  // seconds that the clock is ahead of the machine's
};

inline constexpr const char* kFolderVariable = "ADIT_FAULT_FOLDER";    // whose files count
inline constexpr const char* kControlVariable = "ADIT_FAULT_CONTROL";  // file of one Control

}  // namespace adit::fault
