// SPDX-License-Identifier: Apache-2.0
// A .docx: the body first, then what it leads to, in the order in which it leads there.
#include <fmt/format.h>

#include "client/scrub/office/word_copier.h"

namespace adit::client::office {
namespace {

constexpr std::string_view kType = "application/vnd.openxmlformats-officedocument.wordprocessingml.";

bool on(pugi::xml_node toggle) {
  if (!toggle) return false;
  std::string_view v = toggle.attribute("w:val").value();
  return v != "0" && v != "false" && v != "off";
}

void index_styles(WordBuild& build, pugi::xml_node root) {
  for (auto node : root.children("w:style")) {
    std::string id = node.attribute("w:styleId").value();
    if (!id.empty()) build.styles.emplace(id, node);
  }
  // Hidden by itself, or by what it is based on.
  for (const auto& [id, style] : build.styles) {
    auto node = style;
    for (int depth = 0; depth < 20 && node; ++depth) {
      if (auto vanish = node.child("w:rPr").child("w:vanish")) {
        if (on(vanish)) build.hidden_styles.insert(id);
        break;
      }
      auto base = build.styles.find(std::string_view(node.child("w:basedOn").attribute("w:val").value()));
      node = base == build.styles.end() ? pugi::xml_node() : base->second;
    }
  }
}

void index_numbers(WordBuild& build, pugi::xml_node root) {
  for (auto node : root.children("w:abstractNum"))
    build.abstract_numbers.emplace(node.attribute("w:abstractNumId").value(), node);
  for (auto node : root.children("w:num")) {
    if (build.abstract_numbers.contains(
            std::string_view(node.child("w:abstractNumId").attribute("w:val").value())))
      build.numbers.emplace(node.attribute("w:numId").value(), node);
  }
}

Status copy_story(WordBuild& build, const XmlIn& xml, const std::string& source, const std::string& name,
                  std::string_view root, std::string_view type) {
  if (!is(xml.root, root)) return fail(Errc::file_damaged);
  ADIT_TRY(auto relationships, build.in.relationships(source));
  XmlOut out;
  WordCopier copier(out, build, name, std::move(relationships), xml.root);
  copier.copy(xml.root);
  ADIT_CHECK(copier.status());
  build.out.add(name, std::string(kType) + std::string(type) + "+xml", out.finish());
  return {};
}

// Separators keep their places, then the notes in the order in which they are referred to.
Status copy_notes(WordBuild& build, const std::vector<Relationship>& relationships, const std::string& main,
                  bool end) {
  auto& used = end ? build.used_endnotes : build.used_footnotes;
  const auto* r = first_of(relationships, end ? "endnotes" : "footnotes");
  if (r == nullptr) return used.order.empty() ? Status() : Status(fail(Errc::file_damaged));
  ADIT_TRY(auto xml, build.in.xml(r->target));
  ADIT_TRY(auto own, build.in.relationships(r->target));
  const std::string name = end ? "word/endnotes.xml" : "word/footnotes.xml";
  XmlOut out;
  WordCopier copier(out, build, name, std::move(own), xml.root);
  const char* element = end ? "w:endnote" : "w:footnote";
  out.open(end ? "w:endnotes" : "w:footnotes");
  std::map<std::string, pugi::xml_node, std::less<>> notes;
  for (auto node : xml.root.children(element)) {
    std::string_view type = node.attribute("w:type").value();
    if (type.empty() || type == "normal") notes.emplace(node.attribute("w:id").value(), node);
  }
  for (std::string_view type : {"separator", "continuationSeparator"}) {
    for (auto node : xml.root.children(element)) {
      if (type != node.attribute("w:type").value()) continue;
      out.open(element);
      out.attribute("w:id", type == "separator" ? "-1" : "0");
      out.attribute("w:type", type);
      copier.copy_children(node);
      out.close();
      break;
    }
  }
  for (std::size_t i = 0; i < used.order.size(); ++i) {
    auto at = notes.find(used.order[i]);
    if (at == notes.end()) return fail(Errc::file_damaged);
    out.open(element);
    out.attribute("w:id", std::to_string(i + 1));
    copier.copy_children(at->second);
    out.close();
  }
  if (notes.size() > used.order.size())
    build.job.found(FindingClass::hidden, "notes that nothing in the text refers to");
  out.close();
  ADIT_CHECK(copier.status());
  build.out.add(name, std::string(kType) + (end ? "endnotes+xml" : "footnotes+xml"), out.finish());
  build.out.relate(main, end ? "endnotes" : "footnotes", name);
  return {};
}

void write_settings(WordBuild& build, pugi::xml_node root, const std::string& main) {
  static constexpr std::string_view kKept[] = {
      "w:displayBackgroundShape", "w:mirrorMargins",     "w:gutterAtTop",     "w:defaultTabStop",
      "w:autoHyphenation",        "w:evenAndOddHeaders", "w:clrSchemeMapping"};
  XmlOut out;
  WordCopier copier(out, build, "word/settings.xml", {}, root);
  out.open("w:settings");
  for (auto kept : kKept) {
    if (kept == "w:clrSchemeMapping") {
      // Older than this program's first release if it is not said.
      std::string mode = "12";
      for (auto setting : root.child("w:compat").children("w:compatSetting")) {
        std::string_view value = setting.attribute("w:val").value();
        if (std::string_view(setting.attribute("w:name").value()) == "compatibilityMode" &&
            value.size() == 2 && value[0] == '1' && value[1] >= '1' && value[1] <= '6')
          mode = value;
      }
      out.open("w:compat");
      out.leaf("w:compatSetting", {{"w:name", "compatibilityMode"},
                                   {"w:uri", "http://schemas.microsoft.com/office/word"},
                                   {"w:val", mode}});
      out.close();
    }
    if (auto node = root.child(std::string(kept).c_str())) copier.copy(node);
  }
  out.close();
  build.out.add("word/settings.xml", std::string(kType) + "settings+xml", out.finish());
  build.out.relate(main, "settings", "word/settings.xml");

  auto& job = build.job;
  std::size_t ids = 0;
  for (auto node : root.child("w:rsids").children()) ids += node.type() == pugi::node_element ? 1 : 0;
  build.editing_ids += ids;
  if (root.child("w:docVars")) job.found(FindingClass::hidden, "hidden variables of the document");
  if (root.child("w:mailMerge"))
    job.found(FindingClass::hidden, "where the addresses of a serial letter come from");
  if (root.child("w:documentProtection") || root.child("w:writeProtection"))
    job.found(FindingClass::other, "protection against changes");
  if (root.child("w:attachedTemplate")) job.found(FindingClass::other, "the place of its template");
  if (root.child("?:docId")) job.found(FindingClass::device, "numbers that name this document");
}

void tell(WordBuild& build) {
  auto& job = build.job;
  std::string names;
  for (const auto& person : build.people) {
    if (!person.empty() && names.size() < 200) names += (names.empty() ? "" : ", ") + person;
  }
  auto by = names.empty() ? std::string() : " by " + quote_text(names);
  if (build.insertions > 0)
    job.found(FindingClass::history,
              counted(build.insertions, "insertion", "insertions") + by + ": kept as plain text");
  if (build.deletions > 0)
    job.found(FindingClass::history,
              counted(build.deletions, "deletion", "deletions") + by + ": gone for good");
  if (build.comments > 0) job.found(FindingClass::history, counted(build.comments, "comment", "comments"));
  if (build.editing_ids > 0)
    job.found(FindingClass::who,
              counted(build.editing_ids, "number of an editing session", "numbers of editing sessions") +
                  ", which tell who wrote what and link documents of one hand");
}

}  // namespace

Result<ByteVector> rebuild_word(PackageIn& in, OfficeJob& job) {
  ADIT_TRY(auto source, main_part(in, job, "wordprocessingml.document"));
  ADIT_TRY(auto relationships, in.relationships(source));
  ADIT_TRY(auto body, in.xml(source));
  if (body.strict && !job.lenient) return fail(Errc::file_type_refused);
  ADIT_CHECK(tell_package(in, job));

  WordBuild build(in, job, "word");
  auto optional_part = [&](std::string_view type) -> Result<std::optional<XmlIn>> {
    const auto* r = first_of(relationships, type);
    if (r == nullptr) return std::optional<XmlIn>();
    ADIT_TRY(auto xml, in.xml(r->target));
    return std::optional<XmlIn>(std::move(xml));
  };
  ADIT_TRY(auto styles, optional_part("styles"));
  ADIT_TRY(auto numbering, optional_part("numbering"));
  ADIT_TRY(auto settings, optional_part("settings"));
  if (styles) index_styles(build, styles->root);
  if (numbering) index_numbers(build, numbering->root);

  const std::string main = "word/document.xml";
  ADIT_CHECK(copy_story(build, body, source, main, "w:document", "document.main"));
  for (std::size_t i = 0; i < build.waiting.size(); ++i) {
    auto [from, name] = build.waiting[i];
    bool header = name.starts_with("word/header");
    ADIT_TRY(auto xml, in.xml(from));
    ADIT_CHECK(copy_story(build, xml, from, name, header ? "w:hdr" : "w:ftr", header ? "header" : "footer"));
  }
  ADIT_CHECK(copy_notes(build, relationships, main, false));
  ADIT_CHECK(copy_notes(build, relationships, main, true));
  ADIT_CHECK(copy_word_styles(build, styles ? &*styles : nullptr, numbering ? &*numbering : nullptr, main));
  ADIT_CHECK(copy_theme(build, relationships, main));
  if (settings) write_settings(build, settings->root, main);
  add_properties(build, main);
  tell(build);
  if (job.characters.damaged()) return fail(Errc::file_damaged);
  return build.out.finish();
}

}  // namespace adit::client::office
