// SPDX-License-Identifier: Apache-2.0
// Who this desk is: the keys that the council vetted, and where its gateway is.
#pragma once

#include <adit/clock.h>
#include <adit/letter.h>
#include <adit/log.h>

#include <string>
#include <vector>

#include "client/case/records.h"
#include "client/trust/invitation.h"
#include "crypto/sign.h"

namespace adit::client {

struct DeskSelf {
  Invitation gateway;  // deployment and address
  std::string name;
  Rid rid;
  SigningKey identity;
  X25519Secret auth_secret;
  X25519Public auth;
  SigningKey witness;
  NoteKey witness_key;

  const DeploymentId& dep() const { return gateway.dep; }
  RecipientSelf recipient() const { return {rid, &auth_secret, auth}; }
};

struct NewDesk {
  Invitation invitation;
  std::string name;
  std::string org;
  std::string scope;
  std::vector<std::string> languages;
};

// Makes identity, auth and witness keys, keeps them, and returns the application for the council.
// Nothing is kept if anything fails.
// Errors: file_exists (the desk has its keys already), wire_not_canonical (see Application::sign).
Result<std::string> init_desk(Records& records, const NewDesk& desk, Rng& rng);

// Errors: store_corrupt (also a vault in which init did not finish).
Result<DeskSelf> load_self(Records& records);

}  // namespace adit::client
