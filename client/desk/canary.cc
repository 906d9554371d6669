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

Result<CanaryRate> rate_in(const OpenRecords& open) {
  ADIT_TRY(auto records, open());
  ADIT_TRY(auto canaries, Canaries(*records).list());
  return rate_of(canaries);
}

}  // namespace

int run_canary(const DeskCommon& common, const CanaryOptions& options, DeskWorld& world) {
  auto passphrase = ask_secret("passphrase of the vault", common.passphrase_fd);
  if (!passphrase) return report(kDeskProgram, passphrase.error());
  const OpenRecords once = records_opener(*passphrase, common, world);
  const OpenRecords open = [&] { return open_waiting(once, common.vault_wait, world.pauses); };
  const Tempo tempo = options.no_pauses ? Tempo::immediate : Tempo::random;
  if (Status sent = send_canary(open, tempo, common, world); !sent) return report(kDeskProgram, sent.error());
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
