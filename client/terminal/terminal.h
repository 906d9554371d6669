// SPDX-License-Identifier: Apache-2.0
// Talking to a person on a terminal: questions, secrets without echo, plain error lines, and text of
// others shown so that it can never move the terminal. Results go to stdout, all talk to stderr.
#pragma once

#include <adit/error.h>
#include <adit/result.h>
#include <adit/secret.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace adit::client {

// Text of others, safe to print: control characters, escape sequences, bidi controls, zero-width
// and invisible characters become visible marks; bad UTF-8 becomes U+FFFD. With `indent` each line
// after the first begins with that many spaces, so that it cannot imitate our own lines.
std::string inert(std::string_view untrusted, std::size_t indent = 0);
// The same on one line: line breaks become a visible mark.
std::string inert_line(std::string_view untrusted);

// "adit: error: ..." and "adit: hint: ..." on stderr, from the error's table.
// Returns the exit code.
int report(std::string_view program, const Error& error);
int report(std::string_view program, const Error& error, std::string_view what);  // what: "photo.tif: "
void say(std::string_view program, std::string_view text);                        // "adit: text" on stderr
void warn(std::string_view program, std::string_view text);  // "adit: warning: text" on stderr

// Whether questions can be asked: there is a terminal, and --no-input was not given.
bool can_ask();
void never_ask();  // from --no-input
// One line of an answer, from the terminal itself (/dev/tty, never stdin). Questions are ours: text
// of others in them has been through inert(). Answers are valid UTF-8 without control characters.
// Errors of all: interrupted (Ctrl-C, end of input), input_needed (not can_ask()).
Result<std::string> ask(std::string_view question);
// What was typed before this question stood there is thrown away: a paste never says yes.
Result<bool> ask_yes_no(std::string_view question);
// Several lines, ended by an empty line with nothing waiting behind it: empty lines inside of a
// pasted text do not end it.
Result<std::string> ask_text(std::string_view question);
// One line without echo; from descriptor fd where given (--passphrase-fd), otherwise the terminal.
// Errors: also file_unreadable (fd), file_too_large (over kMaxSecretBytes).
Result<SecretBuffer> ask_secret(std::string_view question, std::optional<int> fd);
inline constexpr std::size_t kMaxSecretBytes = 1024;

// Shows numbered options; the index (from 0) of the one that was chosen, or nothing for an empty
// answer. Asks again until the answer is a number of the list.
Result<std::optional<std::size_t>> ask_choice(std::string_view question,
                                              const std::vector<std::string>& options);
// Up to max of them, "1 3" or "1,3"; ascending, none twice; empty for an empty answer.
Result<std::vector<std::size_t>> ask_choices(std::string_view question,
                                             const std::vector<std::string>& options, std::size_t max);

// Progress in words: on a terminal one line that is rewritten twice a second at most, otherwise a
// plain line about every ten seconds.
class Progress {
 public:
  explicit Progress(std::string_view program);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void show(std::string_view text);
  // Ends the line. Talk in between calls this first.
  void done();

 private:
  std::string program_;
  bool on_terminal_;
  bool open_ = false;
  std::optional<std::chrono::steady_clock::time_point> shown_;
};

}  // namespace adit::client
