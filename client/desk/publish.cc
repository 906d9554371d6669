// SPDX-License-Identifier: Apache-2.0
// adit-desk publish: the keys of the coming weeks, so that reporters can write.
#include <fmt/format.h>

#include "client/case/week_keys.h"
#include "client/desk/commands.h"
#include "client/desk/words.h"
#include "client/terminal/terminal.h"

namespace adit::client {

int run_publish(const DeskCommon& common, const PublishOptions& options, DeskWorld& world) {
  auto desk = open_desk(common, world);
  if (!desk) return report(kDeskProgram, desk.error());
  auto published =
      publish_week_keys(*desk->vault, desk->self, *desk->gateway, world.clock, world.rng, options.weeks);
  if (!published && published.error().code == Errc::admission_refused) {
    say(kDeskProgram, "error: the gateway does not take keys of this desk");
    say(kDeskProgram, "hint: they are taken once the council's directory that names you is published");
    return exit_code(Errc::admission_refused);
  }
  if (!published) return report(kDeskProgram, published.error());
  auto ahead = weeks_ahead(*desk->vault, world.clock.now());
  if (!ahead) return report(kDeskProgram, ahead.error());
  print_result(options.json
                   ? fmt::format("{{\"schema\":1,\"made\":{},\"published\":{},\"weeks_ahead\":{}}}\n",
                                 published->made.size(), published->published.size(), *ahead)
                   : fmt::format("{} published now; reporters can write to you for {}\n",
                                 counted(published->published.size(), "week key", "week keys"),
                                 counted(*ahead, "week", "weeks")));
  return 0;
}

void add_publish(CLI::App& app, const DeskCommon& common, DeskChosen& chosen) {
  CLI::App* command = app.add_subcommand("publish", "Publish your keys for the coming weeks");
  auto o = std::make_shared<PublishOptions>();
  command->add_option("--weeks", o->weeks, "This week and as many as make N")
      ->type_name("N")
      ->check(CLI::Range(1, 5));
  command->add_flag("--json", o->json, "Print one JSON object");
  command->footer(
      "Example:\n  adit-desk --vault desk publish\nRun it every week: again and again changes nothing.");
  command->callback([&common, o, &chosen] {
    chosen = [&common, o](DeskWorld& world) { return run_publish(common, *o, world); };
  });
}

}  // namespace adit::client
