// SPDX-License-Identifier: Apache-2.0
// A parcel: a piece of an attachment, always kParcelBytes long (protocol 2.8). Made from nothing but
// the thread's secret and the file, so an upload can go on after a crash with nothing stored.
#pragma once

#include <functional>
#include <vector>

#include <adit/bytes.h>
#include <adit/clock.h>
#include <adit/letter.h>
#include <adit/result.h>
#include <adit/secret.h>

namespace adit {

// A file's parcels: its pieces, padded up to a PADME count, then a manifest if they are too many
// to be listed in a letter.
struct ParcelPlan {
  std::uint32_t content = 0;    // n, with padding
  std::uint32_t manifests = 0;  // 0, or as many as hold n ids
  std::uint32_t total() const { return content + manifests; }
};
inline constexpr std::size_t kIdsPerManifest = kParcelContentBytes / ParcelId::kSize;
inline constexpr std::uint32_t kManifestIndex = 0x80000000;  // index of the first manifest parcel

// m rounded up to a multiple of 2^(e-s), e = floor(log2 m), s = floor(log2 e) + 1.
std::uint32_t padme(std::uint32_t m);
ParcelPlan plan_parcels(std::uint64_t file_bytes);

// --- adit_seal ---

Key file_key(const ThreadKeys& keys, const Digest& sha256_of_file);
// Hiding commitment to an uncleaned file (protocol 2.3).
Digest commit_original(const ThreadKeys& keys, const Digest& sha256_of_original);

// One of n parcels; `piece` is at most kParcelContentBytes and is filled up with zeros.
ByteVector seal_parcel(const Key& file_key, std::uint32_t index, std::uint32_t n, ByteSpan piece);
// All parcels of a file in order, manifests last; the file entry lists what the letter must.
struct SealedFile {
  FileEntry entry;
  std::vector<ByteVector> parcels;
};
// Errors: file_too_large.
Result<SealedFile> seal_file(const ThreadKeys& keys, ByteSpan file, std::string name, std::string type);
// A parcel that belongs to nothing.
ByteVector seal_decoy_parcel(Rng& rng);

// --- adit_open ---

// Fetches a parcel, or says that it has not arrived.
using FindParcel = std::function<Result<ByteVector>(const ParcelId&)>;
// The whole file, its digest compared. Errors: parcel_missing, parcel_damaged.
Result<SecretBuffer> open_file(const FileEntry& entry, const FindParcel& find);

}  // namespace adit
