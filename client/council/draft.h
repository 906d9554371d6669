// SPDX-License-Identifier: Apache-2.0
// Proposals: unsigned bodies of documents, exactly the bytes that members will sign.
#pragma once

#include <adit/clock.h>
#include <adit/document.h>

#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "client/council/problem.h"
#include "client/trust/application.h"

namespace adit::client {

inline constexpr std::uint32_t kMaxDirectoryDays = 180;  // protocol 2.5
inline constexpr std::uint32_t kMaxCouncilDays = 3650;

// A body that somebody proposes. Well formed, and nothing more is known of it.
struct Proposal {
  ByteVector body;
  std::variant<CouncilBody, DirectoryBody> content;

  bool is_council() const { return std::holds_alternative<CouncilBody>(content); }
  // "first council", "council 1", "directory 4".
  std::string title() const;
};
// Takes the body itself, or a signed document whose body is taken out of it.
Outcome<Proposal> parse_proposal(ByteSpan bytes, std::string_view what);
Outcome<Proposal> read_proposal(const std::filesystem::path& file);

struct CouncilDraft {
  std::uint32_t k = 0;
  std::vector<CouncilMember> members;
  std::uint32_t epoch_seconds = 600;
  std::uint32_t delay_days = 7;
  std::uint32_t expires_days = 730;
};
Outcome<CouncilBody> draft_council(const CouncilDraft& draft, UnixTime now, Rng& rng);
// The council that takes over from `before`, whose body has this hash.
Outcome<CouncilBody> draft_successor(const CouncilDraft& draft, const CouncilBody& before,
                                     const Digest& before_hash, UnixTime now, Rng& rng);

struct DirectoryDraft {
  std::optional<NoteKey> gateway_key;  // otherwise as before
  std::optional<std::string> address;  // otherwise as before
  std::vector<Application> add;
  std::vector<Rid> suspend, revoke, reinstate;
  std::vector<NoteKey> witnesses;       // besides the recipients' own
  std::optional<std::uint32_t> quorum;  // otherwise more than half of the witnesses
  std::vector<std::string> set;         // "floor=16"
  std::vector<std::string> forms;       // otherwise as before
  std::uint32_t expires_days = 90;
  // From now until the directory is published: its new recipients' waiting time begins then.
  std::optional<std::int64_t> lead_seconds;
};
Outcome<DirectoryBody> draft_directory(const DirectoryDraft& draft, const Council& council,
                                       const std::optional<Directory>& before, UnixTime now);

// Changes one number of the deployment: "round_seconds=600".
Outcome<void> set_param(Params& params, std::string_view assignment);
// All of them with their names, in the order of the protocol.
std::vector<std::pair<std::string_view, std::uint32_t>> named_params(const Params& params);

// Where a deployment's directory starts: recipients are told that it is for tests if recipients can
// be added in less than a week.
bool is_test_delay(std::uint32_t delay_days);

}  // namespace adit::client
