// SPDX-License-Identifier: Apache-2.0
#include "client/terminal/answer.h"

#include <utf8proc.h>

#include <algorithm>

namespace adit::client {
namespace {

constexpr std::uint8_t kEscape = 0x1B;

// Bytes of the escape sequence at the front: ESC [ ... final, ESC O x, or ESC and one more.
std::size_t escape_bytes(ByteSpan rest) {
  if (rest.size() < 2) return rest.size();
  if (rest[1] == 'O') return std::min<std::size_t>(3, rest.size());
  if (rest[1] != '[') return rest[1] < 0x80 ? 2 : 1;
  for (std::size_t i = 2; i < rest.size(); ++i) {
    if (rest[i] >= 0x40 && rest[i] <= 0x7E) return i + 1;
    if (rest[i] < 0x20 || rest[i] > 0x7E) return i;
  }
  return rest.size();
}

// What stays of the bytes is moved to the front; returns how much that is. Never grows.
std::size_t clean(MutableByteSpan bytes) {
  std::size_t to = 0;
  for (std::size_t at = 0; at < bytes.size();) {
    if (bytes[at] == kEscape) {
      at += escape_bytes(bytes.subspan(at));
      continue;
    }
    utf8proc_int32_t c = -1;
    auto n = utf8proc_iterate(bytes.data() + at, static_cast<utf8proc_ssize_t>(bytes.size() - at), &c);
    if (n <= 0) {
      bytes[to++] = '?';
      ++at;
      continue;
    }
    bool control = utf8proc_category(c) == UTF8PROC_CATEGORY_CC;
    if (c == '\t') {
      bytes[to++] = ' ';
    } else if (!control) {
      for (utf8proc_ssize_t i = 0; i < n; ++i) bytes[to++] = bytes[at + static_cast<std::size_t>(i)];
    }
    at += static_cast<std::size_t>(n);
  }
  std::size_t from = 0;
  while (from < to && bytes[from] == ' ') ++from;
  while (to > from && bytes[to - 1] == ' ') --to;
  std::copy(bytes.begin() + static_cast<std::ptrdiff_t>(from),
            bytes.begin() + static_cast<std::ptrdiff_t>(to), bytes.begin());
  return to - from;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

void clean_answer(SecretBuffer& line) { line.resize(clean(line.expose_mutable())); }

std::string cleaned_answer(std::string_view line) {
  std::string out(line);
  out.resize(clean({reinterpret_cast<std::uint8_t*>(out.data()), out.size()}));
  return out;
}

std::optional<bool> parse_yes_no(std::string_view answer) {
  std::string word(answer);
  std::ranges::transform(word, word.begin(), lower);
  if (word == "y" || word == "yes") return true;
  if (word == "n" || word == "no") return false;
  return std::nullopt;
}

std::optional<std::vector<std::size_t>> parse_choices(std::string_view answer, std::size_t options,
                                                      std::size_t max) {
  std::vector<std::size_t> chosen;
  std::size_t number = 0;
  bool in_number = false;
  auto end_number = [&] {
    if (!in_number) return true;
    if (number == 0 || number > options) return false;
    chosen.push_back(number - 1);
    number = 0;
    in_number = false;
    return true;
  };
  for (char c : answer) {
    if (c >= '0' && c <= '9') {
      if (number > options) return std::nullopt;
      number = number * 10 + static_cast<std::size_t>(c - '0');
      in_number = true;
    } else if (c != ' ' && c != ',') {
      return std::nullopt;
    } else if (!end_number()) {
      return std::nullopt;
    }
  }
  if (!end_number()) return std::nullopt;
  std::ranges::sort(chosen);
  auto twice = std::ranges::unique(chosen);
  chosen.erase(twice.begin(), twice.end());
  if (chosen.size() > max) return std::nullopt;
  return chosen;
}

}  // namespace adit::client
