// SPDX-License-Identifier: Apache-2.0
// adit-desk sync: one visit to the gateway.
#include "client/case/sync.h"

#include <fmt/format.h>

#include "client/case/self.h"
#include "client/desk/commands.h"
#include "client/desk/screens.h"
#include "client/terminal/terminal.h"

namespace adit::client {

int run_sync(const DeskCommon& common, const ShowOptions& options, DeskWorld& world) {
  constexpr int kNothingNew = 9;
  auto desk = open_desk(common, world);
  if (!desk) return report(kDeskProgram, desk.error());
  DeskContext context{*desk->vault, *desk->gateway, world.clock, world.rng};
  auto done = sync(context);
  if (!done) {
    if (done.error().code == Errc::not_found) {
      say(kDeskProgram, "the gateway has not published anything yet");
      return kNothingNew;
    }
    return report(kDeskProgram, done.error());
  }
  print_result(options.json ? sync_json(*done) : sync_screen(*done));
  auto alarms = not_acknowledged(*desk->vault, done->alarms);
  if (!alarms) return report(kDeskProgram, alarms.error());
  if (!alarms->empty()) return report_alarms(*alarms);
  if (done->trouble) return report(kDeskProgram, *done->trouble);
  if (done->has_news()) return 0;
  say(kDeskProgram, "nothing new");
  return kNothingNew;
}

void add_sync(CLI::App& app, const DeskCommon& common, DeskChosen& chosen) {
  CLI::App* command = app.add_subcommand("sync", "Fetch, check and open what is new; hand in answers");
  auto o = std::make_shared<ShowOptions>();
  command->add_flag("--json", o->json, "Print one JSON object");
  command->footer(
      "Example:\n  adit-desk --vault desk sync\n"
      "Run it every ten minutes on a machine that is always on. Exit codes: 9 nothing new, 10 the gateway is "
      "accused,\n11 something has to be done: see adit-desk alarms.");
  command->callback([&common, o, &chosen] {
    chosen = [&common, o](DeskWorld& world) { return run_sync(common, *o, world); };
  });
}

}  // namespace adit::client
