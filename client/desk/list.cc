// SPDX-License-Identifier: Apache-2.0
// adit-desk list: the inbox.
#include "client/desk/commands.h"
#include "client/desk/desk.h"
#include "client/terminal/terminal.h"

namespace adit::client {

int run_list(const DeskCommon& common, const ShowOptions& options, DeskWorld& world) {
  auto vault = open_vault(common, world);
  if (!vault) return report(kDeskProgram, vault.error());
  auto letters = view_letters(**vault);
  if (!letters) return report(kDeskProgram, letters.error());
  print_result(options.json ? list_json(*letters) : list_screen(*letters));
  if (!letters->empty()) return 0;
  say(kDeskProgram, "no letters yet");
  return 9;
}

void add_list(CLI::App& app, const DeskCommon& common, DeskChosen& chosen) {
  CLI::App* command = app.add_subcommand("list", "List the letters that came");
  auto o = std::make_shared<ShowOptions>();
  command->add_flag("--json", o->json, "Print one JSON object");
  command->footer("Example:\n  adit-desk --vault desk list");
  command->callback([&common, o, &chosen] {
    chosen = [&common, o](DeskWorld& world) { return run_list(common, *o, world); };
  });
}

}  // namespace adit::client
