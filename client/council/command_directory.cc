// SPDX-License-Identifier: Apache-2.0
// directory: proposes the next directory of recipients out of applications and changes.
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <memory>

#include "client/council/changes.h"
#include "client/council/commands.h"
#include "client/council/draft.h"
#include "client/council/files.h"
#include "client/terminal/terminal.h"

namespace adit::client {
namespace {

struct Options {
  std::vector<std::filesystem::path> council;
  std::optional<std::filesystem::path> previous;
  std::string gateway_key, address;
  std::vector<std::filesystem::path> add;
  std::vector<std::string> suspend, revoke, reinstate, witnesses;
  DirectoryDraft draft;
  std::filesystem::path out;
};

Outcome<std::vector<Rid>> parse_rids(const std::vector<std::string>& texts, std::string_view flag) {
  std::vector<Rid> out;
  for (const std::string& text : texts) {
    auto bytes = from_hex(text);
    auto rid = bytes ? Rid::from(*bytes) : std::nullopt;
    if (!rid)
      return problem(kUsageExit, fmt::format("{} {}: a recipient is named by its 16 hex digits", flag, text));
    out.push_back(*rid);
  }
  return out;
}

Outcome<NoteKey> parse_key(std::string_view text, std::string_view flag) {
  auto key = NoteKey::parse(text);
  if (!key) return problem(kUsageExit, fmt::format("{}: this is not a verifier key (name+id+key)", flag));
  return std::move(*key);
}

Outcome<Application> read_application(const std::filesystem::path& file, const DeploymentId& dep) {
  auto bytes = read_small_file(file);
  if (!bytes) return tl::unexpected(bytes.error());
  auto application = Application::parse(as_text(*bytes), dep);
  if (application) return std::move(*application);
  switch (application.error().code) {
    case Errc::document_wrong_type:
      return problem(kTrustExit,
                     file.string() + ": this is not an application, or it is for another deployment",
                     "applicants make it with adit-desk init and this council's invitation");
    case Errc::signature_invalid:
      return problem(kTrustExit, file.string() + ": the application was changed after it was signed",
                     "ask the applicant for it again");
    default:
      return problem(kFileExit, file.string() + ": the application is damaged",
                     "ask the applicant for it again");
  }
}

Outcome<void> fill(Options& options, const Council& council) {
  if (!options.gateway_key.empty()) {
    auto key = parse_key(options.gateway_key, "--gateway-key");
    if (!key) return tl::unexpected(key.error());
    options.draft.gateway_key = std::move(*key);
  }
  if (!options.address.empty()) options.draft.address = options.address;
  for (const std::string& text : options.witnesses) {
    auto key = parse_key(text, "--witness");
    if (!key) return tl::unexpected(key.error());
    options.draft.witnesses.push_back(std::move(*key));
  }
  for (const auto& file : options.add) {
    auto application = read_application(file, council.dep());
    if (!application) return tl::unexpected(application.error());
    options.draft.add.push_back(std::move(*application));
  }
  for (auto [texts, rids, flag] : {std::tuple{&options.suspend, &options.draft.suspend, "--suspend"},
                                   {&options.revoke, &options.draft.revoke, "--revoke"},
                                   {&options.reinstate, &options.draft.reinstate, "--reinstate"}}) {
    auto parsed = parse_rids(*texts, flag);
    if (!parsed) return tl::unexpected(parsed.error());
    *rids = std::move(*parsed);
  }
  return {};
}

Outcome<void> work(Options& options) {
  auto councils = read_councils(options.council);
  if (!councils) return tl::unexpected(councils.error());
  const Council& council = councils->back();
  std::optional<Directory> before;
  std::optional<Proposal> before_proposal;
  if (options.previous) {
    auto directory = read_directory(*options.previous, *councils);
    if (!directory) return tl::unexpected(directory.error());
    before = std::move(*directory);
    auto proposal = read_proposal(*options.previous);
    if (!proposal) return tl::unexpected(proposal.error());
    before_proposal = std::move(*proposal);
  }
  if (auto ok = fill(options, council); !ok) return ok;
  auto body = draft_directory(options.draft, council, before, SystemClock().now());
  if (!body) return tl::unexpected(body.error());
  auto proposal = parse_proposal(body->encode(), options.out.string());
  if (!proposal) return tl::unexpected(proposal.error());
  auto lines = changes(*proposal, before_proposal, &council.body());
  if (!lines) return tl::unexpected(lines.error());
  if (auto ok = write_public_file(options.out, proposal->body); !ok) return ok;
  for (const std::string& line : *lines) std::printf("%s\n", line.c_str());
  say(kProgram, "next: give " + options.out.string() + " to the members, who sign it");
  return {};
}

}  // namespace

void add_directory(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("directory", "Propose the next directory of recipients");
  command->add_option("--council", options->council, "The council, and those before it, the first one first")
      ->allow_extra_args(false)
      ->required();
  command->add_option("--previous", options->previous, "The directory that was published last");
  command->add_option("--gateway-key", options->gateway_key, "What adit-gateway log-key prints");
  command->add_option("--address", options->address, "Where the gateway is");
  command->add_option("--add", options->add, "An application of a recipient who was vetted")
      ->allow_extra_args(false);
  command->add_option("--suspend", options->suspend, "A recipient who cannot be written to for now")
      ->allow_extra_args(false);
  command->add_option("--revoke", options->revoke, "A recipient who can never be written to again")
      ->allow_extra_args(false);
  command->add_option("--reinstate", options->reinstate, "A suspended recipient who is back")
      ->allow_extra_args(false);
  command
      ->add_option("--witness", options->witnesses,
                   "The key of a witness who is not a recipient, or of one who is back")
      ->allow_extra_args(false);
  command->add_option("--quorum", options->draft.quorum,
                      "Witnesses who must confirm (default: more than half)");
  command->add_option("--set", options->draft.set, "NAME=NUMBER, such as floor=16")->allow_extra_args(false);
  command->add_option("--form", options->draft.forms, "A form that reports may use (default: as before)")
      ->allow_extra_args(false);
  command->add_option("--expires-days", options->draft.expires_days, "At most 180 (default 90)");
  command->add_option("--lead-seconds", options->draft.lead_seconds,
                      "How long signing and publishing may take (default: three days; a test: a minute)");
  command->add_option("--out", options->out, "Where to write the proposal")->required();
  command->callback([options, &exit_code] { exit_code = run([&] { return work(*options); }); });
}

}  // namespace adit::client
