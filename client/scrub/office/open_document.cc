// SPDX-License-Identifier: Apache-2.0
// OpenDocument: styles.xml and content.xml by the allow-list, pictures beside them, all other members
// left out or written anew.
#include "client/scrub/formats.h"
#include "client/scrub/office/open_build.h"

namespace adit::client::office {
namespace {

using enum FindingClass;

std::string meta_xml() {
  XmlOut out;
  out.open("office:document-meta");
  out.attribute("office:version", kOpenVersion);
  out.leaf("office:meta");
  out.close();
  return out.finish();
}

}  // namespace

Result<std::optional<XmlIn>> read_open_member(ZipReader& zip, std::string_view name) {
  const auto* member = zip.find(name);
  if (member == nullptr) return std::optional<XmlIn>();
  ADIT_TRY(auto bytes, zip.unpack(*member));
  ADIT_TRY(auto xml, parse_xml(bytes, Blanks::matter));
  return std::optional<XmlIn>(std::move(xml));
}

Result<ByteVector> rebuild_open_document(ByteSpan file, OfficeJob& job) {
  ADIT_TRY(auto zip, ZipReader::open(file, kDocumentLimits));
  ADIT_TRY(auto manifest, read_open_member(zip, "META-INF/manifest.xml"));
  if (manifest) {
    for (auto entry : manifest->root.children()) {
      if (entry.child("manifest:encryption-data")) return fail(Errc::file_type_refused);
    }
  }
  OpenBuild build{zip, job};
  ADIT_TRY(auto styles, read_open_member(zip, "styles.xml"));
  ADIT_TRY(auto content, read_open_member(zip, "content.xml"));
  if (!content) return fail(Errc::file_damaged);
  auto body = content->root.child("office:body");
  std::string_view wanted = job.kind == FileKind::odt   ? "office:text"
                            : job.kind == FileKind::ods ? "office:spreadsheet"
                                                        : "office:presentation";
  if (!body.child(std::string(wanted).c_str())) return fail(Errc::file_damaged);
  tell_open_meta(zip, job);
  tell_open_members(zip, job);
  if (styles) find_hiding_styles(build, styles->root);
  find_hiding_styles(build, content->root);

  std::vector<ZipEntry> entries;
  const std::string media_type(format_of(job.kind).media_type);
  entries.push_back({"mimetype", ByteVector(media_type.begin(), media_type.end()), true});
  auto put = [&](std::string name, const std::string& text) {
    entries.push_back({std::move(name), ByteVector(text.begin(), text.end())});
  };
  XmlOut list;
  list.open("manifest:manifest");
  list.attribute("manifest:version", kOpenVersion);
  auto entry = [&](std::string_view path, std::string_view type) {
    list.open("manifest:file-entry");
    list.attribute("manifest:full-path", path);
    list.attribute("manifest:media-type", type);
    if (path == "/") list.attribute("manifest:version", kOpenVersion);
    list.close();
  };
  entry("/", media_type);
  if (styles) {
    ADIT_TRY(auto text, copy_open_document(build, *styles, "office:document-styles"));
    put("styles.xml", text);
    entry("styles.xml", "text/xml");
  }
  ADIT_TRY(auto text, copy_open_document(build, *content, "office:document-content"));
  put("content.xml", text);
  entry("content.xml", "text/xml");
  put("meta.xml", meta_xml());
  entry("meta.xml", "text/xml");
  for (auto& [name, picture] : build.files) {
    entry(name, picture.first);
    entries.push_back({name, std::move(picture.second)});
  }
  list.close();
  put("META-INF/manifest.xml", list.finish());
  std::ranges::sort(entries.begin() + 1, entries.end(), {}, &ZipEntry::name);

  if (build.formulas > 0)
    job.found(other, counted(build.formulas, "formula", "formulas") + ": only the results stay");
  if (build.hidden_cells > 0)
    job.found(hidden, "what stood in hidden rows and columns (show them first if they are to be sent)");
  if (job.characters.damaged()) return fail(Errc::file_damaged);
  return write_zip(entries);
}

}  // namespace adit::client::office
