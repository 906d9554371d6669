// SPDX-License-Identifier: Apache-2.0
// adit-desk alarms: what was noticed, what it means, what to do, and "I have seen it".
#include "client/case/alarms.h"

#include <fmt/format.h>

#include "client/desk/commands.h"
#include "client/desk/screens.h"
#include "client/terminal/terminal.h"

namespace adit::client {
namespace {

constexpr int kNothing = 9;

Status acknowledge(Records& records, const std::vector<std::uint64_t>& numbers) {
  ADIT_TRY(Transaction transaction, Transaction::begin(records));
  for (std::uint64_t number : numbers) ADIT_CHECK(acknowledge_alarm(records, number));
  return transaction.commit();
}

}  // namespace

Result<std::vector<Alarm>> not_acknowledged(Records& records, std::vector<Alarm> alarms) {
  ADIT_TRY(auto known, list_alarms(records));
  std::erase_if(alarms, [&](const Alarm& alarm) {
    bool is_known = false;
    for (const Alarm& kept : known) {
      if (kept.kind != alarm.kind) continue;
      if (!kept.acknowledged) return false;
      is_known = true;
    }
    return is_known;
  });
  return alarms;
}

int run_alarms(const DeskCommon& common, const AlarmsOptions& options, DeskWorld& world) {
  auto vault = open_vault(common, world);
  if (!vault) return report(kDeskProgram, vault.error());
  if (Status done = acknowledge(**vault, options.acknowledge); !done)
    return report(kDeskProgram, done.error(), "--acknowledge: ");
  auto alarms = options.all ? list_alarms(**vault) : open_alarms(**vault);
  if (!alarms) return report(kDeskProgram, alarms.error());
  if (options.json) {
    print_result(fmt::format("{{\"schema\":1,\"alarms\":{}}}\n", alarms_json(*alarms)));
  } else {
    print_result(alarms_screen(*alarms));
  }
  std::vector<Alarm> open = *alarms;
  std::erase_if(open, [](const Alarm& alarm) { return alarm.acknowledged; });
  if (!open.empty()) return exit_of(words_of(gravest(open).kind).sort);
  if (!options.acknowledge.empty()) return 0;
  say(kDeskProgram, options.all ? "no alarm was ever raised, or none is open" : "no alarm is open");
  return kNothing;
}

int report_alarms(std::span<const Alarm> alarms) {
  const Alarm& worst = gravest(alarms);
  say(kDeskProgram, "error: " + describe(worst));
  say(kDeskProgram, fmt::format("hint: {}", words_of(worst.kind).advice));
  return exit_of(words_of(worst.kind).sort);
}

void add_alarms(CLI::App& app, const DeskCommon& common, DeskChosen& chosen) {
  CLI::App* command = app.add_subcommand("alarms", "Show what was noticed, and what to do about it");
  auto o = std::make_shared<AlarmsOptions>();
  command->add_option("--acknowledge", o->acknowledge, "You have seen these; they are kept")->type_name("N");
  command->add_flag("--all", o->all, "Those that were acknowledged too");
  command->add_flag("--json", o->json, "Print one JSON object, with the proofs");
  command->footer(
      "Example:\n  adit-desk --vault desk alarms\nExit codes: 9 no alarm is open, 10 the gateway is accused, "
      "11 something has to be done.");
  command->callback([&common, o, &chosen] {
    chosen = [&common, o](DeskWorld& world) { return run_alarms(common, *o, world); };
  });
}

}  // namespace adit::client
