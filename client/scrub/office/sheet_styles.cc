// SPDX-License-Identifier: Apache-2.0
// How the cells of a workbook look: formats by the allow-list, names of styles only if every program has
// them.
#include <fmt/format.h>

#include <set>

#include "client/scrub/office/sheets.h"

namespace adit::client::office {
namespace {

constexpr std::string_view kCellStyles[] = {"Normal",
                                            "Comma",
                                            "Currency",
                                            "Percent",
                                            "Comma [0]",
                                            "Currency [0]",
                                            "Hyperlink",
                                            "Followed Hyperlink",
                                            "Note",
                                            "Warning Text",
                                            "Title",
                                            "Heading 1",
                                            "Heading 2",
                                            "Heading 3",
                                            "Heading 4",
                                            "Input",
                                            "Output",
                                            "Calculation",
                                            "Check Cell",
                                            "Linked Cell",
                                            "Total",
                                            "Good",
                                            "Bad",
                                            "Neutral",
                                            "Explanatory Text"};

class SheetStyleCopier : public PartCopier {
 public:
  SheetStyleCopier(XmlOut& out, SheetsBuild& build, std::string name)
      : PartCopier(sheet_allowed(), out, build, std::move(name), {}) {}

  void run(pugi::xml_node root) {
    // Formats of numbers: only those that a cell format names.
    std::set<std::string, std::less<>> wanted;
    for (auto name : {"x:cellStyleXfs", "x:cellXfs"}) {
      for (auto xf : root.child(name).children("x:xf")) wanted.insert(xf.attribute("numFmtId").value());
    }
    out_.open("x:styleSheet");
    std::vector<pugi::xml_node> formats;
    for (auto format : root.child("x:numFmts").children("x:numFmt")) {
      if (wanted.contains(std::string_view(format.attribute("numFmtId").value()))) formats.push_back(format);
    }
    if (!formats.empty()) {
      out_.open("x:numFmts");
      for (auto format : formats) copy(format);
      out_.close();
    }
    for (auto name : {"x:fonts", "x:fills", "x:borders", "x:cellStyleXfs", "x:cellXfs", "x:cellStyles"}) {
      if (auto node = root.child(name)) copy(node);
    }
    if (auto colours = root.child("x:colors").child("x:indexedColors")) {
      out_.open("x:colors");
      copy(colours);
      out_.close();
    }
    out_.close();
  }

 protected:
  std::optional<std::string> known(pugi::xml_node node, std::string_view attribute, Value kind,
                                   std::string_view raw) override {
    if (is(node, "x:cellStyle") && attribute == "name") {
      ++number_;
      if (std::ranges::find(kCellStyles, raw) != std::end(kCellStyles)) return std::string(raw);
      for (unsigned i = 1; i <= 6; ++i) {
        for (auto stem : {"Accent{}", "20% - Accent{}", "40% - Accent{}", "60% - Accent{}"}) {
          if (raw == fmt::format(fmt::runtime(stem), i)) return std::string(raw);
        }
      }
      if (!raw.starts_with("Style "))
        job_.found(FindingClass::other, "the name of a cell style: " + quote_text(raw));
      return fmt::format("Style {}", number_);
    }
    return PartCopier::known(node, attribute, kind, raw);
  }

 private:
  unsigned number_ = 0;
};

}  // namespace

Status copy_sheet_styles(SheetsBuild& build, const XmlIn& styles, const std::string& main) {
  if (!is(styles.root, "x:styleSheet")) return fail(Errc::file_damaged);
  const std::string name = "xl/styles.xml";
  XmlOut out("x");
  SheetStyleCopier copier(out, build, name);
  copier.run(styles.root);
  build.out.add(name, "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml", out.finish());
  build.out.relate(main, "styles", name);
  return {};
}

}  // namespace adit::client::office
