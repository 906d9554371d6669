// SPDX-License-Identifier: Apache-2.0
#include "crypto/card_format.h"
#include "crypto/constant_time.h"
#include "crypto/padded.h"

namespace adit {
namespace {

// The tag as the recipient in the card's name would have made it.
Result<Tag32> expected_tag(const ThreadKeys& keys, const CardBlock& card, const Commitment& rcom,
                           const Directory& directory) {
  const RecipientEntry* sender = directory.find(card.rid);
  if (sender == nullptr) return fail(Errc::card_forged);
  ADIT_TRY(Key thread_key, keys.thread_key(card.rid, sender->auth));
  CardBlock untagged{card.rid, card.grant, card.content.clone(), Tag32{}};
  ADIT_TRY(ByteVector block, pad(untagged.encode(), kCardBlockBytes));
  return card_tag(thread_key, rcom, block);
}

// The block of a card that is sealed to the reply key, whoever wrote it.
// Errors: card_not_mine; card_forged (malformed inside).
struct Unsealed {
  Commitment rcom;
  CardBlock block;
};
Result<Unsealed> unseal(const ThreadKeys& keys, const XwingKey& reply_key, const SealedCard& card) {
  ByteSpan bytes = card.bytes();
  auto ciphertext = *XwingCiphertext::from(bytes.first(kXwingCiphertextBytes));
  auto rcom = *Commitment::from(bytes.subspan(kXwingCiphertextBytes, kCommitmentBytes));
  auto ss = reply_key.decapsulate(ciphertext);
  if (!ss) return fail(Errc::card_not_mine);
  CardKeys derived_keys = card_keys(keys.dep(), ciphertext, *ss, reply_key.public_key());
  if (!ct::equal(derived_keys.rcom.span(), rcom.span())) {
    return fail(Errc::card_not_mine);
  }
  auto block =
      aead_open(derived_keys.key, rcom.span(), bytes.subspan(kXwingCiphertextBytes + kCommitmentBytes));
  if (!block) return fail(Errc::card_forged);
  auto text = unpad(block->expose());
  if (!text) return fail(Errc::card_forged);
  auto content = CardBlock::parse(*text);
  if (!content) return fail(Errc::card_forged);
  return Unsealed{rcom, std::move(*content)};
}

}  // namespace

Result<OpenedCard> open_card(const ThreadKeys& keys, const XwingKey& reply_key, const SealedCard& card,
                             const Directory& directory) {
  ADIT_TRY(Unsealed unsealed, unseal(keys, reply_key, card));
  CardBlock& content = unsealed.block;
  Grant grant = keys.grant(content.rid);
  auto tag = expected_tag(keys, content, unsealed.rcom, directory);
  if (!tag || !ct::equal(grant.span(), content.grant.span()) || !ct::equal(tag->span(), content.tag.span())) {
    return fail(Errc::card_forged);
  }
  return OpenedCard{content.rid, std::move(content.content)};
}

std::optional<Rid> claimed_sender(const ThreadKeys& keys, const XwingKey& reply_key, const SealedCard& card) {
  auto unsealed = unseal(keys, reply_key, card);
  if (!unsealed) return std::nullopt;
  return unsealed->block.rid;
}

}  // namespace adit
