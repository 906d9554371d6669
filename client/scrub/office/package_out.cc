// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/office/package_out.h"

#include <fmt/format.h>

#include "client/scrub/formats.h"
#include "client/scrub/png_write.h"

namespace adit::client::office {
namespace {

constexpr std::string_view kOffice = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
constexpr std::string_view kCore = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/";

std::string relations_of(const std::string& part) {
  auto slash = part.rfind('/');
  auto at = slash == part.npos ? 0 : slash + 1;
  return part.substr(0, at) + "_rels/" + part.substr(at) + ".rels";
}

// Where `to` is, seen from the folder of `from`.
std::string relative(const std::string& from, const std::string& to) {
  std::size_t common = 0;
  for (std::size_t i = 0; i < from.size() && i < to.size() && from[i] == to[i]; ++i) {
    if (from[i] == '/') common = i + 1;
  }
  std::string out;
  for (std::size_t i = common; i < from.size(); ++i) {
    if (from[i] == '/') out += "../";
  }
  return out + to.substr(common);
}

ByteVector bytes_of(const std::string& text) { return {text.begin(), text.end()}; }

std::string extension_of(std::string_view name) {
  auto dot = name.rfind('.');
  return std::string(name.substr(dot == name.npos ? name.size() : dot + 1));
}

}  // namespace

std::string PackageOut::fresh(const std::string& stem, const std::string& extension) {
  return fmt::format("{}{}.{}", stem, ++counts_[stem], extension);
}

void PackageOut::add(std::string name, std::string content_type, ByteVector bytes) {
  parts_[std::move(name)] = {std::move(content_type), std::move(bytes)};
}
void PackageOut::add(std::string name, std::string content_type, const std::string& xml) {
  add(std::move(name), std::move(content_type), bytes_of(xml));
}

const ByteVector* PackageOut::find(const std::string& name) const {
  auto at = parts_.find(name);
  return at == parts_.end() ? nullptr : &at->second.bytes;
}

std::string PackageOut::relate(const std::string& from, std::string_view type, const std::string& to) {
  auto& list = relations_[from];
  auto entry = std::pair(std::string(type), to);
  auto at = std::ranges::find(list, entry);
  if (at == list.end()) at = list.insert(list.end(), entry);
  return fmt::format("rId{}", at - list.begin() + 1);
}

Result<ByteVector> PackageOut::finish() const {
  std::vector<ZipEntry> entries;
  XmlOut types("ct");
  types.open("ct:Types");
  types.leaf("ct:Default", {{"Extension", "rels"},
                            {"ContentType", "application/vnd.openxmlformats-package.relationships+xml"}});
  std::set<std::string> extensions;
  for (const auto& [name, part] : parts_) {
    auto extension = extension_of(name);
    if (extension == "xml" || !extensions.insert(extension).second) continue;
    types.leaf("ct:Default", {{"Extension", extension}, {"ContentType", part.content_type}});
  }
  for (const auto& [name, part] : parts_) {
    if (extension_of(name) != "xml") continue;
    types.leaf("ct:Override", {{"PartName", "/" + name}, {"ContentType", part.content_type}});
  }
  types.close();
  entries.push_back({"[Content_Types].xml", bytes_of(types.finish())});
  for (const auto& [from, list] : relations_) {
    XmlOut out("pr");
    out.open("pr:Relationships");
    int number = 0;
    for (const auto& [type, to] : list) {
      ADIT_ASSERT(parts_.contains(to));
      auto base = type == "core-properties" ? kCore : kOffice;
      out.leaf("pr:Relationship", {{"Id", fmt::format("rId{}", ++number)},
                                   {"Type", std::string(base) + type},
                                   {"Target", relative(from, to)}});
    }
    out.close();
    entries.push_back({relations_of(from), bytes_of(out.finish())});
  }
  for (const auto& [name, part] : parts_) entries.push_back({name, part.bytes});
  std::ranges::sort(entries.begin() + 1, entries.end(), {}, &ZipEntry::name);
  return write_zip(entries);
}

ByteVector grey_square() {
  PngImage image{2, 2, 8, 0, ByteVector(4, 0xc0), {}, {}};
  auto png = write_png(image);
  ADIT_ASSERT(png.has_value());
  return *png;
}

std::optional<CleanedFile> clean_picture(OfficeJob& job, ByteSpan bytes) {
  auto kind = kind_of(bytes);
  if (!kind) return std::nullopt;
  switch (*kind) {
    case FileKind::jpeg:
    case FileKind::png:
    case FileKind::gif:
    case FileKind::bmp:
    case FileKind::tiff:
    case FileKind::webp:
      break;
    default:
      return std::nullopt;
  }
  CleanContext context = job.context;
  context.options.way = Way::rebuild;
  auto cleaned = clean_member(bytes, context);
  if (!cleaned) return std::nullopt;
  if (cleaned->kind != FileKind::jpeg && cleaned->kind != FileKind::png && cleaned->kind != FileKind::gif &&
      cleaned->kind != FileKind::bmp && cleaned->kind != FileKind::tiff)
    return std::nullopt;
  return std::move(*cleaned);
}

Result<std::string> Pictures::add(PackageOut& out, const std::string& source, ByteSpan bytes) {
  if (auto at = by_source_.find(source); at != by_source_.end()) return at->second;
  auto cleaned = clean_picture(job_, bytes);
  if (!cleaned) {
    job_.found(FindingClass::other,
               fmt::format("a picture that cannot be cleaned ({}): a grey square stands in its place",
                           seems_to_be(bytes)));
    return by_source_[source] = missing(out);
  }
  for (auto& finding : cleaned->removed) job_.found(finding.what, "in a picture: " + finding.text);
  auto& name = by_bytes_[cleaned->bytes];
  if (name.empty()) {
    const auto& format = format_of(cleaned->kind);
    name = out.fresh(folder_ + "/image", std::string(format.extension));
    out.add(name, std::string(format.media_type), std::move(cleaned->bytes));
  }
  return by_source_[source] = name;
}

std::string Pictures::missing(PackageOut& out) {
  if (missing_.empty()) {
    auto square = grey_square();
    auto& name = by_bytes_[square];
    if (name.empty()) {
      name = out.fresh(folder_ + "/image", "png");
      out.add(name, "image/png", std::move(square));
    }
    missing_ = name;
  }
  return missing_;
}

}  // namespace adit::client::office
