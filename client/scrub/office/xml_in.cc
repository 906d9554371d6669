// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/office/xml_in.h"

#include <string>
#include <vector>

namespace adit::client::office {
namespace {

constexpr std::size_t kMaxXmlBytes = std::size_t{48} << 20;
constexpr int kMaxNesting = 200;

constexpr XmlNamespace kNamespaces[] = {
    {"x", "http://schemas.openxmlformats.org/spreadsheetml/2006/main"},
    {"w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"},
    {"p", "http://schemas.openxmlformats.org/presentationml/2006/main"},
    {"a", "http://schemas.openxmlformats.org/drawingml/2006/main"},
    {"c", "http://schemas.openxmlformats.org/drawingml/2006/chart"},
    {"r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"},
    {"wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"},
    {"pic", "http://schemas.openxmlformats.org/drawingml/2006/picture"},
    {"xdr", "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"},
    {"wps", "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"},
    {"wpg", "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"},
    {"m", "http://schemas.openxmlformats.org/officeDocument/2006/math"},
    {"v", "urn:schemas-microsoft-com:vml"},
    {"o", "urn:schemas-microsoft-com:office:office"},
    {"mc", "http://schemas.openxmlformats.org/markup-compatibility/2006"},
    {"dgm", "http://schemas.openxmlformats.org/drawingml/2006/diagram"},
    {"pr", "http://schemas.openxmlformats.org/package/2006/relationships"},
    {"ct", "http://schemas.openxmlformats.org/package/2006/content-types"},
    {"office", "urn:oasis:names:tc:opendocument:xmlns:office:1.0"},
    {"text", "urn:oasis:names:tc:opendocument:xmlns:text:1.0"},
    {"table", "urn:oasis:names:tc:opendocument:xmlns:table:1.0"},
    {"style", "urn:oasis:names:tc:opendocument:xmlns:style:1.0"},
    {"draw", "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"},
    {"fo", "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"},
    {"svg", "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"},
    {"number", "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"},
    {"presentation", "urn:oasis:names:tc:opendocument:xmlns:presentation:1.0"},
    {"chart", "urn:oasis:names:tc:opendocument:xmlns:chart:1.0"},
    {"dr3d", "urn:oasis:names:tc:opendocument:xmlns:dr3d:1.0"},
    {"meta", "urn:oasis:names:tc:opendocument:xmlns:meta:1.0"},
    {"manifest", "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"},
    {"xlink", "http://www.w3.org/1999/xlink"},
    {"dc", "http://purl.org/dc/elements/1.1/"},
};
// The strict variant's own addresses.
constexpr XmlNamespace kStrict[] = {
    {"x", "http://purl.oclc.org/ooxml/spreadsheetml/main"},
    {"w", "http://purl.oclc.org/ooxml/wordprocessingml/main"},
    {"p", "http://purl.oclc.org/ooxml/presentationml/main"},
    {"a", "http://purl.oclc.org/ooxml/drawingml/main"},
    {"c", "http://purl.oclc.org/ooxml/drawingml/chart"},
    {"r", "http://purl.oclc.org/ooxml/officeDocument/relationships"},
    {"wp", "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing"},
    {"pic", "http://purl.oclc.org/ooxml/drawingml/picture"},
    {"xdr", "http://purl.oclc.org/ooxml/drawingml/spreadsheetDrawing"},
    {"m", "http://purl.oclc.org/ooxml/officeDocument/math"},
};

std::string_view prefix_of(std::string_view uri, bool& strict) {
  for (const auto& n : kNamespaces) {
    if (n.uri == uri) return n.prefix;
  }
  for (const auto& n : kStrict) {
    if (n.uri == uri) return strict = true, n.prefix;
  }
  return "?";
}

// Which prefix of the file stands for which of ours, innermost last.
class Names {
 public:
  Status bring(pugi::xml_node node, int depth) {
    if (depth > kMaxNesting) return fail(Errc::file_damaged);
    auto mark = scope_.size();
    for (auto a = node.first_attribute(); a;) {
      auto next = a.next_attribute();
      std::string_view name = a.name();
      if (name == "xmlns" || name.starts_with("xmlns:")) {
        scope_.emplace_back(name == "xmlns" ? "" : name.substr(6), prefix_of(a.value(), strict));
        node.remove_attribute(a);
      }
      a = next;
    }
    bring_name(node, false);
    for (auto a : node.attributes()) bring_name(a, true);
    for (auto child : node.children()) {
      if (child.type() == pugi::node_element) ADIT_CHECK(bring(child, depth + 1));
      if (child.type() == pugi::node_doctype) return fail(Errc::file_damaged);
    }
    scope_.resize(mark);
    return {};
  }
  bool strict = false;

 private:
  template <class Thing>
  void bring_name(Thing thing, bool attribute) {
    std::string_view name = thing.name();
    auto colon = name.find(':');
    auto prefix = colon == name.npos ? std::string_view() : name.substr(0, colon);
    if (colon == name.npos && attribute) return;  // attributes without a prefix are in no namespace
    if (prefix == "xml") return;
    std::string_view ours = "?";
    for (auto i = scope_.size(); i-- > 0;) {
      if (scope_[i].first == prefix) {
        ours = scope_[i].second;
        break;
      }
    }
    if (prefix == ours) return;
    auto local = colon == name.npos ? name : name.substr(colon + 1);
    auto full = std::string(ours) + ":" + std::string(local);
    thing.set_name(full.c_str());
  }

  std::vector<std::pair<std::string, std::string_view>> scope_;
};

void add_text(pugi::xml_node node, std::string& out) {
  for (auto child : node.children()) {
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) out += child.value();
    if (child.type() == pugi::node_element) add_text(child, out);
  }
}

}  // namespace

std::span<const XmlNamespace> xml_namespaces() { return kNamespaces; }

std::string_view namespace_of(std::string_view prefix) {
  auto at = std::ranges::find(kNamespaces, prefix, &XmlNamespace::prefix);
  ADIT_ASSERT(at != std::end(kNamespaces));
  return at->uri;
}

Result<XmlIn> parse_xml(ByteSpan bytes, Blanks blanks) {
  if (bytes.size() > kMaxXmlBytes) return fail(Errc::file_too_large);
  XmlIn out;
  out.document = std::make_unique<pugi::xml_document>();
  unsigned flags = pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol | pugi::parse_doctype |
                   pugi::parse_wconv_attribute |
                   (blanks == Blanks::matter ? pugi::parse_ws_pcdata : pugi::parse_ws_pcdata_single);
  auto result = out.document->load_buffer(bytes.data(), bytes.size(), flags);
  if (result.status == pugi::status_out_of_memory) return fail(Errc::out_of_memory);
  if (!result) return fail(Errc::file_damaged);
  for (auto child : out.document->children()) {
    if (child.type() == pugi::node_doctype) return fail(Errc::file_damaged);
    if (child.type() != pugi::node_element) continue;
    if (out.root) return fail(Errc::file_damaged);
    out.root = child;
  }
  if (!out.root) return fail(Errc::file_damaged);
  Names names;
  ADIT_CHECK(names.bring(out.root, 0));
  out.strict = names.strict;
  return out;
}

std::string text_of(pugi::xml_node node) {
  std::string out;
  add_text(node, out);
  return out;
}

}  // namespace adit::client::office
