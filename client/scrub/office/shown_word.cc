// SPDX-License-Identifier: Apache-2.0
// What a Word document shows: its body, headers and footers as they are first used, notes as they are
// referred to.
#include <set>

#include "client/scrub/office/shown.h"

namespace adit::client::office {
namespace {

bool is_on(const Element* toggle) {
  if (toggle == nullptr) return false;
  auto v = toggle->get("w:val");
  return v != "0" && v != "false" && v != "off";
}

std::string first_word(std::string_view instruction) {
  std::string out;
  for (char c : trimmed_blanks(instruction)) {
    if (c == ' ' || c == '\t' || c == '\n' || c == '\\') break;
    out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  }
  return out;
}

bool is_personal(std::string_view instruction) {
  static const std::set<std::string, std::less<>> kNames = {
      "AUTHOR",   "USERNAME", "USERINITIALS", "USERADDRESS", "LASTSAVEDBY", "FILENAME",
      "FILESIZE", "TEMPLATE", "DOCPROPERTY",  "DOCVARIABLE", "INFO",        "COMMENTS",
      "KEYWORDS", "SUBJECT",  "TITLE",        "CREATEDATE",  "SAVEDATE",    "PRINTDATE",
      "EDITTIME", "REVNUM",   "DATE",         "TIME",        "DATABASE",    "PRIVATE"};
  return kNames.contains(first_word(instruction));
}

bool holds(const Element& node, std::string_view name) {
  if (node.name == name) return true;
  return std::ranges::any_of(node.children, [&](const Element& c) { return holds(c, name); });
}

class Reader {
 public:
  Reader(const Parts& parts, Shown& out) : parts_(parts), out_(out) {}

  void document() {
    auto links = parts_.links("");
    const auto* main = link_by_type(links, "officeDocument");
    if (main == nullptr) return void(out_.broken = true);
    auto own = parts_.links(main->target);
    if (const auto* styles = link_by_type(own, "styles")) {
      if (auto tree = parts_.tree(styles->target)) {
        for (const auto& s : tree->children) {
          if (s.name == "w:style" && hides(*tree, s, 0))
            hidden_styles_.insert(std::string(s.get("w:styleId")));
        }
      }
    }
    story(main->target);
    for (std::size_t i = 0; i < waiting_.size(); ++i) story(std::string(waiting_[i]));
    notes(own, "footnotes", "w:footnote", footnotes_);
    notes(own, "endnotes", "w:endnote", endnotes_);
  }

 private:
  struct Field {
    std::string instruction;
    bool result = false, lost = false;
  };

  static bool hides(const Element& styles, const Element& style, int depth) {
    const auto* run = style.child("w:rPr");
    const auto* vanish = run == nullptr ? nullptr : run->child("w:vanish");
    if (vanish != nullptr) return is_on(vanish);
    const auto* base = style.child("w:basedOn");
    if (base == nullptr || depth == 19) return false;
    for (const auto& s : styles.children) {
      if (s.name == "w:style" && s.get("w:styleId") == base->get("w:val")) return hides(styles, s, depth + 1);
    }
    return false;
  }

  bool muted() const {
    return std::ranges::any_of(
        fields_, [](const Field& f) { return !f.result || f.lost || is_personal(f.instruction); });
  }

  void story(const std::string& part) {
    auto tree = parts_.tree(part);
    if (!tree) return void(out_.broken = true);
    links_ = parts_.links(part);
    fields_.clear();
    text_.clear();
    walk_children(*tree, false);
    out_.stories.push_back(std::move(text_));
    text_.clear();
  }

  void notes(const std::vector<Link>& own, std::string_view type, std::string_view element,
             const std::vector<std::string>& used) {
    const auto* link = link_by_type(own, type);
    if (link == nullptr) {
      if (!used.empty()) out_.broken = true;
      return;
    }
    auto tree = parts_.tree(link->target);
    if (!tree) return void(out_.broken = true);
    links_ = parts_.links(link->target);
    // Notes of notes come at the end of the row, as they are met.
    for (std::size_t i = 0; i < used.size(); ++i) {
      auto id = used[i];
      text_.clear();
      fields_.clear();
      bool found = false;
      for (const auto& note : tree->children) {
        auto kind = note.get("w:type");
        if (note.name != element || note.get("w:id") != id || !(kind.empty() || kind == "normal")) continue;
        walk_children(note, false);
        found = true;
        break;
      }
      if (!found) out_.broken = true;
      out_.stories.push_back(std::move(text_));
      text_.clear();
    }
  }

  void field_char(const Element& node, bool lost) {
    auto type = node.get("w:fldCharType");
    if (type == "begin") fields_.push_back({{}, false, lost});
    if (type == "separate" && !fields_.empty()) fields_.back().result = true;
    if (type == "end" && !fields_.empty()) fields_.pop_back();
  }

  // Fields begin and end in what is not seen as well.
  void unseen_run(const Element& run) {
    for (const auto& c : run.children) {
      if (c.name == "w:fldChar") field_char(c, true);
    }
  }

  bool hidden_run(const Element& run) const {
    const auto* p = run.child("w:rPr");
    if (p != nullptr) {
      if (const auto* vanish = p->child("w:vanish")) return is_on(vanish);
      const auto* style = p->child("w:rStyle");
      if (style != nullptr && hidden_styles_.contains(style->get("w:val"))) return true;
    }
    return hidden_styles_.contains(paragraph_style_);
  }

  void walk_children(const Element& node, bool in_drawing) {
    for (const auto& c : node.children) walk(c, in_drawing);
  }

  void walk(const Element& node, bool in_drawing) {
    const auto& n = node.name;
    if (n.empty() || n == "w:pPr" || n == "w:rPr" || n == "w:tblPr" || n == "w:tcPr" || n == "w:sdtPr" ||
        n == "w:instrText" || n == "w:delText" || n == "w:altChunk" || n == "w:subDoc") {
      if (n == "w:instrText" && !fields_.empty() && !fields_.back().result)
        fields_.back().instruction += node.all_text();
      if (n == "w:pPr") sections(node);
      return;
    }
    if (n == "w:sectPr") return section(node);
    if (n == "w:del" || n == "w:moveFrom") {
      for (const auto& r : node.children) {
        if (r.name == "w:r") unseen_run(r);
      }
      return;
    }
    if (n == "w:trPr") return;
    if (n == "w:tr") {
      const auto* p = node.child("w:trPr");
      if (p != nullptr && p->child("w:del") != nullptr) return;
    }
    if (n == "w:p") {
      auto outer = paragraph_style_;
      const auto* p = node.child("w:pPr");
      const auto* style = p == nullptr ? nullptr : p->child("w:pStyle");
      paragraph_style_ = style == nullptr ? "" : std::string(style->get("w:val"));
      walk_children(node, in_drawing);
      paragraph_style_ = outer;
      return;
    }
    if (n == "w:r") {
      if (hidden_run(node)) return unseen_run(node);
      return walk_children(node, in_drawing);
    }
    if (n == "w:fldChar") return field_char(node, false);
    if (n == "w:fldSimple") {
      if (!is_personal(node.get("w:instr"))) walk_children(node, in_drawing);
      return;
    }
    if (n == "mc:AlternateContent") {
      for (const auto& c : node.children) {
        if (c.name == "mc:Choice" && (holds(c, "wps:wsp") || holds(c, "wpg:wgp")))
          return walk_children(c, in_drawing);
      }
      for (const auto& c : node.children) {
        if (c.name == "mc:Fallback") return walk_children(c, in_drawing);
      }
      return;
    }
    if (n == "w:drawing") return drawing(node);
    if (muted()) {
      // A paragraph inside a field's result has runs of its own.
      if (n.starts_with("w:") && n != "w:t" && n != "w:tab" && n != "w:br") walk_children(node, in_drawing);
      return;
    }
    if (n == "w:t" || n == "m:t") {
      bool keeps = node.get("xml:space") == "preserve";
      text_ += keeps ? node.all_text() : trimmed_blanks(node.all_text());
      return;
    }
    if (n == "w:tab" || n == "w:ptab") text_ += '\t';
    if (n == "w:br" || n == "w:cr") text_ += '\n';
    if (n == "w:noBreakHyphen") text_ += '-';
    if (n == "w:sym") text_ += aside(node.get("w:char"));
    if (n == "v:imagedata" && node.has("r:id")) text_ += kPictureMark;
    if (n == "v:textpath") text_ += aside(node.get("string"));
    if (n == "w:footnoteReference") note(footnotes_, node.get("w:id"));
    if (n == "w:endnoteReference") note(endnotes_, node.get("w:id"));
    if (n == "w:txbxContent") {
      // A box is a story of its own inside the story.
      auto fields = std::move(fields_);
      fields_.clear();
      walk_children(node, in_drawing);
      fields_ = std::move(fields);
      return;
    }
    if (n.starts_with("w:") || n.starts_with("m:") || n.starts_with("wp:") || n.starts_with("a:") ||
        n.starts_with("wps:") || n.starts_with("wpg:") || n.starts_with("pic:") || n.starts_with("v:"))
      walk_children(node, in_drawing);
  }

  void drawing(const Element& node) {
    if (muted()) return;
    const Element* place = nullptr;
    for (const auto& c : node.children) {
      if (place == nullptr && !c.name.empty()) place = &c;
    }
    if (place == nullptr || (place->name != "wp:inline" && place->name != "wp:anchor")) return;
    if (const auto* p = place->child("wp:docPr")) {
      auto hidden = p->get("hidden");
      if (hidden == "1" || hidden == "true") return;
    }
    const auto* graphic = place->child("a:graphic");
    const auto* data = graphic == nullptr ? nullptr : graphic->child("a:graphicData");
    if (data == nullptr) return;
    for (const auto& c : data->children) {
      if (c.name.empty()) continue;
      if (c.name == "pic:pic" || c.name == "wps:wsp" || c.name == "wpg:wgp") shapes(c);
      if (c.name == "c:chart") chart(c);
      return;
    }
  }
  void shapes(const Element& node) {
    if (node.name == "a:blip" && (node.has("r:embed") || node.has("r:link"))) text_ += kPictureMark;
    if (node.name == "w:txbxContent") return walk(node, true);
    if (node.name == "wpg:graphicFrame" || node.name == "a:extLst" || node.name == "mc:AlternateContent")
      return;
    for (const auto& c : node.children) {
      if (!c.name.empty()) shapes(c);
    }
  }
  void chart(const Element& node) {
    const auto* link = link_by_id(links_, node.get("r:id"));
    if (link == nullptr || link->outside || link->type != "chart") return;
    auto tree = parts_.tree(link->target);
    if (!tree) return void(out_.broken = true);
    text_ += chart_text(*tree);
  }

  void sections(const Element& properties) {
    if (const auto* s = properties.child("w:sectPr")) section(*s);
  }
  void section(const Element& node) {
    for (const auto& c : node.children) {
      if (c.name != "w:headerReference" && c.name != "w:footerReference") continue;
      const auto* link = link_by_id(links_, c.get("r:id"));
      if (link == nullptr || link->outside || (link->type != "header" && link->type != "footer")) continue;
      if (std::ranges::find(waiting_, link->target) == waiting_.end()) waiting_.push_back(link->target);
    }
  }
  static void note(std::vector<std::string>& list, std::string_view id) {
    if (std::ranges::find(list, id) == list.end()) list.emplace_back(id);
  }

  const Parts& parts_;
  Shown& out_;
  std::vector<Link> links_;
  std::vector<Field> fields_;
  std::vector<std::string> waiting_, footnotes_, endnotes_;
  std::set<std::string, std::less<>> hidden_styles_;
  std::string paragraph_style_, text_;
};

}  // namespace

Shown shown_word(const Parts& parts) {
  Shown out;
  Reader(parts, out).document();
  return out;
}

}  // namespace adit::client::office
