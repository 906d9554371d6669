// SPDX-License-Identifier: Apache-2.0
// A plain scan of what was written, on this machine only, that never stops anyone.
#include <fmt/format.h>

#include "client/reporter/interview.h"
#include "client/terminal/terminal.h"

namespace adit::client {
namespace {

constexpr std::size_t kPhoneDigits = 8;

bool is_phone(std::string_view word) {
  std::size_t digits = 0;
  for (char c : word) {
    if (c >= '0' && c <= '9') {
      ++digits;
    } else if (c != '+' && c != '-' && c != '/' && c != '(' && c != ')' && c != '.' && c != ' ') {
      return false;
    }
  }
  return digits >= kPhoneDigits;
}

bool is_mail(std::string_view word) {
  std::size_t at = word.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < word.size();
}

bool is_link(std::string_view word) {
  return word.find("://") != std::string_view::npos || word.starts_with("www.");
}

bool begins_number(std::string_view word) {
  return !word.empty() && word.find_first_not_of("0123456789+-/().") == std::string_view::npos;
}

void scan(std::string_view text, std::vector<std::string>& out) {
  constexpr std::string_view kSpaces = " \t\r\n,;<>\"'";
  std::string number;  // digits in groups: "077 123 45 67"
  auto flush = [&] {
    if (is_phone(number)) out.push_back(fmt::format("a telephone number: {}", inert_line(number)));
    number.clear();
  };
  for (std::size_t at = 0; at < text.size();) {
    std::size_t begin = text.find_first_not_of(kSpaces, at);
    if (begin == std::string_view::npos) break;
    std::size_t end = std::min(text.find_first_of(kSpaces, begin), text.size());
    std::string_view word = text.substr(begin, end - begin);
    at = end;
    if (begins_number(word)) {
      number += (number.empty() ? "" : " ") + std::string(word);
      continue;
    }
    flush();
    if (is_mail(word))
      out.push_back(fmt::format("an address of mail or of an account: {}", inert_line(word)));
    if (is_link(word)) out.push_back(fmt::format("a link: {}", inert_line(word)));
  }
  flush();
}

}  // namespace

std::vector<std::string> traces_in(const Fields& fields) {
  std::vector<std::string> out;
  for (const auto& [key, value] : fields) scan(value, out);
  return out;
}

}  // namespace adit::client
