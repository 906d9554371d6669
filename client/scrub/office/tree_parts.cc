// SPDX-License-Identifier: Apache-2.0
// The verification's reader of packages: parts by name, and which leads to which.
#include "client/scrub/office/tree.h"

namespace adit::client::office {
namespace {

std::string lower_case(std::string_view name) {
  std::string out;
  for (char c : name) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

// "a/b/../c" seen from the folder of `part`.
std::string place_of(std::string_view part, std::string_view target) {
  std::string path = target.starts_with('/')
                         ? std::string(target.substr(1))
                         : std::string(part.substr(0, part.rfind('/') + 1)) + std::string(target);
  path = path.substr(0, path.find('#'));
  std::vector<std::string> steps;
  for (std::size_t from = 0; from <= path.size();) {
    auto stop = std::min(path.find('/', from), path.size());
    auto step = path.substr(from, stop - from);
    if (step == ".." && !steps.empty()) {
      steps.pop_back();
    } else if (step == "..") {
      return {};
    } else if (!step.empty() && step != ".") {
      steps.push_back(step);
    }
    from = stop + 1;
  }
  std::string out;
  for (const auto& s : steps) {
    if (!out.empty()) out += '/';
    out += s;
  }
  return out;
}

}  // namespace

Result<Parts> Parts::foreign(ByteSpan file) {
  ADIT_TRY(auto zip, ZipReader::open(file, kDocumentLimits));
  Parts out;
  out.zip_ = std::move(zip);
  for (const auto& member : out.zip_->members()) {
    if (member.folder) continue;
    out.names_.push_back(member.name);
    out.folded_.emplace(lower_case(member.name), member.name);
  }
  return out;
}

std::optional<Parts> Parts::own(ByteSpan file) {
  auto entries = read_own_zip(file);
  if (!entries) return std::nullopt;
  Parts out;
  for (auto& entry : *entries) {
    out.names_.push_back(entry.name);
    out.folded_.emplace(lower_case(entry.name), entry.name);
    out.own_.emplace(entry.name, std::move(entry.bytes));
  }
  return out;
}

std::optional<ByteVector> Parts::bytes(std::string_view name) const {
  auto at = folded_.find(lower_case(name));
  if (at == folded_.end()) return std::nullopt;
  auto exact = std::ranges::find(names_, name);
  const std::string& real = exact != names_.end() ? *exact : at->second;
  if (!zip_) return own_.find(real)->second;
  const auto* member = zip_->find(real);
  auto bytes = member != nullptr ? zip_->unpack(*member) : Result<ByteVector>(fail(Errc::file_damaged));
  if (!bytes) return std::nullopt;
  return std::move(*bytes);
}

bool Parts::has(std::string_view name) const { return folded_.contains(lower_case(name)); }

std::optional<Element> Parts::tree(std::string_view name, Reading reading) const {
  auto body = bytes(name);
  if (!body) return std::nullopt;
  return read_tree(*body, reading);
}

std::vector<Link> Parts::links(std::string_view part) const {
  auto slash = part.rfind('/') + 1;  // npos + 1 is 0
  auto name = std::string(part.substr(0, slash)) + "_rels/" + std::string(part.substr(slash)) + ".rels";
  std::vector<Link> out;
  auto list = tree(name);
  if (!list) return out;
  for (const auto& node : list->children) {
    if (node.name != "pr:Relationship") continue;
    Link link{
        std::string(node.get("Id")), std::string(node.get("Type")), {}, node.get("TargetMode") == "External"};
    link.type = link.type.substr(link.type.rfind('/') + 1);
    link.target = link.outside ? std::string(node.get("Target")) : place_of(part, node.get("Target"));
    if (!link.outside && !folded_.contains(lower_case(link.target))) continue;
    out.push_back(std::move(link));
  }
  return out;
}

const Link* link_by_id(const std::vector<Link>& links, std::string_view id) {
  auto at = std::ranges::find(links, id, &Link::id);
  return at == links.end() ? nullptr : &*at;
}
const Link* link_by_type(const std::vector<Link>& links, std::string_view type) {
  for (const auto& link : links) {
    if (!link.outside && link.type == type) return &link;
  }
  return nullptr;
}

}  // namespace adit::client::office
