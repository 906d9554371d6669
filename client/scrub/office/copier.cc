// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/office/copier.h"

namespace adit::client::office {
namespace {

constexpr std::string_view kBlanks = " \t\n\r";

}  // namespace

bool keeps_blanks(pugi::xml_node node) {
  for (; node; node = node.parent()) {
    if (auto a = node.attribute("xml:space")) return std::string_view(a.value()) == "preserve";
  }
  return false;
}

bool has_blank_ends(std::string_view text) {
  return !text.empty() &&
         (kBlanks.find(text.front()) != kBlanks.npos || kBlanks.find(text.back()) != kBlanks.npos);
}

std::string_view without_blank_ends(std::string_view text) {
  auto from = text.find_first_not_of(kBlanks);
  if (from == text.npos) return {};
  return text.substr(from, text.find_last_not_of(kBlanks) + 1 - from);
}

std::string Copier::font(std::string_view name) {
  if (is_common_font(name)) return std::string(name);
  if (!name.empty())
    job_.found(FindingClass::other, "an uncommon font, shown as Arial instead: " + quote_text(name));
  return "Arial";
}

void Copier::copy_attributes(pugi::xml_node node, const AllowedElement& rule) {
  for (const auto& [name, kind] : rule.attributes) {
    auto a = node.attribute(name.c_str());
    std::string_view raw = a.value();
    switch (kind) {
      case Value::token:
        if (a && is_token(raw)) out_.attribute(name, raw);
        break;
      case Value::list:
        if (a && is_token_list(raw)) out_.attribute(name, raw);
        break;
      case Value::formula:
        if (a && is_formula(raw)) out_.attribute(name, raw);
        break;
      case Value::path:
        if (a && is_path(raw)) out_.attribute(name, raw);
        break;
      case Value::moment:
        if (a && is_moment(raw)) out_.attribute(name, raw);
        break;
      case Value::text:
        if (a) out_.attribute(name, job_.characters.pass(raw));
        break;
      case Value::font:
        if (a) out_.attribute(name, raw.empty() ? std::string() : font(raw));
        break;
      case Value::style:
      case Value::part:
      case Value::id:
        if (!a) break;
        [[fallthrough]];
      case Value::fixed:
        if (name == "xml:space") break;  // with the text
        if (auto value = known(node, name, kind, raw)) out_.attribute(name, *value);
        break;
    }
  }
}

void Copier::copy_text(pugi::xml_node node, const AllowedElement& rule) {
  bool space = rule.attribute("xml:space") != nullptr;
  auto text = job_.characters.pass(text_of(node));
  std::string_view shown = space && !keeps_blanks(node) ? without_blank_ends(text) : std::string_view(text);
  if (space && has_blank_ends(shown)) out_.attribute("xml:space", "preserve");
  out_.text(shown);
}

void Copier::copy(pugi::xml_node node) {
  if (special(node)) return;
  const auto* rule = allowed_.find(name_of(node));
  if (rule == nullptr) return;
  out_.open(name_of(node));
  copy_attributes(node, *rule);
  switch (rule->text) {
    case AllowedElement::Text::none:
      copy_children(node);
      break;
    case AllowedElement::Text::token: {
      auto text = text_of(node);
      if (auto token = without_blank_ends(text); is_token(token)) out_.text(token);
      break;
    }
    case AllowedElement::Text::visible:
      copy_text(node, *rule);
      break;
  }
  out_.close();
}

void Copier::copy_children(pugi::xml_node node) {
  for (auto child : node.children()) {
    if (child.type() == pugi::node_element) copy(child);
  }
}

}  // namespace adit::client::office
