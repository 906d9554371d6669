// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "client/scrub/office/allow.h"
#include "client/scrub/office/check.h"

namespace adit::client::office {
namespace {

std::string_view local(std::string_view name) { return name.substr(name.rfind(':') + 1); }

bool numeric(std::string_view v) { return v.find_first_not_of("0123456789.:-+ ") == v.npos; }
// How numbers are shown, without words in it.
bool is_number_form(std::string_view v) {
  return v == "General" || v == "Standard" ||
         v.find_first_not_of("0#?.,%/$_()*;@\"\\[]-+:yYmMdDhHsS ") == v.npos;
}

// "#729fcf", "C0201E", "0.25cm", "80%": what things look like.
bool is_measure(std::string_view v) {
  auto hex = v.starts_with('#') ? v.substr(1) : v;
  bool digits = hex.find_first_of("0123456789") != hex.npos;
  if (hex.size() == 6 && (digits || v != hex) && hex.find_first_not_of("0123456789abcdefABCDEF") == hex.npos)
    return true;
  auto unit = v.substr(std::min(v.find_first_not_of("-.0123456789"), v.size()));
  for (std::string_view known : {"cm", "mm", "in", "pt", "px", "pc", "em", "%"}) {
    if (unit == known && v.size() < 12) return true;
  }
  return false;
}

// Words that any document may have in its texts' forms; short numbers; addresses of the standards.
bool dull(std::string_view v) {
  if ((v.size() < 9 && numeric(v)) || is_number_form(v) || is_measure(v)) return true;
  return v.starts_with("http://schemas.") || v.starts_with("http://purl.oclc.org/") ||
         v.starts_with("urn:schemas") || v.starts_with("http://www.w3.org/") ||
         v.starts_with("application/") || is_common_font(v);
}

class Reaper {
 public:
  explicit Reaper(Harvest& out) : out_(out) {}

  void keep(std::string_view value) {
    auto v = trimmed_blanks(value);
    if (!dull(v) && seen_.insert(v).second) out_.keep_value(as_bytes(v));
  }

  // Of a part that is left out altogether: all of it.
  void everything(const Element& node) {
    if (node.name.empty()) return keep(node.text);
    for (const auto& [key, value] : node.attributes) {
      if (value.size() < 200) keep(value);
    }
    for (const auto& c : node.children) everything(c);
  }

  // Of a part that is copied: what its elements say besides.
  void besides(const Element& node) {
    static const std::set<std::string, std::less<>> kNames = {
        "author",      "initials",   "date",        "userId",     "descr",       "title",
        "paraId",      "textId",     "tooltip",     "rsid",       "userName",    "durableId",
        "dateUtc",     "providerId", "uniqueName",  "lastEdited", "refreshedBy", "sourceFile",
        "url",         "docId",      "tag",         "alias",      "fullDate",    "hRef",
        "description", "prompt",     "promptTitle", "error",      "errorTitle",  "codeName"};
    for (const auto& [key, value] : node.attributes) {
      auto k = local(key);
      if (kNames.contains(k) || k.starts_with("rsid") || key.starts_with("?:")) keep(value);
    }
    const auto& n = node.name;
    if (n == "w:docPr" || n.ends_with(":cNvPr") || n == "wp:docPr" || n == "w:bookmarkStart") {
      keep(node.get("name"));
      keep(node.get("w:name"));
    }
    if (n == "w:tag" || n == "w:alias" || n == "w:docVar" || n == "w:nsid" || n == "w:tmpl") {
      keep(node.get("w:val"));
      keep(node.get("w:name"));
    }
    if (n == "w:delText" || n == "x:definedName" || n == "office:annotation" || n == "text:tracked-changes" ||
        n == "svg:title" || n == "svg:desc" || n == "x:f" || n == "c:f")
      keep(node.all_text());
    if (n == "w:instrText" && node.all_text().find("PAGE") == std::string::npos) keep(node.all_text());
    // What stands outside of all that is known.
    if (n.starts_with("?:")) return everything(node);
    for (const auto& c : node.children) {
      if (!c.name.empty()) besides(c);
    }
  }

 private:
  Harvest& out_;
  std::set<std::string, std::less<>> seen_;
};

bool left_out(std::string_view name) {
  for (std::string_view folder :
       {"docProps/", "customXml/", "docMetadata/", "META-INF/", "word/glossary/", "xl/pivotCache/",
        "xl/externalLinks/", "ppt/tags/", "ppt/comments/", "xl/threadedComments/", "xl/persons/",
        "ppt/changesInfos/", "ppt/notesSlides/", "xl/revisions/", "Configurations2/"}) {
    if (name.starts_with(folder)) return true;
  }
  for (std::string_view part :
       {"people.xml", "comments.xml", "commentsExtended.xml", "commentsIds.xml", "commentsExtensible.xml",
        "commentAuthors.xml", "authors.xml", "connections.xml", "meta.xml", "manifest.rdf"}) {
    if (name.ends_with(part)) return true;
  }
  return name.starts_with("xl/comments");
}

// "image1.png", "header2.xml": names that programs give.
bool given(std::string_view file) {
  std::size_t i = 0;
  while (i < file.size() && ((file[i] >= 'a' && file[i] <= 'z') || (file[i] >= 'A' && file[i] <= 'Z'))) ++i;
  while (i < file.size() && file[i] >= '0' && file[i] <= '9') ++i;
  return i > 0 && i < file.size() && file[i] == '.';
}

}  // namespace

void harvest_office(const Parts& parts, Harvest& out) {
  Reaper reaper(out);
  // Properties and names first: documents have thousands of lesser values.
  for (bool first : {true, false}) {
    for (const auto& name : parts.names()) {
      auto file = std::string_view(name).substr(name.rfind('/') + 1);
      bool list = name.ends_with(".rels"), gone = left_out(name);
      if ((list || gone) != first || name == "META-INF/manifest.xml") continue;
      if (!given(file) && !list && name != "[Content_Types].xml" && name != "mimetype") reaper.keep(file);
      if (!name.ends_with(".xml") && !name.ends_with(".rdf") && !list) continue;
      // Tables of cells are long, and their cells have nothing besides.
      if (name.starts_with("xl/worksheets/sheet")) {
        auto bytes = parts.bytes(name);
        if (!bytes || bytes->size() > (std::size_t{4} << 20)) continue;
      }
      auto tree = parts.tree(name);
      if (!tree) continue;
      if (list) {
        for (const auto& link : tree->children) {
          if (link.get("TargetMode") == "External") reaper.keep(link.get("Target"));
        }
      } else if (gone) {
        reaper.everything(*tree);
      } else {
        reaper.besides(*tree);
      }
    }
  }
}

}  // namespace adit::client::office
