// SPDX-License-Identifier: Apache-2.0
// A recipient's cards of one round, signed as a set (protocol 2.7): the only upload that is not
// anonymous, and always of one size.
#pragma once

#include <adit/bytes.h>
#include <adit/card.h>
#include <adit/document.h>
#include <adit/result.h>

#include <vector>

namespace adit {

// Sign("cardpost", ["adit/v1/cardpost", dep, rid, round, [hash...]]).
struct CardPostBody {
  DeploymentId dep;
  Rid rid;
  Round round{};
  std::vector<CardHash> cards;  // ascending

  static Result<CardPostBody> parse(ByteSpan body);  // wire_not_canonical
  ByteVector encode() const;
};

// A set whose signature and hashes are right, by a recipient of the directory who is active.
class CardSet {
 public:
  // upload: cards, one after another in ascending order of their hashes, then Pad(envelope, 512).
  // Errors: object_wrong_size, wire_not_canonical, document_wrong_type, recipient_not_addressable,
  // signature_invalid.
  static Result<CardSet> verify(ByteSpan upload, const Directory& directory);
  const Rid& rid() const { return rid_; }
  Round round() const { return round_; }
  const std::vector<SealedCard>& cards() const { return cards_; }

 private:
  CardSet(Rid rid, Round round, std::vector<SealedCard> cards)
      : rid_(rid), round_(round), cards_(std::move(cards)) {}
  Rid rid_;
  Round round_;
  std::vector<SealedCard> cards_;
};

// --- adit_seal ---

class SigningKey;
// The bytes of the upload. Errors: report_too_long (too many cards).
Result<ByteVector> sign_card_set(const DeploymentId& dep, const Rid& rid, Round round,
                                 std::vector<SealedCard> cards, const SigningKey& identity);

}  // namespace adit
