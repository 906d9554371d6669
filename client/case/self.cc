// SPDX-License-Identifier: Apache-2.0
#include "client/case/self.h"

#include "client/trust/application.h"
#include "crypto/note_sign.h"
#include "crypto/value.h"
#include "crypto/xwing.h"

namespace adit::client {
namespace {

constexpr std::uint64_t kFormat = 1;

template <class Secret>
Secret make_secret(Rng& rng) {
  return Secret::make([&](MutableByteSpan out) { rng.fill(out); });
}

template <class Secret>
Result<Secret> load_secret(Records& records, std::string_view name) {
  ADIT_TRY(auto found, records.get(Kind::secret, as_bytes(name)));
  if (!found || found->size() != Secret::kSize) return fail(Errc::store_corrupt);
  return Secret::copy_of(found->expose().template first<Secret::kSize>());
}

DeskSelf assemble(Invitation gateway, std::string name, const Ed25519Seed& identity_seed,
                  X25519Secret auth_secret, const Ed25519Seed& witness_seed) {
  SigningKey identity(identity_seed);
  SigningKey witness(witness_seed);
  Rid rid = rid_of(gateway.dep, identity.public_key());
  X25519Public auth = x25519_public(auth_secret);
  NoteKey witness_key = note_key(witness_name(rid), NoteKeyType::cosignature, witness);
  return {std::move(gateway), std::move(name),       rid, std::move(identity), std::move(auth_secret), auth,
          std::move(witness), std::move(witness_key)};
}

}  // namespace

Result<std::string> init_desk(Records& records, const NewDesk& desk, Rng& rng) {
  ADIT_TRY(Transaction transaction, Transaction::begin(records));
  ADIT_TRY(auto before, records.get(Kind::profile, {}));
  if (before) return fail(Errc::file_exists);

  auto identity = make_secret<Ed25519Seed>(rng);
  auto auth = make_secret<X25519Secret>(rng);
  auto witness = make_secret<Ed25519Seed>(rng);
  ADIT_CHECK(records.put(Kind::secret, as_bytes("identity"), identity.expose()));
  ADIT_CHECK(records.put(Kind::secret, as_bytes("auth"), auth.expose()));
  ADIT_CHECK(records.put(Kind::secret, as_bytes("witness"), witness.expose()));
  ByteVector profile = encode(Array{kFormat, desk.invitation.dep, desk.invitation.address, desk.name});
  ADIT_CHECK(records.put(Kind::profile, {}, profile));

  DeskSelf self = assemble(desk.invitation, desk.name, identity, std::move(auth), witness);
  Application application{self.dep(), desk.name,       desk.org,
                          desk.scope, desk.languages,  self.identity.public_key(),
                          self.auth,  self.witness_key};
  ADIT_TRY(std::string text, application.sign(self.identity));
  ADIT_CHECK(transaction.commit());
  return text;
}

Result<DeskSelf> load_self(Records& records) {
  ADIT_TRY(auto profile, records.get(Kind::profile, {}));
  if (!profile) return fail(Errc::store_corrupt);
  auto value = decode(profile->expose());
  if (!value) return fail(Errc::store_corrupt);
  Reader r(*value);
  Invitation gateway;
  r.exactly(kFormat);
  gateway.dep = r.bytes<DeploymentId>();
  gateway.address = r.text(1024);
  std::string name = r.text(1024);
  if (!r.done()) return fail(Errc::store_corrupt);
  ADIT_TRY(auto identity, load_secret<Ed25519Seed>(records, "identity"));
  ADIT_TRY(auto auth, load_secret<X25519Secret>(records, "auth"));
  ADIT_TRY(auto witness, load_secret<Ed25519Seed>(records, "witness"));
  return assemble(std::move(gateway), std::move(name), identity, std::move(auth), witness);
}

}  // namespace adit::client
