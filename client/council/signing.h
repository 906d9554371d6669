// SPDX-License-Identifier: Apache-2.0
// A member's signature as a small file of its own, and the signed document that enough of them make.
//
//   adit/v1/council-signature
//   body: <64 hex digits, SHA-256 of the proposal>
//   key: <64 hex digits>
//   signature: <128 hex digits>
#pragma once

#include <string>
#include <vector>

#include "client/council/draft.h"
#include "crypto/sign.h"

namespace adit::client {

struct MemberSignature {
  std::string from;  // the file's name, for messages
  Digest body;
  Ed25519Public key;
  Signature signature;

  static Outcome<MemberSignature> parse(std::string_view text, std::string from);
  std::string encode() const;
};

// The deployment that a signature is for: the proposal's own, or for a council that takes over the
// one of the council before. Problem: it takes over and no council was given.
Outcome<DeploymentId> deployment_of(const Proposal& proposal, const Council* before);

MemberSignature sign_proposal(const Proposal& proposal, const DeploymentId& dep, const SigningKey& key);

// The signed document. `council`: the one in force; none for a first council.
// Problems name the file of a signature that is not valid, for another proposal, or by nobody of
// the council, and the members who are missing.
Outcome<UnverifiedEnvelope> merge(const Proposal& proposal, const std::vector<MemberSignature>& signatures,
                                  const Council* council);

}  // namespace adit::client
