// SPDX-License-Identifier: Apache-2.0
// What an OpenDocument file shows: what its pages carry at head and foot, then its body.
#include <set>
#include <utility>

#include "client/scrub/office/open_fields.h"
#include "client/scrub/office/shown.h"

namespace adit::client::office {
namespace {

unsigned times(const Element& node, std::string_view attribute) {
  auto text = node.get(attribute);
  if (text.empty() || text.size() > 7 || text.find_first_not_of("0123456789") != text.npos) return 1;
  return std::max(1u, static_cast<unsigned>(std::stoul(std::string(text))));
}

class Reader {
 public:
  void hiding(const Element& root) {
    for (const auto& group : root.children) {
      if (group.name != "office:styles" && group.name != "office:automatic-styles") continue;
      for (const auto& s : group.children) {
        if (s.name != "style:style") continue;
        for (const auto& p : s.children) {
          if ((p.name == "style:text-properties" && p.get("text:display") == "none") ||
              (p.name == "style:table-properties" && p.get("table:display") == "false") ||
              (p.name == "style:drawing-page-properties" && p.get("presentation:visibility") == "hidden"))
            hiding_.emplace(p.name, s.get("style:name"));
        }
      }
    }
  }

  std::string read(const Element& node) {
    text_.clear();
    walk(node);
    return std::move(text_);
  }

 private:
  bool hides(std::string_view what, std::string_view style) const {
    return hiding_.contains({std::string(what), std::string(style)});
  }

  // What breaks a row of blanks: a thing that is seen between letters.
  static bool breaks(const Element& node) {
    const auto& n = node.name;
    if (n == "draw:frame")
      return node.child("draw:text-box") || node.child("draw:image") || node.child("table:table");
    if (n == "text:s" || n == "text:tab" || n == "text:line-break" || n == "text:note" ||
        n == "text:page-number" || n == "text:page-count" || n == "text:ruby" || n == "text:ruby-base" ||
        n == "text:ruby-text")
      return true;
    return is_shape(n);
  }
  static bool is_shape(std::string_view n) {
    return n == "draw:g" || n == "draw:line" || n == "draw:rect" || n == "draw:ellipse" ||
           n == "draw:circle" || n == "draw:polyline" || n == "draw:polygon" || n == "draw:path" ||
           n == "draw:connector" || n == "draw:custom-shape" || n == "draw:caption" || n == "draw:measure" ||
           n == "draw:regular-polygon";
  }

  void inside(const Element& node) {
    auto outer = inline_;
    inline_ = true;
    if (node.name == "text:p" || node.name == "text:h") blank_ = true;
    for (const auto& c : node.children) {
      if (!c.name.empty()) {
        if (breaks(c)) blank_ = false;
        walk(c);
        if (breaks(c)) blank_ = false;
        continue;
      }
      for (char ch : comparable(c.text)) {
        bool blank = ch == ' ' || ch == '\t' || ch == '\n' || ch == '\r';
        if (!blank || !blank_) text_ += blank ? ' ' : ch;
        blank_ = blank;
      }
    }
    inline_ = outer;
  }
  void elements(const Element& node) {
    auto outer = inline_;
    inline_ = false;
    for (const auto& c : node.children) {
      if (!c.name.empty()) walk(c);
    }
    inline_ = outer;
  }

  void walk(const Element& node) {
    const auto& n = node.name;
    if (one_of(n, kOpenPersonal)) return;
    if (n == "text:date" || n == "text:time") {
      if (node.get("text:fixed") == "true") inside(node);
      return;
    }
    if (one_of(n, kOpenUnwrapped)) return inline_ ? inside(node) : elements(node);
    if (n == "text:p" || n == "text:h" || n == "text:span") {
      if (!hides("style:text-properties", node.get("text:style-name"))) inside(node);
      return;
    }
    if (n == "text:section") {
      auto display = node.get("text:display");
      if (display != "none" && display != "condition") elements(node);
      return;
    }
    if (n == "text:s") {
      text_ += std::string(std::min(times(node, "text:c"), 1000u), ' ');
      return;
    }
    if (n == "text:tab") return void(text_ += '\t');
    if (n == "text:line-break") return void(text_ += '\n');
    if (n == "text:note-citation" || n == "text:page-number" || n == "text:page-count" ||
        n == "text:ruby-base" || n == "text:ruby-text")
      return inside(node);
    if (n == "text:list-item" || n == "text:list-header" || n == "text:list" || n == "text:note" ||
        n == "text:note-body" || n == "text:ruby")
      return elements(node);
    if (n == "draw:page") {
      if (hides("style:drawing-page-properties", node.get("draw:style-name"))) return;
      text_ += aside("page");
      return elements(node);
    }
    if (n == "draw:frame") return frame(node);
    if (n == "draw:text-box" || n == "table:shapes" || is_shape(n)) return elements(node);
    if (n == "draw:image") return void(text_ += kPictureMark);
    if (n == "table:table") return table(node);
    if (n == "table:table-row") return row(node);
    if (n == "table:table-header-rows" || n == "table:table-rows" || n == "table:table-row-group")
      return elements(node);
    if (n == "office:spreadsheet") {
      sheets_ = true;
      elements(node);
      sheets_ = false;
      return;
    }
    if (n == "office:body" || n == "office:text" || n == "office:presentation" ||
        n == "office:master-styles" || n == "style:master-page" || n == "style:header" ||
        n == "style:footer" || n == "style:header-left" || n == "style:footer-left" ||
        n == "style:header-first" || n == "style:footer-first" || n == "style:region-left" ||
        n == "style:region-center" || n == "style:region-right")
      return elements(node);
  }

  void frame(const Element& node) {
    const auto* box = node.child("draw:text-box");
    const auto* image = node.child("draw:image");
    const auto* inner = node.child("table:table");
    if (box != nullptr) return walk(*box);
    if (inner != nullptr) return walk(*inner);
    if (image != nullptr) walk(*image);
  }

  void table(const Element& node) {
    if (hides("style:table-properties", node.get("table:style-name"))) return;
    auto outer = std::move(unseen_);
    unseen_.clear();
    unsigned at = 0;
    columns(node, at);
    // A sheet has a name that people see, other tables have none.
    text_ += aside(sheets_ ? "table " + comparable(node.get("table:name")) : "table");
    auto sheets = std::exchange(sheets_, false);
    elements(node);
    sheets_ = sheets;
    unseen_ = std::move(outer);
  }
  void columns(const Element& node, unsigned& at) {
    for (const auto& c : node.children) {
      if (c.name == "table:table-columns" || c.name == "table:table-header-columns" ||
          c.name == "table:table-column-group")
        columns(c, at);
      if (c.name != "table:table-column") continue;
      auto n = times(c, "table:number-columns-repeated");
      auto v = c.get("table:visibility");
      if (v == "collapse" || v == "filter") unseen_.emplace_back(at, at + n);
      at += n;
    }
  }
  void row(const Element& node) {
    auto v = node.get("table:visibility");
    if (v == "collapse" || v == "filter") return;
    unsigned column = 0;
    for (const auto& cell : node.children) {
      if (cell.name != "table:table-cell" && cell.name != "table:covered-table-cell") continue;
      auto n = times(cell, "table:number-columns-repeated");
      bool filled = !cell.children.empty() || cell.has("office:value-type");
      for (unsigned i = 0; i < n && filled && n < 20'000; ++i) {
        bool unseen = std::ranges::any_of(
            unseen_, [&](const auto& r) { return column + i >= r.first && column + i < r.second; });
        if (unseen) continue;
        std::string values = std::to_string(column + i);
        for (auto name : {"office:value", "office:date-value", "office:time-value", "office:boolean-value"})
          values += " " + std::string(cell.get(name));
        auto before = text_.size();
        text_ += aside(values);
        auto head = text_.size();
        elements(cell);
        // It has a note only, or nothing that is seen.
        if (text_.size() == head && !cell.has("office:value-type")) text_.resize(before);
      }
      column += n;
    }
    text_ += '\n';
  }

  std::string text_;
  bool inline_ = false, blank_ = true;
  bool sheets_ = false;  // tables here are sheets
  std::set<std::pair<std::string, std::string>> hiding_;
  std::vector<std::pair<unsigned, unsigned>> unseen_;
};

}  // namespace

Shown shown_open(const Parts& parts, FileKind) {
  Shown out;
  Reader reader;
  auto content = parts.tree("content.xml");
  auto styles = parts.tree("styles.xml");
  auto styles_there = parts.bytes("styles.xml").has_value();
  if (!content || (styles_there && !styles)) {
    out.broken = true;
    return out;
  }
  if (styles) reader.hiding(*styles);
  reader.hiding(*content);
  if (styles) {
    if (const auto* masters = styles->child("office:master-styles"))
      out.stories.push_back(reader.read(*masters));
  }
  const auto* body = content->child("office:body");
  if (body == nullptr) {
    out.broken = true;
    return out;
  }
  out.stories.push_back(reader.read(*body));
  return out;
}

}  // namespace adit::client::office
