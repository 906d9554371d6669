// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/harvest.h"

#include <fmt/format.h>

#include "client/scrub/utf8.h"

namespace adit::client {

void Harvest::found(FindingClass what, std::string text) {
  if (findings.size() >= kMaxFindings) return;
  if (text.size() > kMaxFindingBytes) {
    std::size_t cut = kMaxFindingBytes;
    while (cut > 0 && (static_cast<std::uint8_t>(text[cut]) & 0xc0) == 0x80) --cut;  // not inside a letter
    text.resize(cut);
  }
  for (const auto& f : findings) {
    if (f.what == what && f.text == text) return;
  }
  findings.push_back({what, std::move(text)});
}

void Harvest::keep_value(ByteSpan value) {
  if (values.size() >= kMaxValues || value.size() < kMinValueBytes) return;
  value = value.first(std::min<std::size_t>(value.size(), 256));
  // Four different bytes that are not zero: less than that occurs in any picture.
  std::array<bool, 256> seen{};
  int different = 0;
  for (auto b : value) {
    if (b != 0 && !seen[b]) ++different;
    seen[b] = true;
  }
  if (different >= 4) values.emplace_back(value.begin(), value.end());
}

void Harvest::keep_strings(ByteSpan bytes) {
  // Longer than a value that was meant as one: shorter runs occur in the dots of a picture by chance.
  constexpr std::size_t kMinRun = 8;
  std::size_t start = 0;
  for (std::size_t i = 0; i <= bytes.size(); ++i) {
    if (i < bytes.size() && bytes[i] >= 0x20 && bytes[i] < 0x7f) continue;
    if (i - start >= kMinRun) keep_value(bytes.subspan(start, i - start));
    start = i + 1;
  }
}

std::string_view trimmed(ByteSpan text) {
  auto s = as_text(text);
  auto blank = [](char c) { return c == '\0' || c == ' ' || c == '\n' || c == '\r' || c == '\t'; };
  while (!s.empty() && blank(s.front())) s.remove_prefix(1);
  while (!s.empty() && blank(s.back())) s.remove_suffix(1);
  return s;
}

std::string quote_text(ByteSpan text) {
  constexpr std::size_t kShown = 80;
  std::string out = "“";
  std::size_t shown = 0;
  for (std::size_t i = 0; i < text.size() && shown < kShown; ++shown) {
    auto c = next_utf8(text, i);
    if (!c || *c < 0x20 || (*c >= 0x7f && *c < 0xa0)) {
      out += '?';
      if (!c) ++i;
      continue;
    }
    append_utf8(out, *c);
    if (shown + 1 == kShown && i < text.size()) out += "…";
  }
  return out + "”";
}

std::string from_utf16(ByteSpan text, bool big_endian) {
  std::string out;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    auto hi = text[big_endian ? i : i + 1], lo = text[big_endian ? i + 1 : i];
    if (hi == 0 && lo == 0) break;
    auto unit = static_cast<char32_t>(hi << 8 | lo);
    append_utf8(out, unit >= 0xd800 && unit < 0xe000 ? U'?' : unit);
  }
  return out;
}

std::string size_words(std::size_t n) {
  if (n == 1) return "1 byte";
  if (n < 1000) return fmt::format("{} bytes", n);
  if (n < 1000 * 1000) return fmt::format("{} kB", (n + 500) / 1000);
  return fmt::format("{:.1f} MB", static_cast<double>(n) / 1e6);
}

}  // namespace adit::client
