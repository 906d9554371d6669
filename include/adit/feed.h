// SPDX-License-Identifier: Apache-2.0
// The feed of an epoch (protocol 2.6): its letters, encrypted to the vetted recipients of the week,
// so that nobody else can even hold the ciphertexts. The epoch's parcels are a second file under the
// same key.
//
//     offset        bytes  field
//          0            2  R, number of slots, little-endian
//          2     R x 1152  slots, in the order of the bulletins
//        ...           32  com
//        ...     16 + n x 16384  AEAD of the letters, one after another, ascending by hash
//
// Parcels file: each parcel under a key of its own, 16 bytes longer than the parcel, one after another.
#pragma once

#include <adit/bytes.h>
#include <adit/clock.h>
#include <adit/letter.h>
#include <adit/result.h>
#include <adit/secret.h>

#include <memory>
#include <vector>

namespace adit {

inline constexpr std::size_t kMaxFeedSlots = 64;
inline constexpr std::size_t kSealedParcelBytes = kParcelBytes + kAeadTagBytes;

// What the letters and the parcels of one epoch are sealed under.
struct FeedKey {
  Key key;  // k_F
  HeaderHash header;
  Commitment com;
};

constexpr std::size_t feed_bytes(std::size_t recipients, std::size_t letters) {
  return 2 + recipients * kSlotBytes + kCommitmentBytes + letters * kLetterBytes + kAeadTagBytes;
}

// --- adit_seal ---

struct SealedFeed {
  ByteVector feed;
  FeedKey key;  // for the parcels file; then it is to be forgotten
};
// letters: one after another, a multiple of kLetterBytes. Errors: key_invalid.
Result<SealedFeed> seal_feed(const DeploymentId& dep, std::span<const XwingPublic> recipients,
                             ByteSpan letters, Rng& rng);
ByteVector seal_feed_parcel(const FeedKey& key, std::uint32_t index, ByteSpan parcel);

// --- adit_open ---

struct OpenedFeed {
  std::vector<SealedLetter> letters;
  FeedKey key;
};
// Errors: letter_not_mine (no slot for these keys), letter_damaged.
Result<OpenedFeed> open_feed(const DeploymentId& dep, ByteSpan feed, std::span<const WeekSecret> weeks);
// Errors: parcel_damaged.
Result<ByteVector> open_feed_parcel(const FeedKey& key, std::uint32_t index, ByteSpan sealed);

}  // namespace adit
