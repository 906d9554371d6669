// SPDX-License-Identifier: Apache-2.0
// The people, keys and documents of our vectors. Every secret is SHA-256 of a name, so that the
// files can be made again from nothing.
#pragma once

#include <adit/document.h>
#include <adit/letter.h>
#include <adit/thread.h>

#include <string>
#include <vector>

#include "crypto/note_sign.h"
#include "crypto/sign.h"
#include "crypto/xwing.h"
#include "tests/support/fakes.h"
#include "tests/support/hex.h"

namespace adit::test {

// SHA-256 of "adit vectors: " and the name.
Digest secret_named(const std::string& name);
template <class S>
S secret_named_as(const std::string& name) {
  return S::copy_of(secret_named(name).span());
}

struct ScenePerson {
  std::string label;  // of its secrets
  SigningKey identity;
  X25519Secret auth_secret;
  X25519Public auth;
  SigningKey witness;
  NoteKey witness_key;
  XwingKey week_key;
  Rid rid;
};

struct Scene {
  UnixTime now{1790164800};
  Week week{2959};
  Epoch epoch{2983608};
  std::vector<SigningKey> members;
  CouncilBody council_body;
  DeploymentId dep;
  UnverifiedEnvelope council;
  SigningKey log_key;
  NoteKey log_note_key;
  std::vector<ScenePerson> people;  // ascending by rid
  DirectoryBody directory_body;
  UnverifiedEnvelope directory;
  std::vector<UnverifiedEnvelope> bulletins;

  UnverifiedEnvelope sign_by_council(DocumentType type, ByteVector body) const;
  UnverifiedEnvelope sign_by(const ScenePerson& person, DocumentType type, ByteVector body) const;
  Directory verified_directory() const;
  ThreadKeys thread() const;  // root = secret_named("root")
};

Scene make_scene();

}  // namespace adit::test
