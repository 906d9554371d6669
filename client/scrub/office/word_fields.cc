// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/office/word_fields.h"

#include <string>
#include <vector>

namespace adit::client::office {
namespace {

std::string word(std::string_view text, std::size_t& at) {
  at = text.find_first_not_of(" \t\n\r", at);
  if (at == text.npos) return {};
  auto stop = std::min(text.find_first_of(" \t\n\r\\", at), text.size());
  std::string out(text.substr(at, stop - at));
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  at = stop;
  return out;
}

constexpr std::string_view kPersonal[] = {
    "AUTHOR",   "USERNAME", "USERINITIALS", "USERADDRESS", "LASTSAVEDBY", "FILENAME",
    "FILESIZE", "TEMPLATE", "DOCPROPERTY",  "DOCVARIABLE", "INFO",        "COMMENTS",
    "KEYWORDS", "SUBJECT",  "TITLE",        "CREATEDATE",  "SAVEDATE",    "PRINTDATE",
    "EDITTIME", "REVNUM",   "DATE",         "TIME",        "DATABASE",    "PRIVATE"};

}  // namespace

Field field_of(std::string_view instruction) {
  std::size_t at = 0;
  auto name = word(instruction, at);
  if (name == "PAGE" || name == "NUMPAGES" || name == "SECTIONPAGES") return Field::page;
  return std::ranges::find(kPersonal, name) != std::end(kPersonal) ? Field::personal : Field::result;
}

std::string page_instruction(std::string_view instruction) {
  std::size_t at = 0;
  auto out = word(instruction, at);
  constexpr std::string_view kForms[] = {"ROMAN", "roman", "ALPHABETIC", "alphabetic", "ArabicDash"};
  for (auto form : kForms) {
    auto found = instruction.find(form);
    if (found != instruction.npos && found > 0 && instruction[found - 1] == ' ')
      return out + " \\* " + std::string(form);
  }
  return out;
}

Fields::Fields(pugi::xml_node root) {
  struct Open {
    const void* begin;
    bool in_result;
  };
  std::vector<Open> open;
  struct Walker : pugi::xml_tree_walker {
    std::vector<Open>* open = nullptr;
    std::map<const void*, std::string>* by_begin = nullptr;
    bool for_each(pugi::xml_node& node) override {
      if (is(node, "w:fldChar")) {
        std::string_view type = node.attribute("w:fldCharType").value();
        if (type == "begin") {
          open->push_back({node.internal_object(), false});
          (*by_begin)[node.internal_object()];
        } else if (type == "separate" && !open->empty()) {
          open->back().in_result = true;
        } else if (type == "end" && !open->empty()) {
          open->pop_back();
        }
      } else if (is(node, "w:instrText") && !open->empty() && !open->back().in_result) {
        (*by_begin)[open->back().begin] += text_of(node);
      }
      return true;
    }
  } walker;
  walker.open = &open;
  walker.by_begin = &by_begin_;
  root.traverse(walker);
}

std::string Fields::instruction(pugi::xml_node begin) const {
  auto at = by_begin_.find(begin.internal_object());
  return at == by_begin_.end() ? std::string() : at->second;
}

}  // namespace adit::client::office
