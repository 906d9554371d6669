// SPDX-License-Identifier: Apache-2.0
#include <adit/api.h>
#include <adit/cardset.h>

#include "crypto/padded.h"
#include "crypto/sign.h"
#include "crypto/value.h"

namespace adit {
namespace {
constexpr std::string_view kCardPostKind = "adit/v1/cardpost";
}

Result<CardPostBody> CardPostBody::parse(ByteSpan bytes) {
  ADIT_TRY(Value value, decode(bytes));
  Reader r(value);
  CardPostBody b;
  r.exactly(kCardPostKind);
  b.dep = r.bytes<DeploymentId>();
  b.rid = r.bytes<Rid>();
  b.round = Round{r.number()};
  Reader hashes(r.array(1, api::kMaxCardsPerRound));
  while (hashes.left() > 0) {
    b.cards.push_back(hashes.bytes<CardHash>());
    if (b.cards.size() > 1 && b.cards[b.cards.size() - 2] >= b.cards.back()) r.refuse();
  }
  if (!hashes.done()) r.refuse();
  ADIT_CHECK(r.done());
  return b;
}

ByteVector CardPostBody::encode() const {
  Array hashes;
  for (const CardHash& hash : cards) hashes.emplace_back(hash);
  return adit::encode(Array{kCardPostKind, dep, rid, number(round), hashes});
}

Result<CardSet> CardSet::verify(ByteSpan upload, const Directory& directory) {
  std::size_t count = directory.params().cards_per_round;
  if (upload.size() != api::card_set_bytes(count)) return fail(Errc::object_wrong_size);
  ADIT_TRY(ByteSpan text, unpad(upload.last(api::kCardSetTailBytes)));
  ADIT_TRY(auto envelope, UnverifiedEnvelope::parse(text));
  ADIT_TRY(CardPostBody body, CardPostBody::parse(envelope.body));
  if (body.dep != directory.body().dep) return fail(Errc::document_wrong_type);
  const RecipientEntry* sender = directory.find(body.rid);
  if (sender == nullptr || sender->status != RecipientStatus::active) {
    return fail(Errc::recipient_not_addressable);
  }
  if (envelope.signatures.size() != 1 || envelope.signatures[0].first != 0 || envelope.new_signatures) {
    return fail(Errc::signature_invalid);
  }
  ADIT_CHECK(verify_document(DocumentType::cardpost, body.dep, envelope.body, sender->identity,
                             envelope.signatures[0].second));
  if (body.cards.size() != count) return fail(Errc::wire_not_canonical);
  std::vector<SealedCard> cards;
  for (std::size_t i = 0; i < count; ++i) {
    ADIT_TRY(SealedCard card, SealedCard::parse(upload.subspan(i * kCardBytes, kCardBytes)));
    if (card.hash() != body.cards[i]) return fail(Errc::wire_not_canonical);
    cards.push_back(std::move(card));
  }
  return CardSet(body.rid, body.round, std::move(cards));
}

}  // namespace adit
