// SPDX-License-Identifier: Apache-2.0
// adit-desk checkpoint: the newest one that this desk has read, for the operator of a gateway that has
// to be restored.
#include "client/case/position.h"
#include "client/desk/commands.h"
#include "client/desk/desk.h"
#include "client/terminal/terminal.h"

namespace adit::client {

int run_checkpoint(const DeskCommon& common, DeskWorld& world) {
  auto vault = open_vault(common, world);
  if (!vault) return report(kDeskProgram, vault.error());
  auto position = Position::load(**vault);
  if (!position) return report(kDeskProgram, position.error());
  if (position->checkpoint.empty()) return report(kDeskProgram, Error(Errc::not_found));
  print_result(position->checkpoint);
  return 0;
}

void add_checkpoint(CLI::App& app, const DeskCommon& common, DeskChosen& chosen) {
  CLI::App* command = app.add_subcommand(
      "checkpoint", "Print the newest checkpoint that this desk has read; nothing in it is secret");
  command->footer("Example:\n  adit-desk --vault desk checkpoint > ana.txt");
  command->callback(
      [&common, &chosen] { chosen = [&common](DeskWorld& world) { return run_checkpoint(common, world); }; });
}

}  // namespace adit::client
