// SPDX-License-Identifier: Apache-2.0
// What the three kinds of Office Open XML share: pictures, charts, themes, and what must be told.
#pragma once

#include "client/scrub/office/package_out.h"

namespace adit::client::office {

struct Build {
  PackageIn& in;
  OfficeJob& job;
  PackageOut out{};
  Pictures pictures;
  std::string folder;    // "word"
  unsigned objects = 0;  // numbers of shapes
  std::map<std::string, std::string> charts{};

  Build(PackageIn& package, OfficeJob& office_job, std::string where)
      : in(package), job(office_job), pictures(office_job, where + "/media"), folder(std::move(where)) {}
};

// Copies one part; relationships are followed where an allowed attribute names one.
class PartCopier : public Copier {
 public:
  PartCopier(const AllowList& allowed, XmlOut& out, Build& build, std::string name,
             std::vector<Relationship> relationships)
      : Copier(allowed, out, build.job),
        build_(build),
        name_(std::move(name)),
        relationships_(std::move(relationships)) {}
  // The first error of a part that had to be followed.
  Status status() const { return status_; }

 protected:
  bool special(pugi::xml_node node) override;
  std::optional<std::string> known(pugi::xml_node node, std::string_view attribute, Value kind,
                                   std::string_view raw) override;
  // The id of the relationship to the cleaned picture.
  std::string picture(std::string_view id);
  std::optional<std::string> chart(std::string_view id);
  // The branch that is shown: one with shapes that are known, or else what stands in for it.
  virtual pugi::xml_node shown(pugi::xml_node alternatives) const;

  Build& build_;
  std::string name_;  // of the part that is written
  std::vector<Relationship> relationships_;
  Status status_;
  std::map<std::string, std::string, std::less<>> ids_;
};

// Copies the theme that `relationships` of `from` lead to, if there is one.
Status copy_theme(Build& build, const std::vector<Relationship>& relationships, const std::string& from);
Result<std::string> copy_chart(Build& build, const std::string& source);

// Says what the package holds besides what is seen: properties, comments, people, templates, …
Status tell_package(PackageIn& in, OfficeJob& job);
// Empty properties, as every document has them.
void add_properties(Build& build, const std::string& main_part);
// Errors: file_type_refused if it is a macro form, a strict one, or none of the main parts that are known.
Result<std::string> main_part(PackageIn& in, OfficeJob& job, std::string_view wanted);

Result<ByteVector> rebuild_word(PackageIn& in, OfficeJob& job);
Result<ByteVector> rebuild_sheets(PackageIn& in, OfficeJob& job);
Result<ByteVector> rebuild_show(PackageIn& in, OfficeJob& job);
Result<ByteVector> rebuild_open_document(ByteSpan file, OfficeJob& job);

// "2 comments"
std::string counted(std::size_t n, std::string_view one, std::string_view many);

}  // namespace adit::client::office
