// SPDX-License-Identifier: Apache-2.0
// Which original a cleaned member comes from is written nowhere, so it is looked for: each cleaned one
// must pass its family's verification against an original that no other has taken.
#include "client/scrub/archive/members.h"
#include "client/scrub/formats.h"

namespace adit::client {
namespace {

// Bytes of originals that are looked at. Hundreds of screenshots of one size would take hours to tell
// apart; what is left then is held against its family's allow-list alone.
constexpr std::size_t kMaxLookedAt = std::size_t{256} << 20;

}  // namespace

bool in_neutral_order(const std::vector<ZipEntry>& entries) {
  const ZipEntry* last = nullptr;
  std::optional<FileKind> last_kind;
  unsigned number = 0;
  for (const auto& entry : entries) {
    auto kind = kind_of(entry.bytes);
    if (!kind || entry.name != neutral_name(*kind, ++number)) return false;
    if (last_kind && (*kind < *last_kind || (kind == last_kind && entry.bytes < last->bytes))) return false;
    last_kind = kind;
    last = &entry;
  }
  return number > 0;
}

Status verify_members(const std::vector<ArchiveMember>& originals, const std::vector<ZipEntry>& cleaned,
                      const CleanContext& context) {
  std::vector<const ArchiveMember*> open;
  for (const auto& member : originals) {
    if (!is_junk(member.name) && member.size > 0) open.push_back(&member);
  }
  if (open.size() != cleaned.size() || !in_neutral_order(cleaned)) return fail(Errc::file_damaged);
  CleanContext inner = context;
  ++inner.depth;
  std::size_t looked_at = 0;
  for (const auto& entry : cleaned) {
    auto kind = *kind_of(entry.bytes);
    // Those of about its size first: it is most likely one of them.
    auto far = [&](const ArchiveMember* m) {
      auto a = m->size, b = entry.bytes.size();
      return a > b ? a - b : b - a;
    };
    std::ranges::sort(open, [&](const auto* a, const auto* b) {
      return far(a) != far(b) ? far(a) < far(b) : a->name < b->name;
    });
    auto found = open.end();
    for (auto at = open.begin(); at != open.end() && found == open.end(); ++at) {
      if (looked_at > kMaxLookedAt) break;
      looked_at += (*at)->size;
      ADIT_TRY(auto bytes, (*at)->unpack());
      if (verify(kind, bytes, entry.bytes, inner)) found = at;
    }
    if (found != open.end()) {
      open.erase(found);
    } else if (looked_at <= kMaxLookedAt || !verify(kind, entry.bytes, entry.bytes, inner)) {
      return fail(Errc::file_damaged);
    }
  }
  return {};
}

}  // namespace adit::client
