// SPDX-License-Identifier: Apache-2.0
// member-key: a member's signing key, under a passphrase; the public half beside it.
#include <adit/clock.h>
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <memory>

#include "client/council/commands.h"
#include "client/council/files.h"
#include "client/council/member_key.h"
#include "client/terminal/terminal.h"

namespace adit::client {
namespace {

struct Options {
  std::filesystem::path out;
  std::optional<int> passphrase_fd;
};

Outcome<void> work(const Options& options) {
  auto passphrase = new_passphrase(options.passphrase_fd);
  if (!passphrase) return tl::unexpected(passphrase.error());
  SystemRng rng;
  auto key = make_member_key(options.out, *passphrase, rng);
  if (!key) return tl::unexpected(key.error());
  std::string line = member_line(*key) + "\n";
  auto written = write_public_file(options.out.string() + ".pub", as_bytes(line));
  if (!written) return written;
  std::fputs(line.c_str(), stdout);
  say(kProgram, "give " + options.out.string() +
                    ".pub to whoever writes the proposal; keep the key and the passphrase");
  return {};
}

}  // namespace

void add_member_key(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("member-key", "Make your signing key (FILE) and its public half (FILE.pub)");
  command->add_option("--out", options->out, "Where to write the key")->required();
  command->add_option("--passphrase-fd", options->passphrase_fd, "Read the passphrase from this descriptor");
  command->callback([options, &exit_code] { exit_code = run([&] { return work(*options); }); });
}

}  // namespace adit::client
