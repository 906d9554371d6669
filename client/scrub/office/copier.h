// SPDX-License-Identifier: Apache-2.0
// Copies a tree by an allow-list: known elements, known attributes, known kinds of values. What is not
// known goes with everything in it. Each kind of document adds what it must do by hand.
#pragma once

#include <optional>

#include "client/scrub/family.h"
#include "client/scrub/office/allow.h"
#include "client/scrub/office/characters_out.h"
#include "client/scrub/office/xml_in.h"
#include "client/scrub/office/xml_out.h"

namespace adit::client::office {

// What the parts of one document share.
struct OfficeJob {
  FileKind kind;
  const CleanContext& context;
  Harvest harvest{};
  CharactersOut characters{};
  bool lenient = false;  // only the text is wanted: forms that cannot be rebuilt may be read

  void found(FindingClass what, std::string text) { harvest.found(what, std::move(text)); }
};

class Copier {
 public:
  Copier(const AllowList& allowed, XmlOut& out, OfficeJob& job) : allowed_(allowed), out_(out), job_(job) {}
  virtual ~Copier() = default;
  Copier(const Copier&) = delete;
  Copier& operator=(const Copier&) = delete;

  void copy(pugi::xml_node node);
  void copy_children(pugi::xml_node node);

 protected:
  // True if that was all there is to do for this element.
  virtual bool special(pugi::xml_node) { return false; }
  // The value of an attribute that only the kind of document knows: style, part, id and fixed; nothing:
  // the attribute is left out.
  virtual std::optional<std::string> known(pugi::xml_node, std::string_view, Value, std::string_view) {
    return std::nullopt;
  }
  // What is between the tags of an element with visible text.
  virtual void copy_text(pugi::xml_node node, const AllowedElement& rule);
  void copy_attributes(pugi::xml_node node, const AllowedElement& rule);
  virtual std::string font(std::string_view name);

  const AllowList& allowed_;
  XmlOut& out_;
  OfficeJob& job_;
};

// xml:space is "preserve" here or further out.
bool keeps_blanks(pugi::xml_node node);
bool has_blank_ends(std::string_view text);
std::string_view without_blank_ends(std::string_view text);

}  // namespace adit::client::office
