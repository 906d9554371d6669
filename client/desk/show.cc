// SPDX-License-Identifier: Apache-2.0
// adit-desk show: one letter, who else can read it, and how sure that is.
#include "client/case/position.h"
#include "client/case/self.h"
#include "client/desk/commands.h"
#include "client/desk/desk.h"
#include "client/terminal/terminal.h"

namespace adit::client {

int run_show(const DeskCommon& common, const ShowOptions& options, DeskWorld& world) {
  auto vault = open_vault(common, world);
  if (!vault) return report(kDeskProgram, vault.error());
  auto self = load_self(**vault);
  if (!self) return report(kDeskProgram, self.error());
  auto directory = load_directory(**vault);
  if (!directory) return report(kDeskProgram, directory.error());
  auto view = view_letter(**vault, options.number);
  if (!view) return report(kDeskProgram, view.error());
  print_result(options.json ? letter_json(*view, *directory, self->rid)
                            : letter_screen(*view, *directory, self->rid));
  return 0;
}

void add_show(CLI::App& app, const DeskCommon& common, DeskChosen& chosen) {
  CLI::App* command = app.add_subcommand("show", "Show one letter");
  auto o = std::make_shared<ShowOptions>();
  command->add_option("NUMBER", o->number, "As adit-desk list shows it")->required();
  command->add_flag("--json", o->json, "Print one JSON object");
  command->footer("Example:\n  adit-desk --vault desk show 1");
  command->callback([&common, o, &chosen] {
    chosen = [&common, o](DeskWorld& world) { return run_show(common, *o, world); };
  });
}

}  // namespace adit::client
