// SPDX-License-Identifier: Apache-2.0
#include "client/council/draft.h"

#include <fmt/format.h>

#include "client/council/dates.h"
#include "client/council/files.h"

namespace adit::client {
namespace {

constexpr std::size_t kMaxMemberNameBytes = 200;

Outcome<void> verify_draft(const CouncilDraft& draft) {
  if (draft.members.empty() || draft.members.size() > kMaxCouncilMembers) {
    return problem(kUsageExit, fmt::format("a council has 1 to {} members", kMaxCouncilMembers),
                   "add --member NAME=FILE.pub for each of them");
  }
  if (draft.k < 1 || draft.k > draft.members.size()) {
    return problem(kUsageExit,
                   fmt::format("--k must be from 1 to the number of members, {}", draft.members.size()));
  }
  for (std::size_t i = 0; i < draft.members.size(); ++i) {
    if (draft.members[i].name.empty() || draft.members[i].name.size() > kMaxMemberNameBytes) {
      return problem(kUsageExit, fmt::format("a member's name must have 1 to {} bytes", kMaxMemberNameBytes));
    }
    for (std::size_t j = 0; j < i; ++j) {
      if (draft.members[i].key == draft.members[j].key) {
        return problem(kUsageExit,
                       fmt::format("members {} and {} have the same key: each needs one of their own",
                                   draft.members[j].name, draft.members[i].name));
      }
    }
  }
  if (draft.expires_days < 1 || draft.expires_days > kMaxCouncilDays) {
    return problem(kUsageExit,
                   fmt::format("--expires-days must be from 1 to {} for a council", kMaxCouncilDays));
  }
  if (draft.epoch_seconds < 1 || draft.epoch_seconds > kDaySeconds) {
    return problem(kUsageExit, "--epoch-seconds must be from 1 to 86400");
  }
  if (draft.delay_days > 365) return problem(kUsageExit, "--delay-days must be from 0 to 365");
  return {};
}

}  // namespace

bool is_test_delay(std::uint32_t delay_days) { return delay_days < 7; }

std::string Proposal::title() const {
  if (const auto* council = std::get_if<CouncilBody>(&content)) {
    return council->seq == 0 ? "first council" : fmt::format("council {}", council->seq);
  }
  return fmt::format("directory {}", std::get<DirectoryBody>(content).seq);
}

Outcome<Proposal> parse_proposal(ByteSpan bytes, std::string_view what) {
  ByteVector body(bytes.begin(), bytes.end());
  if (auto envelope = UnverifiedEnvelope::parse(bytes)) body = envelope->body;
  if (auto council = CouncilBody::parse(body)) return Proposal{std::move(body), std::move(*council)};
  if (auto directory = DirectoryBody::parse(body)) return Proposal{std::move(body), std::move(*directory)};
  return problem(kFileExit, std::string(what) + ": this is not a proposal of a council or a directory",
                 "use the file exactly as new or directory wrote it");
}

Outcome<Proposal> read_proposal(const std::filesystem::path& file) {
  auto bytes = read_small_file(file);
  if (!bytes) return tl::unexpected(bytes.error());
  return parse_proposal(*bytes, file.string());
}

Outcome<CouncilBody> draft_council(const CouncilDraft& draft, UnixTime now, Rng& rng) {
  if (auto ok = verify_draft(draft); !ok) return tl::unexpected(ok.error());
  CouncilBody body;
  body.k = draft.k;
  body.members = draft.members;
  body.from_epoch = epoch_at(now, draft.epoch_seconds);
  body.expires_epoch =
      Epoch{number(body.from_epoch) + epochs_in(draft.expires_days * kDaySeconds, draft.epoch_seconds)};
  body.delay_days = draft.delay_days;
  body.nonce = rng.bytes<Digest>();
  return body;
}

Outcome<CouncilBody> draft_successor(const CouncilDraft& draft, const CouncilBody& before,
                                     const Digest& before_hash, UnixTime now, Rng& rng) {
  auto body = draft_council(draft, now, rng);
  if (!body) return body;
  body->seq = before.seq + 1;
  body->prev = before_hash;
  return body;
}

}  // namespace adit::client
