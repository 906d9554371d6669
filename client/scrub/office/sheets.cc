// SPDX-License-Identifier: Apache-2.0
// An .xlsx: the visible sheets in their order, then the texts and formats that they use.
#include "client/scrub/office/sheets.h"

#include <fmt/format.h>

namespace adit::client::office {
namespace {

constexpr std::string_view kType = "application/vnd.openxmlformats-officedocument.spreadsheetml.";

bool hidden(pugi::xml_node sheet) {
  std::string_view state = sheet.attribute("state").value();
  return state == "hidden" || state == "veryHidden";
}

void tell_workbook(SheetsBuild& build, pugi::xml_node root) {
  using enum FindingClass;
  auto& job = build.job;
  std::size_t names = 0;
  for (auto node : root.child("x:definedNames").children())
    names += node.type() == pugi::node_element ? 1 : 0;
  if (names > 0) job.found(other, counted(names, "name of a range", "names of ranges"));
  if (root.child("x:fileSharing")) job.found(who, "who reserved it for writing");
  if (root.child("x:workbookProtection").first_attribute()) job.found(other, "protection of the workbook");
  for (auto node : root.children()) {
    if (std::string_view(node.name()) == "?:absPath")
      job.found(who,
                "the folder in which it lay: " + quote_text(std::string_view(node.attribute("url").value())));
  }
}

}  // namespace

Result<ByteVector> rebuild_sheets(PackageIn& in, OfficeJob& job) {
  ADIT_TRY(auto source, main_part(in, job, "spreadsheetml.sheet"));
  ADIT_TRY(auto relationships, in.relationships(source));
  ADIT_TRY(auto book, in.xml(source));
  if (!is(book.root, "x:workbook")) return fail(Errc::file_damaged);
  if (book.strict && !job.lenient) return fail(Errc::file_type_refused);
  ADIT_CHECK(tell_package(in, job));

  SheetsBuild build(in, job, "xl");
  tell_workbook(build, book.root);
  std::optional<XmlIn> texts, styles;
  if (const auto* r = first_of(relationships, "sharedStrings")) {
    ADIT_TRY(texts, in.xml(r->target));
    for (auto node : texts->root.children("x:si")) build.texts.push_back(node);
  }
  if (const auto* r = first_of(relationships, "styles")) {
    ADIT_TRY(styles, in.xml(r->target));
    for (auto node : styles->root.child("x:cellXfs").children("x:xf")) {
      (void)node;
      ++build.formats;
    }
  }
  build.text_numbers.assign(build.texts.size(), -1);

  const std::string main = "xl/workbook.xml";
  XmlOut out("x");
  out.open("x:workbook");
  std::string_view date1904 = book.root.child("x:workbookPr").attribute("date1904").value();
  if (date1904 == "1" || date1904 == "true") out.leaf("x:workbookPr", {{"date1904", "1"}});
  out.open("x:sheets");
  unsigned number = 0;
  for (auto sheet : book.root.child("x:sheets").children("x:sheet")) {
    std::string_view title = sheet.attribute("name").value();
    if (hidden(sheet)) {
      job.found(FindingClass::hidden,
                "a hidden sheet, left out (show it first if it is to be sent): " + quote_text(title));
      continue;
    }
    const auto* r = by_id(relationships, sheet.attribute("r:id").value());
    if (r == nullptr || r->elsewhere) return fail(Errc::file_damaged);
    if (r->type != "worksheet") {
      job.found(FindingClass::other, "a sheet that is no table, left out: " + quote_text(title));
      continue;
    }
    auto name = build.out.fresh("xl/worksheets/sheet", "xml");
    ADIT_CHECK(copy_sheet(build, r->target, name));
    out.open("x:sheet");
    out.attribute("name", job.characters.pass(title));
    out.attribute("r:id", build.out.relate(main, "worksheet", name));
    out.attribute("sheetId", std::to_string(++number));
    out.close();
  }
  out.close();
  out.close();
  if (number == 0) return fail(Errc::file_type_refused);
  build.out.add(main, std::string(kType) + "sheet.main+xml", out.finish());
  if (styles) ADIT_CHECK(copy_sheet_styles(build, *styles, main));
  copy_shared_texts(build, main);
  ADIT_CHECK(copy_theme(build, relationships, main));
  add_properties(build, main);

  if (build.used_texts.size() < build.texts.size())
    job.found(FindingClass::hidden,
              counted(build.texts.size() - build.used_texts.size(), "text", "texts") + " that no cell shows");
  if (build.formulas > 0)
    job.found(FindingClass::other,
              counted(build.formulas, "formula", "formulas") + ": only the results stay");
  if (build.told_of_themselves > 0)
    job.found(FindingClass::who, counted(build.told_of_themselves, "cell", "cells") +
                                     " that tell where the file lies or on which system");
  if (build.hidden_rows + build.hidden_columns > 0)
    job.found(FindingClass::hidden, "what stood in " +
                                        counted(build.hidden_rows, "hidden row", "hidden rows") + " and " +
                                        counted(build.hidden_columns, "hidden column", "hidden columns") +
                                        " (show them first if they are to be sent)");
  if (job.characters.damaged()) return fail(Errc::file_damaged);
  return build.out.finish();
}

void copy_shared_texts(SheetsBuild& build, const std::string& main) {
  if (build.used_texts.empty()) return;
  const std::string name = "xl/sharedStrings.xml";
  XmlOut out("x");
  PartCopier copier(sheet_allowed(), out, build, name, {});
  out.open("x:sst");
  for (auto i : build.used_texts) copier.copy(build.texts[i]);
  out.close();
  build.out.add(name, std::string(kType) + "sharedStrings+xml", out.finish());
  build.out.relate(main, "sharedStrings", name);
}

}  // namespace adit::client::office
