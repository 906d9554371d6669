// SPDX-License-Identifier: Apache-2.0
#include "crypto/feed_keys.h"

namespace adit {

Result<SealedFeed> seal_feed(const DeploymentId& dep, std::span<const XwingPublic> recipients,
                             ByteSpan letters, Rng& rng) {
  ADIT_ASSERT(recipients.size() <= kMaxFeedSlots && letters.size() % kLetterBytes == 0);
  auto key = Key::make([&](MutableByteSpan out) { rng.fill(out); });
  ByteVector feed;
  feed.reserve(feed_bytes(recipients.size(), letters.size() / kLetterBytes));
  append_le16(feed, static_cast<std::uint16_t>(recipients.size()));
  for (std::size_t i = 0; i < recipients.size(); ++i) {
    PublicKeyHash h = hash_of(recipients[i]);
    ByteVector index = feed_index(i);
    auto seed =
        derived_secret<EncapsulationSeed>("adit1 f-encap"_label, key.expose(), {dep.span(), index, h.span()});
    ADIT_TRY(Encapsulation sealed, encapsulate(recipients[i], seed));
    append(feed, sealed.ciphertext.span());
    append(feed, feed_wrap(key, sealed.secret, dep, i, h).expose());
  }
  HeaderHash header = feed_header(dep, ByteSpan(feed).subspan(2));
  Commitment com = feed_commitment(key, header);
  append(feed, com.span());
  append(feed, aead_seal(feed_core_key(key, header), com.span(), letters));
  return SealedFeed{std::move(feed), FeedKey{std::move(key), header, com}};
}

ByteVector seal_feed_parcel(const FeedKey& key, std::uint32_t index, ByteSpan parcel) {
  return aead_seal(feed_parcel_key(key, index), key.com.span(), parcel);
}

}  // namespace adit
