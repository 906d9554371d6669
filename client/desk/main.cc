// SPDX-License-Identifier: Apache-2.0
// adit-desk, a recipient's program.
#include "client/desk/commands.h"
#include "client/desk/pauses.h"
#include "client/net/options.h"
#include "client/terminal/cli.h"

namespace adit::client {
namespace {

int run(int argc, char** argv) {
  DeskCommon common;
  DeskChosen chosen;
  CLI::App app("Receive reports as a vetted recipient, check the gateway, and answer.", "adit-desk");
  set_conventions(app);
  app.add_option("--vault", common.vault, "Folder with your keys and letters, encrypted")
      ->type_name("DIR")
      ->required();
  app.add_option("--passphrase-fd", common.passphrase_fd, "Read the passphrase from this descriptor")
      ->type_name("N");
  app.add_option("--vault-wait", common.vault_wait,
                 "Seconds to wait while another command uses it (default 30)")
      ->type_name("N");
  add_net_options(app, common.net);
  add_init(app, common, chosen);
  add_publish(app, common, chosen);
  add_sync(app, common, chosen);
  add_list(app, common, chosen);
  add_show(app, common, chosen);
  add_save(app, common, chosen);
  add_check_original(app, common, chosen);
  add_reply(app, common, chosen);
  add_status(app, common, chosen);
  add_alarms(app, common, chosen);
  add_proof(app, common, chosen);
  add_canary(app, common, chosen);
  add_watch(app, common, chosen);
  add_witness(app, common, chosen);
  add_burn(app, common, chosen);
  add_views(app, common, chosen);
  add_checkpoint(app, common, chosen);
  app.footer(
      "Examples:\n  adit-desk --vault desk sync\n  adit-desk --vault desk list\n  adit-desk --vault desk "
      "show 1");
  if (auto code = parse_command_line(app, kDeskProgram, argc, argv)) return *code;
  SystemClock clock;
  SystemRng rng;
  SignalPauses pauses;
  DeskWorld world{
      clock, rng,
      [&](const Address& address, const NetOptions& net) { return open_transport(address, net, rng); },
      pauses};
  if (app.got_subcommand("watch")) pauses.catch_signals();
  return chosen(world);
}

}  // namespace
}  // namespace adit::client

int main(int argc, char** argv) {
  return adit::client::guarded_main(adit::client::kDeskProgram,
                                    [&] { return adit::client::run(argc, argv); });
}
