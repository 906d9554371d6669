// SPDX-License-Identifier: Apache-2.0
// adit-desk health, also called status: how the desk is, without asking the gateway.
#include "client/desk/commands.h"
#include "client/desk/desk.h"
#include "client/terminal/terminal.h"

namespace adit::client {

int run_status(const DeskCommon& common, const ShowOptions& options, DeskWorld& world) {
  auto vault = open_vault(common, world);
  if (!vault) return report(kDeskProgram, vault.error());
  auto health = view_health(**vault, world.clock.now());
  if (!health) return report(kDeskProgram, health.error());
  print_result(options.json ? health_json(*health) : health_screen(*health));
  return 0;
}

void add_status(CLI::App& app, const DeskCommon& common, DeskChosen& chosen) {
  CLI::App* command = app.add_subcommand(
      "health", "Show how the desk is: log, witnesses, keys, answers, test letters, alarms");
  command->alias("status");
  auto o = std::make_shared<ShowOptions>();
  command->add_flag("--json", o->json, "Print one JSON object, with the proofs of alarms");
  command->footer("Example:\n  adit-desk --vault desk health");
  command->callback([&common, o, &chosen] {
    chosen = [&common, o](DeskWorld& world) { return run_status(common, *o, world); };
  });
}

}  // namespace adit::client
