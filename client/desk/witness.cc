// SPDX-License-Identifier: Apache-2.0
// adit-desk witness: the newest checkpoint that this desk has read, to a C2SP witness.
#include "client/case/self.h"
#include "client/desk/carry_witness.h"
#include "client/desk/commands.h"
#include "client/terminal/terminal.h"

namespace adit::client {

int run_witness(const DeskCommon& common, const WitnessOptions& options, DeskWorld& world) {
  auto place = WitnessPlace::parse(options.url + "=" + options.key);
  if (!place) {
    say(kDeskProgram, "error: --key: a verifier key of a witness, NAME+ID+KEY, as its operator publishes it");
    return 2;
  }
  auto desk = open_desk(common, world);
  if (!desk) return report(kDeskProgram, desk.error());
  auto link = open_witness(options.url, common.net, world.rng);
  if (!link) return report(kDeskProgram, link.error(), "--url: ");
  std::uint64_t known = 0;
  Status carried = carry(*desk->vault, *desk->gateway, **link, *place, known);
  if (!carried) {
    if (carried.error().code == Errc::admission_refused) {
      say(kDeskProgram,
          "error: the witness does not know this log, or the council's directory not this witness");
      say(kDeskProgram, "hint: its operator adds the log's key, the council adds the witness with --witness");
      return 4;
    }
    if (carried.error().code == Errc::checkpoint_stale) {
      say(kDeskProgram, "error: the witness has confirmed more of the log than this desk has read");
      say(kDeskProgram, "hint: run adit-desk sync, then this again");
      return 4;
    }
    return report(kDeskProgram, carried.error());
  }
  print_result(options.json ? "{\"schema\":1,\"cosigned\":true}\n" : "the witness confirmed the log\n");
  return 0;
}

void add_witness(CLI::App& app, const DeskCommon& common, DeskChosen& chosen) {
  CLI::App* command = app.add_subcommand("witness", "Have the log confirmed by a witness elsewhere (C2SP)");
  auto o = std::make_shared<WitnessOptions>();
  command->add_option("--url", o->url, "Its submission prefix")->type_name("URL")->required();
  command->add_option("--key", o->key, "Its verifier key")->type_name("VKEY")->required();
  command->add_flag("--json", o->json, "Print one JSON object");
  command->footer(
      "Example:\n  adit-desk --vault desk witness --url https://witness.example/adit --key "
      "witness.example+…\n"
      "adit-desk watch --witness URL=VKEY does it at each visit. It confirms what the last sync has read.");
  command->callback([&common, o, &chosen] {
    chosen = [&common, o](DeskWorld& world) { return run_witness(common, *o, world); };
  });
}

}  // namespace adit::client
