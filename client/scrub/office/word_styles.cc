// SPDX-License-Identifier: Apache-2.0
// Styles and lists: those in use, renamed, in the order of their first use. Names stay only where every
// Word has them.
#include <fmt/format.h>

#include "client/scrub/office/word_copier.h"

namespace adit::client::office {
namespace {

constexpr std::string_view kStyleNames[] = {"Normal",
                                            "Title",
                                            "Subtitle",
                                            "Strong",
                                            "Emphasis",
                                            "Hyperlink",
                                            "FollowedHyperlink",
                                            "header",
                                            "footer",
                                            "caption",
                                            "footnote text",
                                            "footnote reference",
                                            "endnote text",
                                            "endnote reference",
                                            "page number",
                                            "line number",
                                            "List",
                                            "List Paragraph",
                                            "No Spacing",
                                            "Quote",
                                            "Intense Quote",
                                            "Book Title",
                                            "Subtle Emphasis",
                                            "Intense Emphasis",
                                            "Subtle Reference",
                                            "Intense Reference",
                                            "Body Text",
                                            "Body Text Indent",
                                            "Block Text",
                                            "Plain Text",
                                            "Date",
                                            "Salutation",
                                            "Closing",
                                            "Signature",
                                            "TOC Heading",
                                            "Bibliography",
                                            "macro",
                                            "Table Grid",
                                            "Table Normal",
                                            "Normal Table",
                                            "No List",
                                            "Default Paragraph Font",
                                            "Light Shading",
                                            "Light List",
                                            "Light Grid",
                                            "Normal (Web)",
                                            "Balloon Text",
                                            "envelope address",
                                            "table of figures",
                                            "index heading"};

bool built_in(std::string_view name) {
  if (std::ranges::find(kStyleNames, name) != std::end(kStyleNames)) return true;
  for (std::string_view stem : {"heading ", "Heading ", "toc ", "index ", "List ", "List Bullet ",
                                "List Number ", "List Continue ", "Body Text ", "Body Text Indent "}) {
    auto rest = name.starts_with(stem) ? name.substr(stem.size()) : std::string_view();
    if (rest.size() == 1 && rest[0] >= '1' && rest[0] <= '9') return true;
  }
  return name == "List Bullet" || name == "List Number" || name == "List Continue";
}

class StyleCopier : public PartCopier {
 public:
  StyleCopier(XmlOut& out, WordBuild& build, std::string name, std::vector<Relationship> relationships)
      : PartCopier(word_allowed(), out, build, std::move(name), std::move(relationships)), word_(build) {}

 protected:
  bool special(pugi::xml_node node) override {
    auto name = name_of(node);
    if (name == "w:basedOn" || name == "w:next" || name == "w:link" || name == "w:pStyle" ||
        name == "w:rStyle" || name == "w:numStyleLink" || name == "w:styleLink" || name == "w:tblStyle")
      return !word_.used_styles.by_name.contains(std::string_view(node.attribute("w:val").value()));
    if (name == "w:name") {
      if (!is(node.parent(), "w:style")) return true;
      std::string_view title = node.attribute("w:val").value();
      bool keep = built_in(title);
      if (!keep) {
        auto number = word_.used_styles.use(node.parent().attribute("w:styleId").value());
        auto neutral = fmt::format("Style {}", number);
        if (title != neutral && !title.starts_with("Style "))
          job_.found(FindingClass::other, "the name of a style: " + quote_text(title));
        return out_.leaf("w:name", {{"w:val", neutral}}), true;
      }
      return out_.leaf("w:name", {{"w:val", title}}), true;
    }
    if (name == "w:numId" && is(node.parent(), "w:numPr")) {
      auto at = word_.used_numbers.by_name.find(std::string_view(node.attribute("w:val").value()));
      auto number = at == word_.used_numbers.by_name.end() ? 0 : at->second;
      return out_.leaf("w:numId", {{"w:val", std::to_string(number)}}), true;
    }
    return PartCopier::special(node);
  }
  std::optional<std::string> known(pugi::xml_node node, std::string_view attribute, Value kind,
                                   std::string_view raw) override {
    if (kind == Value::style) {
      auto at = word_.used_styles.by_name.find(raw);
      if (at == word_.used_styles.by_name.end()) return std::nullopt;
      return fmt::format("S{}", at->second);
    }
    return PartCopier::known(node, attribute, kind, raw);
  }

 private:
  WordBuild& word_;
};

void use_style(WordBuild& build, pugi::xml_node reference) {
  std::string_view id = reference.attribute("w:val").value();
  if (build.styles.contains(id)) build.used_styles.use(id);
}

// Styles lead to styles and lists, lists to styles: until nothing new comes.
void close_over(WordBuild& build) {
  std::size_t style = 0, number = 0, abstract = 0;
  while (style < build.used_styles.order.size() || number < build.used_numbers.order.size() ||
         abstract < build.used_abstracts.order.size()) {
    if (style < build.used_styles.order.size()) {
      auto node = build.styles.find(build.used_styles.order[style++])->second;
      for (auto name : {"w:basedOn", "w:next", "w:link"}) use_style(build, node.child(name));
      auto id = node.child("w:pPr").child("w:numPr").child("w:numId").attribute("w:val");
      if (build.numbers.contains(std::string_view(id.value()))) build.used_numbers.use(id.value());
    } else if (number < build.used_numbers.order.size()) {
      auto node = build.numbers.find(build.used_numbers.order[number++])->second;
      std::string_view id = node.child("w:abstractNumId").attribute("w:val").value();
      if (build.abstract_numbers.contains(id)) build.used_abstracts.use(id);
      for (auto level : node.children("w:lvlOverride"))
        use_style(build, level.child("w:lvl").child("w:pStyle"));
    } else {
      auto node = build.abstract_numbers.find(build.used_abstracts.order[abstract++])->second;
      for (auto level : node.children("w:lvl")) use_style(build, level.child("w:pStyle"));
      for (auto name : {"w:numStyleLink", "w:styleLink"}) use_style(build, node.child(name));
    }
  }
}

}  // namespace

Status copy_word_styles(WordBuild& build, const XmlIn* styles, const XmlIn* numbering,
                        const std::string& from) {
  if (styles != nullptr) {
    // The defaults count whether or not anything names them.
    for (auto node : styles->root.children("w:style")) {
      std::string_view standard = node.attribute("w:default").value();
      if (standard == "1" || standard == "true") build.used_styles.use(node.attribute("w:styleId").value());
    }
  }
  close_over(build);
  if (styles != nullptr) {
    const std::string name = "word/styles.xml";
    XmlOut out;
    StyleCopier copier(out, build, name, {});
    out.open("w:styles");
    if (auto defaults = styles->root.child("w:docDefaults")) copier.copy(defaults);
    for (const auto& id : build.used_styles.order) copier.copy(build.styles.find(id)->second);
    out.close();
    ADIT_CHECK(copier.status());
    build.out.add(name, "application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml",
                  out.finish());
    build.out.relate(from, "styles", name);
  }
  if (numbering != nullptr && !build.used_numbers.order.empty()) {
    const std::string name = "word/numbering.xml";
    XmlOut out;
    StyleCopier copier(out, build, name, {});
    out.open("w:numbering");
    unsigned number = 0;
    for (const auto& id : build.used_abstracts.order) {
      out.open("w:abstractNum");
      out.attribute("w:abstractNumId", std::to_string(++number));
      copier.copy_children(build.abstract_numbers.find(id)->second);
      out.close();
    }
    number = 0;
    for (const auto& id : build.used_numbers.order) {
      auto node = build.numbers.find(id)->second;
      out.open("w:num");
      out.attribute("w:numId", std::to_string(++number));
      auto at = build.used_abstracts.by_name.find(
          std::string_view(node.child("w:abstractNumId").attribute("w:val").value()));
      out.leaf("w:abstractNumId",
               {{"w:val", std::to_string(at == build.used_abstracts.by_name.end() ? 1 : at->second)}});
      for (auto level : node.children("w:lvlOverride")) copier.copy(level);
      out.close();
    }
    out.close();
    ADIT_CHECK(copier.status());
    build.out.add(name, "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml",
                  out.finish());
    build.out.relate(from, "numbering", name);
  }
  return {};
}

}  // namespace adit::client::office
