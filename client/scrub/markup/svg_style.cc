// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/markup/svg_style.h"

#include <algorithm>
#include <string_view>

namespace adit::client {
namespace {

constexpr std::size_t kMaxRules = 2000, kMaxSheet = 1 << 20;

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n\f";
  auto first = text.find_first_not_of(kBlanks);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

SvgStyle::Properties parse(std::string_view text) {
  SvgStyle::Properties out;
  while (!text.empty() && out.size() < 100) {
    auto stop = std::min(text.find(';'), text.size());
    auto one = text.substr(0, stop);
    text.remove_prefix(std::min(stop + 1, text.size()));
    auto colon = one.find(':');
    if (colon == one.npos) continue;
    auto value = trim(one.substr(colon + 1));
    if (auto bang = value.find("!important"); bang != value.npos) value = trim(value.substr(0, bang));
    out.emplace_back(trim(one.substr(0, colon)), value);
  }
  return out;
}

bool has_word(std::string_view list, std::string_view word) {
  for (std::size_t at = list.find(word); at != list.npos; at = list.find(word, at + 1)) {
    auto edge = [&](std::size_t i) {
      return i >= list.size() || list[i] == ' ' || list[i] == '\n' || list[i] == '\t';
    };
    if ((at == 0 || edge(at - 1)) && edge(at + word.size())) return true;
  }
  return false;
}

void gather_sheets(pugi::xml_node node, std::string& out, int depth) {
  if (depth > 100) return;
  for (auto child : node.children()) {
    std::string_view name = child.name();
    if (name == "style" || name == "svg:style") {
      for (auto text : child.children()) {
        if (out.size() < kMaxSheet) out += text.value();
      }
    } else {
      gather_sheets(child, out, depth + 1);
    }
  }
}

}  // namespace

SvgStyle::SvgStyle(pugi::xml_node root) {
  std::string sheet;
  gather_sheets(root, sheet, 0);
  for (auto start = sheet.find("/*"); start != sheet.npos; start = sheet.find("/*", start)) {
    auto stop = sheet.find("*/", start + 2);
    sheet.erase(start, stop == sheet.npos ? stop : stop + 2 - start);
  }
  std::string_view left = sheet;
  while (rules_.size() < kMaxRules) {
    auto open = left.find('{'), close = left.find('}', open);
    if (open == left.npos || close == left.npos) break;
    auto properties = parse(left.substr(open + 1, close - open - 1));
    auto selectors = left.substr(0, open);
    while (!selectors.empty() && rules_.size() < kMaxRules) {
      auto stop = std::min(selectors.find(','), selectors.size());
      auto one = trim(selectors.substr(0, stop));
      selectors.remove_prefix(std::min(stop + 1, selectors.size()));
      if (one.empty() || one.find_first_of(" >+~:[*@\t\n", 0) != one.npos ||
          one.find_first_of(".#", 1) != one.npos)
        continue;
      rules_.push_back({one[0] == '#' ? 2 : one[0] == '.' ? 1 : 0, std::string(one), properties});
    }
    left.remove_prefix(close + 1);
  }
  // Stable by hand: the library's way asks for memory through a deprecated call.
  std::vector<Rule> sorted;
  for (int weight : {0, 1, 2}) {
    for (auto& rule : rules_) {
      if (rule.weight == weight) sorted.push_back(std::move(rule));
    }
  }
  rules_ = std::move(sorted);
}

SvgStyle::Properties SvgStyle::of(pugi::xml_node node) const {
  Properties out;
  std::string_view name = node.name(), marks = node.attribute("class").value(),
                   id = node.attribute("id").value();
  for (const auto& rule : rules_) {
    auto what = std::string_view(rule.selector).substr(rule.weight == 0 ? 0 : 1);
    bool fits = rule.weight == 0 ? what == name : rule.weight == 1 ? has_word(marks, what) : what == id;
    if (fits) out.insert(out.end(), rule.properties.begin(), rule.properties.end());
  }
  auto own = parse(node.attribute("style").value());
  out.insert(out.end(), own.begin(), own.end());
  return out;
}

bool SvgStyle::hides(pugi::xml_node node) const {
  std::string_view display = node.attribute("display").value();
  std::string last;
  for (auto& [name, value] : of(node)) {
    if (name == "display") last = value;
  }
  return last.empty() ? display == "none" : last == "none";
}

}  // namespace adit::client
