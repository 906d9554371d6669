// SPDX-License-Identifier: Apache-2.0
// Fields of a Word document: which ones fill themselves in with names, paths and dates.
#pragma once

#include <map>

#include "client/scrub/office/xml_in.h"

namespace adit::client::office {

enum class Field : std::uint8_t {
  result,    // its text stays, the field goes
  page,      // a page number: stays a field
  personal,  // says who, when or where: its text goes too
};
Field field_of(std::string_view instruction);
// The one way to write the instruction of a page field.
std::string page_instruction(std::string_view instruction);

// The instruction of each field that begins at a w:fldChar of this part, in one look ahead.
class Fields {
 public:
  explicit Fields(pugi::xml_node root);
  std::string instruction(pugi::xml_node begin) const;

 private:
  std::map<const void*, std::string> by_begin_;
};

// Where the copy stands: inside which fields.
class FieldState {
 public:
  void begin(Field kind) { open_.push_back({kind, false}); }
  void separate() {
    if (!open_.empty()) open_.back().in_result = true;
  }
  std::optional<Field> end() {
    if (open_.empty()) return std::nullopt;
    auto kind = open_.back().kind;
    open_.pop_back();
    return kind;
  }
  std::optional<Field> innermost() const {
    return open_.empty() ? std::nullopt : std::optional(open_.back().kind);
  }
  // Nothing of what stands here is seen.
  bool muted() const {
    for (const auto& f : open_) {
      if (!f.in_result || f.kind == Field::personal) return true;
    }
    return false;
  }
  // The same for what stands around the innermost field.
  bool muted_around() const {
    auto outer = *this;
    outer.end();
    return outer.muted();
  }

 private:
  struct Open {
    Field kind;
    bool in_result;
  };
  std::vector<Open> open_;
};

}  // namespace adit::client::office
