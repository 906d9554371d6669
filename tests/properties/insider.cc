// SPDX-License-Identifier: Apache-2.0
#include "tests/properties/insider.h"

#include "crypto/padded.h"

namespace adit::test {
namespace {

SlotBytes fill_slot(const Forgery& f, std::uint8_t i) {
  auto made = [&](const Key& inside, const XwingPublic& key) {
    auto slot = make_slot(f.dep, inside, i, key);
    ADIT_ASSERT(slot);
    return *slot;
  };
  if (const auto* to = std::get_if<ToKey>(&f.slots[i])) return made(f.letter_key, to->key);
  if (const auto* to = std::get_if<ToKeyWith>(&f.slots[i])) return made(to->letter_key, to->key);
  if (const auto* raw = std::get_if<Bytes1152>(&f.slots[i])) return raw->bytes;
  return made(f.letter_key, dummy_public(f.dep, f.letter_key, i));
}

}  // namespace

SealedLetter Forgery::seal() const {
  ByteVector letter;
  for (std::uint8_t i = 0; i < kSlots; ++i) append(letter, fill_slot(*this, i).span());
  LetterKeys keys = letter_keys(letter_key, header_hash(dep, letter));
  ByteVector core_block = *pad(core, kCoreBlockBytes);
  ByteVector untagged = *pad(without_tags(channel).encode(), kChannelBlockBytes);
  Channel tagged = channel;
  for (std::size_t i = 0; i < kSlots && tag; ++i) {
    if (auto t = tag(i, keys.com, core_block, untagged)) tagged.slots[i].tag = *t;
  }
  append(letter, keys.com.span());
  append(letter, aead_seal(keys.channel, keys.com.span(), *pad(tagged.encode(), kChannelBlockBytes)));
  append(letter, aead_seal(keys.core, keys.com.span(), core_block));
  return *SealedLetter::parse(letter);
}

Opened open_fully(const World& world, const TestRecipient& who, const SealedLetter& letter) {
  HeaderHash hh = header_hash(world.dep, letter.slots());
  for (std::uint8_t i = 0; i < kSlots; ++i) {
    auto ss = who.week_key.decapsulate(letter.ciphertext(i));
    if (!ss) continue;
    Key key =
        wrap(Key::copy_of(letter.wrapped(i).span()), *ss, world.dep, i, hash_of(who.week_key.public_key()));
    LetterKeys keys = letter_keys(key, hh);
    if (keys.com != letter.commitment()) continue;
    auto channel_block = aead_open(keys.channel, keys.com.span(), letter.channel());
    auto core_block = aead_open(keys.core, keys.com.span(), letter.core());
    ADIT_ASSERT(channel_block && core_block);
    auto channel = Channel::parse(*unpad(channel_block->expose()));
    auto core = Core::parse(*unpad(core_block->expose()));
    ADIT_ASSERT(channel && core);
    return {std::move(key), std::move(keys), *channel, std::move(*core)};
  }
  ADIT_ASSERT(false);
}

Forgery same_as(const World& world, const SealedLetter& letter, const Opened& opened) {
  Forgery f{.dep = world.dep,
            .letter_key = opened.letter_key.clone(),
            .slots = {},
            .channel = opened.channel,
            .core = opened.core.encode(),
            .tag = {}};
  for (std::size_t i = 0; i < kSlots; ++i) {
    f.slots[i] = Bytes1152{*SlotBytes::from(letter.slots().subspan(i * kSlotBytes, kSlotBytes))};
  }
  return f;
}

Result<OpenedLetter> open_as(const World& world, std::size_t recipient, const SealedLetter& letter) {
  const TestRecipient& r = world.recipients[recipient];
  std::array weeks{WeekSecret{week_at(kNow), &r.week_key}};
  return open_letter(world.dep, letter, weeks, r.self(), TestKeyBook(world));
}

LetterDraft draft_to(const World& world, std::initializer_list<std::size_t> recipients, std::string text) {
  LetterDraft d;
  d.core.form = "report";
  d.core.fields = {{"what", std::move(text)}};
  d.week = week_at(kNow);
  for (std::size_t i : recipients) d.addressees.push_back(world.recipients[i].addressee());
  return d;
}

SealedLetter seal_draft(const World& world, const ThreadKeys& keys, const LetterDraft& draft,
                        std::uint64_t seed) {
  ADIT_ASSERT(keys.dep() == world.dep);
  SeededRng rng(seed);
  auto letter = seal_letter(keys, draft, rng);
  ADIT_ASSERT(letter);
  return std::move(*letter);
}

SealedCard forge_card(const DeploymentId& dep, const XwingPublic& reply_key, const CardBlock& block,
                      const std::function<Tag32(const Commitment& rcom, ByteSpan untagged)>& tag, Rng& rng) {
  CardBlock card{block.rid, block.grant, block.content.clone(), Tag32{}};
  ByteVector untagged = *pad(card.encode(), kCardBlockBytes);
  auto seed = EncapsulationSeed::make([&](MutableByteSpan out) { rng.fill(out); });
  auto sealed = encapsulate(reply_key, seed);
  ADIT_ASSERT(sealed);
  CardKeys keys = card_keys(dep, sealed->ciphertext, sealed->secret, reply_key);
  card.tag = tag(keys.rcom, untagged);
  ByteVector out;
  append(out, sealed->ciphertext.span());
  append(out, keys.rcom.span());
  append(out, aead_seal(keys.key, keys.rcom.span(), *pad(card.encode(), kCardBlockBytes)));
  return *SealedCard::parse(out);
}

}  // namespace adit::test
