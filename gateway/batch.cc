// SPDX-License-Identifier: Apache-2.0
#include "gateway/batch.h"

#include <adit/api.h>

#include <algorithm>
#include <map>

#include "crypto/sha256.h"
#include "crypto/xwing.h"

namespace adit::gateway {
namespace {

// What of the pool may be published, `cap` at most; which of too many is left to chance, so that
// nobody can push others back by the choice of a hash.
std::vector<Digest> choose(const Pool& pool, ObjectKind kind, const Recent& recent,
                           const std::set<Digest>& damaged, std::uint32_t cap, Rng& rng) {
  std::vector<Digest> out = pool.list(kind);
  std::erase_if(out, [&](const Digest& hash) { return damaged.contains(hash) || recent.contains(hash); });
  for (std::uint32_t i = 0; out.size() > cap && i < cap; ++i) {
    std::swap(out[i], out[i + rng.below(static_cast<std::uint32_t>(out.size() - i))]);
  }
  if (out.size() > cap) out.resize(cap);
  return out;
}

Result<ByteVector> get(const Pool& pool, ObjectKind kind, const Digest& hash, std::set<Digest>& damaged) {
  auto object = pool.get(kind, hash);
  if (!object && object.error().code == Errc::store_corrupt) damaged.insert(hash);
  return object;
}

// A decoy parcel is what a real one is: zeros under a key, here one that nobody keeps.
ByteVector decoy_parcel(const Key& key) {
  const ByteVector nothing(kParcelContentBytes);
  return aead_seal(key, {}, nothing);
}

std::string below_data(const std::string& path) { return "public" + path; }

}  // namespace

std::uint32_t batch_size(std::uint32_t n, std::uint32_t floor, std::uint32_t cap) {
  if (n == 0 && floor == 0) return 0;
  std::uint64_t size = std::max(floor, 1u);
  while (size < n) size *= 2;
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(size, cap));
}

namespace {

Result<SealedFeed> stage_feed(const DeploymentId& dep, const Params& params, Epoch epoch,
                              std::span<const XwingPublic> recipients, const Pool& pool,
                              const std::vector<Digest>& chosen, std::set<Digest>& damaged,
                              StageWriter& stage, Rng& rng, Batch& batch) {
  std::map<Digest, std::optional<SealedLetter>> all;  // nothing: a real one, in the pool
  for (const Digest& hash : chosen) all.emplace(hash, std::nullopt);
  const std::uint32_t size =
      recipients.empty() ? 0
                         : batch_size(static_cast<std::uint32_t>(chosen.size()), params.floor, params.cap);
  while (all.size() < size) {
    SealedLetter decoy = seal_decoy(dep, rng);
    const Digest hash(decoy.hash().span());
    all.emplace(hash, std::move(decoy));
  }
  ByteVector letters;
  letters.reserve(all.size() * kLetterBytes);
  for (auto& [hash, decoy] : all) {
    batch.letters.push_back(hash);
    if (decoy) {
      append(letters, decoy->bytes());
      decoy.reset();
    } else {
      ADIT_TRY(ByteVector letter, get(pool, ObjectKind::letter, hash, damaged));
      append(letters, letter);
    }
  }
  ADIT_TRY(SealedFeed sealed, seal_feed(dep, recipients, letters, rng));
  batch.feed = sha256(sealed.feed);
  ADIT_CHECK(stage.add(below_data(api::feed_path(epoch)), sealed.feed, kPublicFile));
  return sealed;
}

// One parcel at a time: an epoch may have more of them than memory.
Status stage_parcels(const Params& params, Epoch epoch, bool to_somebody, const Pool& pool,
                     const std::vector<Digest>& chosen, const FeedKey& key, std::set<Digest>& damaged,
                     StageWriter& stage, Rng& rng, Batch& batch) {
  std::map<Digest, std::optional<Key>> all;  // of decoys, the key
  for (const Digest& hash : chosen) all.emplace(hash, std::nullopt);
  const std::uint32_t size = to_somebody ? batch_size(static_cast<std::uint32_t>(chosen.size()),
                                                      params.parcel_floor, params.parcel_cap)
                                         : 0;
  while (all.size() < size) {
    auto decoy_key = Key::make([&](MutableByteSpan out) { rng.fill(out); });
    const Digest hash = sha256(decoy_parcel(decoy_key));
    all.emplace(hash, std::move(decoy_key));
  }
  const std::string target = below_data(api::parcels_path(epoch));
  ADIT_TRY(StageStream out, stage.open(target, kPublicFile));
  std::uint32_t index = 0;
  for (const auto& [hash, decoy_key] : all) {
    batch.parcels.push_back(hash);
    ByteVector parcel;
    if (decoy_key) {
      parcel = decoy_parcel(*decoy_key);
    } else {
      ADIT_TRY(parcel, get(pool, ObjectKind::parcel, hash, damaged));
    }
    ADIT_CHECK(out.write(seal_feed_parcel(key, index++, parcel)));
  }
  ADIT_TRY(batch.parcels_file, out.finish());
  stage.finished(target, batch.parcels_file);
  return {};
}

}  // namespace

Result<Batch> make_batch(const DeploymentId& dep, const Params& params, Epoch epoch,
                         std::span<const XwingPublic> recipients, const Pool& pool, const Recent& recent,
                         std::set<Digest>& damaged, StageWriter& stage, Rng& rng) {
  std::vector<Digest> letters;
  std::vector<Digest> parcels;
  if (!recipients.empty()) {
    letters = choose(pool, ObjectKind::letter, recent, damaged, params.cap, rng);
    parcels = choose(pool, ObjectKind::parcel, recent, damaged, params.parcel_cap, rng);
  }
  Batch batch;
  ADIT_TRY(SealedFeed sealed,
           stage_feed(dep, params, epoch, recipients, pool, letters, damaged, stage, rng, batch));
  ADIT_CHECK(stage_parcels(params, epoch, !recipients.empty(), pool, parcels, sealed.key, damaged, stage, rng,
                           batch));
  return batch;
}

}  // namespace adit::gateway
