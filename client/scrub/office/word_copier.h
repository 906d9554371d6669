// SPDX-License-Identifier: Apache-2.0
// One story of a Word document: its body, a header, a footer, its notes.
#pragma once

#include <set>

#include "client/scrub/office/build.h"
#include "client/scrub/office/word_fields.h"

namespace adit::client::office {

// What the stories of one document share. Styles and lists are numbered as they are first used.
struct WordBuild : Build {
  using Build::Build;

  struct Numbered {  // old name to new number, and the old names in order
    std::map<std::string, unsigned, std::less<>> by_name;
    std::vector<std::string> order;
    unsigned use(std::string_view name);
  };
  std::map<std::string, pugi::xml_node, std::less<>> styles, numbers, abstract_numbers;
  std::set<std::string, std::less<>> hidden_styles;
  Numbered used_styles, used_numbers, used_abstracts, used_footnotes, used_endnotes;
  std::map<std::string, std::string> stories;                // headers and footers: source to name
  std::vector<std::pair<std::string, std::string>> waiting;  // the same, not copied yet
  // What was found, to be told once.
  std::size_t insertions = 0, deletions = 0, comments = 0, editing_ids = 0, hidden_runs = 0;
  std::set<std::string> people;
};

class WordCopier : public PartCopier {
 public:
  WordCopier(XmlOut& out, WordBuild& build, std::string name, std::vector<Relationship> relationships,
             pugi::xml_node root)
      : PartCopier(word_allowed(), out, build, std::move(name), std::move(relationships)),
        word_(build),
        fields_(root) {}

 protected:
  bool special(pugi::xml_node node) override;
  std::optional<std::string> known(pugi::xml_node node, std::string_view attribute, Value kind,
                                   std::string_view raw) override;

 private:
  void field_char(pugi::xml_node node);
  void simple_field(pugi::xml_node node);
  void paragraph(pugi::xml_node node);
  void run(pugi::xml_node node);
  void drawing(pugi::xml_node node);
  bool drawing_is_known(pugi::xml_node node) const;
  // Whether anything of a run is written, from where the copy stands.
  bool has_content(pugi::xml_node run) const;
  bool content_is_written(pugi::xml_node node, FieldState& state) const;
  bool is_hidden(pugi::xml_node run) const;
  bool story(pugi::xml_node node);
  void tell_link(pugi::xml_node node);

  WordBuild& word_;
  Fields fields_;
  FieldState state_;
};

// Styles, lists and settings, after all stories were copied.
Status copy_word_styles(WordBuild& build, const XmlIn* styles, const XmlIn* numbering,
                        const std::string& from);
std::string style_value(std::string_view vml_style);  // the part of a VML style that places and sizes

}  // namespace adit::client::office
