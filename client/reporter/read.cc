// SPDX-License-Identifier: Apache-2.0
// adit read: the answers of one thread.
#include <fmt/format.h>

#include <cstdio>

#include "client/reporter/screens.h"
#include "client/reporter/secret_words.h"
#include "client/reporter/write.h"
#include "client/thread/conversation.h"

namespace adit::client {
namespace {

constexpr int kNothingNew = 9;

}  // namespace

int run_read(const CommonOptions& common, const ReadOptions& options, ReporterWorld& world) {
  // The secret first: a slip in it is found here, and nobody is asked.
  auto secret = take_secret(options.secret_fd);
  if (!secret) return report(kProgram, secret.error());
  auto invitation = invitation_of(common);
  if (!invitation) return report(kProgram, invitation.error());
  auto keys = keys_of(*secret, invitation->dep);
  if (!keys) return report(kProgram, keys.error());
  auto online = Online::open(common, *invitation, world);
  if (!online) return report(kProgram, online.error());
  for (unsigned days = options.days;;) {
    Result<Dialogue> dialogue = fail(Errc::interrupted);
    {
      CatchInterrupt catching;
      dialogue = read_answers((*online)->session(), *keys, static_cast<Window>(days));
    }
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
        fmt::format(
            "nothing new in the last {} days, and nobody has confirmed in them that something arrived; "
            "answers take days, so come back later, or look further back with --days",
            days));
    say(kProgram,
        "if more than three days have gone by since you wrote, and no look further back shows that it was "
        "received, it may not have arrived: write again in the same thread with adit answer");
    // With --json there is one object, and whoever wants more of it starts anew.
    if (options.json || !can_ask()) return kNothingNew;
    const unsigned longer = days == 3 ? 14u : 45u;
    std::vector<std::string> choices = {"It was sent more than three days ago: write again"};
    if (days < longer) choices.push_back(fmt::format("Look {} days back", longer));
    auto chosen = ask_choice("What now? (Enter leaves)", choices);
    if (!chosen || !*chosen) return kNothingNew;
    if (**chosen == 0) return write_in_thread(common, {}, *invitation, *keys, world);
    days = longer;
    CatchInterrupt catching;
    if (Status begun = (*online)->begin_another(); !begun) return report(kProgram, begun.error());
  }
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
