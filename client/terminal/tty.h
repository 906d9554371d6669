// SPDX-License-Identifier: Apache-2.0
// The terminal itself, whatever stdin and stdout are. Lines come from it as the system's own line
// editor gives them; with Echo::off its setting is restored on every way out, signals too.
#pragma once

#include <adit/result.h>
#include <adit/secret.h>

#include <optional>
#include <string_view>

namespace adit::client {

// Longest line the system's editor hands over is 4095 bytes.
inline constexpr std::size_t kMaxLineBytes = 4096;

enum class Echo : std::uint8_t { on, off };

class Tty {
 public:
  // Errors: input_needed (there is none).
  static Result<Tty> open();
  Tty(Tty&& other) noexcept;
  Tty& operator=(Tty&&) = delete;
  ~Tty();

  void print(std::string_view text);
  // One line without its end. Errors: interrupted (a signal, end of input).
  Result<SecretBuffer> read_line(Echo echo, std::string_view prompt);
  // Whether something was typed already; waits a moment for a paste that is still coming.
  bool has_more();
  // Throws away what was typed and not read.
  void forget_typed();

 private:
  explicit Tty(int fd) : fd_(fd) {}
  int fd_;
};

// The bytes up to the end of a line, one by one, so that what follows is left for the next reader.
// Errors: file_unreadable, file_too_large.
Result<SecretBuffer> read_secret_line(int fd, std::size_t max_bytes);

}  // namespace adit::client
