// SPDX-License-Identifier: Apache-2.0
// Disks that fail and processes that die at a chosen step. Everything runs in a child process, so
// death is real; a power cut is a child that dies and leaves only what was flushed.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

namespace adit::test {

enum class Fault {
  none,
  kill,           // the process ends before the step; what was written stays
  power_cut,      // the same, and only what was flushed stays
  unflushed_cut,  // a power cut on a disk that lies about flushing file contents: must be caught
  no_space,       // this step and all writing after it fail with ENOSPC
  no_space_once,
  io_error_once,  // EIO; for a flush the process must end
};

struct Outcome {
  int exit_code = 0;         // kDied if the fault killed it
  std::size_t steps = 0;     // that it took
  std::string acknowledged;  // what the body said
};
inline constexpr int kDied = 77;
inline constexpr int kFlushFailed = 1;

// Runs body in a child, on the data folder, with the fault at the at-th step that changes the disk
// (from 1). body's return value is the exit code; what it gives to `say` is known even if it dies.
using Say = std::function<void(char)>;
Outcome run_with_fault(const std::filesystem::path& data, Fault fault, std::size_t at,
                       const std::function<int(const Say& say)>& body);

}  // namespace adit::test
