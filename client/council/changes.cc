// SPDX-License-Identifier: Apache-2.0
#include "client/council/changes.h"

#include <fmt/format.h>

#include <algorithm>

#include "client/council/changes_directory.h"
#include "client/council/dates.h"
#include "client/terminal/terminal.h"
#include "crypto/sha256.h"

namespace adit::client {
namespace {

std::string member_text(const CouncilMember& m) {
  return fmt::format("{}, key {}", inert_line(m.name), to_hex(m.key.span()));
}

std::vector<std::string> council_changes(const CouncilBody& after, const CouncilBody* before) {
  std::vector<std::string> out;
  if (before == nullptr && after.seq > 0)
    out.push_back(fmt::format("follows council {}, which is not shown", after.seq - 1));
  if (is_test_delay(after.delay_days)) out.push_back(test_deployment_line(after.delay_days));
  if (before == nullptr || before->k != after.k || before->members.size() != after.members.size()) {
    out.push_back(fmt::format("{} of its {} members must sign", after.k, after.members.size()));
  }
  auto has = [](const CouncilBody& body, const CouncilMember& m) {
    return std::ranges::find(body.members, m) != body.members.end();
  };
  for (const CouncilMember& m : after.members) {
    if (before == nullptr)
      out.push_back("member " + member_text(m));
    else if (!has(*before, m))
      out.push_back("new member " + member_text(m));
  }
  if (before != nullptr) {
    for (const CouncilMember& m : before->members) {
      if (!has(after, m)) out.push_back("no longer a member: " + member_text(m));
    }
  }
  if (before == nullptr || before->delay_days != after.delay_days) {
    out.push_back(
        fmt::format("a new recipient can be written to {} days after being listed", after.delay_days));
  }
  // Epochs have no length yet: the directory says it. The span is what can be said without it.
  out.push_back(fmt::format("in force from epoch {} until epoch {}, {} epochs", number(after.from_epoch),
                            number(after.expires_epoch),
                            number(after.expires_epoch) - number(after.from_epoch)));
  return out;
}

}  // namespace

std::string test_deployment_line(std::uint32_t delay_days) {
  return fmt::format(
      "test deployment: a recipient can be added within {} days, so it must not be used for real reports",
      delay_days);
}

Outcome<std::vector<std::string>> changes(const Proposal& proposal, const std::optional<Proposal>& before,
                                          const CouncilBody* council) {
  if (before) {
    if (before->is_council() != proposal.is_council()) {
      return problem(kUsageExit, "--against: a council and a directory cannot be compared");
    }
    std::uint64_t seq = std::visit([](const auto& b) { return b.seq; }, proposal.content);
    std::uint64_t seq_before = std::visit([](const auto& b) { return b.seq; }, before->content);
    Digest prev = std::visit([](const auto& b) { return b.prev; }, proposal.content);
    if (seq != seq_before + 1 || prev != sha256(before->body)) {
      return problem(kTrustExit, "--against: the proposal does not follow this document",
                     "give the last one that was published; if it is that one, do not sign");
    }
  }
  std::vector<std::string> lines{proposal.title()};
  std::vector<std::string> more;
  if (const auto* after = std::get_if<CouncilBody>(&proposal.content)) {
    more = council_changes(*after, before ? std::get_if<CouncilBody>(&before->content) : nullptr);
  } else {
    more = directory_changes(std::get<DirectoryBody>(proposal.content),
                             before ? std::get_if<DirectoryBody>(&before->content) : nullptr, council);
  }
  for (std::string& line : more) lines.push_back("  " + std::move(line));
  lines.push_back("  fingerprint of these exact bytes: " + to_hex(sha256(proposal.body).span()));
  return lines;
}

}  // namespace adit::client
