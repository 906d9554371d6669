// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/office/word_copier.h"

#include <fmt/format.h>

namespace adit::client::office {
namespace {

// Transparent: what is inside stays.
constexpr std::string_view kUnwrapped[] = {"w:ins",       "w:moveTo", "w:smartTag",
                                           "w:customXml", "w:sdt",    "w:sdtContent",
                                           "w:hyperlink", "w:dir",    "w:bdo"};

pugi::xml_node element(pugi::xml_node node) {
  for (auto child : node.children()) {
    if (child.type() == pugi::node_element) return child;
  }
  return {};
}

bool switched_on(pugi::xml_node toggle) {
  if (!toggle) return false;
  auto value = toggle.attribute("w:val");
  std::string_view v = value.value();
  return !value || (v != "0" && v != "false" && v != "off");
}

bool is_vml_shape(std::string_view name) {
  return name == "v:shape" || name == "v:rect" || name == "v:oval" || name == "v:roundrect" ||
         name == "v:line" || name == "v:group";
}

}  // namespace

unsigned WordBuild::Numbered::use(std::string_view name) {
  auto [at, fresh] = by_name.try_emplace(std::string(name), static_cast<unsigned>(order.size() + 1));
  if (fresh) order.emplace_back(name);
  return at->second;
}

std::string style_value(std::string_view vml_style) {
  static constexpr std::string_view kKept[] = {"position",
                                               "left",
                                               "top",
                                               "width",
                                               "height",
                                               "margin-left",
                                               "margin-top",
                                               "z-index",
                                               "rotation",
                                               "flip",
                                               "mso-position-horizontal",
                                               "mso-position-vertical",
                                               "mso-position-horizontal-relative",
                                               "mso-position-vertical-relative",
                                               "font-size",
                                               "v-text-align"};
  std::string out;
  while (!vml_style.empty()) {
    auto stop = std::min(vml_style.find(';'), vml_style.size());
    auto item = vml_style.substr(0, stop);
    vml_style.remove_prefix(std::min(vml_style.size(), stop + 1));
    auto colon = item.find(':');
    if (colon == item.npos) continue;
    auto key = without_blank_ends(item.substr(0, colon)), value = without_blank_ends(item.substr(colon + 1));
    if (std::ranges::find(kKept, key) == std::end(kKept) || value.empty() || !is_token(value)) continue;
    out += (out.empty() ? "" : ";") + std::string(key) + ":" + std::string(value);
  }
  return out;
}

bool WordCopier::is_hidden(pugi::xml_node run) const {
  auto properties = run.child("w:rPr");
  if (auto vanish = properties.child("w:vanish")) return switched_on(vanish);
  if (word_.hidden_styles.contains(properties.child("w:rStyle").attribute("w:val").value())) return true;
  auto p = run.parent();
  while (p && !is(p, "w:p")) p = p.parent();
  return word_.hidden_styles.contains(p.child("w:pPr").child("w:pStyle").attribute("w:val").value());
}

bool WordCopier::drawing_is_known(pugi::xml_node node) const {
  auto place = element(node);
  if (!is(place, "wp:inline") && !is(place, "wp:anchor")) return false;
  std::string_view hidden = place.child("wp:docPr").attribute("hidden").value();
  if (hidden == "1" || hidden == "true") return false;
  auto inner = name_of(element(place.child("a:graphic").child("a:graphicData")));
  return inner == "pic:pic" || inner == "wps:wsp" || inner == "wpg:wgp" || inner == "c:chart";
}

bool WordCopier::content_is_written(pugi::xml_node node, FieldState& state) const {
  auto name = name_of(node);
  if (name == "w:rPr") return false;
  if (name == "w:fldChar") {
    std::string_view type = node.attribute("w:fldCharType").value();
    if (type == "begin") {
      auto kind = field_of(fields_.instruction(node));
      bool muted = state.muted();
      state.begin(kind);
      return kind == Field::page && !muted;
    }
    bool page = state.innermost() == Field::page && !state.muted_around();
    if (type == "separate") state.separate();
    if (type == "end") state.end();
    return page;
  }
  if (name == "w:instrText") return state.innermost() == Field::page && !state.muted_around();
  if (state.muted()) return false;
  if (name == "mc:AlternateContent") {
    for (auto child : shown(node).children()) {
      if (content_is_written(child, state)) return true;
    }
    return false;
  }
  if (name == "w:drawing") return drawing_is_known(node);
  if (name == "w:object") return true;
  if (name == "w:tab" || name == "w:ptab") return true;
  return allowed_.find(name) != nullptr;
}

bool WordCopier::has_content(pugi::xml_node node) const {
  auto state = state_;
  bool any = false;
  for (auto child : node.children()) {
    if (child.type() == pugi::node_element && content_is_written(child, state)) any = true;
  }
  return any;
}

void WordCopier::run(pugi::xml_node node) {
  if (is_hidden(node)) {
    ++word_.hidden_runs;
    if (auto text = text_of(node); !without_blank_ends(text).empty())
      job_.found(FindingClass::hidden, "hidden text: " + quote_text(without_blank_ends(text)));
    // A field may begin or end in it all the same.
    for (auto child : node.children("w:fldChar")) {
      std::string_view type = child.attribute("w:fldCharType").value();
      if (type == "begin") state_.begin(Field::personal);
      if (type == "separate") state_.separate();
      if (type == "end") state_.end();
    }
    return;
  }
  if (has_content(node)) {
    out_.open("w:r");
    copy_children(node);
    out_.close();
    return;
  }
  for (auto child : node.children("w:fldChar")) field_char(child);
  if (node.child("w:commentReference")) ++word_.comments;
}

void WordCopier::field_char(pugi::xml_node node) {
  std::string_view type = node.attribute("w:fldCharType").value();
  if (type == "begin") {
    auto instruction = fields_.instruction(node);
    auto kind = field_of(instruction);
    bool muted = state_.muted();
    state_.begin(kind);
    if (kind == Field::page && !muted) out_.leaf("w:fldChar", {{"w:fldCharType", "begin"}});
    if (kind == Field::personal)
      job_.found(FindingClass::who,
                 "a field that fills itself in: " + quote_text(without_blank_ends(instruction)));
    return;
  }
  bool page = state_.innermost() == Field::page && !state_.muted_around();
  if (type == "separate") state_.separate();
  if (type == "end") state_.end();
  if (page && (type == "separate" || type == "end")) out_.leaf("w:fldChar", {{"w:fldCharType", type}});
}

void WordCopier::simple_field(pugi::xml_node node) {
  std::string_view instruction = node.attribute("w:instr").value();
  auto kind = field_of(instruction);
  if (state_.muted()) return;
  if (kind == Field::personal)
    return job_.found(FindingClass::who,
                      "a field that fills itself in: " + quote_text(without_blank_ends(instruction)));
  if (kind == Field::result) return copy_children(node);
  out_.open("w:fldSimple");
  out_.attribute("w:instr", page_instruction(instruction));
  copy_children(node);
  out_.close();
}

void WordCopier::paragraph(pugi::xml_node node) {
  for (auto a : node.attributes()) {
    if (std::string_view(a.name()).starts_with("w:rsid")) ++word_.editing_ids;
  }
  // Its end was deleted: if nothing else is left in it, all of it was.
  if (node.child("w:pPr").child("w:rPr").child("w:del") && !node.next_sibling().empty()) {
    bool anything = false;
    for (auto child : node.children()) {
      if (child.type() == pugi::node_element && !is(child, "w:pPr") && !is(child, "w:del") &&
          !is(child, "w:moveFrom") && !is(child, "w:bookmarkStart") && !is(child, "w:bookmarkEnd"))
        anything = true;
    }
    if (!anything && !node.child("w:pPr").child("w:sectPr")) {
      ++word_.deletions;
      return;
    }
  }
  out_.open("w:p");
  copy_children(node);
  out_.close();
}

void WordCopier::drawing(pugi::xml_node node) {
  if (!drawing_is_known(node)) {
    job_.found(FindingClass::other, "a drawing of a kind that cannot be kept");
    return;
  }
  auto inner = name_of(element(element(node).child("a:graphic").child("a:graphicData")));
  bool shape = inner == "wps:wsp" || inner == "wpg:wgp";
  // Older programs must be told that they may skip it.
  if (shape) {
    out_.open("mc:AlternateContent");
    out_.open("mc:Choice");
    out_.attribute("Requires", inner.substr(0, 3));
  }
  out_.open("w:drawing");
  copy_children(node);
  out_.close();
  if (shape) {
    out_.close();
    out_.close();
  }
}

bool WordCopier::story(pugi::xml_node node) {
  bool header = is(node, "w:headerReference");
  const auto* r = by_id(relationships_, node.attribute("r:id").value());
  return r != nullptr && !r->elsewhere && r->type == (header ? "header" : "footer");
}

void WordCopier::tell_link(pugi::xml_node node) {
  const auto* r = by_id(relationships_, node.attribute("r:id").value());
  if (r != nullptr && r->elsewhere)
    job_.found(FindingClass::other, "a link, its text stays: " + quote_text(r->target));
}

bool WordCopier::special(pugi::xml_node node) {
  auto name = name_of(node);
  if (name == "w:p") return paragraph(node), true;
  if (name == "w:r") return run(node), true;
  if (name == "w:fldChar") return field_char(node), true;
  if (name == "w:fldSimple") return simple_field(node), true;
  if (name == "w:instrText") {
    if (state_.innermost() == Field::page && !state_.muted_around()) {
      // Several pieces make one instruction; it is written with the first.
      auto previous = node.previous_sibling();
      if (!is(previous, "w:instrText") && !without_blank_ends(text_of(node)).empty()) {
        out_.open("w:instrText");
        out_.text(page_instruction(text_of(node)));
        out_.close();
      }
    }
    return true;
  }
  if (name == "w:del" || name == "w:moveFrom") {
    if (is(node.parent(), "w:rPr") || is(node.parent(), "w:trPr")) return true;
    ++word_.deletions;
    word_.people.insert(node.attribute("w:author").value());
    auto text = text_of(node);
    job_.found(FindingClass::history, "text that was deleted: " + quote_text(without_blank_ends(text)));
    // Fields open and close in it as well.
    for (auto r : node.children("w:r")) {
      for (auto child : r.children("w:fldChar")) {
        std::string_view type = child.attribute("w:fldCharType").value();
        if (type == "begin") state_.begin(Field::personal);
        if (type == "separate") state_.separate();
        if (type == "end") state_.end();
      }
    }
    return true;
  }
  if (std::ranges::find(kUnwrapped, name) != std::end(kUnwrapped)) {
    if (is(node.parent(), "w:rPr") || is(node.parent(), "w:trPr")) return true;  // a mark, not a wrapping
    if (name == "w:ins" || name == "w:moveTo") {
      ++word_.insertions;
      word_.people.insert(node.attribute("w:author").value());
    }
    if (name == "w:hyperlink") tell_link(node);
    return copy_children(node), true;
  }
  if (name == "w:tr" && node.child("w:trPr").child("w:del")) return ++word_.deletions, true;
  if (name == "w:commentReference") return ++word_.comments, true;
  if (name == "w:altChunk" || name == "w:subDoc") {
    job_.found(FindingClass::other, "another document inside it, which is not kept");
    return true;
  }
  if (name == "w:pStyle" || name == "w:rStyle" || name == "w:tblStyle" || name == "w:basedOn" ||
      name == "w:next" || name == "w:link" || name == "w:numStyleLink" || name == "w:styleLink")
    return !word_.styles.contains(std::string_view(node.attribute("w:val").value()));
  if (name == "w:numId" && is(node.parent(), "w:numPr")) {
    std::string_view id = node.attribute("w:val").value();
    auto number = word_.numbers.contains(id) ? word_.used_numbers.use(id) : 0;
    return out_.leaf("w:numId", {{"w:val", std::to_string(number)}}), true;
  }
  if (name == "w:footnoteReference" || name == "w:endnoteReference") return false;
  if (name == "w:headerReference" || name == "w:footerReference") return !story(node);
  if (state_.muted() && is(node.parent(), "w:r") && name != "w:rPr") {
    return true;
  }
  if (name == "w:drawing") return drawing(node), true;
  if (name == "w:object") {
    job_.found(FindingClass::hidden, "a file inside it; only its picture stays");
    out_.open("w:pict");
    copy_children(node);
    out_.close();
    return true;
  }
  if (name == "w:sectPr" || name == "w:tr") {
    for (auto a : node.attributes()) {
      if (std::string_view(a.name()).starts_with("w:rsid")) ++word_.editing_ids;
    }
    return false;
  }
  // The outline of a plain shape stands in a definition that is not copied; pictures and text are in boxes.
  if (name == "v:shape" && (node.child("v:imagedata") || node.child("v:textbox"))) {
    out_.open("v:rect");
    copy_attributes(node, *allowed_.find("v:rect"));
    copy_children(node);
    out_.close();
    return true;
  }
  return PartCopier::special(node);
}

std::optional<std::string> WordCopier::known(pugi::xml_node node, std::string_view attribute, Value kind,
                                             std::string_view raw) {
  auto name = name_of(node);
  if (kind == Value::style) {
    if (!word_.styles.contains(raw)) return std::nullopt;
    return fmt::format("S{}", word_.used_styles.use(raw));
  }
  if (name == "w:footnoteReference") return std::to_string(word_.used_footnotes.use(raw));
  if (name == "w:endnoteReference") return std::to_string(word_.used_endnotes.use(raw));
  if (name == "w:headerReference" || name == "w:footerReference") {
    if (attribute != "r:id") return std::nullopt;
    bool header = name == "w:headerReference";
    const auto* r = by_id(relationships_, raw);
    auto& part = word_.stories[r->target];
    if (part.empty()) {
      part = build_.out.fresh(header ? "word/header" : "word/footer", "xml");
      word_.waiting.emplace_back(r->target, part);
    }
    return build_.out.relate(name_, header ? "header" : "footer", part);
  }
  if (attribute == "style") {
    auto value = style_value(raw);
    return value.empty() ? std::nullopt : std::optional(value);
  }
  if (attribute == "type" && is_vml_shape(name)) return std::nullopt;
  return PartCopier::known(node, attribute, kind, raw);
}

}  // namespace adit::client::office
