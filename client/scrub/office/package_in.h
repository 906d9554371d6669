// SPDX-License-Identifier: Apache-2.0
// An Office Open XML package: parts, and the relationships that lead from one to the next. Only what a
// relationship leads to is ever read.
#pragma once

#include <map>

#include "client/scrub/office/xml_in.h"
#include "client/scrub/zip/zip.h"

namespace adit::client::office {

struct Relationship {
  std::string id;
  std::string type;    // the last word of a known type ("image"), or all of an unknown one
  std::string target;  // the name of a part, or an address elsewhere
  bool elsewhere = false;
};

class PackageIn {
 public:
  static Result<PackageIn> open(ByteSpan file);
  // Of a part, or of the package if the name is empty. Errors: file_damaged.
  Result<std::vector<Relationship>> relationships(std::string_view part) const;
  Result<XmlIn> xml(std::string_view part) const;
  Result<ByteVector> bytes(std::string_view part) const;
  bool has(std::string_view part) const { return find(part) != nullptr; }
  // As [Content_Types].xml says; empty if it does not.
  std::string content_type(std::string_view part) const;
  const ZipReader& zip() const { return zip_; }

 private:
  explicit PackageIn(ZipReader zip) : zip_(std::move(zip)) {}
  const ZipMember* find(std::string_view part) const;

  ZipReader zip_;
  std::map<std::string, std::string, std::less<>> folded_;  // lower case to name
  std::map<std::string, std::string, std::less<>> by_part_, by_extension_;
};

// A relationship of that type, if there is exactly one that leads to a part; else the first.
const Relationship* first_of(const std::vector<Relationship>& all, std::string_view type);
const Relationship* by_id(const std::vector<Relationship>& all, std::string_view id);

}  // namespace adit::client::office
