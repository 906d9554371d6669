// SPDX-License-Identifier: Apache-2.0
#include "crypto/card_format.h"
#include "crypto/constant_time.h"
#include "crypto/derive.h"
#include "crypto/letter_keys.h"
#include "crypto/padded.h"

namespace adit {
namespace {

struct Opening {
  XwingCiphertext ciphertext;
  CardKeys keys;
};

Result<Opening> encapsulate_card(const DeploymentId& dep, const XwingPublic& reply_key, ByteSpan block,
                                 Rng& rng) {
  PublicKeyHash h = hash_of(reply_key);
  auto random = Key::make([&](MutableByteSpan out) { rng.fill(out); });
  auto seed =
      derived_secret<EncapsulationSeed>("adit1 rencap"_label, random.expose(), {dep.span(), h.span(), block});
  ADIT_TRY(Encapsulation sealed, encapsulate(reply_key, seed));
  return Opening{sealed.ciphertext, card_keys(dep, sealed.ciphertext, sealed.secret, reply_key)};
}

Result<SealedCard> assemble(const Opening& opening, ByteSpan block) {
  ByteVector card;
  append(card, opening.ciphertext.span());
  append(card, opening.keys.rcom.span());
  append(card, aead_seal(opening.keys.key, opening.keys.rcom.span(), block));
  ct::publish(card);
  return SealedCard::parse(card);
}

}  // namespace

std::ptrdiff_t card_bytes_left(const CardContent& content) {
  CardBlock block{Rid{}, Grant{}, content.clone(), Tag32{}};
  return static_cast<std::ptrdiff_t>(kCardBlockBytes - kPadHeaderBytes) -
         static_cast<std::ptrdiff_t>(block.encode().size());
}

Result<SealedCard> seal_card(const DeploymentId& dep, const RecipientSelf& self, const ReplyTo& to,
                             const CardContent& content, Rng& rng) {
  CardBlock card{self.rid, to.grant, content.clone(), Tag32{}};
  ADIT_TRY(ByteVector untagged, pad(card.encode(), kCardBlockBytes));
  ADIT_TRY(Opening opening, encapsulate_card(dep, to.reply_key, untagged, rng));
  ADIT_TRY(Key thread_key,
           thread_key_of_recipient(dep, *self.auth_secret, self.auth, self.rid, to.thread_public));
  card.tag = card_tag(thread_key, opening.keys.rcom, untagged);
  ADIT_TRY(ByteVector block, pad(card.encode(), kCardBlockBytes));
  return assemble(opening, block);
}

SealedCard seal_dummy_card(const DeploymentId& dep, Rng& rng) {
  auto seed = XwingSeed::make([&](MutableByteSpan out) { rng.fill(out); });
  ByteVector block(kCardBlockBytes);
  rng.fill(block);
  auto opening = encapsulate_card(dep, xwing_public(seed), block, rng);
  ADIT_ASSERT(opening.has_value());  // a key of our own making
  auto card = assemble(*opening, block);
  ADIT_ASSERT(card.has_value());
  return std::move(*card);
}

}  // namespace adit
