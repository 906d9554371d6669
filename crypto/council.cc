// SPDX-License-Identifier: Apache-2.0
#include <adit/document.h>
#include <adit/labels.h>

#include <set>

#include "crypto/sha256.h"
#include "crypto/sign.h"
#include "crypto/threshold.h"
#include "crypto/value.h"

namespace adit {
namespace {

constexpr std::size_t kMaxNameBytes = 200;

bool is_sound(const CouncilBody& body) {
  std::set<Ed25519Public> keys;
  for (const CouncilMember& m : body.members) keys.insert(m.key);
  return body.k >= 1 && body.k <= body.members.size() && keys.size() == body.members.size() &&
         body.from_epoch < body.expires_epoch;
}

}  // namespace

bool has_threshold(const std::vector<IndexedSignature>& signatures, const CouncilBody& council,
                   DocumentType type, const DeploymentId& dep, ByteSpan body) {
  std::uint32_t valid = 0;
  for (const auto& [index, signature] : signatures) {
    // A bad signature among enough good ones is still not a document that anyone should pass on.
    if (index >= council.members.size() ||
        !verify_document(type, dep, body, council.members[index].key, signature)) {
      return false;
    }
    ++valid;
  }
  return valid >= council.k;
}

DeploymentId deployment_of(ByteSpan genesis_body) {
  constexpr std::uint8_t kZero = 0;
  return DeploymentId(sha256({as_bytes(kGenesisDomain), ByteSpan(&kZero, 1), genesis_body}).span());
}

Result<CouncilBody> CouncilBody::parse(ByteSpan bytes) {
  auto value = decode(bytes);
  if (!value) return fail(Errc::council_invalid);
  Reader reader(*value);
  CouncilBody out;
  reader.exactly(kCouncilKind);
  out.seq = reader.number();
  out.prev = reader.bytes<Digest>();
  out.k = static_cast<std::uint32_t>(reader.number(kMaxCouncilMembers));
  for (const Value& item : reader.array(1, kMaxCouncilMembers)) {
    Reader member(item);
    CouncilMember m{member.text(kMaxNameBytes), member.bytes<Ed25519Public>()};
    if (!member.done()) reader.refuse();
    out.members.push_back(std::move(m));
  }
  out.from_epoch = Epoch{reader.number()};
  out.expires_epoch = Epoch{reader.number()};
  out.delay_days = static_cast<std::uint32_t>(reader.number(365));
  out.nonce = reader.bytes<Digest>();
  if (!reader.done() || !is_sound(out)) return fail(Errc::council_invalid);
  return out;
}

ByteVector CouncilBody::encode() const {
  Array list;
  for (const CouncilMember& m : members) list.emplace_back(Array{m.name, m.key});
  return adit::encode(Array{kCouncilKind, seq, prev, std::uint64_t{k}, list, number(from_epoch),
                            number(expires_epoch), std::uint64_t{delay_days}, nonce});
}

Result<Council> Council::genesis(const UnverifiedEnvelope& envelope, const DeploymentId& dep) {
  if (deployment_of(envelope.body) != dep) return fail(Errc::genesis_mismatch);
  ADIT_TRY(CouncilBody body, CouncilBody::parse(envelope.body));
  if (body.seq != 0 || body.prev != Digest{} || envelope.new_signatures ||
      !has_threshold(envelope.signatures, body, DocumentType::council, dep, envelope.body)) {
    return fail(Errc::council_invalid);
  }
  return Council(std::move(body), dep, sha256(envelope.body));
}

Result<Council> Council::successor(const UnverifiedEnvelope& envelope) const {
  ADIT_TRY(CouncilBody body, CouncilBody::parse(envelope.body));
  if (body.seq != body_.seq + 1 || body.prev != hash_ || !envelope.new_signatures ||
      !has_threshold(envelope.signatures, body_, DocumentType::council, dep_, envelope.body) ||
      !has_threshold(*envelope.new_signatures, body, DocumentType::council, dep_, envelope.body)) {
    return fail(Errc::council_invalid);
  }
  return Council(std::move(body), dep_, sha256(envelope.body));
}

}  // namespace adit
