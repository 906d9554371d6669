// SPDX-License-Identifier: Apache-2.0
// Reads the cleaned text with a decoder of its own, holds every character against the table of what
// may not be there, and compares the letters with the original's.
#include <utf8proc.h>

#include <cstdlib>
#include <memory>

#include "client/scrub/characters.h"
#include "client/scrub/family.h"
#include "client/scrub/text_decode.h"

namespace adit::client {
namespace {

// By the table of well-formed sequences of the Unicode standard.
bool decode_strictly(ByteSpan b, std::u32string& out) {
  for (std::size_t i = 0; i < b.size();) {
    unsigned a = b[i], n = a < 0x80                 ? 1
                           : a >= 0xc2 && a <= 0xdf ? 2
                           : a >= 0xe0 && a <= 0xef ? 3
                           : a >= 0xf0 && a <= 0xf4 ? 4
                                                    : 0;
    if (n == 0 || b.size() - i < n) return false;
    unsigned low = a == 0xe0   ? 0xa0
                   : a == 0xf0 ? 0x90
                               : 0x80,
             high = a == 0xed   ? 0x9f
                    : a == 0xf4 ? 0x8f
                                : 0xbf;
    char32_t c = n == 1 ? a : a & (0xffu >> (n + 1));
    for (unsigned k = 1; k < n; ++k) {
      unsigned d = b[i + k];
      if (d < (k == 1 ? low : 0x80u) || d > (k == 1 ? high : 0xbfu)) return false;
      c = c << 6 | (d & 0x3f);
    }
    out.push_back(c);
    i += n;
  }
  return true;
}

bool is_composed(ByteSpan text) {
  utf8proc_uint8_t* raw = nullptr;
  auto n = utf8proc_map(text.data(), static_cast<utf8proc_ssize_t>(text.size()), &raw,
                        static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(raw, std::free);
  return n >= 0 && std::ranges::equal(ByteSpan(raw, static_cast<std::size_t>(n)), text);
}

bool is_allowed(std::u32string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    char32_t c = text[i];
    if (is_joiner(c)) {
      if (i == 0 || i + 1 == text.size() || !is_in(text[i - 1], kJoining) || !is_in(text[i + 1], kJoining))
        return false;
    } else if (c != '\n' && c != '\t' && is_in(c, kForbidden)) {
      return false;
    }
    if (c == '\n' && i > 0 && (text[i - 1] == ' ' || text[i - 1] == '\t')) return false;
  }
  // One line end at the end, and something before it.
  return text.size() >= 2 && text.back() == '\n' && text[text.size() - 2] != '\n';
}

// ASCII letters, digits and signs are never touched, whatever the encoding was.
std::string ascii_of(std::u32string_view text) {
  std::string out;
  for (char32_t c : text) {
    if (c > 0x20 && c < 0x7f) out.push_back(static_cast<char>(c));
  }
  return out;
}

// Canonical equivalence moves signs between forms; these few become ASCII or other letters by NFC.
bool same_words(std::u32string_view before, std::u32string_view after) {
  auto plain = [](char32_t c) { return c == 0x37e || c == 0x1fef || c == 0x212a || c > 0x7f; };
  if (std::ranges::none_of(before, plain)) return ascii_of(before) == ascii_of(after);
  // With letters beyond ASCII some compose: every ASCII letter after was there before, in order.
  auto a = ascii_of(before), b = ascii_of(after);
  std::size_t i = 0;
  for (char c : b) {
    while (i < a.size() && a[i] != c) ++i;
    if (i == a.size())
      return std::ranges::any_of(before, [](char32_t x) { return x == 0x37e || x == 0x1fef || x == 0x212a; });
    ++i;
  }
  return true;
}

}  // namespace

Status verify_text(ByteSpan original, ByteSpan cleaned) {
  std::u32string after;
  if (!decode_strictly(cleaned, after) || !is_allowed(after) || !is_composed(cleaned))
    return fail(Errc::file_damaged);
  auto before = decode_text(original);
  if (!before || !same_words(before->characters, after)) return fail(Errc::file_damaged);
  return {};
}

}  // namespace adit::client
