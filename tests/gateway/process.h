// SPDX-License-Identifier: Apache-2.0
// A program of ours as a process of its own.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace adit::test {

class Process {
 public:
  // `ready` adds --ready-fd and waits for the byte, or for the process to end without it.
  enum class Ready { ignored, awaited };
  explicit Process(std::vector<std::string> command, Ready ready = Ready::ignored);
  ~Process();  // kills what still runs
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  bool ready() const { return ready_; }
  void signal(int number) const;
  int wait();  // its exit code, or 128 + signal
  // What it has said so far.
  std::string out() const;
  std::string err() const;

 private:
  pid_t pid_ = -1;
  int out_fd_ = -1;
  int err_fd_ = -1;
  bool ready_ = false;
};

}  // namespace adit::test
