// SPDX-License-Identifier: Apache-2.0
// Runs a subcommand, or the real program, in a process of its own: without a terminal and with what
// it printed caught, or on a terminal of its own that the test types at.
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/temp_folder.h"

namespace adit::test {

struct Ran {
  int code;
  std::string out;
  std::string err;
};

// In a forked child without a terminal. `input` is what descriptor 0 gives.
Ran run_forked(const std::function<int()>& body, std::string_view input = {});

// The program `path` with arguments, HOME and TMPDIR of its own, no terminal.
Ran run_program(const std::string& path, const std::vector<std::string>& arguments, const std::string& folder,
                std::string_view input = {});

// A forked child on a terminal of its own.
class OnTerminal {
 public:
  explicit OnTerminal(const std::function<int()>& body);
  ~OnTerminal();
  OnTerminal(const OnTerminal&) = delete;
  OnTerminal& operator=(const OnTerminal&) = delete;

  // Reads until the screen ends with one of `prompts`. What came on it since the last time, or
  // nothing if the program ended, or asked nothing for 60 seconds.
  std::string next_prompt(const std::vector<std::string_view>& prompts);
  void type(std::string_view line);  // and Enter
  // Reads to the end. Returns the exit code.
  int end();
  const std::string& screen() const { return screen_; }

 private:
  bool read_more();
  int fd_ = -1;
  pid_t child_ = -1;
  std::string screen_;
  std::size_t seen_ = 0;
};

void write(const std::string& path, std::string_view text);
std::string content(const std::string& path);
bool has(std::string_view text, std::string_view what);

// Every file below a folder with its size, for finding what a program left behind.
std::vector<std::string> listing(const std::string& folder);

}  // namespace adit::test
