// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "client/scrub/pdf/font_program.h"

namespace adit::client::pdf {
namespace {

// The readable part is a PostScript program. Its comments and its sentences say who made the font and
// when; drawing needs neither.
std::optional<std::string> without_words(std::string_view text) {
  std::string out = "%!PS-AdobeFont-1.0: F\n";
  unsigned depth = 0;  // of brackets around a sentence
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (depth > 0) {
      if (c == '\\') ++i;
      if (c == '(') ++depth;
      if (c == ')' && --depth == 0) out += ')';
      continue;
    }
    if (c == '%') {
      while (i < text.size() && text[i] != '\n' && text[i] != '\r') ++i;
      c = '\n';
    } else if (c == '(') {
      depth = 1;
    } else if (c == '\r') {
      c = '\n';
    } else if (c != '\n' && c != '\t' && (c < 0x20 || c > 0x7e)) {
      return std::nullopt;
    }
    if (c == '\n' && out.back() == '\n') continue;
    out += c;
  }
  if (depth > 0) return std::nullopt;
  return out;
}

std::string without_name(std::string text) {
  // Many fonts begin with a question whether a printer has them already, by name.
  auto question = text.find("FontDirectory"), begin = text.find(" dict begin");
  if (question != text.npos && begin != text.npos && question < begin) {
    auto line = text.rfind('\n', begin) + 1;
    if (line > question) text.erase(question, line - question);
  }
  constexpr std::string_view kKey = "/FontName";
  auto at = text.find(kKey);
  if (at == text.npos) return text;
  at = text.find('/', at + kKey.size());
  if (at == text.npos) return text;
  auto end = text.find_first_of(" \n\t/", at + 1);
  return end == text.npos ? text : text.replace(at + 1, end - at - 1, "F");
}

}  // namespace

Result<Type1Font> clean_type1(ByteSpan font, std::size_t clear_bytes, std::size_t packed_bytes) {
  const auto broken = fail(Errc::file_damaged);
  if (clear_bytes > font.size() || packed_bytes > font.size() - clear_bytes) return broken;
  auto text = as_text(font);
  constexpr std::string_view kEnd = "eexec";
  auto end = text.find(kEnd);
  if (end == text.npos || end > clear_bytes) return broken;
  // What the first length says is not always what is there: the word itself decides.
  auto from = end + kEnd.size();
  if (from < text.size() && text[from] == ' ') ++from;
  if (from < text.size() && text[from] == '\r') ++from;
  if (from < text.size() && text[from] == '\n') ++from;
  auto clear = without_words(text.substr(0, end));
  if (!clear) return broken;
  *clear = without_name(*clear) + "eexec\n";
  if (clear_bytes + packed_bytes <= from) return broken;
  auto packed = font.subspan(from, clear_bytes + packed_bytes - from);
  Type1Font out{{}, clear->size(), packed.size()};
  append(out.bytes, as_bytes(*clear));
  append(out.bytes, packed);
  // The zeros behind are the same for every font, and no viewer needs them.
  return out;
}

}  // namespace adit::client::pdf
