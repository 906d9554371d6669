// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/office/package_in.h"

namespace adit::client::office {
namespace {

constexpr std::string_view kTypes[] = {
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/",
    "http://schemas.openxmlformats.org/package/2006/relationships/metadata/",
    "http://purl.oclc.org/ooxml/officeDocument/relationships/",
};

std::string folded(std::string_view name) {
  std::string out(name);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

// A relative name from the folder of `part`; nothing if it leads out of the package.
std::optional<std::string> resolve(std::string_view part, std::string_view target) {
  if (auto hash = target.find('#'); hash != target.npos) target = target.substr(0, hash);
  std::vector<std::string> folders;
  auto walk = [&](std::string_view path) {
    while (!path.empty()) {
      auto stop = std::min(path.find('/'), path.size());
      auto step = path.substr(0, stop);
      if (step == "..") {
        if (folders.empty()) return false;
        folders.pop_back();
      } else if (!step.empty() && step != ".") {
        folders.emplace_back(step);
      }
      path.remove_prefix(std::min(path.size(), stop + 1));
    }
    return true;
  };
  auto slash = part.rfind('/');
  if (!target.starts_with('/') && slash != part.npos && !walk(part.substr(0, slash))) return std::nullopt;
  if (!walk(target) || folders.empty()) return std::nullopt;
  std::string out;
  for (const auto& f : folders) out += (out.empty() ? "" : "/") + f;
  return out;
}

}  // namespace

Result<PackageIn> PackageIn::open(ByteSpan file) {
  ADIT_TRY(auto zip, ZipReader::open(file, kDocumentLimits));
  PackageIn out(std::move(zip));
  for (const auto& member : out.zip_.members()) {
    if (member.folder) continue;
    // Names of parts do not differ in case alone: two readers would read two documents.
    if (!out.folded_.emplace(folded(member.name), member.name).second) return fail(Errc::file_damaged);
  }
  ADIT_TRY(auto types, out.xml("[Content_Types].xml"));
  if (!is(types.root, "ct:Types")) return fail(Errc::file_damaged);
  for (auto node : types.root.children()) {
    std::string_view part = node.attribute("PartName").value();
    if (part.starts_with('/')) part.remove_prefix(1);
    if (is(node, "ct:Override")) out.by_part_.emplace(folded(part), node.attribute("ContentType").value());
    if (is(node, "ct:Default"))
      out.by_extension_.emplace(folded(node.attribute("Extension").value()),
                                node.attribute("ContentType").value());
  }
  return out;
}

const ZipMember* PackageIn::find(std::string_view part) const {
  if (const auto* member = zip_.find(part)) return member->folder ? nullptr : member;
  auto at = folded_.find(folded(part));
  return at == folded_.end() ? nullptr : zip_.find(at->second);
}

std::string PackageIn::content_type(std::string_view part) const {
  auto name = folded(part);
  if (auto at = by_part_.find(name); at != by_part_.end()) return at->second;
  auto dot = name.rfind('.');
  if (dot == name.npos) return {};
  auto at = by_extension_.find(name.substr(dot + 1));
  return at == by_extension_.end() ? "" : at->second;
}

Result<ByteVector> PackageIn::bytes(std::string_view part) const {
  const auto* member = find(part);
  if (member == nullptr) return fail(Errc::file_damaged);
  return zip_.unpack(*member);
}

Result<XmlIn> PackageIn::xml(std::string_view part) const {
  ADIT_TRY(auto body, bytes(part));
  return parse_xml(body, Blanks::only_alone);
}

Result<std::vector<Relationship>> PackageIn::relationships(std::string_view part) const {
  auto slash = part.rfind('/');
  auto folder = slash == part.npos ? std::string() : std::string(part.substr(0, slash + 1));
  auto file = slash == part.npos ? part : part.substr(slash + 1);
  auto name = folder + "_rels/" + std::string(file) + ".rels";
  std::vector<Relationship> out;
  if (!has(name)) return out;
  ADIT_TRY(auto list, xml(name));
  for (auto node : list.root.children()) {
    if (!is(node, "pr:Relationship")) continue;
    Relationship r{node.attribute("Id").value(), node.attribute("Type").value(), {}, false};
    for (auto known : kTypes) {
      if (r.type.starts_with(known)) r.type.erase(0, known.size());
    }
    std::string target = node.attribute("Target").value();
    r.elsewhere = std::string_view(node.attribute("TargetMode").value()) == "External";
    if (r.elsewhere) {
      r.target = target;
    } else {
      auto resolved = resolve(part, target);
      // One that leads nowhere is as if it were not there.
      if (!resolved || !has(*resolved)) continue;
      r.target = find(*resolved)->name;
    }
    for (const auto& other : out) {
      if (other.id == r.id) return fail(Errc::file_damaged);
    }
    out.push_back(std::move(r));
    if (out.size() > 20'000) return fail(Errc::file_too_large);
  }
  return out;
}

const Relationship* first_of(const std::vector<Relationship>& all, std::string_view type) {
  for (const auto& r : all) {
    if (!r.elsewhere && r.type == type) return &r;
  }
  return nullptr;
}

const Relationship* by_id(const std::vector<Relationship>& all, std::string_view id) {
  for (const auto& r : all) {
    if (r.id == id) return &r;
  }
  return nullptr;
}

}  // namespace adit::client::office
