// SPDX-License-Identifier: Apache-2.0
#include "crypto/constant_time.h"
#include "crypto/feed_keys.h"

namespace adit {
namespace {

std::optional<Key> find_feed_key(const DeploymentId& dep, ByteSpan slots, const HeaderHash& header,
                                 const Commitment& com, std::span<const WeekSecret> weeks) {
  for (std::size_t i = 0; i < slots.size() / kSlotBytes; ++i) {
    auto ciphertext = *XwingCiphertext::from(slots.subspan(i * kSlotBytes, kXwingCiphertextBytes));
    Key wrapped = Key::copy_of(slots.subspan(i * kSlotBytes + kXwingCiphertextBytes).first<kKeyBytes>());
    for (const WeekSecret& week : weeks) {
      auto ss = week.key->decapsulate(ciphertext);
      if (!ss) continue;
      Key key = feed_wrap(wrapped, *ss, dep, i, hash_of(week.key->public_key()));
      Commitment mine = feed_commitment(key, header);
      if (ct::equal(mine.span(), com.span())) return key;
    }
  }
  return std::nullopt;
}

}  // namespace

Result<OpenedFeed> open_feed(const DeploymentId& dep, ByteSpan feed, std::span<const WeekSecret> weeks) {
  if (feed.size() < 2) return fail(Errc::letter_damaged);
  std::size_t count = load_le(feed.first(2));
  if (count > kMaxFeedSlots || feed.size() < feed_bytes(count, 0) ||
      (feed.size() - feed_bytes(count, 0)) % kLetterBytes != 0) {
    return fail(Errc::letter_damaged);
  }
  ByteSpan slots = feed.subspan(2, count * kSlotBytes);
  auto com = *Commitment::from(feed.subspan(2 + slots.size(), kCommitmentBytes));
  ByteSpan sealed = feed.subspan(2 + slots.size() + kCommitmentBytes);

  HeaderHash header = feed_header(dep, slots);
  auto key = find_feed_key(dep, slots, header, com, weeks);
  if (!key) return fail(Errc::letter_not_mine);
  auto letters = aead_open(feed_core_key(*key, header), com.span(), sealed);
  if (!letters) return fail(Errc::letter_damaged);

  OpenedFeed out{.letters = {}, .key = {std::move(*key), header, com}};
  for (std::size_t at = 0; at < letters->size(); at += kLetterBytes) {
    ADIT_TRY(SealedLetter letter, SealedLetter::parse(letters->expose().subspan(at, kLetterBytes)));
    out.letters.push_back(std::move(letter));
  }
  return out;
}

Result<ByteVector> open_feed_parcel(const FeedKey& key, std::uint32_t index, ByteSpan sealed) {
  auto parcel = aead_open(feed_parcel_key(key, index), key.com.span(), sealed);
  if (!parcel || parcel->size() != kParcelBytes) return fail(Errc::parcel_damaged);
  return ByteVector(parcel->expose().begin(), parcel->expose().end());
}

}  // namespace adit
