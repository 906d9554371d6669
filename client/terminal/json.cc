// SPDX-License-Identifier: Apache-2.0
#include "client/terminal/json.h"

#include <fmt/format.h>

#include <cstdint>

namespace adit::client {
namespace {

// The next code point, or U+FFFD and one byte further for what is not UTF-8.
char32_t next_code_point(std::string_view text, std::size_t& at) {
  auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  std::uint8_t first = byte(at);
  std::size_t more = first < 0x80         ? 0
                     : (first >> 5 == 6)  ? 1
                     : (first >> 4 == 14) ? 2
                     : (first >> 3 == 30) ? 3
                                          : 4;
  if (more == 4 || at + more >= text.size()) {
    ++at;
    return 0xFFFD;
  }
  char32_t value = more == 0 ? first : first & (0x3Fu >> more);
  for (std::size_t i = 1; i <= more; ++i) {
    if (byte(at + i) >> 6 != 2) {
      ++at;
      return 0xFFFD;
    }
    value = value << 6 | (byte(at + i) & 0x3Fu);
  }
  at += more + 1;
  return value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF) ? 0xFFFD : value;
}

}  // namespace

std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size();) {
    char32_t c = next_code_point(text, at);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += static_cast<char>(c);
    } else if (c == '\n') {
      out += "\\n";
    } else if (c >= 0x20 && c < 0x7F) {
      out += static_cast<char>(c);
    } else if (c < 0x10000) {
      out += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(c));
    } else {
      std::uint32_t pair = static_cast<std::uint32_t>(c) - 0x10000;
      out += fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + (pair >> 10), 0xDC00 + (pair & 0x3FF));
    }
  }
  return out + "\"";
}

}  // namespace adit::client
