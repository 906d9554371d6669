// SPDX-License-Identifier: Apache-2.0
// adit read: the answers of one thread.
#include <fmt/format.h>

#include <cstdio>

#include "client/reporter/screens.h"
#include "client/reporter/secret_words.h"
#include "client/reporter/write.h"
#include "client/thread/conversation.h"

namespace adit::client {

int run_read(const CommonOptions& common, const ReadOptions& options, ReporterWorld& world) {
  constexpr int kNothingNew = 9;
  // The secret first: a slip in it is found here, and nobody is asked.
  auto secret = take_secret(options.secret_fd);
  if (!secret) return report(kProgram, secret.error());
  auto invitation = invitation_of(common);
  if (!invitation) return report(kProgram, invitation.error());
  auto keys = keys_of(*secret, invitation->dep);
  if (!keys) return report(kProgram, keys.error());
  auto online = Online::open(common, *invitation, world);
  if (!online) return report(kProgram, online.error());
  CatchInterrupt catching;
  auto dialogue = read_answers((*online)->session(), *keys, static_cast<Window>(options.days));
  if (!dialogue) return report(kProgram, dialogue.error());
  world.talk.say("all answers of these days were fetched, whoever they are for");
  std::string screen = options.json ? dialogue_json(*dialogue) : dialogue_screen(*dialogue);
  fmt::print("{}", screen);
  std::fflush(stdout);
  if (dialogue->error) {
    warn(kProgram, "the answers of some days could not be fetched");
    return report(kProgram, *dialogue->error);
  }
  if (!dialogue->is_empty()) return 0;
  say(kProgram,
      fmt::format("nothing new in the last {} days; answers take days, so come back later, or look further "
                  "back with --days",
                  options.days));
  return kNothingNew;
}

void add_read(CLI::App& app, const CommonOptions& common, Chosen& chosen) {
  CLI::App* command = app.add_subcommand("read", "Read the answers to a report");
  auto options = std::make_shared<ReadOptions>();
  command->add_option("--days", options->days, "How many days back: 3, 14 or 45")
      ->type_name("N")
      ->check(CLI::IsMember({3u, 14u, 45u}));
  command->add_option("--secret-fd", options->secret_fd, "Read the secret from this descriptor")
      ->type_name("N");
  command->add_flag("--json", options->json, "Print one JSON object");
  command->footer(
      "Examples:\n  adit -i invitation.txt read\n"
      "  adit -i invitation.txt read --days 14 --secret-fd 0");
  command->callback([&common, options, &chosen] {
    chosen = [&common, options](ReporterWorld& world) { return run_read(common, *options, world); };
  });
}

}  // namespace adit::client
