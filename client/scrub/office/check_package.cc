// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "client/scrub/office/allow.h"
#include "client/scrub/office/check.h"

namespace adit::client::office {
namespace {

bool digits(std::string_view v) { return !v.empty() && v.find_first_not_of("0123456789") == v.npos; }

bool numbered(std::string_view v, std::string_view stem, std::string_view tail = {}) {
  return v.size() > stem.size() + tail.size() && v.starts_with(stem) && v.ends_with(tail) &&
         digits(v.substr(stem.size(), v.size() - stem.size() - tail.size()));
}

bool is_picture(std::string_view name, std::string_view folder) {
  for (std::string_view tail : {".png", ".jpg", ".gif", ".bmp", ".tif", ".tiff"}) {
    if (numbered(name, std::string(folder) + "image", tail)) return true;
  }
  return false;
}

struct Known {
  std::string_view stem;  // "word/header#.xml"
  std::string_view root;
  std::string_view type;  // after application/vnd.openxmlformats-officedocument.
};
constexpr Known kWord[] = {{"word/document.xml", "w:document", "wordprocessingml.document.main+xml"},
                           {"word/styles.xml", "w:styles", "wordprocessingml.styles+xml"},
                           {"word/numbering.xml", "w:numbering", "wordprocessingml.numbering+xml"},
                           {"word/settings.xml", "w:settings", "wordprocessingml.settings+xml"},
                           {"word/footnotes.xml", "w:footnotes", "wordprocessingml.footnotes+xml"},
                           {"word/endnotes.xml", "w:endnotes", "wordprocessingml.endnotes+xml"},
                           {"word/header#.xml", "w:hdr", "wordprocessingml.header+xml"},
                           {"word/footer#.xml", "w:ftr", "wordprocessingml.footer+xml"},
                           {"word/charts/chart#.xml", "c:chartSpace", "drawingml.chart+xml"},
                           {"word/theme/theme#.xml", "a:theme", "theme+xml"}};
constexpr Known kSheets[] = {{"xl/workbook.xml", "x:workbook", "spreadsheetml.sheet.main+xml"},
                             {"xl/styles.xml", "x:styleSheet", "spreadsheetml.styles+xml"},
                             {"xl/sharedStrings.xml", "x:sst", "spreadsheetml.sharedStrings+xml"},
                             {"xl/worksheets/sheet#.xml", "x:worksheet", "spreadsheetml.worksheet+xml"},
                             {"xl/drawings/drawing#.xml", "xdr:wsDr", "drawing+xml"},
                             {"xl/charts/chart#.xml", "c:chartSpace", "drawingml.chart+xml"},
                             {"xl/theme/theme#.xml", "a:theme", "theme+xml"}};
constexpr Known kShow[] = {
    {"ppt/presentation.xml", "p:presentation", "presentationml.presentation.main+xml"},
    {"ppt/slides/slide#.xml", "p:sld", "presentationml.slide+xml"},
    {"ppt/slideLayouts/slideLayout#.xml", "p:sldLayout", "presentationml.slideLayout+xml"},
    {"ppt/slideMasters/slideMaster#.xml", "p:sldMaster", "presentationml.slideMaster+xml"},
    {"ppt/charts/chart#.xml", "c:chartSpace", "drawingml.chart+xml"},
    {"ppt/theme/theme#.xml", "a:theme", "theme+xml"}};

template <std::size_t N>
const Known* known_in(const Known (&list)[N], std::string_view name) {
  for (const auto& k : list) {
    auto hash = k.stem.find('#');
    if (hash == k.stem.npos ? name == k.stem
                            : numbered(name, k.stem.substr(0, hash), k.stem.substr(hash + 1)))
      return &k;
  }
  return nullptr;
}
const Known* known_part(FileKind kind, std::string_view name) {
  return kind == FileKind::docx   ? known_in(kWord, name)
         : kind == FileKind::xlsx ? known_in(kSheets, name)
                                  : known_in(kShow, name);
}

// What the writer puts into an attribute by itself.
bool is_fixed(std::string_view element, std::string_view attribute, std::string_view v) {
  if (attribute == "xml:space") return v == "preserve";
  if (attribute == "office:version" || attribute == "manifest:version") return v == "1.3";
  if (attribute == "id") return digits(v) || v == "{00000000-0000-4000-8000-000000000001}";
  if (attribute == "sheetId" || attribute == "workbookViewId") return digits(v);
  if (element == "a:theme" || element == "a:clrScheme" || element == "a:fontScheme" ||
      element == "a:fmtScheme")
    return v == "Office";
  if (element == "a:graphicData")
    return v.empty() || v.starts_with("http://schemas.openxmlformats.org/drawingml/2006/") ||
           v.starts_with("http://schemas.microsoft.com/office/word/2010/");
  if (element == "w:compatSetting") return v == "http://schemas.microsoft.com/office/word";
  if (element == "mc:Choice") return v == "wps" || v == "wpg";
  if (element == "w:fldSimple") {
    for (std::string_view name : {"PAGE", "NUMPAGES", "SECTIONPAGES"}) {
      if (v == name ||
          (v.starts_with(name) && v.substr(name.size()).starts_with(" \\* ") && v.size() < name.size() + 16))
        return true;
    }
    return false;
  }
  if (element == "x:mergeCell") {
    return v.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:") == v.npos && v.size() < 24;
  }
  // Names of styles and shapes: those of the programs themselves have no digits but at their end.
  if (attribute == "w:val" || attribute == "name" || attribute == "style:display-name") {
    if (numbered(v, "Object ") || numbered(v, "Style ")) return true;
    return v.size() <= 40 &&
           v.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -%[]()") ==
               v.npos;
  }
  if (attribute == "style") {  // of VML: pairs of words and numbers
    return v.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-:;.") == v.npos;
  }
  if (attribute == "text:name") return numbered(v, "Section");
  if (attribute == "draw:name") return numbered(v, "page");
  if (attribute == "style:condition") return v.starts_with("value()") && v.size() < 60;
  if (attribute == "draw:formula")
    return v.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 +-*/().,?$") ==
           v.npos;
  return false;
}

// A word of the standard: letters, and a number of at most two digits behind them.
bool word_only(std::string_view v) {
  for (int i = 0; i < 2 && v.size() > 1 && v.back() >= '0' && v.back() <= '9'; ++i) v.remove_suffix(1);
  return std::ranges::all_of(
      v, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-'; });
}

class Walk {
 public:
  Walk(const AllowList& allowed, std::string& residue) : allowed_(allowed), residue_(residue) {}

  bool element(const Element& node) {
    const auto* rule = allowed_.find(node.name);
    if (rule == nullptr) return false;
    std::string_view before;
    for (const auto& [key, value] : node.attributes) {
      const auto* kind = rule->attribute(key);
      if (kind == nullptr || key <= before || !fits(node.name, key, *kind, value)) return false;
      before = key;
    }
    for (const auto& c : node.children) {
      if (!c.name.empty()) {
        if (!element(c)) return false;
        continue;
      }
      if (rule->text == AllowedElement::Text::none) return false;
      if (rule->text == AllowedElement::Text::token && !is_token(c.text) && !instruction(node.name, c.text))
        return false;
      residue_ += c.text;
      residue_ += '\n';
    }
    return true;
  }
  std::set<std::string> used;  // ids of relationships, or names of pictures

 private:
  static bool instruction(std::string_view element, std::string_view text) {
    return (element == "w:instrText" && is_fixed("w:fldSimple", "w:instr", text)) ||
           (element == "a:tableStyleId" && is_own_table_style(text));
  }
  bool fits(std::string_view element, std::string_view key, Value kind, std::string_view v) {
    switch (kind) {
      case Value::token:
        if (!is_token(v)) return false;
        if (!word_only(v)) remember(v);
        return true;
      case Value::list:
        return remember(v), is_token_list(v);
      case Value::formula:
        return remember(v), is_formula(v);
      case Value::path:
        return remember(v), is_path(v);
      case Value::moment:
        return remember(v), is_moment(v);
      case Value::text:
        return remember(v), true;
      case Value::font: {
        bool quoted = v.size() > 2 && v.front() == '\'' && v.back() == '\'';
        return v.empty() || is_common_font(quoted ? v.substr(1, v.size() - 2) : v);
      }
      case Value::style:
        return is_style(v);
      case Value::part:
        used.insert(std::string(v));
        return numbered(v, "rId") || is_picture(v, "Pictures/");
      case Value::id:
        return digits(v) || v == "-1" || numbered(v, "F");
      case Value::fixed:
        return is_fixed(element, key, v);
    }
    return false;
  }
  static bool is_style(std::string_view v) {
    if (numbered(v, "S")) return true;
    auto dash = v.rfind('-');
    if (dash != v.npos && numbered(v.substr(0, dash), "S"))
      return word_only(v.substr(dash + 1)) || v.substr(dash + 1).starts_with("outline");
    // OpenDocument's own: words joined by _20_.
    return v.size() <= 40 &&
           v.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == v.npos;
  }
  void remember(std::string_view v) {
    residue_ += v;
    residue_ += '\n';
  }
  const AllowList& allowed_;
  std::string& residue_;
};

const AllowList& list_for(FileKind kind, std::string_view root) {
  if (root == "c:chartSpace" || root == "a:theme") return chart_allowed();
  return kind == FileKind::docx   ? word_allowed()
         : kind == FileKind::xlsx ? sheet_allowed()
                                  : presentation_allowed();
}

constexpr std::string_view kCore =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<cp:coreProperties "
    "xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\"/>";
constexpr std::string_view kApp =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Properties "
    "xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\"/>";

std::string relations_name(std::string_view part) {
  auto slash = part.rfind('/') + 1;
  return std::string(part.substr(0, slash)) + "_rels/" + std::string(part.substr(slash)) + ".rels";
}

// Used without being named: what a part leads to by its nature.
bool implied(std::string_view type) {
  for (std::string_view t :
       {"officeDocument", "core-properties", "extended-properties", "styles", "numbering", "settings",
        "footnotes", "endnotes", "theme", "sharedStrings", "slideLayout", "slideMaster"}) {
    if (type == t) return true;
  }
  return false;
}

bool check_links(const Parts& parts, std::string_view part, const std::set<std::string>& used,
                 std::set<std::string>& reached) {
  auto name = relations_name(part);
  auto links = parts.links(part);
  auto list = parts.tree(name, Reading::own);
  if (!list) return used.empty() && !parts.has(name);
  if (list->name != "pr:Relationships" || list->children.size() != links.size() || links.empty())
    return false;
  for (std::size_t i = 0; i < links.size(); ++i) {
    const auto& node = list->children[i];
    const auto& link = links[i];
    auto type = node.get("Type");
    if (node.name != "pr:Relationship" || node.attributes.size() != 3 || !node.children.empty() ||
        link.outside || link.id != "rId" + std::to_string(i + 1) || !parts.has(link.target))
      return false;
    auto base = link.type == "core-properties"
                    ? "http://schemas.openxmlformats.org/package/2006/relationships/metadata/"
                    : "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
    if (type != std::string(base) + link.type) return false;
    bool named = link.type == "image" || link.type == "chart" || link.type == "header" ||
                 link.type == "footer" || link.type == "worksheet" || link.type == "drawing" ||
                 link.type == "slide";
    if (!named && !implied(link.type)) return false;
    if (named && !used.contains(link.id)) return false;
    reached.insert(link.target);
  }
  for (const auto& id : used) {
    if (link_by_id(links, id) == nullptr) return false;
  }
  return true;
}

bool check_types(const Parts& parts, FileKind kind) {
  auto types = parts.tree("[Content_Types].xml", Reading::own);
  if (!types || types->name != "ct:Types") return false;
  std::set<std::string, std::less<>> defaults, overrides;
  for (const auto& node : types->children) {
    if (node.attributes.size() != 2 || !node.children.empty()) return false;
    auto type = node.get("ContentType");
    if (node.name == "ct:Default") {
      auto extension = node.get("Extension");
      bool right =
          (extension == "rels" && type == "application/vnd.openxmlformats-package.relationships+xml") ||
          (extension == "png" && type == "image/png") || (extension == "jpg" && type == "image/jpeg") ||
          (extension == "gif" && type == "image/gif") || (extension == "bmp" && type == "image/bmp") ||
          ((extension == "tif" || extension == "tiff") && type == "image/tiff");
      if (!right || !defaults.emplace(extension).second) return false;
    } else if (node.name == "ct:Override") {
      auto name = node.get("PartName");
      if (!name.starts_with('/')) return false;
      name.remove_prefix(1);
      const auto* known = known_part(kind, name);
      bool right = name == "docProps/core.xml"
                       ? type == "application/vnd.openxmlformats-package.core-properties+xml"
                   : name == "docProps/app.xml"
                       ? type == "application/vnd.openxmlformats-officedocument.extended-properties+xml"
                       : known != nullptr && type == "application/vnd.openxmlformats-officedocument." +
                                                         std::string(known->type);
      if (!right || !parts.has(name) || !overrides.emplace(name).second) return false;
    } else {
      return false;
    }
  }
  for (const auto& name : parts.names()) {
    if (name == "[Content_Types].xml") continue;
    auto extension = name.substr(name.rfind('.') + 1);
    if (extension == "xml" ? !overrides.contains(name) : !defaults.contains(extension)) return false;
  }
  return true;
}

bool check_ooxml(const Parts& parts, FileKind kind, std::string& residue) {
  if (parts.names().empty() || parts.names()[0] != "[Content_Types].xml") return false;
  if (!std::ranges::is_sorted(parts.names().begin() + 1, parts.names().end()) || !check_types(parts, kind))
    return false;
  std::string folder = kind == FileKind::docx   ? "word/media/"
                       : kind == FileKind::xlsx ? "xl/media/"
                                                : "ppt/media/";
  std::set<std::string> reached;
  if (!check_links(parts, "", {}, reached)) return false;
  std::set<std::string> relations;
  for (const auto& name : parts.names()) {
    if (name == "[Content_Types].xml" || name == "_rels/.rels") continue;
    if (name.ends_with(".rels")) {
      relations.insert(name);
      continue;
    }
    if (name == "docProps/core.xml" || name == "docProps/app.xml") {
      if (as_text(*parts.bytes(name)) != (name == "docProps/core.xml" ? kCore : kApp)) return false;
      continue;
    }
    if (is_picture(name, folder)) continue;
    const auto* known = known_part(kind, name);
    auto tree = known == nullptr ? std::nullopt : parts.tree(name, Reading::own);
    if (!tree || tree->name != known->root) return false;
    Walk walk(list_for(kind, known->root), residue);
    if (!walk.element(*tree) || !check_links(parts, name, walk.used, reached)) return false;
  }
  // Every part is reached, and every list of relationships belongs to one.
  for (const auto& name : parts.names()) {
    if (name == "[Content_Types].xml" || name.ends_with(".rels")) continue;
    if (!reached.contains(name)) return false;
    relations.erase(relations_name(name));
  }
  return relations.empty();
}

bool check_open(const Parts& parts, FileKind kind, std::string& residue) {
  const auto& names = parts.names();
  std::string type = "application/vnd.oasis.opendocument.";
  type += kind == FileKind::odt ? "text" : kind == FileKind::ods ? "spreadsheet" : "presentation";
  if (names.empty() || names[0] != "mimetype" || as_text(*parts.bytes("mimetype")) != type ||
      !std::ranges::is_sorted(names.begin() + 1, names.end()))
    return false;
  auto manifest = parts.tree("META-INF/manifest.xml", Reading::own);
  if (!manifest || manifest->name != "manifest:manifest") return false;
  std::set<std::string, std::less<>> listed;
  for (const auto& entry : manifest->children) {
    auto path = entry.get("manifest:full-path"), media = entry.get("manifest:media-type");
    if (entry.name != "manifest:file-entry" || !entry.children.empty() || !listed.emplace(path).second)
      return false;
    if (path == "/") {
      if (media != type) return false;
      continue;
    }
    if (!parts.has(path)) return false;
    if (is_picture(path, "Pictures/") ? !media.starts_with("image/") : media != "text/xml") return false;
  }
  std::set<std::string> pictures;
  for (const auto& name : names) {
    if (name == "mimetype" || name == "META-INF/manifest.xml") continue;
    if (!listed.contains(name)) return false;
    if (is_picture(name, "Pictures/")) {
      pictures.insert(name);
      continue;
    }
    std::string_view root = name == "content.xml"  ? "office:document-content"
                            : name == "styles.xml" ? "office:document-styles"
                            : name == "meta.xml"   ? "office:document-meta"
                                                   : "";
    auto tree = root.empty() ? std::nullopt : parts.tree(name, Reading::own);
    if (!tree || tree->name != root) return false;
    Walk walk(open_document_allowed(), residue);
    if (!walk.element(*tree)) return false;
    for (const auto& used : walk.used) {
      if (!parts.has(used)) return false;
    }
  }
  return true;
}

}  // namespace

bool check_package(const Parts& parts, FileKind kind, std::string& residue) {
  switch (kind) {
    case FileKind::docx:
    case FileKind::xlsx:
    case FileKind::pptx:
      return check_ooxml(parts, kind, residue);
    case FileKind::odt:
    case FileKind::ods:
    case FileKind::odp:
      return check_open(parts, kind, residue);
    default:
      return false;
  }
}

}  // namespace adit::client::office
