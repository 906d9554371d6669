// SPDX-License-Identifier: Apache-2.0
#include <adit/document.h>
#include <adit/labels.h>

#include <set>

#include "crypto/sha256.h"
#include "crypto/threshold.h"
#include "crypto/value.h"

namespace adit {
namespace {

constexpr std::size_t kMaxTextBytes = 400;
constexpr std::uint64_t kMaxLifeSeconds = 180 * 86400;

Value encode_params(const Params& p) {
  Array out;
  for (std::uint32_t n : {p.epoch_seconds, p.floor, p.cap, p.parcel_floor, p.parcel_cap, p.round_seconds,
                          p.cards_per_round, p.bucket_bits, p.puzzle_bits, p.puzzle_hard_bits, p.reply_days,
                          p.letter_days, p.parcel_days, p.fresh_hours, p.token_share}) {
    out.emplace_back(std::uint64_t{n});
  }
  return out;
}

Params parse_params(const Value& value, Reader& outer) {
  Reader r(value);
  auto number = [&](std::uint32_t min, std::uint32_t max) {
    auto n = static_cast<std::uint32_t>(r.number(max));
    if (n < min) r.refuse();
    return n;
  };
  Params p;
  p.epoch_seconds = number(1, 86400);
  p.floor = number(1, 4096);
  p.cap = number(1, 65536);
  p.parcel_floor = number(0, 4096);
  p.parcel_cap = number(1, 65536);
  p.round_seconds = number(1, 86400);
  p.cards_per_round = number(1, 4);
  p.bucket_bits = number(0, 0);
  p.puzzle_bits = number(0, 24);
  p.puzzle_hard_bits = number(0, 16);
  p.reply_days = number(1, 365);
  p.letter_days = number(1, 365);
  p.parcel_days = number(1, 365);
  p.fresh_hours = number(1, 720);
  p.token_share = number(0, 65536);
  // A round ends where an epoch ends, so that one tick publishes it.
  if (!r.good() || p.round_seconds % p.epoch_seconds != 0) r.refuse();
  if (!r.done() || p.floor > p.cap || p.parcel_floor > p.parcel_cap) outer.refuse();
  return p;
}

Value encode_recipient(const RecipientEntry& e) {
  Array languages;
  for (const std::string& l : e.languages) languages.emplace_back(l);
  return Array{e.rid,
               e.name,
               e.org,
               e.scope,
               languages,
               e.identity,
               e.auth,
               number(e.active_from),
               static_cast<std::uint64_t>(e.status)};
}

RecipientEntry parse_recipient(const Value& value, const DeploymentId& dep, Reader& outer) {
  Reader r(value);
  RecipientEntry e;
  e.rid = r.bytes<Rid>();
  e.name = r.text(kMaxTextBytes);
  e.org = r.text(kMaxTextBytes);
  e.scope = r.text(kMaxTextBytes);
  for (const Value& item : r.array(0, 32)) {
    const std::string* text = item.text();
    if (text == nullptr || text->size() > 35) {
      r.refuse();
      break;
    }
    e.languages.push_back(*text);
  }
  e.identity = r.bytes<Ed25519Public>();
  e.auth = r.bytes<X25519Public>();
  e.active_from = Epoch{r.number()};
  e.status = static_cast<RecipientStatus>(r.number(2));
  if (!r.done() || e.rid != rid_of(dep, e.identity)) outer.refuse();
  return e;
}

NoteKey parse_key(const std::string& text, NoteKeyType type, Reader& outer) {
  auto key = NoteKey::parse(text);
  if (!key || key->type != type) {
    outer.refuse();
    return {};
  }
  return *key;
}

}  // namespace

Rid rid_of(const DeploymentId& dep, const Ed25519Public& identity) {
  constexpr std::uint8_t kZero = 0;
  Digest digest = sha256({as_bytes(kRidDomain), ByteSpan(&kZero, 1), dep.span(), identity.span()});
  return Rid(digest.span().first<Rid::kSize>());
}

Result<DirectoryBody> DirectoryBody::parse(ByteSpan bytes) {
  auto value = decode(bytes);
  if (!value) return fail(Errc::directory_invalid);
  Reader r(*value);
  DirectoryBody d;
  r.exactly(kDirectoryKind);
  d.dep = r.bytes<DeploymentId>();
  d.seq = r.number();
  d.prev = r.bytes<Digest>();
  d.council_seq = r.number();
  d.from_epoch = Epoch{r.number()};
  d.expires_epoch = Epoch{r.number()};

  Reader gateway(r.array(2, 2));
  d.gateway.onion = gateway.text(kMaxTextBytes);
  d.gateway.log_key = parse_key(gateway.text(kMaxTextBytes), NoteKeyType::ed25519, r);
  if (!gateway.done()) r.refuse();

  for (const Value& item : r.array(1, kMaxRecipients)) {
    d.recipients.push_back(parse_recipient(item, d.dep, r));
    std::size_t n = d.recipients.size();
    if (n > 1 && d.recipients[n - 2].rid >= d.recipients[n - 1].rid) r.refuse();
  }

  Reader witnesses(r.array(2, 2));
  d.quorum = static_cast<std::uint32_t>(witnesses.number(kMaxWitnesses));
  std::set<Ed25519Public> keys;
  for (const Value& item : witnesses.array(1, kMaxWitnesses)) {
    const std::string* text = item.text();
    d.witnesses.push_back(parse_key(text != nullptr ? *text : "", NoteKeyType::cosignature, r));
    keys.insert(d.witnesses.back().key);
  }
  if (!witnesses.done() || d.quorum == 0 || d.quorum > keys.size() || keys.size() != d.witnesses.size()) {
    r.refuse();
  }

  d.params = parse_params(r.any(), r);
  for (const Value& item : r.array(0, 32)) {
    const std::string* text = item.text();
    if (text == nullptr || text->size() > 64) r.refuse();
    d.forms.push_back(text != nullptr ? *text : "");
  }
  if (!r.done() || d.from_epoch >= d.expires_epoch ||
      number(d.expires_epoch) - number(d.from_epoch) > kMaxLifeSeconds / d.params.epoch_seconds) {
    return fail(Errc::directory_invalid);
  }
  return d;
}

ByteVector DirectoryBody::encode() const {
  Array recipient_list;
  for (const RecipientEntry& e : recipients) recipient_list.push_back(encode_recipient(e));
  Array keys;
  for (const NoteKey& key : witnesses) keys.emplace_back(key.encode());
  Array form_list;
  for (const std::string& form : forms) form_list.emplace_back(form);
  return adit::encode(Array{kDirectoryKind, dep, seq, prev, council_seq, number(from_epoch),
                            number(expires_epoch), Array{gateway.onion, gateway.log_key.encode()},
                            recipient_list, Array{std::uint64_t{quorum}, keys}, encode_params(params),
                            form_list});
}

Result<Directory> Directory::verify(const UnverifiedEnvelope& envelope, const Council& council) {
  ADIT_TRY(DirectoryBody body, DirectoryBody::parse(envelope.body));
  if (body.dep != council.dep()) return fail(Errc::document_wrong_type);
  if (envelope.new_signatures || body.council_seq != council.body().seq ||
      !has_threshold(envelope.signatures, council.body(), DocumentType::directory, body.dep, envelope.body)) {
    return fail(Errc::directory_invalid);
  }
  return Directory(std::move(body), sha256(envelope.body));
}

const RecipientEntry* Directory::find(const Rid& rid) const {
  for (const RecipientEntry& e : body_.recipients) {
    if (e.rid == rid) return &e;
  }
  return nullptr;
}

}  // namespace adit
