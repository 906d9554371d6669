// SPDX-License-Identifier: Apache-2.0
// Talking to a person on a terminal: questions, secrets without echo, plain error lines, and text of
// others shown so that it can never move the terminal. Results go to stdout, all talk to stderr.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <adit/error.h>
#include <adit/result.h>
#include <adit/secret.h>

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
void say(std::string_view program, std::string_view text);   // "adit: text" on stderr
void warn(std::string_view program, std::string_view text);  // "adit: warning: text" on stderr

// Whether questions can be asked: there is a terminal, and --no-input was not given.
bool can_ask();
void never_ask();  // from --no-input
// One line of an answer, from the terminal itself. Errors: interrupted.
Result<std::string> ask(std::string_view question);
Result<bool> ask_yes_no(std::string_view question);
// Several lines, ended by an empty line.
Result<std::string> ask_text(std::string_view question);
// One line without echo; from descriptor fd where given (--passphrase-fd), otherwise the terminal.
Result<SecretBuffer> ask_secret(std::string_view question, std::optional<int> fd);

// Progress in words: on a terminal one line that is rewritten, otherwise now and then a line.
class Progress {
 public:
  explicit Progress(std::string_view program);
  ~Progress();
  void show(std::string_view text);
  void done();

 private:
  std::string program_;
  bool open_ = false;
};

}  // namespace adit::client
