// SPDX-License-Identifier: Apache-2.0
// One worksheet: cells with their values, without formulas; what is hidden is empty.
#include <fmt/format.h>

#include <charconv>
#include <set>

#include "client/scrub/office/sheets.h"

namespace adit::client::office {
namespace {

bool on(std::string_view value) { return value == "1" || value == "true"; }

std::optional<unsigned> number(std::string_view text) {
  unsigned v = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), v);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return v;
}

// Functions whose result is the machine's: CELL("filename"), INFO("directory").
bool tells_of_itself(std::string_view formula) {
  for (std::string_view name : {"CELL(", "INFO(", "cell(", "info("}) {
    auto at = formula.find(name);
    if (at == formula.npos) continue;
    bool whole = at == 0 || !((formula[at - 1] >= 'A' && formula[at - 1] <= 'Z') || formula[at - 1] == '.');
    if (whole) return true;
  }
  return false;
}

class SheetCopier : public PartCopier {
 public:
  SheetCopier(XmlOut& out, SheetsBuild& build, std::string name, std::vector<Relationship> relationships)
      : PartCopier(sheet_allowed(), out, build, std::move(name), std::move(relationships)), sheets_(build) {}

 protected:
  bool special(pugi::xml_node node) override {
    auto name = name_of(node);
    if (name == "x:cols") return columns(node), true;
    if (name == "x:row") return row(node), true;
    if (name == "x:mergeCell") {
      std::string_view area = node.attribute("ref").value();
      if (is_cell_range(area)) out_.leaf("x:mergeCell", {{"ref", area}});
      return true;
    }
    if (name == "x:sheetView") {
      if (seen_view_) return true;  // a second window
      seen_view_ = true;
    }
    if (name == "x:drawing") {
      const auto* r = by_id(relationships_, node.attribute("r:id").value());
      return r == nullptr || r->elsewhere || r->type != "drawing";
    }
    if (name == "x:conditionalFormatting")
      return job_.found(FindingClass::other, "rules that colour cells"), true;
    if (name == "x:dataValidations")
      return job_.found(FindingClass::hidden, "rules and lists for what may be typed"), true;
    if (name == "x:hyperlinks") {
      for (auto link : node.children()) {
        const auto* r = by_id(relationships_, link.attribute("r:id").value());
        if (r != nullptr && r->elsewhere)
          job_.found(FindingClass::other, "a link, its text stays: " + quote_text(r->target));
      }
      return true;
    }
    if (name == "x:sheetProtection") return job_.found(FindingClass::other, "protection of a sheet"), true;
    if (name == "x:picture") return job_.found(FindingClass::other, "a picture behind the cells"), true;
    return PartCopier::special(node);
  }

  std::optional<std::string> known(pugi::xml_node node, std::string_view attribute, Value kind,
                                   std::string_view raw) override {
    if (name_of(node) == "x:drawing") return drawing(raw);
    if (attribute == "workbookViewId") return "0";
    return PartCopier::known(node, attribute, kind, raw);
  }

 private:
  void columns(pugi::xml_node node) {
    for (auto col : node.children("x:col")) {
      auto from = number(col.attribute("min").value()), to = number(col.attribute("max").value());
      if (!from || !to || *from == 0 || *to > 16384 || *from > *to) continue;
      if (!on(col.attribute("hidden").value())) continue;
      for (auto c = *from; c <= *to; ++c) hidden_columns_.insert(c);
    }
    std::size_t written = 0;
    for (auto col : node.children("x:col")) written += usable(col) ? 1 : 0;
    if (written == 0) return;
    out_.open("x:cols");
    for (auto col : node.children("x:col")) {
      if (!usable(col)) continue;
      out_.open("x:col");
      styled(col, "style");
      out_.close();
    }
    out_.close();
  }
  static bool usable(pugi::xml_node col) {
    auto from = number(col.attribute("min").value()), to = number(col.attribute("max").value());
    return from && to && *from > 0 && *from <= *to && *to <= 16384;
  }
  // The attributes, but a format only if there is one of that number.
  void styled(pugi::xml_node node, const char* which) {
    auto format = number(node.attribute(which).value());
    if (node.attribute(which) && (!format || *format >= std::max<std::size_t>(1, sheets_.formats)))
      node.remove_attribute(which);
    copy_attributes(node, *allowed_.find(name_of(node)));
  }

  void row(pugi::xml_node node) {
    auto said = number(node.attribute("r").value());
    row_ = said && *said > row_ && *said <= 1'048'576 ? *said : row_ + 1;
    bool hidden = on(node.attribute("hidden").value());
    node.remove_attribute("r");
    node.append_attribute("r").set_value(row_);
    out_.open("x:row");
    styled(node, "s");
    unsigned column = 0;
    bool lost = false;
    for (auto cell : node.children("x:c")) {
      auto place = cell_place(cell.attribute("r").value());
      column = place && place->column > column ? place->column : column + 1;
      bool value = cell.child("x:v") || cell.child("x:is");
      if (hidden) {
        lost = lost || value;
        continue;
      }
      if (hidden_columns_.contains(column)) {
        if (value && lost_columns_.insert(column).second) ++sheets_.hidden_columns;
        continue;
      }
      copy_cell(cell, column);
    }
    if (lost) ++sheets_.hidden_rows;
    out_.close();
  }

  void copy_cell(pugi::xml_node cell, unsigned column) {
    std::string letters;
    for (unsigned c = column; c > 0; c = (c - 1) / 26)
      letters.insert(letters.begin(), static_cast<char>('A' + (c - 1) % 26));
    std::string_view type = cell.attribute("t").value();
    auto value = cell.child("x:v");
    bool gone = false;
    if (auto formula = cell.child("x:f")) {
      ++sheets_.formulas;
      if (tells_of_itself(text_of(formula))) {
        ++sheets_.told_of_themselves;
        gone = true;
      }
    }
    out_.open("x:c");
    out_.attribute("r", letters + std::to_string(row_));
    auto format = number(cell.attribute("s").value());
    if (format && *format < sheets_.formats) out_.attribute("s", std::to_string(*format));
    if (!gone) content(type, value, cell.child("x:is"));
    out_.close();
  }

  void content(std::string_view type, pugi::xml_node value, pugi::xml_node inside) {
    if (type == "s") {
      auto index = number(without_blank_ends(text_of(value)));
      if (!index || *index >= sheets_.texts.size()) return;
      auto& fresh = sheets_.text_numbers[*index];
      if (fresh < 0) {
        fresh = static_cast<int>(sheets_.used_texts.size());
        sheets_.used_texts.push_back(*index);
      }
      out_.attribute("t", "s");
      return put_value(std::to_string(fresh));
    }
    if (type == "inlineStr") {
      if (!inside) return;
      out_.attribute("t", "inlineStr");
      return copy(inside);
    }
    if (!value) return;
    auto text = text_of(value);
    if (type == "str") {
      // The result of a formula, or a text: both are read the same.
      out_.attribute("t", "str");
      auto shown = job_.characters.pass(text);
      out_.open("x:v");
      if (has_blank_ends(shown)) out_.attribute("xml:space", "preserve");
      out_.text(shown);
      out_.close();
      return;
    }
    auto plain = without_blank_ends(text);
    if (type == "e") {
      static constexpr std::string_view kErrors[] = {"#NULL!", "#DIV/0!",      "#VALUE!", "#REF!",
                                                     "#NAME?", "#NUM!",        "#N/A",    "#SPILL!",
                                                     "#CALC!", "#GETTING_DATA"};
      if (std::ranges::find(kErrors, plain) == std::end(kErrors)) return;
    } else if (type == "b") {
      if (plain != "0" && plain != "1") return;
    } else if (type == "d") {
      if (plain.size() > 30 || plain.find_first_not_of("0123456789-:.TZ") != plain.npos) return;
    } else if (plain.empty() ||
               !(plain[0] == '-' || (plain[0] >= '0' && plain[0] <= '9') || plain[0] == '.') ||
               !is_token(plain)) {
      return;
    }
    if (type == "e" || type == "b" || type == "d") out_.attribute("t", type);
    put_value(plain);
  }
  void put_value(std::string_view value) {
    out_.open("x:v");
    out_.text(value);
    out_.close();
  }

  std::string drawing(std::string_view id);

  SheetsBuild& sheets_;
  std::set<unsigned> hidden_columns_, lost_columns_;
  unsigned row_ = 0;
  bool seen_view_ = false;
};

std::string_view hidden_object(pugi::xml_node shape) {
  for (auto child : shape.children()) {
    auto name = name_of(child);
    if (!name.starts_with("xdr:nv")) continue;
    return child.child("xdr:cNvPr").attribute("hidden").value();
  }
  return {};
}

class SheetDrawingCopier : public PartCopier {
 public:
  SheetDrawingCopier(XmlOut& out, Build& build, std::string name, std::vector<Relationship> relationships)
      : PartCopier(sheet_allowed(), out, build, std::move(name), std::move(relationships)) {}

 protected:
  bool special(pugi::xml_node node) override {
    auto name = name_of(node);
    if (name == "xdr:twoCellAnchor" || name == "xdr:oneCellAnchor" || name == "xdr:absoluteAnchor")
      return anchor(node);
    if (name == "xdr:sp" || name == "xdr:pic" || name == "xdr:cxnSp" || name == "xdr:grpSp" ||
        name == "xdr:graphicFrame")
      return !is_kept(node);
    return PartCopier::special(node);
  }

 private:
  static bool is_kept(pugi::xml_node shape) {
    if (on(hidden_object(shape))) return false;
    if (!is(shape, "xdr:graphicFrame")) return true;
    return static_cast<bool>(shape.child("a:graphic").child("a:graphicData").child("c:chart"));
  }
  // An anchor without something in it is no anchor.
  bool anchor(pugi::xml_node node) {
    for (auto child : node.children()) {
      auto name = name_of(child);
      if (name == "mc:AlternateContent") {
        for (auto inner : shown(child).children()) {
          if (name_of(inner).starts_with("xdr:") && is_kept(inner)) return false;
        }
      }
      if ((name == "xdr:sp" || name == "xdr:pic" || name == "xdr:cxnSp" || name == "xdr:grpSp" ||
           name == "xdr:graphicFrame") &&
          is_kept(child))
        return false;
    }
    job_.found(FindingClass::hidden, "a hidden object or one of a kind that cannot be kept");
    return true;
  }
};

std::string SheetCopier::drawing(std::string_view id) {
  const auto* r = by_id(relationships_, id);
  auto name = build_.out.fresh("xl/drawings/drawing", "xml");
  auto copy_it = [&]() -> Status {
    ADIT_TRY(auto xml, build_.in.xml(r->target));
    if (!is(xml.root, "xdr:wsDr")) return fail(Errc::file_damaged);
    ADIT_TRY(auto own, build_.in.relationships(r->target));
    build_.objects = 0;
    XmlOut out;
    SheetDrawingCopier copier(out, build_, name, std::move(own));
    copier.copy(xml.root);
    ADIT_CHECK(copier.status());
    build_.out.add(name, "application/vnd.openxmlformats-officedocument.drawing+xml", out.finish());
    return {};
  };
  if (auto done = copy_it(); !done) {
    if (status_) status_ = done;
    return "rId0";
  }
  return build_.out.relate(name_, "drawing", name);
}

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

std::optional<CellPlace> cell_place(std::string_view reference) {
  unsigned column = 0, row = 0;
  std::size_t i = 0;
  for (; i < reference.size() && reference[i] >= 'A' && reference[i] <= 'Z' && i < 3; ++i)
    column = column * 26 + static_cast<unsigned>(reference[i] - 'A' + 1);
  auto digits = number(reference.substr(i));
  if (column == 0 || column > 16384 || !digits || *digits == 0 || *digits > 1'048'576) return std::nullopt;
  row = *digits;
  return CellPlace{column, row};
}

bool is_cell_range(std::string_view reference) {
  auto colon = reference.find(':');
  if (colon == reference.npos) return cell_place(reference).has_value();
  return cell_place(reference.substr(0, colon)) && cell_place(reference.substr(colon + 1));
}

Status copy_sheet(SheetsBuild& build, const std::string& source, const std::string& name) {
  ADIT_TRY(auto xml, build.in.xml(source));
  if (!is(xml.root, "x:worksheet")) return fail(Errc::file_damaged);
  ADIT_TRY(auto relationships, build.in.relationships(source));
  XmlOut out("x");
  SheetCopier copier(out, build, name, std::move(relationships));
  copier.copy(xml.root);
  ADIT_CHECK(copier.status());
  build.out.add(name, "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml",
                out.finish());
  return {};
}

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
