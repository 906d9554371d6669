// SPDX-License-Identifier: Apache-2.0
// What the sheets of one workbook share: the texts, those in use, in the order of their first use.
#pragma once

#include "client/scrub/office/build.h"

namespace adit::client::office {

struct SheetsBuild : Build {
  using Build::Build;

  std::vector<pugi::xml_node> texts;  // of the shared strings
  std::vector<int> text_numbers;      // new number of each, or -1
  std::vector<std::size_t> used_texts;
  std::size_t formats = 0;  // how many cell formats there are
  std::size_t formulas = 0, told_of_themselves = 0, hidden_rows = 0, hidden_columns = 0;
};

// One worksheet; `name` is that of the part to be written.
Status copy_sheet(SheetsBuild& build, const std::string& source, const std::string& name);
// What lies over its cells; `name` again of the part to be written.
Status copy_sheet_drawing(Build& build, const std::string& source, const std::string& name);
Status copy_sheet_styles(SheetsBuild& build, const XmlIn& styles, const std::string& main);
void copy_shared_texts(SheetsBuild& build, const std::string& main);
// How Office Open XML says yes.
inline bool is_on(std::string_view value) { return value == "1" || value == "true"; }
// "BC17" is column 55, row 17; nothing if it is no cell.
struct CellPlace {
  unsigned column, row;
};
std::optional<CellPlace> cell_place(std::string_view reference);
// "A1:B2" of places.
bool is_cell_range(std::string_view reference);

}  // namespace adit::client::office
