// SPDX-License-Identifier: Apache-2.0
// What a workbook shows: each visible sheet's name and its cells with their values.
#include <set>

#include "client/scrub/office/shown.h"

namespace adit::client::office {
namespace {

using Attributes = std::vector<std::pair<std::string, std::string>>;

std::string_view value_of(const Attributes& attributes, std::string_view name) {
  for (const auto& [key, value] : attributes) {
    if (key == name) return value;
  }
  return {};
}
bool yes(std::string_view v) { return v == "1" || v == "true"; }

unsigned long number_or(std::string_view text, unsigned long otherwise) {
  if (text.empty() || text.size() > 9 || text.find_first_not_of("0123456789") != text.npos) return otherwise;
  return std::stoul(std::string(text));
}

// Rich text: the runs' words, without the readings above them.
std::string rich(const Element& node) {
  std::string out;
  for (const auto& c : node.children) {
    if (c.name == "x:t") {
      out += c.get("xml:space") == "preserve" ? c.all_text() : trimmed_blanks(c.all_text());
    } else if (c.name == "x:r") {
      out += rich(c);
    }
  }
  return out;
}

class SheetReader : public XmlEvents {
 public:
  SheetReader(const std::vector<std::string>& texts, std::string& out) : texts_(texts), out_(out) {}

  void start(std::string_view name, const Attributes& attributes) override {
    path_.emplace_back(name);
    if (name == "x:col" && yes(value_of(attributes, "hidden"))) {
      auto from = number_or(value_of(attributes, "min"), 0), to = number_or(value_of(attributes, "max"), 0);
      if (from > 0 && from <= to && to <= 16384) hidden_.emplace_back(from, to);
    }
    if (name == "x:row") {
      auto said = number_or(value_of(attributes, "r"), 0);
      row_ = said > row_ && said <= 1'048'576 ? said : row_ + 1;
      row_hidden_ = yes(value_of(attributes, "hidden"));
      column_ = 0;
    }
    if (name == "x:c") {
      auto place = value_of(attributes, "r");
      unsigned long said = 0;
      std::size_t letters = 0;
      while (letters < place.size() && letters < 3 && place[letters] >= 'A' && place[letters] <= 'Z')
        said = said * 26 + static_cast<unsigned long>(place[letters++] - 'A' + 1);
      auto row = number_or(place.substr(letters), 0);
      if (said > 16384 || row == 0 || row > 1'048'576) said = 0;
      column_ = said > column_ ? said : column_ + 1;
      kind_ = value_of(attributes, "t");
      value_.clear();
      formula_.clear();
      inline_.clear();
    }
    if (name == "x:t") keeps_ = value_of(attributes, "xml:space") == "preserve";
    if (name == "x:drawing" && path_.size() == 2) drawing = value_of(attributes, "r:id");
    piece_.clear();
  }
  void text(std::string_view text) override { piece_ += text; }
  void end(std::string_view name) override {
    bool in_cell = path_.size() >= 2 && path_[path_.size() - 2] == "x:c";
    if (name == "x:v" && in_cell) value_ = piece_;
    if (name == "x:f" && in_cell) formula_ = piece_;
    if (name == "x:t" && std::ranges::find(path_, "x:is") != path_.end() &&
        std::ranges::find(path_, "x:rPh") == path_.end())
      inline_ += keeps_ ? piece_ : trimmed_blanks(piece_);
    if (name == "x:c") cell();
    if (path_.size() == 3 && path_[1] == "x:headerFooter") {
      if (!piece_.empty()) out_ += aside(trimmed_blanks(piece_));
    }
    piece_.clear();
    path_.pop_back();
  }
  std::string drawing;

 private:
  void cell() {
    if (row_hidden_) return;
    for (const auto& [from, to] : hidden_) {
      if (column_ >= from && column_ <= to) return;
    }
    for (std::string_view name : {"CELL(", "INFO(", "cell(", "info("}) {
      for (auto at = formula_.find(name); at != formula_.npos; at = formula_.find(name, at + 1)) {
        char before = at == 0 ? '(' : formula_[at - 1];
        if (!((before >= 'A' && before <= 'Z') || before == '.')) return;
        break;  // as the writer: the first of each name
      }
    }
    std::string shown;
    if (kind_ == "s") {
      auto index = number_or(trimmed_blanks(value_), texts_.size());
      if (index >= texts_.size()) return;
      shown = "t" + texts_[index];
    } else if (kind_ == "inlineStr") {
      shown = "t" + inline_;
    } else if (kind_ == "str") {
      shown = "t" + value_;
    } else {
      shown = trimmed_blanks(value_);
      bool other = kind_ == "e" || kind_ == "b" || kind_ == "d";
      if (!shown.empty()) shown.insert(0, other ? kind_ : "n");
    }
    if (shown.size() < 2) return;
    out_ += aside(std::to_string(row_) + "," + std::to_string(column_) + shown[0]) + shown.substr(1);
  }

  const std::vector<std::string>& texts_;
  std::string& out_;
  std::vector<std::string> path_;
  std::vector<std::pair<unsigned long, unsigned long>> hidden_;
  std::string piece_, kind_, value_, formula_, inline_;
  unsigned long row_ = 0, column_ = 0;
  bool row_hidden_ = false, keeps_ = false;
};

void drawn(const Element& node, const std::vector<Link>& links, const Parts& parts, Shown& out,
           std::string& text) {
  if (node.name == "mc:AlternateContent") {
    if (const auto* f = node.child("mc:Fallback")) {
      for (const auto& c : f->children) drawn(c, links, parts, out, text);
    }
    return;
  }
  for (auto name : {"xdr:nvSpPr", "xdr:nvPicPr", "xdr:nvCxnSpPr", "xdr:nvGrpSpPr", "xdr:nvGraphicFramePr"}) {
    const auto* p = node.child(name);
    const auto* c = p == nullptr ? nullptr : p->child("xdr:cNvPr");
    if (c != nullptr && yes(c->get("hidden"))) return;
  }
  if (node.name == "xdr:graphicFrame") {
    const auto* graphic = node.child("a:graphic");
    const auto* data = graphic == nullptr ? nullptr : graphic->child("a:graphicData");
    const auto* chart = data == nullptr ? nullptr : data->child("c:chart");
    const auto* link = chart == nullptr ? nullptr : link_by_id(links, chart->get("r:id"));
    if (link == nullptr || link->outside || link->type != "chart") return;
    auto tree = parts.tree(link->target);
    if (!tree) return void(out.broken = true);
    text += chart_text(*tree);
    return;
  }
  if (node.name == "a:extLst" || node.name == "xdr:contentPart") return;
  if (node.name == "a:fld" && node.get("type") != "slidenum") return;
  if (node.name == "a:blip" && (node.has("r:embed") || node.has("r:link"))) text += kPictureMark;
  if (node.name == "a:t") text += node.all_text();
  if (node.name == "a:br") text += '\n';
  for (const auto& c : node.children) {
    if (!c.name.empty()) drawn(c, links, parts, out, text);
  }
}

}  // namespace

Shown shown_sheets(const Parts& parts) {
  Shown out;
  auto top = parts.links("");
  const auto* main = link_by_type(top, "officeDocument");
  auto book = main == nullptr ? std::nullopt : parts.tree(main->target);
  if (!book) {
    out.broken = true;
    return out;
  }
  auto links = parts.links(main->target);
  std::vector<std::string> texts;
  if (const auto* shared = link_by_type(links, "sharedStrings")) {
    auto tree = parts.tree(shared->target);
    if (!tree) {
      out.broken = true;
      return out;
    }
    for (const auto& si : tree->children) {
      if (si.name == "x:si") texts.push_back(rich(si));
    }
  }
  const auto* sheets = book->child("x:sheets");
  if (sheets == nullptr) {
    out.broken = true;
    return out;
  }
  for (const auto& sheet : sheets->children) {
    auto state = sheet.get("state");
    if (sheet.name != "x:sheet" || state == "hidden" || state == "veryHidden") continue;
    const auto* link = link_by_id(links, sheet.get("r:id"));
    if (link == nullptr || link->outside) {
      out.broken = true;
      continue;
    }
    if (link->type != "worksheet") continue;
    auto text = std::string(sheet.get("name")) + aside("sheet");
    auto body = parts.bytes(link->target);
    SheetReader reader(texts, text);
    if (!body || !read_events(*body, Reading::any, reader)) {
      out.broken = true;
      continue;
    }
    auto own = parts.links(link->target);
    const auto* drawing = link_by_id(own, reader.drawing);
    if (drawing != nullptr && !drawing->outside && drawing->type == "drawing") {
      auto tree = parts.tree(drawing->target);
      auto further = parts.links(drawing->target);
      if (!tree) {
        out.broken = true;
      } else {
        for (const auto& anchor : tree->children) drawn(anchor, further, parts, out, text);
      }
    }
    out.stories.push_back(std::move(text));
  }
  return out;
}

}  // namespace adit::client::office
