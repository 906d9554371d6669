// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/markup/html_hiding.h"

namespace adit::client {
namespace {

constexpr std::size_t kMaxRules = 500;

bool style_hides(std::string_view style) {
  std::string s;
  for (char c : html_lower(style)) {
    if (c != ' ' && c != '\t' && c != '\n' && c != '\r') s += c;
  }
  s = ";" + s + ";";
  for (auto one :
       {";display:none;", ";visibility:hidden;", ";visibility:collapse;", ";font-size:0;", ";font-size:0px;",
        ";opacity:0;", ";mso-hide:all;", ";display:none!important;", ";visibility:hidden!important;"}) {
    if (s.find(one) != s.npos) return true;
  }
  return false;
}

std::string_view trimmed_part(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n\f";
  auto first = text.find_first_not_of(kBlanks);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::string without_comments(std::string_view sheet) {
  std::string out;
  for (std::size_t at = 0; at < sheet.size();) {
    auto start = sheet.find("/*", at);
    out += sheet.substr(at, start == sheet.npos ? start : start - at);
    if (start == sheet.npos) break;
    auto stop = sheet.find("*/", start + 2);
    if (stop == sheet.npos) break;
    at = stop + 2;
  }
  return out;
}

}  // namespace

HtmlHiding HtmlHiding::of_page(std::string_view page) {
  HtmlHiding out;
  HtmlTokens tokens(page);
  bool in_style = false;
  while (auto token = tokens.next()) {
    if (token->kind != HtmlToken::Kind::text || !in_style) {
      in_style = token->kind == HtmlToken::Kind::start && token->name == "style";
      continue;
    }
    auto sheet = without_comments(token->text);
    std::string_view left = sheet;
    while (out.rules_.size() < kMaxRules) {
      auto brace = left.find('{');
      if (brace == left.npos) break;
      auto selectors = left.substr(0, brace);
      if (selectors.find('@') != selectors.npos) {
        // Rules for some screens only: over the whole nest.
        std::size_t depth = 1, at = brace + 1;
        while (at < left.size() && depth > 0) {
          depth += left[at] == '{' ? 1 : 0;
          depth -= left[at] == '}' ? 1 : 0;
          ++at;
        }
        left.remove_prefix(at);
        continue;
      }
      auto close = left.find('}', brace);
      if (close == left.npos) break;
      if (style_hides(left.substr(brace + 1, close - brace - 1))) {
        while (!selectors.empty() && out.rules_.size() < kMaxRules) {
          auto comma = selectors.find(',');
          auto one = trimmed_part(selectors.substr(0, comma));
          selectors.remove_prefix(comma == selectors.npos ? selectors.size() : comma + 1);
          if (one.empty() || one.find_first_of(" >+~:[*\t\n") != one.npos) continue;
          auto mark = one.find_first_of(".#");
          Rule rule{html_lower(one.substr(0, mark)), {}, {}};
          if (mark != one.npos) (one[mark] == '.' ? rule.mark : rule.id) = one.substr(mark + 1);
          if ((rule.mark + rule.id).find_first_of(".#") == std::string::npos)
            out.rules_.push_back(std::move(rule));
        }
      }
      left.remove_prefix(close + 1);
    }
  }
  return out;
}

bool HtmlHiding::hides(const HtmlToken& tag) const {
  if (tag.has("hidden") || style_hides(tag.attribute("style"))) return true;
  if (tag.name == "dialog" && !tag.has("open")) return true;
  auto marks = " " + std::string(tag.attribute("class")) + " ";
  for (char& c : marks) {
    if (c == '\n' || c == '\t') c = ' ';
  }
  for (const auto& rule : rules_) {
    if (!rule.tag.empty() && rule.tag != tag.name) continue;
    if (!rule.mark.empty() && marks.find(" " + rule.mark + " ") == marks.npos) continue;
    if (!rule.id.empty() && rule.id != tag.attribute("id")) continue;
    if (rule.tag == "body" || rule.tag == "html") continue;
    return true;
  }
  return false;
}

}  // namespace adit::client
