// SPDX-License-Identifier: Apache-2.0
#include "tests/vectors/scene.h"

#include <algorithm>

#include "crypto/sha256.h"

namespace adit::test {
namespace {

SigningKey signing_key(const std::string& name) { return SigningKey(secret_named_as<Ed25519Seed>(name)); }

ScenePerson make_person(const DeploymentId& dep, const std::string& label) {
  SigningKey identity = signing_key(label + " identity");
  auto auth_secret = secret_named_as<X25519Secret>(label + " auth");
  X25519Public auth = x25519_public(auth_secret);
  SigningKey witness = signing_key(label + " witness");
  Rid rid = rid_of(dep, identity.public_key());
  NoteKey witness_key = note_key(label + ".example", NoteKeyType::cosignature, witness);
  return {label,
          std::move(identity),
          std::move(auth_secret),
          auth,
          std::move(witness),
          std::move(witness_key),
          XwingKey(secret_named_as<XwingSeed>(label + " week")),
          rid};
}

}  // namespace

Digest secret_named(const std::string& name) { return sha256(as_bytes("adit vectors: " + name)); }

UnverifiedEnvelope Scene::sign_by_council(DocumentType type, ByteVector body) const {
  UnverifiedEnvelope out;
  out.body = std::move(body);
  for (std::uint32_t i : {0u, 2u})
    out.signatures.emplace_back(i, members[i].sign_document(type, dep, out.body));
  return out;
}

UnverifiedEnvelope Scene::sign_by(const ScenePerson& person, DocumentType type, ByteVector body) const {
  UnverifiedEnvelope out;
  out.body = std::move(body);
  out.signatures.emplace_back(0, person.identity.sign_document(type, dep, out.body));
  return out;
}

Directory Scene::verified_directory() const {
  auto genesis = Council::genesis(council, dep);
  ADIT_ASSERT(genesis);
  auto verified = Directory::verify(directory, *genesis);
  ADIT_ASSERT(verified);
  return std::move(*verified);
}

ThreadKeys Scene::thread() const { return ThreadKeys(secret_named_as<Root>("root"), dep); }

Scene make_scene() {
  std::vector<SigningKey> members;
  CouncilBody council_body;
  council_body.k = 2;
  for (int i = 0; i < 3; ++i) {
    members.push_back(signing_key("member " + std::to_string(i)));
    council_body.members.push_back({"Member " + std::to_string(i), members.back().public_key()});
  }
  Epoch now{2983608};
  council_body.from_epoch = now;
  council_body.expires_epoch = Epoch{number(now) + 1000 * 144};
  council_body.delay_days = 0;
  council_body.nonce = secret_named("council nonce");
  DeploymentId dep = deployment_of(council_body.encode());

  SigningKey log_key = signing_key("log");
  Scene scene{.members = std::move(members),
              .council_body = council_body,
              .dep = dep,
              .council = {},
              .log_key = std::move(log_key),
              .log_note_key = {},
              .people = {},
              .directory_body = {},
              .directory = {},
              .bulletins = {}};
  scene.log_note_key = note_key(log_origin(dep), NoteKeyType::ed25519, scene.log_key);
  scene.council = scene.sign_by_council(DocumentType::council, council_body.encode());
  for (const char* label : {"anna", "bela", "cleo"}) scene.people.push_back(make_person(dep, label));
  std::ranges::sort(scene.people, {}, &ScenePerson::rid);

  DirectoryBody& d = scene.directory_body;
  d.dep = dep;
  d.from_epoch = now;
  d.expires_epoch = Epoch{number(now) + 90 * 144};
  d.gateway = {"http://adit.example", scene.log_note_key};
  d.quorum = 2;
  d.forms = {"report"};
  for (const ScenePerson& p : scene.people) {
    RecipientEntry e;
    e.rid = p.rid;
    e.name = p.label;
    e.org = "Office of Examples";
    e.scope = "everything";
    e.languages = {"en", "fr"};
    e.identity = p.identity.public_key();
    e.auth = p.auth;
    e.active_from = now;
    d.recipients.push_back(std::move(e));
    d.witnesses.push_back(p.witness_key);
    scene.bulletins.push_back(scene.sign_by(
        p, DocumentType::bulletin, BulletinBody{dep, p.rid, scene.week, p.week_key.public_key()}.encode()));
  }
  scene.directory = scene.sign_by_council(DocumentType::directory, d.encode());
  return scene;
}

}  // namespace adit::test
