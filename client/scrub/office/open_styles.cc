// SPDX-License-Identifier: Apache-2.0
// Styles of OpenDocument: whose names may stay, and which hide something.
#include "client/scrub/office/open_build.h"

namespace adit::client::office {
namespace {

// Named styles that every LibreOffice has; their names carry roles.
constexpr std::string_view kStyleNames[] = {"Standard",
                                            "Default",
                                            "Heading",
                                            "Text_20_body",
                                            "List",
                                            "Caption",
                                            "Index",
                                            "Title",
                                            "Subtitle",
                                            "Header",
                                            "Footer",
                                            "Footnote",
                                            "Endnote",
                                            "Table_20_Contents",
                                            "Table_20_Heading",
                                            "Graphics",
                                            "Frame",
                                            "OLE",
                                            "Quotations",
                                            "Internet_20_link",
                                            "Visited_20_Internet_20_Link",
                                            "Footnote_20_Symbol",
                                            "Footnote_20_anchor",
                                            "Endnote_20_Symbol",
                                            "Endnote_20_anchor",
                                            "Numbering_20_Symbols",
                                            "Bullet_20_Symbols",
                                            "Emphasis",
                                            "Strong_20_Emphasis",
                                            "Outline",
                                            "standard",
                                            "objectwithoutfill",
                                            "text",
                                            "title",
                                            "subtitle",
                                            "notes",
                                            "Object",
                                            "background",
                                            "backgroundobjects",
                                            "Preformatted_20_Text",
                                            "Horizontal_20_Line",
                                            "List_20_Contents",
                                            "Result",
                                            "Result2",
                                            "Accent",
                                            "Status",
                                            "Good",
                                            "Bad",
                                            "Neutral",
                                            "Error",
                                            "Warning",
                                            "Note",
                                            "Hyperlink"};

}  // namespace

bool is_usual_style(std::string_view name) {
  if (std::ranges::find(kStyleNames, name) != std::end(kStyleNames)) return true;
  for (std::string_view stem :
       {"Heading_20_", "Contents_20_", "Numbering_20_", "List_20_", "outline", "Index_20_"}) {
    auto rest = name.starts_with(stem) ? name.substr(stem.size()) : std::string_view();
    if (rest.size() == 1 && rest[0] >= '1' && rest[0] <= '9') return true;
  }
  return name == "Heading_20_10" || name == "Contents_20_10" || name == "Contents_20_Heading";
}

std::pair<std::string_view, std::string_view> split_role(std::string_view name) {
  auto dash = name.rfind('-');
  if (dash == name.npos || dash == 0) return {name, {}};
  auto role = name.substr(dash + 1);
  if (role != "title" && role != "subtitle" && role != "notes" && role != "background" &&
      role != "backgroundobjects" && !(role.starts_with("outline") && role.size() == 8))
    return {name, {}};
  return {name.substr(0, dash), name.substr(dash)};
}

void find_hiding_styles(OpenBuild& build, pugi::xml_node root) {
  for (auto group : {"office:styles", "office:automatic-styles"}) {
    for (auto node : root.child(group).children("style:style")) {
      std::string name = node.attribute("style:name").value();
      std::string_view text = node.child("style:text-properties").attribute("text:display").value();
      if (text == "none") build.hidden_styles.insert(name);
      std::string_view sheet = node.child("style:table-properties").attribute("table:display").value();
      if (sheet == "false") build.hidden_sheets.insert(name);
      std::string_view page =
          node.child("style:drawing-page-properties").attribute("presentation:visibility").value();
      if (page == "hidden") build.hidden_pages.insert(name);
    }
  }
}

}  // namespace adit::client::office
