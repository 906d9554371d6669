// SPDX-License-Identifier: Apache-2.0
// A card's inner form and its derivations, shared by those who seal and those who open.
#pragma once

#include <adit/card.h>

#include "crypto/xwing.h"

namespace adit {

struct CardBlock {
  Rid rid;
  Grant grant;
  CardContent content;
  Tag32 tag;

  static Result<CardBlock> parse(ByteSpan bytes);  // wire_not_canonical
  ByteVector encode() const;
};

struct CardKeys {
  Commitment rcom;
  Key key;
};
CardKeys card_keys(const DeploymentId& dep, const XwingCiphertext& ciphertext, const SharedSecret& ss,
                   const XwingPublic& reply_key);
Tag32 card_tag(const Key& thread_key, const Commitment& rcom, ByteSpan block_without_tag);

}  // namespace adit
