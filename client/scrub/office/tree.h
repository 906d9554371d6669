// SPDX-License-Identifier: Apache-2.0
// The verification's own reader of XML and of packages. Shares the list of namespaces with the writer,
// no code. Names come out as "w:p", as in xml_in.h.
#pragma once

#include <map>

#include "client/scrub/zip/zip.h"

namespace adit::client::office {

struct Element {
  std::string name;  // empty: text
  std::string text;
  std::vector<std::pair<std::string, std::string>> attributes;
  std::vector<Element> children;

  std::string_view get(std::string_view attribute) const;
  bool has(std::string_view attribute) const;
  const Element* child(std::string_view child_name) const;
  std::string all_text() const;
};

enum class Reading : std::uint8_t {
  any,  // a foreign file
  own,  // only what XmlOut writes: no comments, no instructions, no sections, namespaces at the root
};
// Nothing if it is not well formed, if it has a document type, or if it is nested too deep.
std::optional<Element> read_tree(ByteSpan xml, Reading reading);

// Goes through a document without building it: for tables of millions of cells.
class XmlEvents {
 public:
  virtual ~XmlEvents() = default;
  virtual void start(std::string_view name,
                     const std::vector<std::pair<std::string, std::string>>& attributes) = 0;
  virtual void text(std::string_view text) = 0;
  virtual void end(std::string_view name) = 0;
};
bool read_events(ByteSpan xml, Reading reading, XmlEvents& to);

struct Link {
  std::string id, type, target;  // target: a part's name, or an address
  bool outside = false;
};

// Parts by name, from a foreign package or from one of ours.
class Parts {
 public:
  // Errors: as ZipReader.
  static Result<Parts> foreign(ByteSpan file);
  static std::optional<Parts> own(ByteSpan file);

  // The bytes, unpacked when they are wanted. Names are looked up without regard to case, as office
  // programs do.
  std::optional<ByteVector> bytes(std::string_view name) const;
  bool has(std::string_view name) const;
  std::optional<Element> tree(std::string_view name, Reading reading = Reading::any) const;
  std::vector<Link> links(std::string_view part) const;
  const std::vector<std::string>& names() const { return names_; }

 private:
  std::optional<ZipReader> zip_;
  std::map<std::string, ByteVector, std::less<>> own_;
  std::map<std::string, std::string, std::less<>> folded_;
  std::vector<std::string> names_;
};
const Link* link_by_id(const std::vector<Link>& links, std::string_view id);
const Link* link_by_type(const std::vector<Link>& links, std::string_view type);

}  // namespace adit::client::office
