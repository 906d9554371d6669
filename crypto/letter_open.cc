// SPDX-License-Identifier: Apache-2.0
#include <adit/letter.h>

#include "crypto/constant_time.h"
#include "crypto/letter_keys.h"
#include "crypto/padded.h"

namespace adit {
namespace {

struct Found {
  std::array<bool, kSlots> opens;  // more than one if somebody else published our key as theirs
  Key letter_key;
  LetterKeys keys;
};

// All slots, all week keys, and no early end: the time must not tell which slot was ours.
std::optional<Found> find_slot(const DeploymentId& dep, const SealedLetter& letter, const HeaderHash& hh,
                               std::span<const WeekSecret> weeks) {
  std::optional<Found> found;
  std::array<bool, kSlots> opens{};
  const Commitment com = letter.commitment();
  for (std::uint8_t i = 0; i < kSlots; ++i) {
    XwingCiphertext ciphertext = letter.ciphertext(i);
    Key wrapped = Key::copy_of(letter.wrapped(i).span());
    for (const WeekSecret& week : weeks) {
      auto ss = week.key->decapsulate(ciphertext);
      if (!ss) continue;
      Key key = wrap(wrapped, *ss, dep, i, hash_of(week.key->public_key()));
      LetterKeys keys = letter_keys(key, hh);
      if (!ct::equal(keys.com.span(), com.span())) continue;
      opens[i] = true;
      if (!found) found = Found{{}, std::move(key), std::move(keys)};
    }
  }
  if (found) found->opens = opens;
  return found;
}

// A compartment's block, or letter_damaged.
Result<SecretBuffer> open_block(const Key& key, const Commitment& com, ByteSpan sealed) {
  auto block = aead_open(key, com.span(), sealed);
  if (!block) return fail(Errc::letter_damaged);
  return std::move(*block);
}

template <class Object>
Result<Object> parse_block(const SecretBuffer& block) {
  auto text = unpad(block.expose());
  if (!text) return fail(Errc::letter_damaged);
  auto object = Object::parse(*text);
  if (!object) return fail(Errc::letter_damaged);
  return std::move(*object);
}

// The slot that opens and bears our name, or kSlots.
std::size_t own_slot(const Found& found, const Channel& channel, const Rid& own) {
  for (std::size_t i = 0; i < kSlots; ++i) {
    if (found.opens[i] && channel.slots[i].rid == own) return i;
  }
  return kSlots;
}

SlotVerdict verdict_of(const DeploymentId& dep, const SealedLetter& letter, const Key& letter_key,
                       const Channel& channel, std::uint8_t i, const WeekKeyBook& book) {
  auto is_for = [&](const XwingPublic& key) {
    auto expected = make_slot(dep, letter_key, i, key);
    return expected &&
           std::ranges::equal(expected->span(), letter.slots().subspan(i * kSlotBytes, kSlotBytes));
  };
  if (!channel.slots[i].rid) {
    return is_for(dummy_public(dep, letter_key, i)) ? SlotVerdict::dummy : SlotVerdict::unlisted;
  }
  auto key = book.week_key(*channel.slots[i].rid, channel.week);
  return key && is_for(*key) ? SlotVerdict::readable : SlotVerdict::not_readable;
}

}  // namespace

Result<OpenedLetter> open_letter(const DeploymentId& dep, const SealedLetter& letter,
                                 std::span<const WeekSecret> weeks, const RecipientSelf& self,
                                 const WeekKeyBook& book) {
  HeaderHash hh = header_hash(dep, letter.slots());
  auto found = find_slot(dep, letter, hh, weeks);
  if (!found) return fail(Errc::letter_not_mine);
  const Commitment com = letter.commitment();

  ADIT_TRY(SecretBuffer channel_block, open_block(found->keys.channel, com, letter.channel()));
  ADIT_TRY(SecretBuffer core_block, open_block(found->keys.core, com, letter.core()));
  ADIT_TRY(Channel channel, parse_block<Channel>(channel_block));
  ADIT_TRY(Core core, parse_block<Core>(core_block));
  const std::size_t slot = own_slot(*found, channel, self.rid);
  if (slot == kSlots) return fail(Errc::letter_damaged);

  // Only the thread's owner can make the tag for me, and it covers the list of recipients.
  auto thread_key =
      thread_key_of_recipient(dep, *self.auth_secret, self.auth, self.rid, channel.thread_public);
  auto untagged = pad(without_tags(channel).encode(), kChannelBlockBytes);
  if (!thread_key || !untagged) return fail(Errc::letter_spliced);
  Tag16 expected = letter_tag(*thread_key, com, core_block.expose(), *untagged);
  if (!ct::equal(expected.span(), channel.slots[slot].tag.span())) {
    return fail(Errc::letter_spliced);
  }

  std::array<SlotVerdict, kSlots> verdicts{};
  for (std::uint8_t i = 0; i < kSlots; ++i) {
    verdicts[i] = verdict_of(dep, letter, found->letter_key, channel, i, book);
  }
  return OpenedLetter{.channel = std::move(channel),
                      .core = std::move(core),
                      .verdicts = verdicts,
                      .own_slot = slot,
                      .header_hash = hh,
                      .hash = letter.hash(),
                      .core_key = std::move(found->keys.core),
                      .channel_commitment = found->keys.c2};
}

}  // namespace adit
