// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/text_decode.h"

#include "client/scrub/utf8.h"

namespace adit::client {
namespace {

std::optional<std::u32string> decode_utf8(ByteSpan text) {
  std::u32string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    auto c = next_utf8(text, i);
    if (!c) return std::nullopt;
    out.push_back(*c);
  }
  return out;
}

std::optional<std::u32string> decode_utf16(ByteSpan text, bool big_endian) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::u32string out;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    auto unit = [&](std::size_t k) -> char32_t {
      return static_cast<char32_t>(text[k + (big_endian ? 0 : 1)] << 8 | text[k + (big_endian ? 1 : 0)]);
    };
    char32_t c = unit(i);
    if (c >= 0xdc00 && c < 0xe000) return std::nullopt;
    if (c >= 0xd800 && c < 0xdc00) {
      i += 2;
      if (i >= text.size()) return std::nullopt;
      char32_t low = unit(i);
      if (low < 0xdc00 || low >= 0xe000) return std::nullopt;
      c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
    }
    out.push_back(c);
  }
  return out;
}

// Windows-1252, 0x80 to 0x9f; 0 where it has nothing.
constexpr char32_t kWestern[32] = {0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
                                   0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017d, 0,
                                   0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                   0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178};

std::optional<std::u32string> decode_western(ByteSpan text) {
  std::u32string out;
  std::size_t high = 0;
  for (auto b : text) {
    if (b >= 0x80) ++high;
    char32_t c = b >= 0x80 && b < 0xa0 ? kWestern[b - 0x80] : b;
    if (c == 0 && b != 0) return std::nullopt;
    out.push_back(c);
  }
  // Western European text is mostly ASCII; Cyrillic, Greek or Arabic in their older encodings is not.
  if (high * 4 > text.size()) return std::nullopt;
  return out;
}

}  // namespace

std::optional<DecodedText> decode_text(ByteSpan file) {
  auto head = as_text(file);
  if (head.starts_with("\xff\xfe") || head.starts_with("\xfe\xff")) {
    auto characters = decode_utf16(file.subspan(2), file[0] == 0xfe);
    if (!characters) return std::nullopt;
    return DecodedText{std::move(*characters), Encoding::utf16, true};
  }
  bool mark = head.starts_with("\xef\xbb\xbf");
  if (auto characters = decode_utf8(file.subspan(mark ? 3 : 0))) {
    return DecodedText{std::move(*characters), Encoding::utf8, mark};
  }
  if (auto characters = decode_western(file))
    return DecodedText{std::move(*characters), Encoding::western, false};
  return std::nullopt;
}

std::string encode_utf8(std::u32string_view characters) {
  std::string out;
  for (char32_t c : characters) append_utf8(out, c);
  return out;
}

}  // namespace adit::client
