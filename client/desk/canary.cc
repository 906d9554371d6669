// SPDX-License-Identifier: Apache-2.0
// adit-desk canary: a letter to oneself, as a reporter would send it.
#include "client/case/canary.h"

#include <fmt/format.h>

#include "client/desk/canary_session.h"
#include "client/desk/commands.h"
#include "client/desk/screens.h"
#include "client/terminal/terminal.h"

namespace adit::client {
namespace {

Result<DeskSelf> self_of(const OpenRecords& open) {
  ADIT_TRY(auto records, open());
  return load_self(*records);
}
Result<CanaryRate> rate_in(const OpenRecords& open) {
  ADIT_TRY(auto records, open());
  ADIT_TRY(auto canaries, Canaries(*records).list());
  return rate_of(canaries);
}

}  // namespace

int run_canary(const DeskCommon& common, const CanaryOptions& options, DeskWorld& world) {
  auto passphrase = ask_secret("passphrase of the vault", common.passphrase_fd);
  if (!passphrase) return report(kDeskProgram, passphrase.error());
  OpenRecords open = [&]() -> Result<std::unique_ptr<Records>> {
    ADIT_TRY(auto vault, open_vault_with(*passphrase, common, world));
    return std::unique_ptr<Records>(std::move(vault));
  };
  auto self = self_of(open);
  if (!self) return report(kDeskProgram, self.error());
  auto transport = connect_to_gateway(*self, common, world);
  if (!transport) return report(kDeskProgram, transport.error());
  Quiet talk;
  Surroundings surroundings{**transport, world.clock,  world.rng,
                            talk,        world.pauses, options.no_pauses ? Tempo::immediate : Tempo::random};
  if (Status sent = send_canary(open, *self, surroundings); !sent) return report(kDeskProgram, sent.error());
  auto rate = rate_in(open);
  if (!rate) return report(kDeskProgram, rate.error());
  if (options.json) {
    print_result(fmt::format("{{\"schema\":1,\"sent\":true,\"canaries\":{}}}\n", canary_json(*rate)));
  } else {
    print_result("a test letter was sent; the next syncs tell whether it comes\n" + canary_line(*rate));
  }
  return 0;
}

void add_canary(CLI::App& app, const DeskCommon& common, DeskChosen& chosen) {
  CLI::App* command =
      app.add_subcommand("canary", "Send a letter to yourself, to see whether the gateway delivers");
  auto o = std::make_shared<CanaryOptions>();
  command->add_flag("--no-pauses", o->no_pauses, "Without the pauses that reporters make");
  command->add_flag("--json", o->json, "Print one JSON object");
  command->footer(
      "Example:\n  adit-desk --vault desk canary\nadit-desk watch sends sixty a week by itself. To the "
      "gateway "
      "it is a reporter's visit like any other.");
  command->callback([&common, o, &chosen] {
    chosen = [&common, o](DeskWorld& world) { return run_canary(common, *o, world); };
  });
}

}  // namespace adit::client
