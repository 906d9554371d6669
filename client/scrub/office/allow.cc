// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/office/allow.h"

#include <adit/result.h>

#include <algorithm>

namespace adit::client::office {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::string_view next_word(std::string_view& left) {
  auto from = left.find_first_not_of(" \n");
  if (from == left.npos) return left = {};
  left.remove_prefix(from);
  auto word = left.substr(0, left.find_first_of(" \n"));
  left.remove_prefix(word.size());
  return word;
}

// A number with a sign, a fraction and a unit of at most three letters or a percent sign.
bool is_number(std::string_view v) {
  std::size_t i = v.starts_with('-') || v.starts_with('+') ? 1 : 0, digits = 0, points = 0;
  for (; i < v.size() && (digit(v[i]) || v[i] == '.'); ++i) (digit(v[i]) ? digits : points)++;
  if (digits == 0 || digits > 30 || points > 1) return false;
  if (i < v.size() && (v[i] == 'e' || v[i] == 'E')) {
    auto power = v.substr(i + 1);
    if (power.starts_with('-') || power.starts_with('+')) power.remove_prefix(1);
    return !power.empty() && power.size() <= 3 && std::ranges::all_of(power, digit);
  }
  auto unit = v.substr(i);
  return unit.empty() || unit == "%" || (unit.size() <= 3 && std::ranges::all_of(unit, letter));
}

bool is_word(std::string_view v) {
  if (v.size() > 40 || !letter(v[0])) return false;
  // Words of the standards: "between", "lightGrid", "left-right", never digits but at the end.
  bool digits = false;
  for (std::size_t i = 0; i < v.size(); ++i) {
    char c = v[i];
    if (digit(c)) {
      digits = true;
    } else if (letter(c)) {
      if (digits && i + 4 < v.size()) return false;
    } else if (!(c == '-' && i > 0 && i + 1 < v.size() && v[i - 1] >= 'a' && v[i + 1] >= 'a')) {
      return false;
    }
  }
  return true;
}

bool is_hex(std::string_view v) {
  if (v.starts_with('#')) v.remove_prefix(1);
  return !v.empty() && v.size() <= 8 && std::ranges::all_of(v, [](char c) {
    return digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  });
}

}  // namespace

const Value* AllowedElement::attribute(std::string_view name) const {
  auto at = std::ranges::lower_bound(attributes, name, {},
                                     [](const auto& a) -> std::string_view { return a.first; });
  return at != attributes.end() && at->first == name ? &at->second : nullptr;
}

AllowList::AllowList(std::initializer_list<std::string_view> tables) {
  for (auto table : tables) {
    auto bar = table.find('|');
    ADIT_ASSERT(bar != table.npos);
    auto prefix = std::string(table.substr(0, bar));
    bool qualified = prefix.ends_with('+');
    if (qualified) prefix.pop_back();
    auto left = table.substr(bar + 1);
    while (!left.empty()) {
      auto group = left.substr(0, left.find(';'));
      left.remove_prefix(std::min(left.size(), group.size() + 1));
      auto colon = group.find(" :");
      auto names = group.substr(0, colon), values = colon == group.npos ? "" : group.substr(colon + 2);
      std::vector<std::pair<std::string, Value>> attributes;
      for (auto word = next_word(values); !word.empty(); word = next_word(values)) {
        auto value = Value::token;
        if (auto equals = word.find('='); equals != word.npos) {
          value = static_cast<Value>(word[equals + 1]);
          word = word.substr(0, equals);
        }
        bool bare = !qualified || word.find(':') != word.npos;
        attributes.emplace_back(bare ? std::string(word) : prefix + ":" + std::string(word), value);
      }
      for (auto name = next_word(names); !name.empty(); name = next_word(names)) {
        auto text = name.ends_with('$')   ? AllowedElement::Text::visible
                    : name.ends_with('#') ? AllowedElement::Text::token
                                          : AllowedElement::Text::none;
        if (text != AllowedElement::Text::none) name.remove_suffix(1);
        auto& element = elements_[prefix + ":" + std::string(name)];
        if (text != AllowedElement::Text::none) element.text = text;
        // Elements of one name in different places share their attributes; the first kind counts.
        for (const auto& a : attributes) {
          if (!element.attribute(a.first)) {
            element.attributes.push_back(a);
            std::ranges::sort(element.attributes);
          }
        }
      }
    }
  }
}

bool is_token(std::string_view v) {
  return v.empty() || (v.size() <= 40 && (is_number(v) || is_word(v) || is_hex(v)));
}

bool is_token_list(std::string_view v) {
  if (v.size() > 20'000) return false;
  // "rotate (0.5) translate (1cm 2cm)": the brackets are like blanks.
  while (!v.empty()) {
    auto stop = std::min(v.find_first_of(" ,;()"), v.size());
    if (!is_token(v.substr(0, stop))) return false;
    v.remove_prefix(std::min(v.size(), stop + 1));
  }
  return true;
}

bool is_formula(std::string_view v) {
  if (v.size() > 200) return false;
  while (!v.empty()) {
    auto stop = std::min(v.find(' '), v.size());
    auto word = v.substr(0, stop);
    if (word != "*/" && word != "+-" && word != "+/" && word != "?:" && !is_token(word)) return false;
    v.remove_prefix(std::min(v.size(), stop + 1));
  }
  return true;
}

bool is_path(std::string_view v) {
  int letters = 0;
  for (char c : v) {
    letters = letter(c) ? letters + 1 : 0;
    if (letters > 2 || !(letter(c) || digit(c) || c == ' ' || c == ',' || c == '.' || c == '-' || c == '?' ||
                         c == '@' || c == '$' || c == '*' || c == '/' || c == '+' || c == '(' || c == ')'))
      return false;
  }
  return v.size() <= 100'000;
}

bool is_moment(std::string_view v) {
  int letters = 0;
  for (std::size_t i = 0; i < v.size(); ++i) {
    char c = v[i];
    if (!digit(c) && c != '-' && c != ':' && c != '.' && c != ',') {
      // P1Y2M3DT4H5M6S at the longest.
      if (std::string_view("PTYMDHSZ").find(c) == std::string_view::npos || ++letters > 8) return false;
    }
  }
  return v.size() <= 40;
}

bool is_own_table_style(std::string_view id) {
  return id == kTableStyle || id == "{2D5ABB26-0587-4C30-8999-92F81FD0307C}" ||
         id == "{5940675A-B579-460E-94D1-54222C63F5DA}" || id == "{073A0DAA-6AF3-43AB-8588-CEC1D06C72B9}";
}

bool is_common_font(std::string_view name) {
  static constexpr std::string_view kFonts[] = {"+mj-cs",
                                                "+mj-ea",
                                                "+mj-lt",
                                                "+mn-cs",
                                                "+mn-ea",
                                                "+mn-lt",
                                                "Abadi",
                                                "Agency FB",
                                                "Aharoni",
                                                "Andale Mono",
                                                "Angsana New",
                                                "Aptos",
                                                "Aptos Display",
                                                "Arabic Typesetting",
                                                "Arial",
                                                "Arial Black",
                                                "Arial Narrow",
                                                "Arial Unicode MS",
                                                "Bahnschrift",
                                                "Baskerville Old Face",
                                                "Batang",
                                                "Bell MT",
                                                "Bitstream Vera Sans",
                                                "Bodoni MT",
                                                "Book Antiqua",
                                                "Bookman Old Style",
                                                "Browallia New",
                                                "Calibri",
                                                "Calibri Light",
                                                "Cambria",
                                                "Cambria Math",
                                                "Candara",
                                                "Caladea",
                                                "Carlito",
                                                "Century",
                                                "Century Gothic",
                                                "Century Schoolbook",
                                                "Comic Sans MS",
                                                "Consolas",
                                                "Constantia",
                                                "Cooper Black",
                                                "Copperplate Gothic Bold",
                                                "Corbel",
                                                "Cordia New",
                                                "Courier",
                                                "Courier New",
                                                "David",
                                                "DejaVu Sans",
                                                "DejaVu Sans Condensed",
                                                "DejaVu Sans Mono",
                                                "DejaVu Serif",
                                                "DengXian",
                                                "Droid Sans",
                                                "Droid Sans Fallback",
                                                "Droid Serif",
                                                "Ebrima",
                                                "Franklin Gothic Book",
                                                "Franklin Gothic Medium",
                                                "FrankRuehl",
                                                "FreeMono",
                                                "FreeSans",
                                                "FreeSerif",
                                                "Gabriola",
                                                "Garamond",
                                                "Geneva",
                                                "Georgia",
                                                "Gill Sans",
                                                "Gill Sans MT",
                                                "Gulim",
                                                "Helvetica",
                                                "Helvetica Neue",
                                                "Impact",
                                                "Ink Free",
                                                "Iskoola Pota",
                                                "Javanese Text",
                                                "Kalinga",
                                                "Kartika",
                                                "Latha",
                                                "Leelawadee",
                                                "Liberation Mono",
                                                "Liberation Sans",
                                                "Liberation Sans Narrow",
                                                "Liberation Serif",
                                                "Linux Libertine G",
                                                "Lohit Devanagari",
                                                "Lucida Console",
                                                "Lucida Handwriting",
                                                "Lucida Sans",
                                                "Lucida Sans Unicode",
                                                "MS Gothic",
                                                "MS Mincho",
                                                "MS PGothic",
                                                "MS PMincho",
                                                "MS Sans Serif",
                                                "MS Serif",
                                                "MV Boli",
                                                "Malgun Gothic",
                                                "Mangal",
                                                "Marlett",
                                                "Meiryo",
                                                "Menlo",
                                                "Microsoft JhengHei",
                                                "Microsoft Sans Serif",
                                                "Microsoft YaHei",
                                                "Microsoft Himalaya",
                                                "Miriam",
                                                "Monaco",
                                                "Mongolian Baiti",
                                                "Myanmar Text",
                                                "Narkisim",
                                                "Nirmala UI",
                                                "Noto Sans",
                                                "Noto Sans Arabic",
                                                "Noto Sans CJK JP",
                                                "Noto Sans CJK KR",
                                                "Noto Sans CJK SC",
                                                "Noto Sans CJK TC",
                                                "Noto Sans Devanagari",
                                                "Noto Sans Symbols",
                                                "Noto Serif",
                                                "Noto Serif CJK SC",
                                                "Nyala",
                                                "OpenSymbol",
                                                "Open Sans",
                                                "Palatino",
                                                "Palatino Linotype",
                                                "Papyrus",
                                                "PMingLiU",
                                                "MingLiU",
                                                "Raavi",
                                                "Roboto",
                                                "Rockwell",
                                                "Sakkal Majalla",
                                                "Segoe Print",
                                                "Segoe Script",
                                                "Segoe UI",
                                                "Segoe UI Emoji",
                                                "Segoe UI Light",
                                                "Segoe UI Semibold",
                                                "Segoe UI Symbol",
                                                "Shruti",
                                                "SimHei",
                                                "SimSun",
                                                "Simplified Arabic",
                                                "Source Han Sans CN",
                                                "StarSymbol",
                                                "Sylfaen",
                                                "Symbol",
                                                "System",
                                                "Tahoma",
                                                "Times",
                                                "Times New Roman",
                                                "Traditional Arabic",
                                                "Trebuchet MS",
                                                "Tunga",
                                                "Tw Cen MT",
                                                "Ubuntu",
                                                "Univers",
                                                "Verdana",
                                                "Vrinda",
                                                "Webdings",
                                                "Wingdings",
                                                "Wingdings 2",
                                                "Wingdings 3",
                                                "Yu Gothic",
                                                "Yu Mincho",
                                                "monospace",
                                                "sans-serif",
                                                "serif"};
  return std::ranges::find(kFonts, name) != std::end(kFonts);
}

}  // namespace adit::client::office
