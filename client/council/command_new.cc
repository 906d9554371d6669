// SPDX-License-Identifier: Apache-2.0
// new: the first council of a deployment. successor: the council that takes over from another.
#include <adit/clock.h>
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <memory>

#include "client/council/changes.h"
#include "client/council/commands.h"
#include "client/council/draft.h"
#include "client/council/files.h"
#include "client/terminal/terminal.h"
#include "crypto/sha256.h"

namespace adit::client {
namespace {

struct Options {
  CouncilDraft draft;
  std::vector<std::string> members;            // NAME=PUBFILE
  std::vector<std::filesystem::path> council;  // successor only
  std::filesystem::path out;
};

Outcome<std::vector<CouncilMember>> read_members(const std::vector<std::string>& rows) {
  std::vector<CouncilMember> out;
  for (const std::string& row : rows) {
    std::size_t equals = row.find('=');
    if (equals == std::string::npos || equals == 0) {
      return problem(kUsageExit, "--member " + row + ": write it as NAME=FILE.pub");
    }
    std::string file = row.substr(equals + 1);
    auto bytes = read_small_file(file);
    if (!bytes) return tl::unexpected(bytes.error());
    auto key = parse_member_line(as_text(*bytes), file);
    if (!key) return tl::unexpected(key.error());
    out.push_back({row.substr(0, equals), *key});
  }
  return out;
}

Outcome<void> write_proposal(const Options& options, const CouncilBody& body,
                             const std::optional<Proposal>& before) {
  auto proposal = parse_proposal(body.encode(), options.out.string());
  if (!proposal) return tl::unexpected(proposal.error());
  auto lines = changes(*proposal, before);
  if (!lines) return tl::unexpected(lines.error());
  if (auto ok = write_public_file(options.out, proposal->body); !ok) return ok;
  for (const std::string& line : *lines) std::printf("%s\n", line.c_str());
  say(kProgram, "next: give " + options.out.string() + " to the members, who sign it");
  return {};
}

Outcome<void> first(Options& options) {
  auto members = read_members(options.members);
  if (!members) return tl::unexpected(members.error());
  options.draft.members = std::move(*members);
  SystemRng rng;
  auto body = draft_council(options.draft, SystemClock().now(), rng);
  if (!body) return tl::unexpected(body.error());
  return write_proposal(options, *body, std::nullopt);
}

Outcome<void> successor(Options& options) {
  auto council = read_council(options.council);
  if (!council) return tl::unexpected(council.error());
  auto before = read_proposal(options.council.back());
  if (!before) return tl::unexpected(before.error());
  auto members = read_members(options.members);
  if (!members) return tl::unexpected(members.error());
  options.draft.members = std::move(*members);
  SystemRng rng;
  auto body = draft_successor(options.draft, council->body(), sha256(before->body), SystemClock().now(), rng);
  if (!body) return tl::unexpected(body.error());
  return write_proposal(options, *body, std::move(*before));
}

void add_options(CLI::App& command, Options& options) {
  command.add_option("--k", options.draft.k, "How many members must sign")->required();
  command.add_option("--member", options.members, "NAME=FILE.pub, for each member")
      ->allow_extra_args(false)
      ->required();
  command.add_option("--epoch-seconds", options.draft.epoch_seconds,
                     "Seconds between two batches (default 600)");
  command.add_option("--delay-days", options.draft.delay_days,
                     "Days before a new recipient can be written to (default 7; less is a test deployment)");
  command.add_option("--expires-days", options.draft.expires_days,
                     "Days until this council ends (default 730)");
  command.add_option("--out", options.out, "Where to write the proposal")->required();
}

}  // namespace

void add_new(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("new", "Propose the first council of a deployment");
  add_options(*command, *options);
  command->callback([options, &exit_code] { exit_code = run([&] { return first(*options); }); });
}

void add_successor(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("council", "Propose the council that takes over from the one in force");
  add_options(*command, *options);
  command->add_option("--council", options->council, "The councils so far, the first one first")
      ->allow_extra_args(false)
      ->required();
  command->callback([options, &exit_code] { exit_code = run([&] { return successor(*options); }); });
}

}  // namespace adit::client
