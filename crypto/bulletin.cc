// SPDX-License-Identifier: Apache-2.0
// What recipients sign themselves: bulletins (a week's key) and burns.
#include <adit/document.h>

#include "crypto/sign.h"
#include "crypto/value.h"
#include "crypto/xwing.h"

namespace adit {
namespace {

// The one signature of a document that one person signs.
Result<Signature> sole_signature(const UnverifiedEnvelope& envelope) {
  if (envelope.signatures.size() != 1 || envelope.signatures[0].first != 0 || envelope.new_signatures) {
    return fail(Errc::signature_invalid);
  }
  return envelope.signatures[0].second;
}

Status verify_own(DocumentType type, const UnverifiedEnvelope& envelope, const DeploymentId& dep,
                  const Rid& rid, const Directory& directory) {
  if (dep != directory.body().dep) return fail(Errc::document_wrong_type);
  const RecipientEntry* entry = directory.find(rid);
  if (entry == nullptr) return fail(Errc::recipient_not_addressable);
  ADIT_TRY(Signature signature, sole_signature(envelope));
  return verify_document(type, dep, envelope.body, entry->identity, signature);
}

}  // namespace

Result<BulletinBody> BulletinBody::parse(ByteSpan bytes) {
  ADIT_TRY(Value value, decode(bytes));
  Reader r(value);
  BulletinBody b;
  r.exactly(kBulletinKind);
  b.dep = r.bytes<DeploymentId>();
  b.rid = r.bytes<Rid>();
  b.week = Week{static_cast<std::uint32_t>(r.number(UINT32_MAX))};
  b.key = r.bytes<XwingPublic>();
  ADIT_CHECK(r.done());
  return b;
}

ByteVector BulletinBody::encode() const {
  return adit::encode(Array{kBulletinKind, dep, rid, std::uint64_t{number(week)}, key});
}

Result<Bulletin> Bulletin::verify(const UnverifiedEnvelope& envelope, const Directory& directory) {
  ADIT_TRY(BulletinBody body, BulletinBody::parse(envelope.body));
  ADIT_CHECK(verify_own(DocumentType::bulletin, envelope, body.dep, body.rid, directory));
  // Test encapsulation: a key that nobody can seal to must not become part of a state.
  auto seed = EncapsulationSeed::make([](auto) {});
  if (!encapsulate(body.key, seed)) return fail(Errc::key_invalid);
  return Bulletin(body);
}

Result<BurnBody> BurnBody::parse(ByteSpan bytes) {
  ADIT_TRY(Value value, decode(bytes));
  Reader r(value);
  BurnBody b;
  r.exactly(kBurnKind);
  b.dep = r.bytes<DeploymentId>();
  b.rid = r.bytes<Rid>();
  b.from_epoch = Epoch{r.number()};
  ADIT_CHECK(r.done());
  return b;
}

ByteVector BurnBody::encode() const { return adit::encode(Array{kBurnKind, dep, rid, number(from_epoch)}); }

Result<Burn> Burn::verify(const UnverifiedEnvelope& envelope, const Directory& directory) {
  ADIT_TRY(BurnBody body, BurnBody::parse(envelope.body));
  ADIT_CHECK(verify_own(DocumentType::burn, envelope, body.dep, body.rid, directory));
  return Burn(body);
}

}  // namespace adit
