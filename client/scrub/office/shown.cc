// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/office/shown.h"

#include <utf8proc.h>

#include <cstdlib>
#include <memory>

#include "client/scrub/characters.h"
#include "client/scrub/utf8.h"

namespace adit::client::office {

std::string comparable(std::string_view text) {
  bool plain =
      std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x7f && c != '\r'; });
  if (plain) return std::string(text);
  std::string kept;
  auto bytes = as_bytes(text);
  for (std::size_t i = 0; i < bytes.size();) {
    auto c = next_utf8(bytes, i);
    if (!c) {
      ++i;
      continue;
    }
    // Joiners count for nothing here; each kind of space is one space.
    if (*c == kPictureMark || *c == kAsideBegins || *c == kAsideEnds) {
      kept += static_cast<char>(*c);
      continue;
    }
    if (*c == 0xa0 || *c == 0x1680 || (*c >= 0x2000 && *c <= 0x200a) || *c == 0x2028 || *c == 0x2029 ||
        *c == 0x202f || *c == 0x205f || *c == 0x3000) {
      kept += ' ';
      continue;
    }
    bool symbol = *c >= 0xf000 && *c <= 0xf0ff;
    if (is_joiner(*c) || (is_in(*c, kForbidden) && !symbol)) continue;
    auto kind = utf8proc_category(static_cast<utf8proc_int32_t>(*c));
    if (kind == UTF8PROC_CATEGORY_CN || (kind == UTF8PROC_CATEGORY_CO && !symbol) || *c == 0x13440) continue;
    append_utf8(kept, *c);
  }
  utf8proc_uint8_t* raw = nullptr;
  auto n = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(kept.data()),
                        static_cast<utf8proc_ssize_t>(kept.size()), &raw,
                        static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE));
  std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(raw, std::free);
  if (n < 0) return kept;
  return std::string(reinterpret_cast<const char*>(raw), static_cast<std::size_t>(n));
}

std::string trimmed_blanks(std::string_view text) {
  auto from = text.find_first_not_of(" \t\r\n");
  if (from == text.npos) return {};
  return std::string(text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1));
}

std::string chart_text(const Element& node) {
  if (node.name == "c:externalData" || node.name == "c:userShapes" || node.name == "c:f" ||
      node.name == "c:formatCode" || node.name == "c:extLst" || node.name == "c:pivotSource")
    return {};
  if (node.name == "mc:AlternateContent") return {};
  if (node.name == "c:v" || node.name == "a:t" || node.name == "c:name" || node.name == "c:separator")
    return aside(node.all_text());
  // Of several rows of labels the first.
  if (node.name == "c:multiLvlStrCache") {
    const auto* first = node.child("c:lvl");
    return first == nullptr ? std::string() : chart_text(*first);
  }
  if (node.name == "a:fld" && node.get("type") != "slidenum") return {};
  // A name taken from cells shows the first of them.
  if (node.name == "c:tx") {
    if (const auto* reference = node.child("c:strRef")) {
      const auto* cache = reference->child("c:strCache");
      const auto* point = cache == nullptr ? nullptr : cache->child("c:pt");
      const auto* value = point == nullptr ? nullptr : point->child("c:v");
      return aside(value == nullptr ? std::string() : value->all_text());
    }
  }
  std::string out;
  for (const auto& c : node.children) out += chart_text(c);
  return out;
}

Shown shown(const Parts& parts, FileKind kind) {
  switch (kind) {
    case FileKind::docx:
      return shown_word(parts);
    case FileKind::xlsx:
      return shown_sheets(parts);
    case FileKind::pptx:
      return shown_slides(parts);
    default:
      return shown_open(parts, kind);
  }
}

}  // namespace adit::client::office
