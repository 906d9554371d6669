// SPDX-License-Identifier: Apache-2.0
// A council of three members with keys, and applicants, from a seed.
#pragma once

#include <string>
#include <vector>

#include "client/council/draft.h"
#include "client/council/signing.h"
#include "crypto/note_sign.h"
#include "crypto/sha256.h"
#include "tests/support/fakes.h"

namespace adit::test {

inline constexpr UnixTime kCeremony{1790000000};

struct Members {
  std::vector<SigningKey> keys;
  std::vector<CouncilMember> list;
};

inline SigningKey key_of(SeededRng& rng) {
  return SigningKey(Ed25519Seed::make([&](std::span<std::uint8_t, 32> out) { rng.fill(out); }));
}

inline Members make_members(std::uint64_t seed, std::vector<std::string> names = {"Ana", "Bo", "Cy"}) {
  SeededRng rng(seed);
  Members out;
  for (std::string& name : names) {
    out.keys.push_back(key_of(rng));
    out.list.push_back({std::move(name), out.keys.back().public_key()});
  }
  return out;
}

inline client::Proposal proposal_of(const ByteVector& body) {
  auto proposal = client::parse_proposal(body, "test");
  if (!proposal) throw std::runtime_error(proposal.error().sentence);
  return std::move(*proposal);
}

inline CouncilBody first_council(const Members& members, std::uint32_t delay_days = 7) {
  SeededRng rng(9);
  client::CouncilDraft draft;
  draft.k = 2;
  draft.members = members.list;
  draft.delay_days = delay_days;
  auto body = client::draft_council(draft, kCeremony, rng);
  if (!body) throw std::runtime_error(body.error().sentence);
  return std::move(*body);
}

inline client::MemberSignature sign_as(const client::Proposal& proposal, const DeploymentId& dep,
                                       const SigningKey& key, std::string from) {
  auto out = client::sign_proposal(proposal, dep, key);
  out.from = std::move(from);
  return out;
}

inline Council signed_council(const Members& members, std::uint32_t delay_days = 7) {
  auto proposal = proposal_of(first_council(members, delay_days).encode());
  auto dep = adit::deployment_of(proposal.body);
  auto envelope = client::merge(
      proposal, {sign_as(proposal, dep, members.keys[0], "a"), sign_as(proposal, dep, members.keys[2], "c")},
      nullptr);
  if (!envelope) throw std::runtime_error(envelope.error().sentence);
  auto council = Council::genesis(*envelope, dep);
  if (!council) throw std::runtime_error("genesis");
  return std::move(*council);
}

inline client::Application application_of(std::uint64_t seed, const DeploymentId& dep, std::string name) {
  SeededRng rng(seed);
  SigningKey identity = key_of(rng);
  SigningKey witness = key_of(rng);
  client::Application out;
  out.dep = dep;
  out.name = std::move(name);
  out.org = "Union";
  out.scope = "mines";
  out.languages = {"en", "fr"};
  out.identity = identity.public_key();
  out.auth = rng.bytes<X25519Public>();
  out.witness = note_key(client::witness_name(out.rid()), NoteKeyType::cosignature, witness);
  return out;
}

inline NoteKey gateway_key() {
  SeededRng rng(77);
  return note_key("adit.invalid/test", NoteKeyType::ed25519, key_of(rng));
}

inline client::DirectoryDraft first_directory(const DeploymentId& dep) {
  client::DirectoryDraft draft;
  draft.gateway_key = gateway_key();
  draft.address = "http://127.0.0.1:8080";
  draft.add = {application_of(11, dep, "Ay"), application_of(12, dep, "Be"), application_of(13, dep, "Ce")};
  return draft;
}

}  // namespace adit::test
