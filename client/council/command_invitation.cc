// SPDX-License-Identifier: Apache-2.0
// invitation: the public text that reporters and recipients start from.
#include <cstdio>
#include <filesystem>
#include <memory>

#include "client/council/changes.h"
#include "client/council/commands.h"
#include "client/council/files.h"
#include "client/net/transport.h"
#include "client/terminal/terminal.h"
#include "client/trust/invitation.h"

namespace adit::client {
namespace {

struct Options {
  std::vector<std::filesystem::path> council;
  std::string address;
  std::optional<std::filesystem::path> out;
};

Outcome<void> work(const Options& options) {
  auto council = read_council(options.council);
  if (!council) return tl::unexpected(council.error());
  if (!Address::parse(options.address)) {
    return problem(kUsageExit, "--address: this is not an address such as http://NAME.onion or https://HOST");
  }
  std::string text = Invitation{council->dep(), options.address}.encode();
  if (!Invitation::parse(text))
    return problem(kUsageExit, "--address: this address is too long for an invitation");
  if (options.out) {
    if (auto ok = write_public_file(*options.out, as_bytes(text + "\n")); !ok) return ok;
  }
  std::printf("%s\n", text.c_str());
  if (council->is_test_deployment()) say(kProgram, test_deployment_line(council->body().delay_days));
  return {};
}

}  // namespace

void add_invitation(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("invitation", "Print the invitation to this deployment; there is no secret in it");
  command->add_option("--council", options->council, "The councils so far, the first one first")
      ->allow_extra_args(false)
      ->required();
  command->add_option("--address", options->address, "Where the gateway is")->required();
  command->add_option("--out", options->out, "Also write it to this file");
  command->callback([options, &exit_code] { exit_code = run([&] { return work(*options); }); });
}

}  // namespace adit::client
