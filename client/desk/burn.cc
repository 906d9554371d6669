// SPDX-License-Identifier: Apache-2.0
// adit-desk burn: nobody may write to this recipient any more, from now on and for ever.
#include "client/case/position.h"
#include "client/case/self.h"
#include "client/case/state_checks.h"
#include "client/desk/commands.h"
#include "client/terminal/terminal.h"
#include "client/trust/gateway_state.h"

namespace adit::client {
namespace {

constexpr std::string_view kSentence = "burn my key for ever";

UnverifiedEnvelope burn_of(const DeskSelf& self, Epoch from) {
  UnverifiedEnvelope out;
  out.body = BurnBody{self.dep(), self.rid, from}.encode();
  out.signatures.emplace_back(0, self.identity.sign_document(DocumentType::burn, self.dep(), out.body));
  return out;
}

Status remember_burn(Records& records) {
  ADIT_TRY(Transaction transaction, Transaction::begin(records));
  ADIT_CHECK(records.put(Kind::profile, as_bytes(kBurnedName), {}));
  return transaction.commit();
}

}  // namespace

int run_burn(const DeskCommon& common, const BurnOptions& options, DeskWorld& world) {
  if (!options.yes) {
    auto typed =
        ask(std::string("this cannot be taken back: nobody will be able to write to you. To go on, type: ") +
            std::string(kSentence));
    if (!typed) return report(kDeskProgram, typed.error());
    if (*typed != kSentence) {
      say(kDeskProgram, "nothing was done");
      return 2;
    }
  }
  auto desk = open_desk(common, world);
  if (!desk) return report(kDeskProgram, desk.error());
  auto directory = load_directory(*desk->vault);
  if (!directory) return report(kDeskProgram, directory.error());
  const std::uint32_t epoch_seconds = *directory ? (*directory)->params.epoch_seconds : 600;
  // Before it is sent: what is in the log and not remembered would look like a thief's.
  if (Status kept = remember_burn(*desk->vault); !kept) return report(kDeskProgram, kept.error());
  Status sent =
      post_document(*desk->gateway, burn_of(desk->self, epoch_at(world.clock.now(), epoch_seconds)));
  if (!sent) return report(kDeskProgram, sent.error());
  print_result("your key is burned: from the next epoch on nobody can write to you\n");
  say(kDeskProgram, "tell the council too; what came before can still be read here until its week is over");
  return 0;
}

void add_burn(CLI::App& app, const DeskCommon& common, DeskChosen& chosen) {
  CLI::App* command = app.add_subcommand("burn", "Your key was stolen: let nobody write to you any more");
  auto o = std::make_shared<BurnOptions>();
  command->add_flag("--yes", o->yes, "Do not ask");
  command->footer(
      "Example:\n  adit-desk --vault desk burn\nIt cannot be taken back. A new desk needs a new vault and "
      "the council.");
  command->callback([&common, o, &chosen] {
    chosen = [&common, o](DeskWorld& world) { return run_burn(common, *o, world); };
  });
}

}  // namespace adit::client
