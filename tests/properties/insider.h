// SPDX-License-Identifier: Apache-2.0
// Letters and cards as someone inside would forge them: with the keys of its own choice, part by
// part. The library cannot make these; the tests of P3 to P6 must show that nobody accepts them.
#pragma once

#include <functional>
#include <optional>
#include <variant>

#include "crypto/card_format.h"
#include "crypto/letter_keys.h"
#include "tests/support/world.h"

namespace adit::test {

// What stands in a slot.
struct ForNobody {};  // a dummy as the protocol makes it
struct ToKey {
  XwingPublic key;
};  // sealed to this key
struct ToKeyWith {
  XwingPublic key;
  Key letter_key;
};  // sealed to this key, and another letter key inside
struct Bytes1152 {
  SlotBytes bytes;
};  // anything
using SlotContent = std::variant<ForNobody, ToKey, ToKeyWith, Bytes1152>;

struct Forgery {
  DeploymentId dep;
  Key letter_key;
  std::array<SlotContent, kSlots> slots;
  Channel channel;  // tags as they stand, where `tag` gives none
  ByteVector core;  // encoded
  // The tag for slot i, or nothing to leave what stands in the channel.
  std::function<std::optional<Tag16>(std::size_t i, const Commitment& com, ByteSpan core_block,
                                     ByteSpan untagged)>
      tag;

  SealedLetter seal() const;
};

// What a recipient gets out of a letter and may use against the others.
struct Opened {
  Key letter_key;
  LetterKeys keys;
  Channel channel;
  Core core;
};
Opened open_fully(const World& world, const TestRecipient& who, const SealedLetter& letter);

// The same letter again, to be changed before it is sealed.
Forgery same_as(const World& world, const SealedLetter& letter, const Opened& opened);

Result<OpenedLetter> open_as(const World& world, std::size_t recipient, const SealedLetter& letter);
LetterDraft draft_to(const World& world, std::initializer_list<std::size_t> recipients,
                     std::string text = "text");
SealedLetter seal_draft(const World& world, const ThreadKeys& keys, const LetterDraft& draft,
                        std::uint64_t seed);

// A card with a block and a tag of one's own choice.
SealedCard forge_card(const DeploymentId& dep, const XwingPublic& reply_key, const CardBlock& block,
                      const std::function<Tag32(const Commitment& rcom, ByteSpan untagged)>& tag, Rng& rng);

}  // namespace adit::test
