// SPDX-License-Identifier: Apache-2.0
#include "client/reporter/secret_words.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "client/terminal/tty.h"

namespace adit::client {
namespace {

constexpr std::string_view kAdvice =
    "This is the only key to your report. With it you read answers and write again; without it nobody can,\n"
    "not even we. Write it down on paper, where you keep things like recipes or phone numbers.\n"
    "Do not photograph it, and do not store it on this machine.\n\n";
// A screen of its own: what is on it does not stay in the scroll-back.
constexpr std::string_view kOwnScreen = "\x1b[?1049h\x1b[H\x1b[2J";
constexpr std::string_view kLeaveScreen = "\x1b[2J\x1b[?1049l";

bool has_screens() {
  const char* term = std::getenv("TERM");
  return term != nullptr && *term != '\0' && std::strcmp(term, "dumb") != 0;
}

// A wrapped, wiped way to stdout: no buffer of the library keeps a copy.
void write_secret_line(std::string_view name, const SecretBuffer& text) {
  std::fflush(stdout);
  std::setvbuf(stdout, nullptr, _IONBF, 0);
  std::fwrite(name.data(), 1, name.size(), stdout);
  std::fwrite(text.expose().data(), 1, text.size(), stdout);
  std::fputc('\n', stdout);
}

Status show_on_terminal(Tty& tty, const SecretBuffer& words, const SecretBuffer& digits,
                        const SecretOptions& options) {
  bool own_screen = has_screens();
  if (own_screen) tty.print(kOwnScreen);
  tty.print(kAdvice);
  tty.print("    ");
  tty.print(as_text(words.expose()));
  tty.print("\n\n");
  if (options.digits) {
    tty.print("The same as digits; either will do:\n\n    ");
    tty.print(as_text(digits.expose()));
    tty.print("\n\n");
  }
  auto line = tty.read_line(Echo::on, "Press Enter when you have written it down. ");
  if (own_screen) tty.print(kLeaveScreen);
  if (!line) return fail(line.error());
  return {};
}

}  // namespace

Status show_secret(const ThreadSecret& secret, const SecretOptions& options) {
  SecretBuffer words = secret_words(secret, options.words);
  SecretBuffer digits = secret_digits(secret);
  if (!can_ask()) {
    warn(kProgram,
         "the secret was not typed back: make sure that it is kept, and that nobody else sees this output");
    write_secret_line("secret: ", words);
    if (options.digits) write_secret_line("digits: ", digits);
    return {};
  }
  ADIT_TRY(Tty tty, Tty::open());
  for (;;) {
    ADIT_CHECK(show_on_terminal(tty, words, digits, options));
    ADIT_TRY(SecretBuffer typed, ask_secret("Now type it from your paper; it is not shown: ", std::nullopt));
    auto parsed = parse_secret(as_text(typed.expose()));
    if (parsed && equal_ct(*parsed, secret)) return {};
    say(kProgram, "that is not the same; it is shown once more");
  }
}

Result<ThreadSecret> take_secret(std::optional<int> fd) {
  ADIT_TRY(SecretBuffer typed, ask_secret("Your nine words, or thirty digits; they are not shown: ", fd));
  return parse_secret(as_text(typed.expose()));
}

Result<ThreadKeys> keys_of(const ThreadSecret& secret, const DeploymentId& dep) {
  ADIT_TRY(Root root, root_of(secret, dep));
  return ThreadKeys(std::move(root), dep);
}

}  // namespace adit::client
