// SPDX-License-Identifier: Apache-2.0
// The second look at a cleaned document, with readers of its own: the package is whole and nothing but
// what the allow-list has, it shows what the original shows, and nothing of what the original says
// besides is in it.
#include "client/scrub/family.h"
#include "client/scrub/office/check.h"
#include "client/scrub/office/office_text.h"

namespace adit::client {
namespace {

using namespace office;

// For telling whether a value is part of what is seen, wherever it is broken into pieces.
std::string without_marks(const Shown& shown) {
  std::string out;
  for (const auto& story : shown.stories) out += comparable(story) + "\n";
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
  auto visible = without_marks(seen);
  std::vector<ByteVector> hunted;
  for (auto& value : harvest.values) {
    if (visible.find(comparable(as_text(value))) == std::string::npos) hunted.push_back(std::move(value));
  }
  if (!free_of(as_bytes(residue), hunted)) return bad;
  for (const auto& name : after->names()) {
    if (!free_of(as_bytes(name), hunted)) return bad;
  }
  return {};
}

}  // namespace adit::client
