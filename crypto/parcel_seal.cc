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

Key original_salt(const ThreadKeys& keys, const Digest& digest) {
  return derived_secret<Key>("adit1 orig-salt"_label, keys.attachment_base().expose(), {digest.span()});
}

Digest commit_original(const ThreadKeys& keys, const Digest& digest) {
  Key salt = original_salt(keys, digest);
  return derived<Digest>("adit1 original"_label, salt.expose(), {digest.span()});
}

ByteVector seal_parcel(const Key& key, std::uint32_t index, std::uint32_t n, ByteSpan piece) {
  ADIT_ASSERT(piece.size() <= kParcelContentBytes);
  ByteVector content(piece.begin(), piece.end());
  content.resize(kParcelContentBytes);
  return aead_seal(parcel_key(key, index, n), {}, content);
}

Result<ParcelMaker> ParcelMaker::make(const ThreadKeys& keys, std::uint64_t bytes, Read read, Listing listing,
                                      const Keep& keep) {
  if (bytes > kMaxFileBytes) return fail(Errc::file_too_large);
  ParcelPlan plan = plan_parcels(bytes, listing);
  if (plan.manifests > kMaxInlineParts) return fail(Errc::file_too_large);
  Sha256 hash;
  ByteVector piece(kParcelContentBytes);
  for (std::uint64_t at = 0; at < bytes; at += kParcelContentBytes) {
    auto part = MutableByteSpan(piece).first(
        static_cast<std::size_t>(std::min<std::uint64_t>(kParcelContentBytes, bytes - at)));
    ADIT_CHECK(read(at, part));
    hash.update(part);
  }
  sodium_memzero(piece.data(), piece.size());
  Digest digest = hash.finish();
  ParcelMaker out(file_key(keys, digest), digest, bytes, plan, std::move(read));
  for (std::uint32_t i = 0; i < plan.total(); ++i) {
    ADIT_TRY(ByteVector parcel, out.make_parcel(i));
    out.ids_.push_back(sha256_as<ParcelId>(parcel));
    if (keep) keep(std::move(parcel));
  }
  return out;
}

Result<ByteVector> ParcelMaker::make_parcel(std::uint32_t i) const {
  ADIT_ASSERT(i < plan_.total());
  if (i >= plan_.content) {
    std::uint32_t manifest = i - plan_.content;
    std::size_t first = manifest * kIdsPerManifest;
    ByteVector ids;
    for (std::size_t k = first; k < std::min<std::size_t>(first + kIdsPerManifest, plan_.content); ++k)
      append(ids, ids_[k].span());
    return seal_parcel(key_, kManifestIndex + manifest, plan_.content, ids);
  }
  std::uint64_t at = std::min<std::uint64_t>(bytes_, std::uint64_t{i} * kParcelContentBytes);
  SecretBuffer piece(static_cast<std::size_t>(std::min<std::uint64_t>(kParcelContentBytes, bytes_ - at)));
  if (!piece.empty()) ADIT_CHECK(read_(at, piece.expose_mutable()));
  return seal_parcel(key_, i, plan_.content, piece.expose());
}

Result<ByteVector> ParcelMaker::parcel(std::uint32_t i) const {
  ADIT_TRY(ByteVector out, make_parcel(i));
  if (sha256_as<ParcelId>(out) != ids_[i]) return fail(Errc::file_unreadable);
  return out;
}

FileEntry ParcelMaker::entry(std::string name, std::string type) const {
  auto first = ids_.begin() + (plan_.manifests == 0 ? 0 : plan_.content);
  return {std::move(name), std::move(type), bytes_, sha256_, key_.clone(), {first, ids_.end()}, std::nullopt};
}

Result<SealedFile> seal_file(const ThreadKeys& keys, ByteSpan file, std::string name, std::string type) {
  auto read = [file](std::uint64_t at, MutableByteSpan piece) -> Status {
    std::ranges::copy(file.subspan(static_cast<std::size_t>(at), piece.size()), piece.begin());
    return {};
  };
  std::vector<ByteVector> parcels;
  auto keep = [&](ByteVector parcel) { parcels.push_back(std::move(parcel)); };
  ADIT_TRY(auto maker, ParcelMaker::make(keys, file.size(), read, Listing::inline_if_few, keep));
  return SealedFile{maker.entry(std::move(name), std::move(type)), std::move(parcels)};
}

ByteVector seal_decoy_parcel(Rng& rng) {
  ByteVector out(kParcelBytes);
  rng.fill(out);
  return out;
}

}  // namespace adit
