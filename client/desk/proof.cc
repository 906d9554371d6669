// SPDX-License-Identifier: Apache-2.0
// adit-desk proof: the proof of a fork in a file that a third person can verify.
#include "client/case/alarms.h"
#include "client/desk/commands.h"
#include "client/terminal/terminal.h"
#include "client/trust/files.h"
#include "client/trust/fork_proof.h"

namespace adit::client {
namespace {

Result<Alarm> find_fork(Records& records, std::optional<std::uint64_t> number) {
  ADIT_TRY(auto alarms, list_alarms(records));
  std::ranges::reverse(alarms);
  for (Alarm& alarm : alarms) {
    if (alarm.kind == AlarmKind::fork && alarm.evidence.size() >= 2 && (!number || alarm.number == *number))
      return std::move(alarm);
  }
  return fail(Errc::not_found);
}

}  // namespace

int run_proof(const DeskCommon& common, const ProofOptions& options, DeskWorld& world) {
  auto vault = open_vault(common, world);
  if (!vault) return report(kDeskProgram, vault.error());
  auto alarm = find_fork(**vault, options.number);
  if (!alarm) return report(kDeskProgram, alarm.error(), "alarm of a fork: ");
  auto text = encode_fork_proof(alarm->evidence[0], alarm->evidence[1],
                                alarm->evidence.size() > 2 ? alarm->evidence[2] : std::string());
  if (!text) return report(kDeskProgram, text.error());
  if (Status written = write_new_file(options.out, as_bytes(*text), Rights::as_umask); !written)
    return report(kDeskProgram, written.error(), options.out.string() + ": ");
  say(kDeskProgram, "there is no secret in this file: give it to the council and the other recipients");
  return 0;
}

void add_proof(CLI::App& app, const DeskCommon& common, DeskChosen& chosen) {
  CLI::App* command = app.add_subcommand("proof", "Write the proof of a fork to a file");
  auto o = std::make_shared<ProofOptions>();
  command->add_option("NUMBER", o->number, "Of the alarm; the newest fork if there is none");
  command->add_option("--out", o->out, "A new file")->type_name("FILE")->required();
  command->footer(
      "Example:\n  adit-desk --vault desk proof --out fork.txt\nAnyone verifies it with adit-verify fork.");
  command->callback([&common, o, &chosen] {
    chosen = [&common, o](DeskWorld& world) { return run_proof(common, *o, world); };
  });
}

}  // namespace adit::client
