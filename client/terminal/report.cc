// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <cstdio>

#include "client/terminal/terminal.h"

namespace adit::client {
namespace {

constexpr std::chrono::milliseconds kRewriteEvery{500};
constexpr std::chrono::seconds kLineEvery{10};

void put(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

void line(std::string_view program, std::string_view kind, std::string_view text) {
  std::string out(program);
  out += ": ";
  out += kind;
  put(out + inert(text, out.size()) + "\n");
}

}  // namespace

int report(std::string_view program, const Error& error) { return report(program, error, {}); }

int report(std::string_view program, const Error& error, std::string_view what) {
  line(program, "error: ", inert_line(what) + std::string(message(error.code)));
  if (!hint(error.code).empty()) line(program, "hint: ", hint(error.code));
  return exit_code(error.code);
}

void say(std::string_view program, std::string_view text) { line(program, {}, text); }

void warn(std::string_view program, std::string_view text) { line(program, "warning: ", text); }

Progress::Progress(std::string_view program) : program_(program), on_terminal_(isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() { done(); }

void Progress::show(std::string_view text) {
  auto now = std::chrono::steady_clock::now();
  if (shown_ && now - *shown_ < (on_terminal_ ? std::chrono::milliseconds(kRewriteEvery) : kLineEvery))
    return;
  shown_ = now;
  if (!on_terminal_) return say(program_, text);
  open_ = true;
  // Back to the start of the line, then whatever the last text left behind it is erased.
  put("\r" + program_ + ": " + inert_line(text) + "\x1b[K");
}

void Progress::done() {
  if (open_) put("\n");
  open_ = false;
  shown_.reset();
}

}  // namespace adit::client
