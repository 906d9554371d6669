// SPDX-License-Identifier: Apache-2.0
// Files and their parcels. Contents are given by a rule, so that the file stays small.
#include <adit/parcel.h>

#include "crypto/parcel_key.h"
#include "crypto/sha256.h"
#include "tests/vectors/adit_vectors.h"

namespace adit::test {
namespace {

// Byte i is i mod 251.
ByteVector ruled(std::size_t bytes) {
  ByteVector out(bytes);
  for (std::size_t i = 0; i < bytes; ++i) out[i] = static_cast<std::uint8_t>(i % 251);
  return out;
}

Json file_json(const ThreadKeys& keys, std::size_t bytes, Listing listing) {
  ByteVector file = ruled(bytes);
  std::vector<ByteVector> made;
  auto read = [&](std::uint64_t at, MutableByteSpan out) -> Status {
    std::ranges::copy(ByteSpan(file).subspan(static_cast<std::size_t>(at), out.size()), out.begin());
    return {};
  };
  auto sealed = ParcelMaker::make(keys, bytes, read, listing,
                                  [&](ByteVector parcel) { made.push_back(std::move(parcel)); });
  ADIT_ASSERT(sealed);
  FileEntry entry = sealed->entry("a.bin", "application/octet-stream");
  ParcelPlan plan = plan_parcels(bytes, listing);
  Json parts = Json::array();
  for (const ParcelId& id : entry.parts) parts.push_back(hx(id));
  Json j{{"size", bytes},     {"sha256", hx(entry.sha256)},  {"file_key", hx(entry.key)},
         {"n", plan.content}, {"manifests", plan.manifests}, {"parts", parts}};
  // The sealer may want a manifest for a few parcels too, where a letter has little room.
  if (listing == Listing::manifest) j["manifest_wanted"] = true;
  Json parcels = Json::array();
  for (std::size_t i = 0; i < made.size(); ++i) {
    // The first two, the last with content, and the manifests.
    if (i > 1 && i + 1 < plan.content) continue;
    bool manifest = i >= plan.content;
    std::uint32_t index = manifest ? kManifestIndex + static_cast<std::uint32_t>(i - plan.content)
                                   : static_cast<std::uint32_t>(i);
    const ByteVector& parcel = made[i];
    parcels.push_back({{"index", index},
                       {"key", hx(parcel_key(entry.key, index, plan.content))},
                       {"first_bytes", hx(ByteSpan(parcel).first(64))},
                       {"last_bytes", hx(ByteSpan(parcel).last(16))},
                       {"sha256", sha256_hex(parcel)}});
  }
  j["parcels"] = parcels;
  if (plan.manifests > 0) {
    ByteVector ids;
    for (std::size_t i = 0; i < plan.content; ++i) append(ids, sha256(made[i]).span());
    j["sha256_of_ids"] = sha256_hex(ids);
  }
  return j;
}

}  // namespace

void add_parcel_vectors(Files& out, const Scene& scene) {
  ThreadKeys keys = scene.thread();
  Json padme_rows = Json::array();
  for (std::uint32_t m : {0u,  1u,  2u,  3u,  4u,  5u,   7u,   8u,   9u,    15u,   16u,   17u,
                          31u, 33u, 63u, 64u, 65u, 100u, 127u, 129u, 1000u, 1025u, 16385u}) {
    padme_rows.push_back({{"m", m}, {"n", padme(m)}});
  }
  Digest original = secret_named("original file digest");
  Json files = Json::array();
  for (std::size_t bytes : {0u, 1000u, 65520u, 65521u, 9u * 65520u, 65u * 65520u})
    files.push_back(file_json(keys, bytes, Listing::inline_if_few));
  for (std::size_t bytes : {1000u, 65521u, 9u * 65520u})
    files.push_back(file_json(keys, bytes, Listing::manifest));
  out["parcel.json"] = {
      {"about", "Files and parcels (2.8); byte i of each file is i mod 251"},
      {"dep", hx(scene.dep)},
      {"root", hx(keys.root())},
      {"abase", hx(keys.attachment_base())},
      {"padme", padme_rows},
      {"original",
       {{"sha256", hx(original)},
        {"salt", hx(derived_secret<Key>("adit1 orig-salt"_label, keys.attachment_base().expose(),
                                        {original.span()}))},
        {"commitment", hx(commit_original(keys, original))}}},
      {"files", files}};
}

}  // namespace adit::test
