// SPDX-License-Identifier: Apache-2.0
#include "client/council/signing.h"

#include <fmt/format.h>

#include <algorithm>

#include "client/terminal/terminal.h"
#include "crypto/sha256.h"

namespace adit::client {
namespace {

constexpr std::string_view kFirstLine = "adit/v1/council-signature";

DocumentType type_of(const Proposal& proposal) {
  return proposal.is_council() ? DocumentType::council : DocumentType::directory;
}

template <class B>
std::optional<B> field(std::string_view& rest, std::string_view key) {
  std::size_t end = rest.find('\n');
  if (end == std::string_view::npos || !rest.starts_with(key)) return std::nullopt;
  auto bytes = from_hex(rest.substr(key.size(), end - key.size()));
  rest.remove_prefix(end + 1);
  return bytes ? B::from(*bytes) : std::nullopt;
}

// The signatures of one council, in the order of its members.
Outcome<std::vector<IndexedSignature>> collect(const CouncilBody& council, std::string_view whose,
                                               const std::vector<MemberSignature>& signatures) {
  std::vector<IndexedSignature> found;
  std::string missing;
  for (std::uint32_t i = 0; i < council.members.size(); ++i) {
    auto at = std::ranges::find(signatures, council.members[i].key, &MemberSignature::key);
    if (at != signatures.end()) {
      found.emplace_back(i, at->signature);
    } else {
      missing += (missing.empty() ? "" : ", ") + inert_line(council.members[i].name);
    }
  }
  if (found.size() >= council.k) return found;
  return problem(kTrustExit,
                 fmt::format("{} members of the {} must sign and {} did; missing: {}", council.k, whose,
                             found.size(), missing),
                 "collect their signature files and merge again");
}

bool is_member(const CouncilBody& council, const Ed25519Public& key) {
  return std::ranges::find(council.members, key, &CouncilMember::key) != council.members.end();
}

}  // namespace

Outcome<MemberSignature> MemberSignature::parse(std::string_view text, std::string from) {
  std::string_view rest = text;
  std::string first = std::string(kFirstLine) + "\n";
  if (rest.starts_with(first)) {
    rest.remove_prefix(first.size());
    auto body = field<Digest>(rest, "body: ");
    auto key = field<Ed25519Public>(rest, "key: ");
    auto signature = field<Signature>(rest, "signature: ");
    if (body && key && signature && rest.empty())
      return MemberSignature{std::move(from), *body, *key, *signature};
  }
  return problem(kFileExit, from + ": this is not a member's signature", "use the file that sign wrote");
}

std::string MemberSignature::encode() const {
  return fmt::format("{}\nbody: {}\nkey: {}\nsignature: {}\n", kFirstLine, to_hex(body.span()),
                     to_hex(key.span()), to_hex(signature.span()));
}

Outcome<DeploymentId> deployment_of(const Proposal& proposal, const Council* before) {
  if (const auto* directory = std::get_if<DirectoryBody>(&proposal.content)) return directory->dep;
  if (std::get<CouncilBody>(proposal.content).seq == 0) return adit::deployment_of(proposal.body);
  if (before == nullptr) {
    return problem(kUsageExit, "this council takes over from another one, which was not given",
                   "add --council council.doc");
  }
  return before->dep();
}

MemberSignature sign_proposal(const Proposal& proposal, const DeploymentId& dep, const SigningKey& key) {
  return {"", sha256(proposal.body), key.public_key(),
          key.sign_document(type_of(proposal), dep, proposal.body)};
}

Outcome<UnverifiedEnvelope> merge(const Proposal& proposal, const std::vector<MemberSignature>& signatures,
                                  const Council* council) {
  const auto* own = std::get_if<CouncilBody>(&proposal.content);
  const bool is_first = own != nullptr && own->seq == 0;
  if (!is_first && council == nullptr) {
    return problem(kUsageExit, "signatures can only be compared with a council, and none was given",
                   "add --council council.doc");
  }
  auto dep = deployment_of(proposal, council);
  if (!dep) return tl::unexpected(dep.error());
  if (council != nullptr && council->dep() != *dep) {
    return problem(kTrustExit, "the proposal is for another deployment than this council's");
  }

  for (const MemberSignature& s : signatures) {
    if (s.body != sha256(proposal.body))
      return problem(kTrustExit, s.from + ": this signature is for another proposal");
    bool known = (council != nullptr && !is_first && is_member(council->body(), s.key)) ||
                 (own != nullptr && is_member(*own, s.key));
    if (!known) return problem(kTrustExit, s.from + ": this signature is not by a member of the council");
    if (!verify_document(type_of(proposal), *dep, proposal.body, s.key, s.signature)) {
      return problem(kTrustExit, s.from + ": this signature is not valid", "let the member sign again");
    }
  }

  UnverifiedEnvelope out{proposal.body, {}, std::nullopt};
  auto list = collect(is_first ? *own : council->body(), "council", signatures);
  if (!list) return tl::unexpected(list.error());
  out.signatures = std::move(*list);
  if (own != nullptr && !is_first) {
    auto second = collect(*own, "new council", signatures);
    if (!second) return tl::unexpected(second.error());
    out.new_signatures = std::move(*second);
  }
  // What everybody else will check, before anything is handed on.
  bool good = is_first         ? Council::genesis(out, *dep).has_value()
              : own != nullptr ? council->successor(out).has_value()
                               : Directory::verify(out, *council).has_value();
  if (!good) {
    return problem(kTrustExit, "the proposal does not follow from this council",
                   "make it again with the council that is in force");
  }
  return out;
}

}  // namespace adit::client
