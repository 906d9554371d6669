// SPDX-License-Identifier: Apache-2.0
#include <adit/state.h>

#include "crypto/sha256.h"
#include "crypto/value.h"

namespace adit {
namespace {

constexpr std::size_t kMaxProof = 64;
constexpr std::size_t kMaxChain = 64;

Value encode_list(const std::vector<ByteVector>& list) {
  Array out;
  for (const ByteVector& item : list) out.emplace_back(ByteSpan(item));
  return out;
}

std::vector<ByteVector> parse_list(Reader& reader, std::size_t min, std::size_t max) {
  std::vector<ByteVector> out;
  for (const Value& item : reader.array(min, max)) {
    const ByteVector* bytes = item.bytes();
    if (bytes == nullptr) {
      reader.refuse();
      break;
    }
    out.push_back(*bytes);
  }
  return out;
}

// SHA-256 over le32(size) || envelope of each, so that no two lists read alike.
Digest hash_list(const std::vector<ByteVector>& list) {
  Sha256 hash;
  for (const ByteVector& item : list) {
    ByteVector size;
    append_le32(size, static_cast<std::uint32_t>(item.size()));
    hash.update(size);
    hash.update(item);
  }
  return hash.finish();
}

}  // namespace

Result<StateBundle> StateBundle::parse(ByteSpan padded) {
  if (padded.empty() || padded.size() % kBundleUnitBytes != 0 || padded.size() > kMaxBundleBytes) {
    return fail(Errc::wire_not_canonical);
  }
  // le32 size, the value, zeros up to the next multiple.
  std::size_t size = load_le(padded.first(4));
  if (size > padded.size() - 4 || padded.size() - 4 - size >= kBundleUnitBytes) {
    return fail(Errc::wire_not_canonical);
  }
  for (std::uint8_t byte : padded.subspan(4 + size)) {
    if (byte != 0) return fail(Errc::wire_not_canonical);
  }
  ADIT_TRY(Value value, decode(padded.subspan(4, size)));
  Reader r(value);
  StateBundle b;
  b.checkpoint = r.text(kMaxNoteBytes);
  b.epoch_record = r.blob(kEpochRecordBytes);
  for (const Value& item : r.array(0, kMaxProof)) {
    auto digest = item.bytes() != nullptr ? Digest::from(*item.bytes()) : std::nullopt;
    if (!digest) r.refuse();
    b.proof.push_back(digest.value_or(Digest{}));
  }
  b.council = parse_list(r, 1, kMaxChain);
  b.directory = r.blob(kMaxDocumentBytes);
  b.bulletins = parse_list(r, 0, kMaxRecipients);
  b.burns = parse_list(r, 0, kMaxRecipients);
  b.token_key = r.blob(1024);
  ADIT_CHECK(r.done());
  return b;
}

ByteVector StateBundle::encode() const {
  Array digests;
  for (const Digest& d : proof) digests.emplace_back(d);
  ByteVector value = adit::encode(Array{checkpoint, ByteSpan(epoch_record), digests, encode_list(council),
                                        ByteSpan(directory), encode_list(bulletins), encode_list(burns),
                                        ByteSpan(token_key)});
  ByteVector out;
  append_le32(out, static_cast<std::uint32_t>(value.size()));
  append(out, value);
  out.resize((out.size() + kBundleUnitBytes - 1) / kBundleUnitBytes * kBundleUnitBytes);
  return out;
}

Digest StateBundle::state_hash() const {
  Digest council_hash = hash_list(council);
  Digest directory_hash = sha256(directory);
  Digest bulletin_hash = hash_list(bulletins);
  Digest burn_hash = hash_list(burns);
  Digest token_hash = sha256(token_key);
  return sha256({council_hash.span(), directory_hash.span(), bulletin_hash.span(), burn_hash.span(),
                 token_hash.span()});
}

}  // namespace adit
