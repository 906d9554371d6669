// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/pdf/scan.h"

#include <algorithm>

namespace adit::client::pdf {
namespace {

constexpr std::string_view kOperators[] = {
    "\"", "'",   "B",  "B*", "BT", "CS", "Do", "ET", "F",  "G",  "J",   "K",  "M",  "Q",  "RG", "S",
    "SC", "SCN", "T*", "TD", "TJ", "TL", "Tc", "Td", "Tf", "Tj", "Tm",  "Tr", "Ts", "Tw", "Tz", "W",
    "W*", "b",   "b*", "c",  "cm", "cs", "d",  "d0", "d1", "f",  "f*",  "g",  "gs", "h",  "i",  "j",
    "k",  "l",   "m",  "n",  "q",  "re", "rg", "ri", "s",  "sc", "scn", "sh", "v",  "w",  "y"};
constexpr std::string_view kNames[] = {
    "DeviceGray",           "DeviceRGB",  "DeviceCMYK", "Pattern", "AbsoluteColorimetric",
    "RelativeColorimetric", "Saturation", "Perceptual"};

bool shows(std::string_view op) { return op == "Tj" || op == "TJ" || op == "'" || op == "\""; }

bool is_numbered(std::string_view name) {
  return name.size() > 1 && std::string_view("GCPSXF").find(name[0]) != name.npos &&
         name.find_first_not_of("0123456789", 1) == name.npos;
}

}  // namespace

bool shown_text(const Drawing& drawing, std::size_t& most, std::vector<std::string>& out, unsigned depth) {
  if (depth > 30 || drawing.content.size() > most) return false;
  most -= drawing.content.size();
  Lexer lexer(drawing.content);
  std::vector<Word> operands;
  std::vector<bool> marks;
  std::size_t hidden = 0;
  for (auto word = lexer.next(); word.kind != Word::Kind::end; word = lexer.next()) {
    if (word.kind == Word::Kind::bad) return false;
    if (word.kind != Word::Kind::word || word.text == "true" || word.text == "false" || word.text == "null") {
      operands.push_back(std::move(word));
      continue;
    }
    const auto& op = word.text;
    if (op == "ID") {
      if (!lexer.skip_inline_picture()) return false;
    } else if (op == "BMC" || op == "BDC") {
      auto n = operands.size();
      bool off = op == "BDC" && n == 2 && operands[0].text == "OC" && operands[1].kind == Word::Kind::name &&
                 drawing.off(operands[1].text);
      marks.push_back(off);
      hidden += off;
    } else if (op == "EMC" && !marks.empty()) {
      hidden -= marks.back();
      marks.pop_back();
    } else if (hidden == 0 && shows(op)) {
      for (auto& operand : operands) {
        if (operand.kind == Word::Kind::string) out.push_back(std::move(operand.text));
      }
    } else if (hidden == 0 && op == "Do" && !operands.empty()) {
      auto form = drawing.form(operands.back().text);
      if (form && !shown_text(*form, most, out, depth + 1)) return false;
    }
    operands.clear();
  }
  return true;
}

bool is_plain_content(ByteSpan content, ByteVector& rest) {
  Lexer lexer(content);
  bool in_array = false;
  for (auto word = lexer.next(); word.kind != Word::Kind::end; word = lexer.next()) {
    switch (word.kind) {
      case Word::Kind::number:
        // Nothing hides in the way a number is written.
        if (word.text[0] == '+' || word.text.ends_with('.') || word.text.size() > 32) return false;
        break;
      case Word::Kind::string:
        continue;
      case Word::Kind::name:
        if (!is_numbered(word.text) && std::ranges::find(kNames, word.text) == std::end(kNames)) return false;
        break;
      case Word::Kind::open_array:
        if (in_array) return false;
        in_array = true;
        continue;
      case Word::Kind::close_array:
        if (!in_array) return false;
        in_array = false;
        continue;
      case Word::Kind::word:
        if (in_array || std::ranges::find(kOperators, word.text) == std::end(kOperators)) return false;
        break;
      default:
        return false;
    }
    append(rest, as_bytes(word.text));
    rest.push_back('\n');
  }
  return !in_array && !lexer.saw_comment();
}

}  // namespace adit::client::pdf
