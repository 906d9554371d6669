// SPDX-License-Identifier: Apache-2.0
// The package that is written: parts with names of our own, and the lists of types and relationships
// made from what was written, so that nothing can dangle.
#pragma once

#include <map>
#include <set>

#include "client/scrub/office/copier.h"
#include "client/scrub/office/package_in.h"

namespace adit::client::office {

class PackageOut {
 public:
  // A fresh name: "word/header" and "xml" give "word/header1.xml", then "word/header2.xml".
  std::string fresh(const std::string& stem, const std::string& extension);
  void add(std::string name, std::string content_type, ByteVector bytes);
  void add(std::string name, std::string content_type, const std::string& xml);
  // The id of the relationship, the same one for the same target.
  std::string relate(const std::string& from, std::string_view type, const std::string& to);
  Result<ByteVector> finish() const;
  // The bytes of a part that was added; for taking its text.
  const ByteVector* find(const std::string& name) const;

 private:
  struct Part {
    std::string content_type;
    ByteVector bytes;
  };
  std::map<std::string, Part> parts_;
  std::map<std::string, std::vector<std::pair<std::string, std::string>>> relations_;  // type, target
  std::map<std::string, unsigned> counts_;
};

// Pictures of a document, cleaned by their own families, each once.
class Pictures {
 public:
  Pictures(OfficeJob& job, std::string folder) : job_(job), folder_(std::move(folder)) {}
  // The name under which the picture was added to `out`. Bytes that cannot be cleaned, or that are no
  // picture, give a grey square, and that is said.
  Result<std::string> add(PackageOut& out, const std::string& source, ByteSpan bytes);
  // The grey square for a picture that is not in the file at all.
  std::string missing(PackageOut& out);

 private:
  OfficeJob& job_;
  std::string folder_;
  std::map<std::string, std::string> by_source_;
  std::map<ByteVector, std::string> by_bytes_;
  std::string missing_;
};

// A picture of a document cleaned by its own family; nothing if that cannot be done.
std::optional<CleanedFile> clean_picture(OfficeJob& job, ByteSpan bytes);
ByteVector grey_square();

}  // namespace adit::client::office
