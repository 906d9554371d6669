// SPDX-License-Identifier: Apache-2.0
// The derivations of protocol 2.3 that those who seal and those who open share.
#pragma once

#include <adit/letter.h>

#include "crypto/derive.h"
#include "crypto/xwing.h"

namespace adit {

using SlotBytes = Bytes<struct SlotBytesTag, kSlotBytes>;
using PublicKeyHash = Bytes<struct PublicKeyHashTag, 32>;

struct LetterKeys {
  Key core;
  Key channel;
  Commitment c1;
  Commitment c2;
  Commitment com;
};

PublicKeyHash hash_of(const XwingPublic& key);
HeaderHash header_hash(const DeploymentId& dep, ByteSpan slots);
LetterKeys letter_keys(const Key& letter_key, const HeaderHash& hh);
Commitment letter_commitment(const HeaderHash& hh, const Commitment& c1, const Commitment& c2);
// letter key xor D("adit1 wrap", ss, ...): wraps and unwraps.
Key wrap(const Key& key, const SharedSecret& ss, const DeploymentId& dep, std::uint8_t slot,
         const PublicKeyHash& h);
// Slot i as it must be if it is for this key. Errors: key_invalid.
Result<SlotBytes> make_slot(const DeploymentId& dep, const Key& letter_key, std::uint8_t slot,
                            const XwingPublic& key);
XwingSeed dummy_seed(const DeploymentId& dep, const Key& letter_key, std::uint8_t slot);
XwingPublic dummy_public(const DeploymentId& dep, const Key& letter_key, std::uint8_t slot);

// The tag of protocol 2.3: over com, the core block and the channel block whose tags are zero.
Tag16 letter_tag(const Key& thread_key, const Commitment& com, ByteSpan core_block,
                 ByteSpan channel_block_without_tags);
// The channel with its tags zero.
Channel without_tags(const Channel& channel);

}  // namespace adit
