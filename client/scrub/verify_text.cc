// SPDX-License-Identifier: Apache-2.0
// Reads the cleaned text with a decoder of its own, holds every character against the table of what
// may not be there, and compares the letters with the original's.
#include <utf8proc.h>

#include <cstdlib>
#include <memory>

#include "client/scrub/characters.h"
#include "client/scrub/family.h"
#include "client/scrub/text_decode.h"
#include "client/scrub/text_rules.h"

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
  if (!only_allowed(text)) return false;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\n' && (text[i - 1] == ' ' || text[i - 1] == '\t')) return false;
  }
  // One line end at the end, and something before it.
  return text.size() >= 2 && text.back() == '\n' && text[text.size() - 2] != '\n';
}

}  // namespace

std::optional<std::string> visible_text(std::u32string_view text) {
  std::u32string kept;
  for (char32_t c : text) {
    auto k = utf8proc_category(static_cast<utf8proc_int32_t>(c));
    bool mark = k == UTF8PROC_CATEGORY_MN || k == UTF8PROC_CATEGORY_MC || k == UTF8PROC_CATEGORY_ME;
    bool dropped = k == UTF8PROC_CATEGORY_CN || k == UTF8PROC_CATEGORY_CF || c <= ' ' || is_in(c, kForbidden);
    if (!mark && !dropped) kept.push_back(c);
  }
  auto plain = encode_utf8(kept);
  utf8proc_uint8_t* raw = nullptr;
  auto n = utf8proc_map(
      reinterpret_cast<const utf8proc_uint8_t*>(plain.data()), static_cast<utf8proc_ssize_t>(plain.size()),
      &raw, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK));
  std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(raw, std::free);
  if (n < 0) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(raw), static_cast<std::size_t>(n));
}

bool only_allowed(std::u32string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    char32_t c = text[i];
    if (is_joiner(c)) {
      if (i == 0 || i + 1 == text.size() || !is_in(text[i - 1], kJoining) || !is_in(text[i + 1], kJoining))
        return false;
    } else if (c != '\n' && c != '\t' && is_in(c, kForbidden)) {
      return false;
    }
  }
  return true;
}

Status verify_text(ByteSpan original, ByteSpan cleaned) {
  std::u32string after;
  if (!decode_strictly(cleaned, after) || !is_allowed(after) || !is_composed(cleaned))
    return fail(Errc::file_damaged);
  auto before = decode_text(original);
  if (!before || before->characters.size() > kMaxTextBytes) return fail(Errc::file_damaged);
  auto was = visible_text(before->characters), is = visible_text(after);
  if (!was || was != is) return fail(Errc::file_damaged);
  return {};
}

}  // namespace adit::client
