// SPDX-License-Identifier: Apache-2.0
#include <adit/parcel.h>

#include "crypto/file_entry.h"
#include "crypto/parcel_key.h"
#include "crypto/sha256.h"
#include "crypto/xwing.h"

namespace adit {

Key file_key(const ThreadKeys& keys, const Digest& digest) {
  return derived_secret<Key>("adit1 file"_label, keys.attachment_base().expose(), {digest.span()});
}

Digest commit_original(const ThreadKeys& keys, const Digest& digest) {
  auto salt = derived_secret<Key>("adit1 orig-salt"_label, keys.attachment_base().expose(), {digest.span()});
  return derived<Digest>("adit1 original"_label, salt.expose(), {digest.span()});
}

ByteVector seal_parcel(const Key& key, std::uint32_t index, std::uint32_t n, ByteSpan piece) {
  ADIT_ASSERT(piece.size() <= kParcelContentBytes);
  ByteVector content(piece.begin(), piece.end());
  content.resize(kParcelContentBytes);
  return aead_seal(parcel_key(key, index, n), {}, content);
}

Result<SealedFile> seal_file(const ThreadKeys& keys, ByteSpan file, std::string name, std::string type) {
  if (file.size() > kMaxFileBytes) return fail(Errc::file_too_large);
  ParcelPlan plan = plan_parcels(file.size());
  if (plan.manifests > kMaxInlineParts) return fail(Errc::file_too_large);
  Digest digest = sha256(file);
  Key key = file_key(keys, digest);
  SealedFile out{.entry = {std::move(name), std::move(type), file.size(), digest, key.clone(), {}, std::nullopt},
                 .parcels = {}};
  ByteVector ids;
  auto add = [&](std::uint32_t index, ByteSpan piece) {
    out.parcels.push_back(seal_parcel(key, index, plan.content, piece));
    return sha256_as<ParcelId>(out.parcels.back());
  };
  for (std::uint32_t i = 0; i < plan.content; ++i) {
    std::size_t at = std::min(file.size(), i * kParcelContentBytes);
    ParcelId id = add(i, file.subspan(at, std::min(kParcelContentBytes, file.size() - at)));
    if (plan.manifests == 0) out.entry.parts.push_back(id);
    append(ids, id.span());
  }
  constexpr std::size_t kManifestBytes = kIdsPerManifest * ParcelId::kSize;
  for (std::uint32_t i = 0; i < plan.manifests; ++i) {
    std::size_t at = i * kManifestBytes;
    ByteSpan piece = ByteSpan(ids).subspan(at, std::min(kManifestBytes, ids.size() - at));
    out.entry.parts.push_back(add(kManifestIndex + i, piece));
  }
  return out;
}

ByteVector seal_decoy_parcel(Rng& rng) {
  ByteVector out(kParcelBytes);
  rng.fill(out);
  return out;
}

}  // namespace adit
