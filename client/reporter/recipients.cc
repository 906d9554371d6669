// SPDX-License-Identifier: Apache-2.0
// adit recipients: whom one can write to.
#include <fmt/format.h>

#include <cstdio>

#include "client/reporter/commands.h"
#include "client/reporter/screens.h"

namespace adit::client {

int run_recipients(const CommonOptions& common, const RecipientsOptions& options, ReporterWorld& world) {
  constexpr int kNothing = 9;
  auto invitation = invitation_of(common);
  if (!invitation) return report(kProgram, invitation.error());
  auto online = Online::open(common, *invitation, world);
  if (!online) return report(kProgram, online.error());
  const TrustedState& state = (*online)->state();
  fmt::print("{}", options.json ? recipients_json(state) : recipients_screen(state));
  std::fflush(stdout);
  const bool none = state.addressable().empty();
  (void)(*online)->finish_in_silence();  // the list is there, whatever becomes of the rest
  return none ? kNothing : 0;
}

void add_recipients(CLI::App& app, const CommonOptions& common, Chosen& chosen) {
  CLI::App* command = app.add_subcommand("recipients", "List whom you can write to");
  auto options = std::make_shared<RecipientsOptions>();
  command->add_flag("--json", options->json, "Print one JSON object");
  command->footer("Example:\n  adit -i invitation.txt recipients");
  command->callback([&common, options, &chosen] {
    chosen = [&common, options](ReporterWorld& world) { return run_recipients(common, *options, world); };
  });
}

}  // namespace adit::client
