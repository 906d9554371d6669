// SPDX-License-Identifier: Apache-2.0
// The second look at a cleaned document, with readers of its own: the package is whole and nothing but
// what the allow-list has, it shows what the original shows, and nothing of what the original says
// besides is in it.
#include <map>
#include <set>

#include "client/scrub/family.h"
#include "client/scrub/office/check.h"
#include "client/scrub/office/office_text.h"

namespace adit::client {
namespace {

using namespace office;

std::string all_of(const Shown& shown) {
  std::string out;
  for (const auto& story : shown.stories) out += comparable(story) + "\n";
  return out;
}

// Which of the values stand in the text. By their first bytes: there may be many thousands.
std::vector<ByteSpan> found_in(std::string_view text, const std::vector<ByteVector>& values) {
  std::multimap<std::string_view, ByteSpan> by_head;
  std::vector<bool> pairs(65536);
  for (const auto& value : values) {
    if (value.size() < kMinValueBytes) continue;
    by_head.emplace(as_text(value).substr(0, kMinValueBytes), value);
    pairs[value[0] | static_cast<std::size_t>(value[1]) << 8] = true;
  }
  std::vector<ByteSpan> out;
  auto bytes = as_bytes(text);
  for (std::size_t at = 0; at + kMinValueBytes <= text.size(); ++at) {
    if (!pairs[bytes[at] | static_cast<std::size_t>(bytes[at + 1]) << 8]) continue;
    auto [from, to] = by_head.equal_range(text.substr(at, kMinValueBytes));
    for (; from != to; ++from) {
      if (text.substr(at).starts_with(as_text(from->second))) out.push_back(from->second);
    }
    if (out.size() > 100'000) break;
  }
  return out;
}

}  // namespace

Status verify_office(FileKind from, FileKind to, ByteSpan original, ByteSpan cleaned, const CleanContext&) {
  const auto bad = fail(Errc::file_damaged);
  ADIT_TRY(auto before, Parts::foreign(original));
  auto seen = shown(before, from);
  if (seen.broken) return bad;
  if (to == FileKind::text) return verify_office_text(seen, from, cleaned);
  if (to != from) return bad;
  auto after = Parts::own(cleaned);
  if (!after) return bad;
  std::string residue;
  if (!check_package(*after, to, residue)) return bad;
  auto kept = shown(*after, to);
  if (kept.broken || seen.stories.size() != kept.stories.size()) return bad;
  for (std::size_t i = 0; i < seen.stories.size(); ++i) {
    if (comparable(seen.stories[i]) != comparable(kept.stories[i])) return bad;
  }
  if (std::ranges::equal(original, cleaned)) return {};
  Harvest harvest;
  harvest_office(before, harvest);
  // Names of parts need no hunt: each was held against the list of those that the rebuilding gives, and
  // "worksheet" is a word of the standard in a pivot table's data too.
  auto found = found_in(residue, harvest.values);
  if (found.empty()) return {};
  // Only what is seen may have it.
  auto visible = all_of(seen);
  std::set<std::string> tried;
  for (auto value : found) {
    if (!tried.emplace(as_text(value)).second) continue;
    if (visible.find(comparable(as_text(value))) == std::string::npos) return bad;
  }
  return {};
}

}  // namespace adit::client
