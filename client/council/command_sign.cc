// SPDX-License-Identifier: Apache-2.0
// diff: what a proposal changes. sign: the same, then a member's signature. Both read files only and
// need no network: they are meant for a machine that has none.
#include <cstdio>
#include <filesystem>
#include <memory>

#include "client/council/changes.h"
#include "client/council/commands.h"
#include "client/council/files.h"
#include "client/council/member_key.h"
#include "client/council/signing.h"
#include "client/terminal/terminal.h"

namespace adit::client {
namespace {

struct Options {
  std::filesystem::path proposal, key, out;
  std::optional<std::filesystem::path> against;
  std::vector<std::filesystem::path> council;
  std::optional<int> passphrase_fd;
  bool yes = false;
};

struct Shown {
  Proposal proposal;
  std::optional<Council> council;
};

Outcome<Shown> show(const Options& options) {
  auto proposal = read_proposal(options.proposal);
  if (!proposal) return tl::unexpected(proposal.error());
  std::optional<Proposal> before;
  if (options.against) {
    auto read = read_proposal(*options.against);
    if (!read) return tl::unexpected(read.error());
    before = std::move(*read);
  }
  std::optional<Council> council;
  if (!options.council.empty()) {
    auto read = read_council(options.council);
    if (!read) return tl::unexpected(read.error());
    council = std::move(*read);
  }
  auto lines = changes(*proposal, before, council ? &council->body() : nullptr);
  if (!lines) return tl::unexpected(lines.error());
  for (const std::string& line : *lines) std::printf("%s\n", line.c_str());
  std::fflush(stdout);  // before any question
  return Shown{std::move(*proposal), std::move(council)};
}

Outcome<void> diff(const Options& options) {
  auto shown = show(options);
  if (!shown) return tl::unexpected(shown.error());
  return {};
}

Outcome<void> sign(const Options& options) {
  auto shown = show(options);
  if (!shown) return tl::unexpected(shown.error());
  auto dep = deployment_of(shown->proposal, shown->council ? &*shown->council : nullptr);
  if (!dep) return tl::unexpected(dep.error());
  if (!options.yes) {
    auto agreed = ask_yes_no("Do you sign exactly this?");
    if (!agreed) return problem(agreed.error(), "");
    if (!*agreed) return problem(kUsageExit, "nothing was signed");
  }
  auto passphrase = passphrase_of(options.key, options.passphrase_fd);
  if (!passphrase) return tl::unexpected(passphrase.error());
  auto key = open_member_key(options.key, *passphrase);
  if (!key) return tl::unexpected(key.error());
  auto written =
      write_public_file(options.out, as_bytes(sign_proposal(shown->proposal, *dep, *key).encode()));
  if (!written) return written;
  say(kProgram, "signed; give " + options.out.string() + " to whoever merges the signatures");
  return {};
}

void add_options(CLI::App& command, Options& options) {
  command.add_option("PROPOSAL", options.proposal, "The proposal")->required();
  command.add_option("--against", options.against, "The document that it replaces: shows only what changes");
  command.add_option("--council", options.council, "The councils so far, the first one first")
      ->allow_extra_args(false);
}

}  // namespace

void add_diff(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("diff", "Show in words what a proposal changes");
  add_options(*command, *options);
  command->callback([options, &exit_code] { exit_code = run([&] { return diff(*options); }); });
}

void add_sign(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("sign", "Show a proposal, ask, and sign it; needs no network");
  add_options(*command, *options);
  command->add_option("--key", options->key, "Your key, from member-key")->required();
  command->add_option("--passphrase-fd", options->passphrase_fd, "Read the passphrase from this descriptor");
  command->add_option("--out", options->out, "Where to write the signature")->required();
  command->add_flag("--yes", options->yes, "Do not ask; for scripts");
  command->callback([options, &exit_code] { exit_code = run([&] { return sign(*options); }); });
}

}  // namespace adit::client
