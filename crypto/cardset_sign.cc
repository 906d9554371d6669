// SPDX-License-Identifier: Apache-2.0
#include <adit/api.h>
#include <adit/cardset.h>

#include "crypto/padded.h"
#include "crypto/sign.h"

namespace adit {

Result<ByteVector> sign_card_set(const DeploymentId& dep, const Rid& rid, Round round,
                                 std::vector<SealedCard> cards, const SigningKey& identity) {
  std::ranges::sort(cards, {}, &SealedCard::hash);
  CardPostBody body{dep, rid, round, {}};
  ByteVector out;
  for (const SealedCard& card : cards) {
    body.cards.push_back(card.hash());
    append(out, card.bytes());
  }
  UnverifiedEnvelope envelope{.body = body.encode(), .signatures = {}, .new_signatures = std::nullopt};
  envelope.signatures.emplace_back(0, identity.sign_document(DocumentType::cardpost, dep, envelope.body));
  ADIT_TRY(ByteVector tail, pad(envelope.encode(), api::kCardSetTailBytes));
  append(out, tail);
  return out;
}

}  // namespace adit
