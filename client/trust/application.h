// SPDX-License-Identifier: Apache-2.0
// What somebody who wants to be a recipient gives to the council: who they are, in their own words,
// and their public keys. Text that a council member can read line by line:
//
//   adit/v1/application
//   deployment: <64 hex digits>
//   name: Mine Workers' Rights Desk
//   organisation: ...
//   scope: ...
//   languages: en fr sw
//   identity: <64 hex digits>
//   auth: <64 hex digits>
//   witness: <verifier key>
//   signature: <128 hex digits>
//
// The signature is the applicant's own: it shows that whoever wrote the file holds the identity key
// and that nobody changed it on the way. It says nothing about who that is: vetting does.
#pragma once

#include <adit/bytes.h>
#include <adit/document.h>
#include <adit/log.h>
#include <adit/result.h>

#include <string>
#include <string_view>
#include <vector>

namespace adit {
class SigningKey;
}

namespace adit::client {

struct Application {
  DeploymentId dep;
  std::string name;
  std::string org;    // may be empty
  std::string scope;  // may be empty
  std::vector<std::string> languages;
  Ed25519Public identity;
  X25519Public auth;
  NoteKey witness;

  Rid rid() const { return rid_of(dep, identity); }

  // Only the one spelling of a signed application for this deployment.
  // Errors: wire_not_canonical, document_wrong_type (another kind or deployment), signature_invalid.
  static Result<Application> parse(std::string_view text, const DeploymentId& dep);
  // The file. Errors: wire_not_canonical (a value that has no place in it: a line break or another
  // control character, longer than kMaxApplicationTextBytes, a malformed language);
  // key_invalid (identity is not the public half of `key`).
  Result<std::string> sign(const SigningKey& key) const;

  friend bool operator==(const Application&, const Application&) = default;
};

inline constexpr std::size_t kMaxApplicationTextBytes = 400;  // of name, organisation, scope
inline constexpr std::size_t kMaxApplicationBytes = 4096;

// The name of a recipient's witness key, for checkpoints: "<rid hex>.desk.adit.invalid".
std::string witness_name(const Rid& rid);

}  // namespace adit::client
