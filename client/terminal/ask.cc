// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "client/terminal/answer.h"
#include "client/terminal/terminal.h"
#include "client/terminal/tty.h"

namespace adit::client {
namespace {

constexpr std::size_t kMaxTextBytes = std::size_t{64} << 10;

// Set once, before any thread, from the command line.
bool g_never_ask = false;

Result<Tty> open_for_questions() {
  if (g_never_ask) return fail(Errc::input_needed);
  return Tty::open();
}

std::string prompt_of(std::string_view question) {
  std::string prompt = inert(question);
  bool spaced = prompt.ends_with(' ') || prompt.ends_with('\n') || prompt.empty();
  return spaced ? prompt : prompt + " ";
}

Result<std::string> read_answer(Tty& tty, std::string_view prompt) {
  ADIT_TRY(SecretBuffer line, tty.read_line(Echo::on, prompt));
  clean_answer(line);
  return std::string(as_text(line.expose()));
}

// Asks until the answer is one that parse() understands.
template <class Parse>
auto ask_until(Tty& tty, std::string_view prompt, std::string_view help, Parse parse)
    -> Result<typename std::invoke_result_t<Parse, std::string_view>::value_type> {
  for (;;) {
    ADIT_TRY(std::string answer, read_answer(tty, prompt));
    if (auto value = parse(std::string_view(answer))) return *std::move(value);
    tty.print(std::string(help) + "\n");
  }
}

Result<std::vector<std::size_t>> ask_numbers(std::string_view question,
                                             const std::vector<std::string>& options, std::size_t max) {
  ADIT_TRY(Tty tty, open_for_questions());
  std::string menu = inert(question);
  for (std::size_t i = 0; i < options.size(); ++i) {
    menu += fmt::format("\n  {:2}  {}", i + 1, inert(options[i], 6));
  }
  tty.print(menu + "\n");
  std::string prompt =
      max == 1 ? "Number (empty: none): " : fmt::format("Numbers, up to {} (empty: none): ", max);
  std::string help = fmt::format("Please answer with numbers from 1 to {}, at most {}.", options.size(), max);
  return ask_until(tty, prompt, help,
                   [&](std::string_view answer) { return parse_choices(answer, options.size(), max); });
}

}  // namespace

bool can_ask() { return open_for_questions().has_value(); }

void never_ask() { g_never_ask = true; }

Result<std::string> ask(std::string_view question) {
  ADIT_TRY(Tty tty, open_for_questions());
  return read_answer(tty, prompt_of(question));
}

Result<bool> ask_yes_no(std::string_view question) {
  ADIT_TRY(Tty tty, open_for_questions());
  tty.forget_typed();
  return ask_until(tty, prompt_of(question) + "[yes/no] ", "Please answer yes or no.", parse_yes_no);
}

Result<std::string> ask_text(std::string_view question) {
  ADIT_TRY(Tty tty, open_for_questions());
  tty.print(inert(question) + "\n(several lines; an empty line ends)\n");
  std::string text;
  std::size_t empty_lines = 0;
  for (;;) {
    ADIT_TRY(std::string line, read_answer(tty, "> "));
    if (line.empty()) {
      if (!tty.has_more()) return text;
      ++empty_lines;
      continue;
    }
    if (text.size() + empty_lines + 1 + line.size() > kMaxTextBytes) {
      tty.print("That is the longest text that can be taken: the last line and what follows are left out.\n");
      tty.forget_typed();
      return text;
    }
    if (!text.empty()) text.append(empty_lines + 1, '\n');
    empty_lines = 0;
    text += line;
  }
}

Result<SecretBuffer> ask_secret(std::string_view question, std::optional<int> fd) {
  if (fd) return read_secret_line(*fd, kMaxSecretBytes);
  ADIT_TRY(Tty tty, open_for_questions());
  ADIT_TRY(SecretBuffer line, tty.read_line(Echo::off, prompt_of(question)));
  clean_answer(line);
  if (line.size() > kMaxSecretBytes) return fail(Errc::file_too_large);
  return line;
}

Result<std::optional<std::size_t>> ask_choice(std::string_view question,
                                              const std::vector<std::string>& options) {
  ADIT_TRY(auto chosen, ask_numbers(question, options, 1));
  return chosen.empty() ? std::nullopt : std::optional(chosen.front());
}

Result<std::vector<std::size_t>> ask_choices(std::string_view question,
                                             const std::vector<std::string>& options, std::size_t max) {
  return ask_numbers(question, options, max);
}

}  // namespace adit::client
