// SPDX-License-Identifier: Apache-2.0
// What the leaves of the log stand for.
#include <adit/log.h>

#include "crypto/sha256.h"

namespace adit {

ByteVector entry_of(EntryKind kind, const Digest& digest) {
  ByteVector out{static_cast<std::uint8_t>(kind)};
  append(out, digest.span());
  return out;
}

ByteVector EpochRecord::encode() const {
  ByteVector out{static_cast<std::uint8_t>(EntryKind::epoch)};
  append_le64(out, number(epoch));
  for (std::uint32_t n : {letters, cards, parcels, documents}) append_le32(out, n);
  for (const Digest* d : {&state_hash, &feed, &parcels_file, &cards_file}) append(out, d->span());
  ADIT_ASSERT(out.size() == kEpochRecordBytes);
  return out;
}

Result<EpochRecord> EpochRecord::parse(ByteSpan bytes) {
  if (bytes.size() != kEpochRecordBytes || bytes[0] != static_cast<std::uint8_t>(EntryKind::epoch)) {
    return fail(Errc::wire_not_canonical);
  }
  EpochRecord r;
  r.epoch = Epoch{load_le(bytes.subspan(1, 8))};
  std::size_t at = 9;
  for (std::uint32_t* n : {&r.letters, &r.cards, &r.parcels, &r.documents}) {
    *n = static_cast<std::uint32_t>(load_le(bytes.subspan(at, 4)));
    at += 4;
  }
  for (Digest* d : {&r.state_hash, &r.feed, &r.parcels_file, &r.cards_file}) {
    *d = *Digest::from(bytes.subspan(at, Digest::kSize));
    at += Digest::kSize;
  }
  return r;
}

ViewId EpochRecord::view() const { return ViewId(sha256(encode()).span().first<ViewId::kSize>()); }

void append_bundled(ByteVector& bundle, ByteSpan entry) {
  ADIT_ASSERT(entry.size() <= 0xffff);
  bundle.push_back(static_cast<std::uint8_t>(entry.size() >> 8));
  bundle.push_back(static_cast<std::uint8_t>(entry.size()));
  append(bundle, entry);
}

Result<std::vector<ByteSpan>> parse_bundle(ByteSpan bundle, std::size_t count) {
  std::vector<ByteSpan> entries;
  while (!bundle.empty()) {
    if (bundle.size() < 2 || entries.size() == count) return fail(Errc::wire_not_canonical);
    std::size_t size = static_cast<std::size_t>(bundle[0]) << 8 | bundle[1];
    bundle = bundle.subspan(2);
    if (size > bundle.size()) return fail(Errc::wire_not_canonical);
    entries.push_back(bundle.first(size));
    bundle = bundle.subspan(size);
  }
  if (entries.size() != count) return fail(Errc::wire_not_canonical);
  return entries;
}

}  // namespace adit
