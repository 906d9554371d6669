// SPDX-License-Identifier: Apache-2.0
// One worksheet: cells with their values, without formulas; what is hidden is empty.
#include <fmt/format.h>

#include <charconv>
#include <set>

#include "client/scrub/office/sheets.h"

namespace adit::client::office {
namespace {

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
      if (!is_on(col.attribute("hidden").value())) continue;
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
    bool hidden = is_on(node.attribute("hidden").value());
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

  std::string drawing(std::string_view id) {
    const auto* r = by_id(relationships_, id);
    auto name = build_.out.fresh("xl/drawings/drawing", "xml");
    if (auto done = copy_sheet_drawing(build_, r->target, name); !done) {
      if (status_) status_ = done;
      return "rId0";
    }
    return build_.out.relate(name_, "drawing", name);
  }

  SheetsBuild& sheets_;
  std::set<unsigned> hidden_columns_, lost_columns_;
  unsigned row_ = 0;
  bool seen_view_ = false;
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

}  // namespace adit::client::office
