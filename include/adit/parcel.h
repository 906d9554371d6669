// SPDX-License-Identifier: Apache-2.0
// A parcel: a piece of an attachment, always kParcelBytes long (protocol 2.8). Made from nothing but
// the thread's secret and the file, so an upload can go on after a crash with nothing stored.
#pragma once

#include <adit/bytes.h>
#include <adit/clock.h>
#include <adit/letter.h>
#include <adit/result.h>
#include <adit/secret.h>

#include <functional>
#include <vector>

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

// Where the ids of a file's parcels stand. In a letter there is little room, so many files with a few
// pieces each can do with a manifest too. One piece is always inline.
enum class Listing : std::uint8_t { inline_if_few, manifest };

// m rounded up to a multiple of 2^(e-s), e = floor(log2 m), s = floor(log2 e) + 1.
std::uint32_t padme(std::uint32_t m);
ParcelPlan plan_parcels(std::uint64_t file_bytes, Listing listing = Listing::inline_if_few);
// As the sealer of this entry chose, if it is one of the two ways: by how many parts it lists.
Result<ParcelPlan> plan_of(const FileEntry& entry);  // parcel_damaged

// --- adit_seal ---

Key file_key(const ThreadKeys& keys, const Digest& sha256_of_file);
// Hiding commitment to an uncleaned file (protocol 2.3).
Digest commit_original(const ThreadKeys& keys, const Digest& sha256_of_original);
// What opens the commitment to this original, and to no other one.
Key original_salt(const ThreadKeys& keys, const Digest& sha256_of_original);

// One of n parcels; `piece` is at most kParcelContentBytes and is filled up with zeros.
ByteVector seal_parcel(const Key& file_key, std::uint32_t index, std::uint32_t n, ByteSpan piece);
// All parcels of a file in order, manifests last; the file entry lists what the letter must.
struct SealedFile {
  FileEntry entry;
  std::vector<ByteVector> parcels;
};
// Errors: file_too_large.
Result<SealedFile> seal_file(const ThreadKeys& keys, ByteSpan file, std::string name, std::string type);
// The parcels of a file, made one by one: no more of the file is in memory than one piece.
class ParcelMaker {
 public:
  // Fills out with the file's bytes from `at` on.
  using Read = std::function<Status(std::uint64_t at, MutableByteSpan out)>;
  using Keep = std::function<void(ByteVector parcel)>;
  // Reads the whole file twice, and makes each parcel once for its id; `keep` may have them.
  // Errors: file_too_large, and those of `read`.
  static Result<ParcelMaker> make(const ThreadKeys& keys, std::uint64_t bytes, Read read,
                                  Listing listing = Listing::inline_if_few, const Keep& keep = {});
  // Content parcels in their order, then manifests.
  std::uint32_t count() const { return plan_.total(); }
  const ParcelId& id(std::uint32_t i) const { return ids_[i]; }
  // Errors: those of `read`; file_unreadable if the file is not what it was.
  Result<ByteVector> parcel(std::uint32_t i) const;
  FileEntry entry(std::string name, std::string type) const;

 private:
  ParcelMaker(Key key, Digest sha256, std::uint64_t bytes, ParcelPlan plan, Read read)
      : key_(std::move(key)), sha256_(sha256), bytes_(bytes), plan_(plan), read_(std::move(read)) {}
  Result<ByteVector> make_parcel(std::uint32_t i) const;

  Key key_;
  Digest sha256_;
  std::uint64_t bytes_;
  ParcelPlan plan_;
  Read read_;
  std::vector<ParcelId> ids_;
};
// A parcel that belongs to nothing.
ByteVector seal_decoy_parcel(Rng& rng);

// --- adit_open ---

// Fetches a parcel, or says that it has not arrived.
using FindParcel = std::function<Result<ByteVector>(const ParcelId&)>;
// The whole file, its digest compared. Errors: parcel_missing, parcel_damaged.
Result<SecretBuffer> open_file(const FileEntry& entry, const FindParcel& find);

// What of a file has not arrived: numbers of content parcels from 1, ascending. While a manifest is
// missing it is not known which.
struct MissingParts {
  std::uint32_t of = 0;  // content parcels of the file
  std::vector<std::uint32_t> parts;
  std::uint32_t manifests = 0;  // that have not arrived
  bool none() const { return parts.empty() && manifests == 0; }
};
// Has: whether a parcel is there, without looking at it. Errors: parcel_damaged, and those of find.
Result<MissingParts> missing_parts(const FileEntry& entry, const FindParcel& find,
                                   const std::function<Result<bool>(const ParcelId&)>& has);
// Whether `commitment` was made to the file of this digest, by who knows the salt.
bool opens_original(const Digest& commitment, const Key& salt, const Digest& sha256_of_original);

}  // namespace adit
