// SPDX-License-Identifier: Apache-2.0
// adit invite: what an invitation is for.
#include <fmt/format.h>

#include <cstdio>

#include "client/reporter/commands.h"
#include "client/reporter/screens.h"
#include "client/reporter/write.h"
#include "client/trust/files.h"

namespace adit::client {

int run_invite(const CommonOptions& common, const InviteOptions& options, ReporterWorld& world) {
  constexpr int kTrust = 5;
  auto invitation = invitation_of(common);
  if (!invitation) return report(kProgram, invitation.error());
  fmt::print("deployment: {}\naddress: {}\n", short_form(invitation->dep), inert_line(invitation->address));
  std::fflush(stdout);
  if (!options.save.empty()) {
    std::string text = invitation->encode() + "\n";
    Status written = write_new_file(options.save, as_bytes(text), Rights::as_umask);
    if (!written) return report(kProgram, written.error(), inert_line(options.save) + ": ");
  }
  auto online = Online::open(common, *invitation, world);
  if (online) {
    const TrustedState& state = (*online)->state();
    fmt::print("test deployment: {}\n", state.council().is_test_deployment() ? "yes" : "no");
    fmt::print("vouched for by: {} of {} people\n", state.council().body().k,
               state.council().body().members.size());
    std::fflush(stdout);
    (void)(*online)->finish_in_silence();  // what was asked for is known, whatever becomes of the rest
    return 0;
  }
  if (exit_code(online.error().code) == kTrust) return report(kProgram, online.error());
  fmt::print("test deployment: not known, because the gateway could not be asked\n");
  say(kProgram, fmt::format("the invitation itself is well formed; {}", message(online.error().code)));
  return 0;
}

void add_invite(CLI::App& app, const CommonOptions& common, Chosen& chosen) {
  CLI::App* command = app.add_subcommand("invite", "Show what an invitation is for");
  auto options = std::make_shared<InviteOptions>();
  command->add_option("--save", options->save, "Write the invitation to a new file")->type_name("FILE");
  command->footer("Example:\n  adit -i invitation.txt invite");
  command->callback([&common, options, &chosen] {
    chosen = [&common, options](ReporterWorld& world) { return run_invite(common, *options, world); };
  });
}

}  // namespace adit::client
