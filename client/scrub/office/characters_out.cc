// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/office/characters_out.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include <cstdlib>
#include <memory>

#include "client/scrub/characters.h"
#include "client/scrub/text_decode.h"
#include "client/scrub/utf8.h"

namespace adit::client::office {
namespace {

enum class Fate { keep, drop, space };

Fate fate(char32_t c) {
  if (c == '\t' || c == '\n' || c == ' ' || is_joiner(c) || (c >= 0xf000 && c <= 0xf0ff)) return Fate::keep;
  if (c == '\r') return Fate::drop;
  constexpr CharacterRange kBlank[] = {
      {0x034f, 0x034f},   {0x061c, 0x061c},   {0x115f, 0x1160},  {0x17b4, 0x17b5}, {0x180b, 0x180f},
      {0x2800, 0x2800},   {0x3164, 0x3164},   {0xfe00, 0xfe0f},  {0xffa0, 0xffa0}, {0xfffc, 0xfffc},
      {0x13430, 0x13440}, {0x1d159, 0x1d159}, {0xe0000, 0xe0fff}};
  if (is_in(c, kBlank)) return Fate::drop;
  bool visible_format = (c >= 0x0600 && c <= 0x0605) || c == 0x06dd || c == 0x070f || c == 0x0890 ||
                        c == 0x0891 || c == 0x08e2 || c == 0x110bd || c == 0x110cd;
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return Fate::space;
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CS:
      return Fate::drop;
    case UTF8PROC_CATEGORY_CF:
      return visible_format ? Fate::keep : Fate::drop;
    default:
      return Fate::keep;
  }
}

std::optional<std::string> composed(const std::string& text) {
  utf8proc_uint8_t* raw = nullptr;
  auto n = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                        static_cast<utf8proc_ssize_t>(text.size()), &raw,
                        static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(raw, std::free);
  if (n < 0) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(raw), static_cast<std::size_t>(n));
}

}  // namespace

std::string CharactersOut::pass(std::string_view text) {
  auto plain = [](char c) { return (c >= 0x20 && c < 0x7f) || c == '\n' || c == '\t'; };
  if (std::ranges::all_of(text, plain)) return std::string(text);
  auto bytes = as_bytes(text);
  std::u32string kept;
  unsigned marks = 0;
  for (std::size_t i = 0; i < bytes.size();) {
    auto c = next_utf8(bytes, i);
    if (!c) {
      damaged_ = true;
      return {};
    }
    switch (fate(*c)) {
      case Fate::drop:
        ++hidden_;
        continue;
      case Fate::space:
        ++spaces_;
        kept += U' ';
        marks = 0;
        continue;
      case Fate::keep:
        break;
    }
    auto kind = utf8proc_category(static_cast<utf8proc_int32_t>(*c));
    bool mark = kind == UTF8PROC_CATEGORY_MN || kind == UTF8PROC_CATEGORY_MC || kind == UTF8PROC_CATEGORY_ME;
    marks = mark ? marks + 1 : 0;
    if (marks > 30) {
      ++hidden_;
      continue;
    }
    kept += *c;
  }
  // A joiner stays between two letters of a script that needs it.
  std::u32string out;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (is_joiner(kept[i]) && (out.empty() || i + 1 == kept.size() || !is_in(out.back(), kJoining) ||
                               !is_in(kept[i + 1], kJoining))) {
      ++hidden_;
      continue;
    }
    out += kept[i];
  }
  auto done = composed(encode_utf8(out));
  if (!done) {
    damaged_ = true;
    return {};
  }
  return *done;
}

void CharactersOut::tell(Harvest& harvest) const {
  if (hidden_ > 0)
    harvest.found(FindingClass::hidden,
                  fmt::format("{} in its text", hidden_ == 1 ? "1 hidden character"
                                                             : fmt::format("{} hidden characters", hidden_)));
  if (spaces_ > 0)
    harvest.found(FindingClass::hidden,
                  fmt::format("{} in its text, made plain ones",
                              spaces_ == 1 ? "1 unusual space" : fmt::format("{} unusual spaces", spaces_)));
}

}  // namespace adit::client::office
