// SPDX-License-Identifier: Apache-2.0
// Strict UTF-8: no overlong forms, no surrogates, nothing past U+10FFFF.
#pragma once

#include <adit/bytes.h>

#include <string>

namespace adit::client {

// The character at i, and i moves past it; or nothing, and i stays.
inline std::optional<char32_t> next_utf8(ByteSpan text, std::size_t& i) {
  if (i >= text.size()) return std::nullopt;
  std::uint8_t lead = text[i];
  if (lead < 0x80) return ++i, lead;
  std::size_t more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
  if (lead < 0xc2 || lead > 0xf4 || text.size() - i <= more) return std::nullopt;
  char32_t c = lead & (0x3fu >> more);
  for (std::size_t k = 1; k <= more; ++k) {
    if ((text[i + k] & 0xc0) != 0x80) return std::nullopt;
    c = c << 6 | (text[i + k] & 0x3fu);
  }
  constexpr char32_t kLeast[] = {0, 0x80, 0x800, 0x10000};
  if (c < kLeast[more] || (c >= 0xd800 && c < 0xe000) || c > 0x10ffff) return std::nullopt;
  i += more + 1;
  return c;
}

inline void append_utf8(std::string& out, char32_t c) {
  auto put = [&](char32_t b) { out.push_back(static_cast<char>(b)); };
  if (c < 0x80) return put(c);
  if (c < 0x800) return put(0xc0 | c >> 6), put(0x80 | (c & 0x3f));
  if (c < 0x10000) return put(0xe0 | c >> 12), put(0x80 | (c >> 6 & 0x3f)), put(0x80 | (c & 0x3f));
  put(0xf0 | c >> 18), put(0x80 | (c >> 12 & 0x3f)), put(0x80 | (c >> 6 & 0x3f)), put(0x80 | (c & 0x3f));
}

}  // namespace adit::client
