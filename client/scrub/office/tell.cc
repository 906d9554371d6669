// SPDX-License-Identifier: Apache-2.0
// What a package says besides what it shows. Only for telling: nothing of this is ever written.
#include <fmt/format.h>

#include "client/scrub/office/build.h"

namespace adit::client::office {
namespace {

using enum FindingClass;

struct Named {
  std::string_view element;  // of docProps, without its prefix
  FindingClass what;
  std::string_view words;
};
constexpr Named kProperties[] = {
    {"creator", who, "author"},
    {"lastModifiedBy", who, "last changed by"},
    {"Manager", who, "manager"},
    {"Company", who, "company"},
    {"created", when, "made on"},
    {"modified", when, "changed on"},
    {"lastPrinted", when, "printed on"},
    {"TotalTime", history, "minutes of work on it"},
    {"revision", history, "times saved"},
    {"Template", other, "template"},
    {"Application", device, "program"},
    {"AppVersion", device, "version of the program"},
    {"HyperlinkBase", other, "base of its links"},
    {"title", other, "title"},
    {"subject", other, "subject"},
    {"description", other, "description"},
    {"keywords", other, "keywords"},
    {"category", other, "category"},
    {"contentStatus", other, "status"},
    {"identifier", other, "identifier"},
    {"version", other, "version"},
};

std::string_view local(std::string_view name) { return name.substr(name.find(':') + 1); }

void tell_properties(const XmlIn& xml, OfficeJob& job) {
  for (auto node : xml.root.children()) {
    auto text = text_of(node);
    auto shown = without_blank_ends(text);
    if (shown.empty()) continue;
    for (const auto& p : kProperties) {
      if (local(name_of(node)) == p.element)
        job.found(p.what, fmt::format("{}: {}", p.words, quote_text(shown)));
    }
    if (local(name_of(node)) == "property")
      job.found(other, fmt::format("{}: {}", quote_text(std::string_view(node.attribute("name").value())),
                                   quote_text(shown)));
  }
}

struct Kind {
  std::string_view in_name;
  FindingClass what;
  std::string_view one, many;
};
constexpr Kind kKinds[] = {
    {"docprops/thumbnail", hidden, "preview picture", "preview pictures"},
    {"customxml/item", hidden, "record of a document system", "records of a document system"},
    {"docmetadata/labelinfo", who, "label of the firm's document system",
     "labels of the firm's document system"},
    {"/printersettings/", device, "printer's settings", "printers' settings"},
    {"/embeddings/", hidden, "file inside it", "files inside it"},
    {"_xmlsignatures/sig", who, "signature", "signatures"},
    {"/people.xml", who, "list of the people who worked on it", "lists of the people who worked on it"},
    {"/persons/", who, "list of the people who worked on it", "lists of the people who worked on it"},
    {"/commentauthors", who, "list of people who commented", "lists of people who commented"},
    {"/authors.xml", who, "list of people who commented", "lists of people who commented"},
    {"/comments", history, "list of comments", "lists of comments"},
    {"/threadedcomments/", history, "list of comments", "lists of comments"},
    {"/glossary/document.xml", hidden, "collection of text blocks", "collections of text blocks"},
    {"/fonts/", device, "font inside it", "fonts inside it"},
    {"/externallinks/externallink", hidden, "link to another workbook", "links to other workbooks"},
    {"/connections.xml", hidden, "list of databases it reads from", "lists of databases it reads from"},
    {"/pivotcache/pivotcachedefinition", hidden, "copy of the whole table behind a pivot table",
     "copies of the whole tables behind pivot tables"},
    {"/querytables/", hidden, "query of a database", "queries of databases"},
    {"/tables/table", other, "table frame", "table frames"},
    {"/revisions/", history, "log of changes", "logs of changes"},
    {"/changesinfos/", history, "log of who changed what", "logs of who changed what"},
    {"/tags/", hidden, "hidden note of an extension", "hidden notes of extensions"},
    {"/diagrams/data", other, "diagram, which cannot be kept: copy it as a picture first",
     "diagrams, which cannot be kept: copy them as pictures first"},
    {"/activex/activex", hidden, "form control", "form controls"},
    {"/ctrlprops/", hidden, "form control", "form controls"},
    {"/webextensions/webextension", hidden, "extension from elsewhere", "extensions from elsewhere"},
    {"/usercustomization/", hidden, "change of the program's menus", "changes of the program's menus"},
    {"vbaproject.bin", hidden, "program (macros)", "programs (macros)"},
    {"calcchain.xml", history, "order of calculation", "orders of calculation"},
};

}  // namespace

Status tell_package(PackageIn& in, OfficeJob& job) {
  ADIT_TRY(auto top, in.relationships(""));
  for (const auto& r : top) {
    if (r.elsewhere) job.found(hidden, "a link to something outside: " + quote_text(r.target));
    if (r.elsewhere ||
        (r.type != "core-properties" && r.type != "extended-properties" && r.type != "custom-properties"))
      continue;
    // Damaged properties say nothing and are not copied either.
    if (auto xml = in.xml(r.target)) tell_properties(*xml, job);
  }
  std::array<std::size_t, std::size(kKinds)> counts{};
  for (const auto& member : in.zip().members()) {
    std::string name = member.name;
    for (char& c : name) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    if (member.folder || name.ends_with(".rels")) continue;
    for (std::size_t i = 0; i < counts.size(); ++i) {
      if (name.find(kKinds[i].in_name) != name.npos) {
        ++counts[i];
        break;
      }
    }
  }
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] > 0) job.found(kKinds[i].what, counted(counts[i], kKinds[i].one, kKinds[i].many));
  }
  if (in.zip().stray_bytes() > 0)
    job.found(hidden, size_words(in.zip().stray_bytes()) + " between or behind its parts");
  if (!in.zip().comment().empty())
    job.found(hidden, "a note of the packer: " + quote_text(in.zip().comment()));
  return {};
}

}  // namespace adit::client::office
