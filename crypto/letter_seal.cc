// SPDX-License-Identifier: Apache-2.0
#include <adit/letter.h>

#include <set>

#include "crypto/constant_time.h"
#include "crypto/letter_keys.h"
#include "crypto/padded.h"

namespace adit {
namespace {

// The four places of a letter in random order: an addressee, or nobody.
std::array<const Addressee*, kSlots> shuffled(const std::vector<Addressee>& addressees, Rng& rng) {
  std::array<const Addressee*, kSlots> places{};
  for (std::size_t i = 0; i < addressees.size(); ++i) places[i] = &addressees[i];
  for (std::uint32_t i = kSlots; i > 1; --i) std::swap(places[i - 1], places[rng.below(i)]);
  return places;
}

Status verify_addressees(const std::vector<Addressee>& addressees) {
  std::set<Rid> rids;
  for (const Addressee& a : addressees) rids.insert(a.rid);
  if (addressees.empty() || addressees.size() > kSlots || rids.size() != addressees.size()) {
    return fail(Errc::recipient_not_addressable);
  }
  return {};
}

Key new_letter_key(Rng& rng, ByteSpan root, ByteSpan core_block, ByteSpan channel_block) {
  // Hedged: a weak generator alone does not give the key away, nor does the root alone.
  auto random = Key::make([&](MutableByteSpan out) { rng.fill(out); });
  return derived_secret<Key>("adit1 letterkey"_label, random.expose(), {root, core_block, channel_block});
}

// Four dummy keys are made whatever is needed, so that the time does not tell how many recipients
// there are.
Result<ByteVector> make_slots(const DeploymentId& dep, const Key& letter_key,
                              const std::array<const Addressee*, kSlots>& places) {
  std::array<XwingPublic, kSlots> dummies;
  for (std::uint8_t i = 0; i < kSlots; ++i) dummies[i] = dummy_public(dep, letter_key, i);
  ByteVector slots;
  slots.reserve(kLetterBytes);
  for (std::uint8_t i = 0; i < kSlots; ++i) {
    const XwingPublic& key = places[i] != nullptr ? places[i]->week_key : dummies[i];
    ADIT_TRY(SlotBytes slot, make_slot(dep, letter_key, i, key));
    append(slots, slot.span());
  }
  return slots;
}

void append_compartments(ByteVector& letter, const LetterKeys& keys, ByteSpan channel_block,
                         ByteSpan core_block) {
  append(letter, keys.com.span());
  append(letter, aead_seal(keys.channel, keys.com.span(), channel_block));
  append(letter, aead_seal(keys.core, keys.com.span(), core_block));
  ct::publish(letter);
}

}  // namespace

Result<SealedLetter> seal_letter(const ThreadKeys& keys, const LetterDraft& draft, Rng& rng) {
  ADIT_CHECK(verify_addressees(draft.addressees));
  auto places = shuffled(draft.addressees, rng);

  Channel channel{.slots = {},
                  .reply_key = keys.reply_key(),
                  .thread_public = keys.thread_public(),
                  .mid = draft.mid,
                  .kind = draft.kind,
                  .week = draft.week,
                  .view = draft.view};
  for (std::size_t i = 0; i < kSlots; ++i) {
    if (places[i] != nullptr) channel.slots[i].rid = places[i]->rid;
    channel.slots[i].grant = keys.grant(places[i] != nullptr ? places[i]->rid : Rid{});
    if (places[i] == nullptr) channel.slots[i].grant = rng.bytes<Grant>();
  }
  ADIT_TRY(ByteVector core_block, pad(draft.core.encode(), kCoreBlockBytes));
  ADIT_TRY(ByteVector untagged, pad(channel.encode(), kChannelBlockBytes));

  Key letter_key = new_letter_key(rng, keys.root().expose(), core_block, untagged);
  ADIT_TRY(ByteVector letter, make_slots(keys.dep(), letter_key, places));
  LetterKeys derived_keys = letter_keys(letter_key, header_hash(keys.dep(), letter));

  for (std::size_t i = 0; i < kSlots; ++i) {
    channel.slots[i].tag = rng.bytes<Tag16>();
    // A place without a recipient gets the same work with a key of nobody, and keeps its random tag.
    bool taken = places[i] != nullptr;
    ADIT_TRY(Key thread_key,
             keys.thread_key(taken ? places[i]->rid : Rid{}, taken ? places[i]->auth : keys.thread_public()));
    Tag16 tag = letter_tag(thread_key, derived_keys.com, core_block, untagged);
    if (taken) channel.slots[i].tag = tag;
  }
  ADIT_TRY(ByteVector channel_block, pad(channel.encode(), kChannelBlockBytes));
  append_compartments(letter, derived_keys, channel_block, core_block);
  return SealedLetter::parse(letter);
}

SealedLetter seal_decoy(const DeploymentId& dep, Rng& rng) {
  ByteVector core_block(kCoreBlockBytes);
  ByteVector channel_block(kChannelBlockBytes);
  rng.fill(core_block);
  rng.fill(channel_block);
  Key letter_key = new_letter_key(rng, {}, core_block, channel_block);
  auto letter = make_slots(dep, letter_key, {});
  ADIT_ASSERT(letter.has_value());  // keys of our own making
  append_compartments(*letter, letter_keys(letter_key, header_hash(dep, *letter)), channel_block, core_block);
  auto sealed = SealedLetter::parse(*letter);
  ADIT_ASSERT(sealed.has_value());
  return std::move(*sealed);
}

}  // namespace adit
