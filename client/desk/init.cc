// SPDX-License-Identifier: Apache-2.0
// adit-desk init: keys, a vault for them, and an application for the council.
#include <fmt/format.h>

#include "client/case/self.h"
#include "client/desk/commands.h"
#include "client/terminal/terminal.h"
#include "client/trust/files.h"

namespace adit::client {
namespace {

constexpr std::size_t kShortPassphrase = 12;

Result<SecretBuffer> new_passphrase(std::optional<int> fd) {
  for (;;) {
    ADIT_TRY(SecretBuffer first, ask_secret("new passphrase for the vault", fd));
    if (first.empty()) return fail(Errc::passphrase_wrong);
    if (first.size() < kShortPassphrase) {
      warn(kDeskProgram, "this passphrase is short: whoever takes the machine may guess it");
    }
    if (fd) return first;
    ADIT_TRY(SecretBuffer second, ask_secret("the same again", fd));
    if (std::ranges::equal(first.expose(), second.expose())) return first;
    say(kDeskProgram, "these were two different ones");
  }
}

// Keys that nobody has seen yet are worth nothing: if anything fails the vault goes again.
Status make_desk(const DeskCommon& common, const InitOptions& options, const Invitation& invitation,
                 const SecretBuffer& passphrase, DeskWorld& world) {
  ADIT_TRY(auto vault, Vault::create(common.vault, passphrase, world.rng));
  auto application =
      init_desk(*vault, {invitation, options.name, options.org, options.scope, options.languages}, world.rng);
  Status written;
  if (application) {
    written = write_new_file(options.application, as_bytes(*application), Rights::as_umask);
  } else {
    written = fail(application.error());
  }
  if (!written) {
    vault.reset();
    std::error_code ignored;
    std::filesystem::remove(common.vault / kVaultFile, ignored);
  }
  return written;
}

}  // namespace

int run_init(const DeskCommon& common, const InitOptions& options, DeskWorld& world) {
  auto invitation = read_invitation(options.invitation);
  if (!invitation) return report(kDeskProgram, invitation.error());
  auto address = Address::parse(invitation->address);
  if (!address) return report(kDeskProgram, address.error());
  std::error_code ignored;
  if (std::filesystem::exists(std::filesystem::symlink_status(options.application, ignored))) {
    return report(kDeskProgram, Error(Errc::file_exists), options.application.string() + ": ");
  }
  auto passphrase = new_passphrase(common.passphrase_fd);
  if (!passphrase) return report(kDeskProgram, passphrase.error());
  auto made = make_desk(common, options, *invitation, *passphrase, world);
  if (!made && made.error().code == Errc::wire_not_canonical) {
    say(kDeskProgram,
        "error: name, organisation, scope and languages must each be one line of at most 400 bytes, "
        "and languages be like en or pt-BR");
    return 2;
  }
  if (!made) return report(kDeskProgram, made.error());
  say(kDeskProgram,
      fmt::format("the keys are in {}; without its passphrase nobody can read them, you neither",
                  common.vault.string()));
  say(kDeskProgram,
      fmt::format("give {} to the council; when you are in its directory, run adit-desk publish",
                  options.application.string()));
  return 0;
}

void add_init(CLI::App& app, const DeskCommon& common, DeskChosen& chosen) {
  CLI::App* command = app.add_subcommand("init", "Make your keys, and an application for the council");
  auto o = std::make_shared<InitOptions>();
  command->add_option("--invitation", o->invitation, "The invitation of the deployment: a file, or its text")
      ->required();
  command->add_option("--name", o->name, "Your name as reporters see it")->required();
  command->add_option("--org", o->org, "Your organisation");
  command->add_option("--scope", o->scope, "What you can act on");
  command->add_option("--lang", o->languages, "Languages that you read, such as en,fr")
      ->delimiter(',')
      ->required();
  command->add_option("--application", o->application, "Where to write the application")->required();
  command->footer(
      "Example:\n  adit-desk --vault desk init --invitation invitation.txt --name 'Rights Desk' \\\n"
      "    --org 'Miners Union' --scope blacklisting --lang en,fr --application rights-desk.app");
  command->callback([&common, o, &chosen] {
    chosen = [&common, o](DeskWorld& world) { return run_init(common, *o, world); };
  });
}

}  // namespace adit::client
