// SPDX-License-Identifier: Apache-2.0
// What the parts of one OpenDocument file share while they are copied.
#pragma once

#include <set>

#include "client/scrub/office/build.h"

namespace adit::client::office {

inline constexpr std::string_view kOpenVersion = "1.3";

struct OpenBuild {
  ZipReader& zip;
  OfficeJob& job;
  std::map<std::string, std::string, std::less<>> styles{}, fonts{};
  std::set<std::string, std::less<>> hidden_styles{}, hidden_pages{}, hidden_sheets{};
  std::map<std::string, std::string> pictures{};                      // source to name
  std::map<std::string, std::pair<std::string, ByteVector>> files{};  // name to type and bytes
  unsigned sections = 0, pages = 0;
  std::size_t formulas = 0, hidden_cells = 0;
};

// Nothing if there is no such member. Errors: as ZipReader and parse_xml.
Result<std::optional<XmlIn>> read_open_member(ZipReader& zip, std::string_view name);

// A named style that every LibreOffice has: its name may stay.
bool is_usual_style(std::string_view name);
// A presentation's styles are named after their master page: "Default-outline1" is "Default" and "-outline1".
std::pair<std::string_view, std::string_view> split_role(std::string_view name);
// Which styles hide what they are put on; looked for before anything is copied.
void find_hiding_styles(OpenBuild& build, pugi::xml_node root);

// What the members say besides what is seen.
void tell_open_meta(ZipReader& zip, OfficeJob& job);
void tell_open_members(ZipReader& zip, OfficeJob& job);

// styles.xml or content.xml, whose root has this name.
Result<std::string> copy_open_document(OpenBuild& build, const XmlIn& xml, std::string_view root);

}  // namespace adit::client::office
