// SPDX-License-Identifier: Apache-2.0
// `adit` without arguments: a small menu, for people who do not type commands.
#include "client/reporter/commands.h"

namespace adit::client {
namespace {

void say_help() {
  for (std::string_view line :
       {"Adit hides what you write and who you are from the network and from the people who run the server.",
        "It cannot hide that you own this computer, that you use Tor, or what someone sees over your "
        "shoulder.",
        "If only you know a fact, telling it can point to you. Adit helps you check, but it cannot know who "
        "will guess.",
        "The people you chose can read your report. Adit can prove they got it. Adit cannot force them to "
        "act.",
        "This is not an emergency number. If you are in danger now, first go to a safe place and call "
        "someone you "
        "trust.",
        "A 'yes' or 'no' written here is not a vote and not your community's decision.",
        "Deleting on this computer is the best we can do; experts may still find traces on old disks."}) {
    say(kProgram, line);
  }
}

}  // namespace

int run_menu(const CommonOptions& common, ReporterWorld& world) {
  CommonOptions options = common;
  for (;;) {
    auto chosen =
        ask_choice("\nWhat do you want to do? (Enter leaves)",
                   {"Write a report", "Read answers", "Answer", "See whom you can write to", "Help"});
    if (!chosen) return exit_code(chosen.error().code);
    if (!*chosen) return 0;
    if (**chosen == 4) {
      say_help();
      continue;
    }
    if (options.invitation.empty()) {
      auto invitation = invitation_of(options);
      if (!invitation) {
        report(kProgram, invitation.error());
        continue;
      }
      options.invitation = invitation->encode();
    }
    switch (**chosen) {
      case 0:
        run_report(options, {}, world);
        break;
      case 1:
        run_read(options, {}, world);
        break;
      case 2:
        run_answer(options, {}, world);
        break;
      default:
        run_recipients(options, {}, world);
        break;
    }
  }
}

}  // namespace adit::client
