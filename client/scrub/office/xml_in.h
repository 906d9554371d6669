// SPDX-License-Identifier: Apache-2.0
// A part of a document as pugixml's tree, with every name brought to one prefix per namespace: "w:p"
// whatever the file calls it. What is in a namespace that is not known is called "?:name".
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>

#include <memory>
#include <pugixml.hpp>
#include <string_view>

namespace adit::client::office {

struct XmlNamespace {
  std::string_view prefix, uri;
};
// The prefix and address of each namespace, in the order in which they are declared.
std::span<const XmlNamespace> xml_namespaces();
std::string_view namespace_of(std::string_view prefix);  // its address

enum class Blanks : std::uint8_t { matter, only_alone };  // between elements
struct XmlIn {
  std::unique_ptr<pugi::xml_document> document;
  pugi::xml_node root;
  bool strict = false;  // one of the namespaces is that of the strict variant
};

// Errors: file_damaged (also for a document type declaration, which documents never have),
// file_too_large, out_of_memory.
Result<XmlIn> parse_xml(ByteSpan bytes, Blanks blanks);

inline std::string_view name_of(pugi::xml_node node) { return node.name(); }
inline bool is(pugi::xml_node node, std::string_view name) { return name_of(node) == name; }
// All text below, in order.
std::string text_of(pugi::xml_node node);

}  // namespace adit::client::office
