// SPDX-License-Identifier: Apache-2.0
// What may stand in a cleaned document: for each element its attributes, and for each attribute what
// kind of value it may have. Everything else is not written. The tables are text so that they can be
// read beside the standard; writer and verification both use them, each with a walk of its own.
//
//   "w+| p r : ; t$ : ; ind : left right ; lvlText : val=t"
//
// A prefix, "+" if attributes carry it too, then groups of elements and their attributes. After an
// element's name: $ has visible text, # has text that is one token. After an attribute's: its kind.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace adit::client::office {

enum class Value : char {
  token = 'k',    // a number with or without unit, or one word of letters and digits
  list = 'l',     // tokens with blanks, commas or semicolons between them
  formula = 'g',  // of a shape's geometry
  path = 'd',     // of a drawn line: letters, numbers
  moment = 'm',   // a day, a time or how long something took, as ISO 8601 writes them
  text = 't',     // what people see
  font = 'f',     // one of the common fonts
  style = 's',    // the name of a style, renamed
  part = 'i',     // the id of a relationship, renamed
  id = 'x',       // a number that only refers, renamed
  fixed = '=',    // the writer puts it there itself
};

struct AllowedElement {
  enum class Text { none, visible, token } text = Text::none;
  std::vector<std::pair<std::string, Value>> attributes;  // by name
  const Value* attribute(std::string_view name) const;
};

class AllowList {
 public:
  explicit AllowList(std::initializer_list<std::string_view> tables);
  const AllowedElement* find(std::string_view name) const {
    auto at = elements_.find(name);
    return at == elements_.end() ? nullptr : &at->second;
  }

 private:
  std::map<std::string, AllowedElement, std::less<>> elements_;
};

const AllowList& word_allowed();          // of a .docx: documents, headers, notes, styles, numbering
const AllowList& sheet_allowed();         // of an .xlsx
const AllowList& presentation_allowed();  // of a .pptx
const AllowList& chart_allowed();         // charts and themes of all three
const AllowList& open_document_allowed();

// Whether a value is of that kind; text, styles and ids are judged by who knows them.
bool is_token(std::string_view value);
bool is_token_list(std::string_view value);
bool is_formula(std::string_view value);
bool is_path(std::string_view value);
bool is_moment(std::string_view value);
// A style of tables that every PowerPoint has; the number of any other one is the firm's.
bool is_own_table_style(std::string_view id);
inline constexpr std::string_view kTableStyle = "{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}";
// A font that many machines have; others can name a firm.
bool is_common_font(std::string_view name);

}  // namespace adit::client::office
