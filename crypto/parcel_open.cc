// SPDX-License-Identifier: Apache-2.0
#include <adit/parcel.h>

#include "crypto/parcel_key.h"
#include "crypto/sha256.h"
#include "crypto/xwing.h"

namespace adit {
namespace {

Result<SecretBuffer> open_part(const FileEntry& entry, const ParcelId& id, std::uint32_t index,
                               std::uint32_t n, const FindParcel& find) {
  ADIT_TRY(ByteVector parcel, find(id));
  if (parcel.size() != kParcelBytes || sha256_as<ParcelId>(parcel) != id) return fail(Errc::parcel_damaged);
  auto content = aead_open(parcel_key(entry.key, index, n), {}, parcel);
  if (!content) return fail(Errc::parcel_damaged);
  return std::move(*content);
}

// The ids of all content parcels: from the letter, or from the manifests that it lists.
Result<std::vector<ParcelId>> content_ids(const FileEntry& entry, const ParcelPlan& plan,
                                          const FindParcel& find) {
  if (plan.manifests == 0) return entry.parts;
  std::vector<ParcelId> ids;
  for (std::uint32_t i = 0; i < plan.manifests; ++i) {
    ADIT_TRY(SecretBuffer manifest, open_part(entry, entry.parts[i], kManifestIndex + i, plan.content, find));
    for (std::size_t k = 0; k < kIdsPerManifest && ids.size() < plan.content; ++k) {
      ids.push_back(*ParcelId::from(manifest.expose().subspan(k * ParcelId::kSize, ParcelId::kSize)));
    }
  }
  return ids;
}

}  // namespace

Result<SecretBuffer> open_file(const FileEntry& entry, const FindParcel& find) {
  ADIT_TRY(ParcelPlan plan, plan_of(entry));
  ADIT_TRY(auto ids, content_ids(entry, plan, find));
  SecretBuffer file(entry.size);
  for (std::uint32_t i = 0; i < plan.content; ++i) {
    ADIT_TRY(SecretBuffer piece, open_part(entry, ids[i], i, plan.content, find));
    std::size_t at = std::min<std::size_t>(entry.size, i * kParcelContentBytes);
    std::size_t bytes = std::min<std::size_t>(kParcelContentBytes, entry.size - at);
    std::ranges::copy(piece.expose().first(bytes),
                      file.expose_mutable().begin() + static_cast<std::ptrdiff_t>(at));
  }
  if (sha256(file.expose()) != entry.sha256) return fail(Errc::parcel_damaged);
  return file;
}

Result<MissingParts> missing_parts(const FileEntry& entry, const FindParcel& find,
                                   const std::function<Result<bool>(const ParcelId&)>& has) {
  ADIT_TRY(ParcelPlan plan, plan_of(entry));
  MissingParts out{plan.content, {}, 0};
  if (plan.manifests > 0) {
    for (const ParcelId& id : entry.parts) {
      ADIT_TRY(bool there, has(id));
      if (!there) ++out.manifests;
    }
    if (out.manifests > 0) return out;
  }
  ADIT_TRY(auto ids, content_ids(entry, plan, find));
  for (std::uint32_t i = 0; i < plan.content; ++i) {
    ADIT_TRY(bool there, has(ids[i]));
    if (!there) out.parts.push_back(i + 1);
  }
  return out;
}

bool opens_original(const Digest& commitment, const Key& salt, const Digest& digest) {
  return derived<Digest>("adit1 original"_label, salt.expose(), {digest.span()}) == commitment;
}

}  // namespace adit
