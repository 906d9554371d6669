// SPDX-License-Identifier: Apache-2.0
#include "crypto/letter_keys.h"

#include "crypto/constant_time.h"

namespace adit {

HeaderHash header_hash(const DeploymentId& dep, ByteSpan slots) {
  return derived<HeaderHash>("adit1 header"_label, kNoKey, {dep.span(), slots});
}

Commitment letter_commitment(const HeaderHash& hh, const Commitment& c1, const Commitment& c2) {
  return derived<Commitment>("adit1 com"_label, kNoKey, {hh.span(), c1.span(), c2.span()});
}

LetterKeys letter_keys(const Key& letter_key, const HeaderHash& hh) {
  auto core = derived_secret<Key>("adit1 core"_label, letter_key.expose(), {hh.span()});
  auto channel = derived_secret<Key>("adit1 chan"_label, letter_key.expose(), {hh.span()});
  auto c1 = derived<Commitment>("adit1 core-com"_label, kNoKey, {core.expose()});
  auto c2 = derived<Commitment>("adit1 chan-com"_label, kNoKey, {channel.expose()});
  return {std::move(core), std::move(channel), c1, c2, letter_commitment(hh, c1, c2)};
}

Key wrap(const Key& key, const SharedSecret& ss, const DeploymentId& dep, std::uint8_t slot,
         const PublicKeyHash& h) {
  auto mask =
      derived_secret<Key>("adit1 wrap"_label, ss.expose(), {dep.span(), ByteSpan(&slot, 1), h.span()});
  return Key::make([&](MutableByteSpan out) {
    for (std::size_t i = 0; i < kKeyBytes; ++i) {
      out[i] = static_cast<std::uint8_t>(key.expose()[i] ^ mask.expose()[i]);
    }
  });
}

Result<SlotBytes> make_slot(const DeploymentId& dep, const Key& letter_key, std::uint8_t slot,
                            const XwingPublic& key) {
  PublicKeyHash h = hash_of(key);
  auto seed = derived_secret<EncapsulationSeed>("adit1 encap"_label, letter_key.expose(),
                                                {dep.span(), ByteSpan(&slot, 1), h.span()});
  ADIT_TRY(Encapsulation sealed, encapsulate(key, seed));
  Key wrapped = wrap(letter_key, sealed.secret, dep, slot, h);
  SlotBytes out;
  std::ranges::copy(sealed.ciphertext.span(), out.mutable_span().begin());
  std::ranges::copy(wrapped.expose(), out.mutable_span().begin() + kXwingCiphertextBytes);
  ct::publish(out);
  return out;
}

XwingSeed dummy_seed(const DeploymentId& dep, const Key& letter_key, std::uint8_t slot) {
  return derived_secret<XwingSeed>("adit1 dummy"_label, letter_key.expose(),
                                   {dep.span(), ByteSpan(&slot, 1)});
}

XwingPublic dummy_public(const DeploymentId& dep, const Key& letter_key, std::uint8_t slot) {
  return xwing_public(dummy_seed(dep, letter_key, slot));
}

Tag16 letter_tag(const Key& thread_key, const Commitment& com, ByteSpan core_block,
                 ByteSpan channel_block_without_tags) {
  auto core = derived<Digest>("adit1 body"_label, kNoKey, {core_block});
  auto channel = derived<Digest>("adit1 body"_label, kNoKey, {channel_block_without_tags});
  return derived<Tag16>("adit1 ftag"_label, thread_key.expose(), {com.span(), core.span(), channel.span()});
}

Channel without_tags(const Channel& channel) {
  Channel out = channel;
  for (ChannelSlot& slot : out.slots) slot.tag = Tag16{};
  return out;
}

}  // namespace adit
