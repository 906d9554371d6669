// SPDX-License-Identifier: Apache-2.0
#include "crypto/card_format.h"

#include "crypto/derive.h"
#include "crypto/file_entry.h"
#include "crypto/letter_keys.h"
#include "crypto/sha256.h"
#include "crypto/value.h"

namespace adit {
namespace {
constexpr std::uint64_t kFormat = 1;
constexpr std::size_t kMaxBodyItems = 8;
}  // namespace

Result<SealedCard> SealedCard::parse(ByteSpan bytes) {
  if (bytes.size() != kCardBytes) return fail(Errc::object_wrong_size);
  return SealedCard(ByteVector(bytes.begin(), bytes.end()));
}
CardHash SealedCard::hash() const { return sha256_as<CardHash>(bytes_); }

ByteVector CardBlock::encode() const {
  Array body;
  for (std::uint64_t n : content.body) body.emplace_back(n);
  Array acks;
  for (const Mid& mid : content.acks) acks.emplace_back(mid);
  return adit::encode(Array{kFormat, rid, grant, static_cast<std::uint64_t>(content.kind), body, acks,
                            content.text, encode_files(content.files), tag});
}

Result<CardBlock> CardBlock::parse(ByteSpan bytes) {
  ADIT_TRY(Value value, decode(bytes));
  Reader r(value);
  CardBlock b;
  r.exactly(kFormat);
  b.rid = r.bytes<Rid>();
  b.grant = r.bytes<Grant>();
  b.content.kind = static_cast<CardKind>(r.number(static_cast<std::uint64_t>(CardKind::notice)));
  Reader body(r.array(0, kMaxBodyItems));
  while (body.left() > 0) b.content.body.push_back(body.number());
  Reader acks(r.array(0, kMaxCardAcks));
  while (acks.left() > 0) b.content.acks.push_back(acks.bytes<Mid>());
  if (!body.done() || !acks.done()) r.refuse();
  b.content.text = r.text(kCardBlockBytes);
  b.content.files = parse_files(r.array(0, 8), r);
  b.tag = r.bytes<Tag32>();
  ADIT_CHECK(r.done());
  return b;
}

CardKeys card_keys(const DeploymentId& dep, const XwingCiphertext& ciphertext, const SharedSecret& ss,
                   const XwingPublic& reply_key) {
  PublicKeyHash h = hash_of(reply_key);
  return {derived<Commitment>("adit1 rcom"_label, ss.expose(), {dep.span(), ciphertext.span(), h.span()}),
          derived_secret<Key>("adit1 rkey"_label, ss.expose(), {dep.span(), ciphertext.span(), h.span()})};
}

Tag32 card_tag(const Key& thread_key, const Commitment& rcom, ByteSpan block_without_tag) {
  auto body = derived<Digest>("adit1 body"_label, kNoKey, {block_without_tag});
  return derived<Tag32>("adit1 rtag"_label, thread_key.expose(), {rcom.span(), body.span()});
}

}  // namespace adit
