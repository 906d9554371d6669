// SPDX-License-Identifier: Apache-2.0
// adit, the reporter's program. It has no configuration and keeps nothing: all there is to know is in
// the invitation and in the reporter's nine words.
#include "client/net/options.h"
#include "client/reporter/commands.h"
#include "client/scrub/convert.h"
#include "client/terminal/cli.h"

namespace adit::client {
namespace {

int run(int argc, char** argv) {
  CommonOptions common;
  Chosen chosen;
  CLI::App app("Report abuse around mining to people who can act on it, without saying who you are.", "adit");
  set_conventions(app);
  app.add_option("-i,--invitation", common.invitation, "Your invitation: a file, or its text")
      ->type_name("INVITATION");
  app.add_flag("--no-pauses", common.no_pauses, "No pauses between requests: it is urgent, and it is safe");
  app.add_option(
         "--patience", common.patience_minutes,
         "How many minutes to come back to a gateway that is busy or cannot be reached (at most 1440); "
         "at a terminal you are asked")
      ->type_name("MINUTES")
      ->check(CLI::Range(0u, 1440u));
  add_net_options(app, common.net);
  add_report(app, common, chosen);
  add_read(app, common, chosen);
  add_answer(app, common, chosen);
  add_recipients(app, common, chosen);
  add_invite(app, common, chosen);
  add_seal(app, common, chosen);
  add_carry(app, common, chosen);
  add_clean(app, chosen);
  add_prove_original(app, common, chosen);
  app.footer(
      "On a terminal, adit alone shows a menu.\nExamples:\n  adit -i invitation.txt recipients\n"
      "  adit -i invitation.txt report\n  adit -i invitation.txt read");
  bool menu = argc == 1 && can_ask();
  if (!menu) {
    if (auto code = parse_command_line(app, kProgram, argc, argv)) return *code;
  }
  SystemClock clock;
  SystemRng rng;
  TerminalTalk talk;
  SignalPauses pauses;
  ReporterWorld world{
      clock,
      rng,
      talk,
      pauses,
      [&](const Address& address, const NetOptions& net) { return open_transport(address, net, rng); },
      [](const HeldBytes& file, const CleanOptions& options, Reasons& why) {
        return clean_or_convert(scrub_program(), find_converters(), file, options, &why);
      }};
  return menu ? run_menu(common, world) : chosen(world);
}

}  // namespace
}  // namespace adit::client

int main(int argc, char** argv) {
  return adit::client::guarded_main(adit::client::kProgram, [&] { return adit::client::run(argc, argv); });
}
