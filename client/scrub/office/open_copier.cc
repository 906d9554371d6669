// SPDX-License-Identifier: Apache-2.0
// The content of an OpenDocument file by the allow-list: what is hidden goes, fields that fill themselves
// in go, names become numbers.
#include <fmt/format.h>

#include <charconv>

#include "client/scrub/formats.h"
#include "client/scrub/office/open_build.h"
#include "client/scrub/office/open_fields.h"

namespace adit::client::office {
namespace {

using enum FindingClass;

unsigned repeated(pugi::xml_node node, const char* attribute) {
  std::string_view text = node.attribute(attribute).value();
  unsigned v = 1;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), v);
  return error != std::errc() || v == 0 ? 1 : std::min(v, 1'048'576u);
}

bool unseen(pugi::xml_node row_or_column) {
  std::string_view v = row_or_column.attribute("table:visibility").value();
  return v == "collapse" || v == "filter";
}

class OpenCopier : public Copier {
 public:
  OpenCopier(XmlOut& out, OpenBuild& build)
      : Copier(open_document_allowed(), out, build.job), build_(build) {}
  Status status() const { return status_; }

 protected:
  bool special(pugi::xml_node node) override {
    auto name = name_of(node);
    if (one_of(name, kOpenPersonal)) {
      auto text = text_of(node);
      job_.found(who, "a field that fills itself in: " + quote_text(without_blank_ends(text)));
      return true;
    }
    if (name == "text:date" || name == "text:time") {
      if (std::string_view(node.attribute("text:fixed").value()) == "true") return copy_inside(node), true;
      job_.found(when, "a field that fills itself in: " + quote_text(text_of(node)));
      return true;
    }
    if (one_of(name, kOpenUnwrapped)) {
      if (auto href = node.attribute("xlink:href");
          href && std::string_view(href.value()).substr(0, 1) != "#")
        job_.found(other, "a link, its text stays: " + quote_text(std::string_view(href.value())));
      // Inside a paragraph it wraps letters, outside whole paragraphs.
      auto around = node.parent();
      while (one_of(name_of(around), kOpenUnwrapped)) around = around.parent();
      const auto* rule = allowed_.find(name_of(around));
      if (rule != nullptr && rule->text == AllowedElement::Text::visible) {
        copy_inside(node);
      } else {
        copy_children(node);
      }
      return true;
    }
    if (name == "text:span" || name == "text:p" || name == "text:h") {
      if (build_.hidden_styles.contains(std::string_view(node.attribute("text:style-name").value()))) {
        auto text = text_of(node);
        job_.found(hidden, "hidden text: " + quote_text(without_blank_ends(text)));
        return true;
      }
      return false;
    }
    if (name == "text:section") {
      std::string_view display = node.attribute("text:display").value();
      if (display == "none" || display == "condition") {
        job_.found(hidden, "a hidden section: " + quote_text(without_blank_ends(text_of(node))));
        return true;
      }
      return false;
    }
    if (name == "text:hidden-text" || name == "text:hidden-paragraph") {
      job_.found(hidden, "hidden text: " + quote_text(without_blank_ends(text_of(node))));
      return true;
    }
    if (name == "office:annotation") {
      job_.found(history, "a comment: " + quote_text(without_blank_ends(text_of(node))));
      return true;
    }
    if (name == "text:tracked-changes" || name == "table:tracked-changes") {
      job_.found(history,
                 "tracked changes, and what they deleted: " + quote_text(without_blank_ends(text_of(node))));
      return true;
    }
    if (name == "presentation:notes") {
      auto text = text_of(node);
      if (!without_blank_ends(text).empty())
        job_.found(hidden, "the speaker's notes: " + quote_text(without_blank_ends(text)));
      return true;
    }
    if (name == "svg:title" || name == "svg:desc") {
      job_.found(other, "an alternative text: " + quote_text(without_blank_ends(text_of(node))));
      return true;
    }
    if (name == "office:forms" && node.first_child()) return job_.found(hidden, "form controls"), true;
    if (name == "draw:page") return page(node);
    if (name == "draw:frame") return frame(node), true;
    if (name == "draw:layer") {
      std::string_view layer = node.attribute("draw:name").value();
      return layer != "layout" && layer != "background" && layer != "backgroundobjects" &&
             layer != "controls" && layer != "measurelines";
    }
    if (name == "table:table") return table(node);
    if (name == "table:table-row") return row(node), true;
    if (name == "table:table-cell" || name == "table:covered-table-cell") {
      if (node.attribute("table:formula")) ++build_.formulas;
      return false;
    }
    if (name == "style:map") return condition(node).empty();
    return false;
  }

  void copy_text(pugi::xml_node node, const AllowedElement&) override { copy_inside(node); }

  std::optional<std::string> known(pugi::xml_node node, std::string_view attribute, Value kind,
                                   std::string_view raw) override {
    switch (kind) {
      case Value::style:
        if (raw.empty()) return std::nullopt;
        return style(raw);
      case Value::id:
        return font_name(raw);
      case Value::part:
        return picture(raw);
      default:
        break;
    }
    if (attribute == "office:version") return std::string(kOpenVersion);
    if (attribute == "style:display-name") {
      std::string_view name = node.attribute("style:name").value();
      if (!is_usual_style(name) || name.find("_20_") == name.npos) return std::nullopt;
      std::string out(name);
      for (auto at = out.find("_20_"); at != out.npos; at = out.find("_20_")) out.replace(at, 4, " ");
      return out;
    }
    if (attribute == "text:name") return fmt::format("Section{}", ++build_.sections);
    if (attribute == "draw:name" && is(node, "draw:page")) return fmt::format("page{}", ++build_.pages);
    if (attribute == "style:condition") return condition(node);
    if (attribute == "draw:formula") {
      for (char c : raw) {
        bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    std::string_view(" +-*/().,?$").find(c) != std::string_view::npos;
        if (!fine) return "0";
      }
      return raw.size() > 200 ? "0" : std::string(raw);
    }
    return std::nullopt;
  }

  // "'Liberation Serif', Arial": the first of the list.
  std::string font(std::string_view raw) override {
    auto name = without_blank_ends(raw.substr(0, raw.find(',')));
    if (name.size() > 1 && (name[0] == '\'' || name[0] == '"')) name = name.substr(1, name.size() - 2);
    auto known_name = Copier::font(name);
    return known_name.find(' ') == known_name.npos ? known_name : "'" + known_name + "'";
  }

 private:
  // Neither seen itself nor a boundary for blanks.
  bool transparent(pugi::xml_node node) const {
    auto name = name_of(node);
    if (name == "draw:frame") return !shown_in(node);
    return name == "text:span" || name == "text:date" || name == "text:time" || one_of(name, kOpenPersonal) ||
           one_of(name, kOpenUnwrapped) || allowed_.find(name) == nullptr;
  }

  // Text and elements in their order. Blanks in a row are one, across elements, and none begins a paragraph.
  void copy_inside(pugi::xml_node node) {
    if (is(node, "text:p") || is(node, "text:h")) after_blank_ = true;
    for (auto child : node.children()) {
      if (child.type() == pugi::node_element) {
        bool boundary = !transparent(child);
        if (boundary) after_blank_ = false;
        copy(child);
        if (boundary) after_blank_ = false;
      } else if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) {
        std::string text;
        for (char c : job_.characters.pass(child.value())) {
          bool blank = c == ' ' || c == '\t' || c == '\n';
          if (!blank || !after_blank_) text += blank ? ' ' : c;
          after_blank_ = blank;
        }
        out_.text(text);
      }
    }
  }

  static std::string condition(pugi::xml_node map) {
    std::string_view text = map.attribute("style:condition").value();
    if (!text.starts_with("value()")) return {};
    auto rest = text.substr(7);
    auto stop = rest.find_first_not_of("<>=!");
    if (stop == 0 || stop == rest.npos || stop > 2 || !is_token(rest.substr(stop)) || rest[stop] > '9')
      return {};
    return std::string(text);
  }

  std::string style(std::string_view raw) {
    auto [stem, role] = split_role(raw);
    if (is_usual_style(stem)) return std::string(raw);
    auto& fresh = build_.styles[std::string(stem)];
    if (fresh.empty()) fresh = fmt::format("S{}", build_.styles.size());
    return fresh + std::string(role);
  }

  std::string font_name(std::string_view raw) {
    auto& fresh = build_.fonts[std::string(raw)];
    if (fresh.empty()) fresh = fmt::format("F{}", build_.fonts.size());
    return fresh;
  }

  std::string picture(std::string_view raw) {
    if (raw.starts_with("./")) raw.remove_prefix(2);
    auto& name = build_.pictures[std::string(raw)];
    if (!name.empty()) return name;
    const auto* member = build_.zip.find(raw);
    std::optional<CleanedFile> cleaned;
    if (member != nullptr && !member->folder) {
      auto bytes = build_.zip.unpack(*member);
      if (!bytes) {
        if (status_) status_ = fail(bytes.error());
        return "Pictures/none";
      }
      cleaned = clean_picture(job_, *bytes);
      if (!cleaned)
        job_.found(other,
                   fmt::format("a picture that cannot be cleaned ({}): a grey square stands in its place",
                               seems_to_be(*bytes)));
    } else {
      job_.found(hidden,
                 "a picture that is fetched from elsewhere each time the file is opened: " + quote_text(raw));
    }
    ByteVector body;
    auto kind = FileKind::png;
    if (cleaned) {
      for (auto& f : cleaned->removed) job_.found(f.what, "in a picture: " + f.text);
      kind = cleaned->kind;
      body = std::move(cleaned->bytes);
    } else {
      body = grey_square();
    }
    for (const auto& [other_name, file] : build_.files) {
      if (file.second == body) return name = other_name;
    }
    const auto& format = format_of(kind);
    name = fmt::format("Pictures/image{}.{}", build_.files.size() + 1, format.extension);
    build_.files[name] = {std::string(format.media_type), std::move(body)};
    return name;
  }

  bool page(pugi::xml_node node) {
    if (!build_.hidden_pages.contains(std::string_view(node.attribute("draw:style-name").value())))
      return false;
    job_.found(hidden, "a hidden slide, left out (show it first if it is to be sent): " +
                           quote_text(without_blank_ends(text_of(node))));
    return true;
  }

  static pugi::xml_node shown_in(pugi::xml_node frame) {
    for (auto name : {"draw:text-box", "table:table"}) {
      if (auto child = frame.child(name)) return child;
    }
    // Of several forms of one picture one that can be cleaned.
    for (auto image : frame.children("draw:image")) {
      std::string_view href = image.attribute("xlink:href").value();
      if (href.ends_with(".png") || href.ends_with(".jpg") || href.ends_with(".jpeg")) return image;
    }
    return frame.child("draw:image");
  }
  // Of the forms of one object the picture, of pictures the first; a frame of nothing else goes.
  void frame(pugi::xml_node node) {
    auto chosen = shown_in(node);
    if (node.child("draw:object") || node.child("draw:object-ole"))
      job_.found(hidden, chosen ? "an object inside it (a chart, a file): only its picture stays"
                                : "an object inside it (a chart, a file), which is not kept");
    for (auto child : node.children()) {
      auto name = name_of(child);
      if (name == "svg:title" || name == "svg:desc") special(child);
    }
    if (!chosen) return;
    out_.open("draw:frame");
    copy_attributes(node, *allowed_.find("draw:frame"));
    copy(chosen);
    out_.close();
  }

  bool table(pugi::xml_node node) {
    if (build_.hidden_sheets.contains(std::string_view(node.attribute("table:style-name").value()))) {
      job_.found(hidden, "a hidden sheet, left out (show it first if it is to be sent): " +
                             quote_text(std::string_view(node.attribute("table:name").value())));
      return true;
    }
    // Tables in texts have names that nobody sees.
    if (!is(node.parent(), "office:spreadsheet")) node.remove_attribute("table:name");
    auto outer = std::move(unseen_columns_);
    unseen_columns_.clear();
    unsigned at = 0;
    collect_columns(node, at);
    out_.open("table:table");
    copy_attributes(node, *allowed_.find("table:table"));
    copy_children(node);
    out_.close();
    unseen_columns_ = std::move(outer);
    return true;
  }
  void collect_columns(pugi::xml_node node, unsigned& at) {
    for (auto child : node.children()) {
      auto name = name_of(child);
      if (name == "table:table-column") {
        auto n = repeated(child, "table:number-columns-repeated");
        if (unseen(child)) unseen_columns_.emplace_back(at, at + n);
        at += n;
      } else if (name == "table:table-columns" || name == "table:table-header-columns" ||
                 name == "table:table-column-group") {
        collect_columns(child, at);
      }
    }
  }
  bool is_unseen(unsigned column) const {
    return std::ranges::any_of(unseen_columns_,
                               [&](const auto& r) { return column >= r.first && column < r.second; });
  }

  void row(pugi::xml_node node) {
    out_.open("table:table-row");
    copy_attributes(node, *allowed_.find("table:table-row"));
    bool hidden_row = unseen(node);
    unsigned column = 0;
    for (auto cell : node.children()) {
      auto name = name_of(cell);
      if (name != "table:table-cell" && name != "table:covered-table-cell") continue;
      auto n = repeated(cell, "table:number-columns-repeated");
      bool filled = cell.first_child() || cell.attribute("office:value-type");
      bool any = hidden_row, all = true;
      for (unsigned c = column; c < column + n && filled && n < 20'000; ++c) {
        bool u = hidden_row || is_unseen(c);
        any = any || u;
        all = all && u;
      }
      if (filled && any && all) {
        empty_cell(cell, n);
        ++build_.hidden_cells;
      } else if (filled && any) {
        for (unsigned c = column; c < column + n; ++c) {
          if (is_unseen(c)) {
            empty_cell(cell, 1);
            ++build_.hidden_cells;
          } else {
            cell.attribute("table:number-columns-repeated").set_value(1);
            copy(cell);
          }
        }
      } else {
        copy(cell);
      }
      column += n;
    }
    out_.close();
  }
  void empty_cell(pugi::xml_node cell, unsigned n) {
    out_.open(name_of(cell));
    if (n > 1) out_.attribute("table:number-columns-repeated", std::to_string(n));
    out_.close();
  }

  OpenBuild& build_;
  Status status_;
  std::vector<std::pair<unsigned, unsigned>> unseen_columns_;
  bool after_blank_ = true;
};

}  // namespace

Result<std::string> copy_open_document(OpenBuild& build, const XmlIn& xml, std::string_view root) {
  if (!is(xml.root, root)) return fail(Errc::file_damaged);
  XmlOut out;
  OpenCopier copier(out, build);
  copier.copy(xml.root);
  ADIT_CHECK(copier.status());
  return out.finish();
}

}  // namespace adit::client::office
