// SPDX-License-Identifier: Apache-2.0
// adit report: writes a report, or goes on with its attachments.
#include <fmt/format.h>

#include <cstdio>

#include "client/reporter/secret_words.h"
#include "client/reporter/write.h"
#include "client/thread/conversation.h"

namespace adit::client {
namespace {

void say_what_happens_now() {
  say(kProgram,
      "what happens now: the gateway passes your report on, together with others, and the people you chose "
      "usually have it within a day");
  say(kProgram, "they can prove that they got it; nobody can force them to act");
  say(kProgram, "come back in about three days with your secret: adit read");
  say(kProgram,
      "there may be things on this machine that you want to delete, such as your own original files");
}

int end(const Outcome& outcome, const WriteOptions& options) {
  static constexpr std::string_view kSent[] = {"no", "maybe", "yes"};
  fmt::print("sent: {}\n", kSent[static_cast<std::size_t>(outcome.letter.sent)]);
  if (outcome.parcels.total > 0)
    fmt::print("pieces: {} of {}\n", outcome.parcels.sent, outcome.parcels.total);
  std::fflush(stdout);
  if (!outcome.error) {
    say(kProgram, what_is_known(outcome));
    say_what_happens_now();
    return 0;
  }
  int code = stop(*outcome.error, what_is_known(outcome));
  if (outcome.letter.sent != Sent::yes && !can_ask())
    say(kProgram,
        "hint: --patience comes back by itself; adit seal keeps a report as a file that can be sent later, "
        "and from "
        "elsewhere");
  if (outcome.letter.sent == Sent::yes && !options.attach.empty()) {
    say(kProgram,
        "hint: adit report --resume with your secret and the same --attach files goes on with the rest");
  }
  return code;
}

// The letter with the uncleaned files, in a session of its own that looks like any other.
int hand_over(Online& online, const ThreadKeys& keys, const HandOver& originals) {
  constexpr std::string_view kNot =
      "your files as they were have not been handed over; the report itself was sent";
  if (Status begun = online.begin_another(); !begun) return stop(begun.error(), kNot);
  Session& session = online.session();
  auto sealed =
      seal_draft(keys, originals.draft, originals.files, session.state(), session.surroundings().rng);
  if (!sealed) return stop(sealed.error(), kNot);
  Outcome outcome = send_report(session, keys, originals.draft, originals.files, *sealed);
  static constexpr std::string_view kSent[] = {"no", "maybe", "yes"};
  fmt::print("originals sent: {}\noriginal pieces: {} of {}\n",
             kSent[static_cast<std::size_t>(outcome.letter.sent)], outcome.parcels.sent,
             outcome.parcels.total);
  std::fflush(stdout);
  if (!outcome.error) return 0;
  int code = stop(*outcome.error, "your files as they were have not all been handed over");
  say(kProgram, "hint: adit report --resume --original-for with your secret and the same files goes on");
  return code;
}

int resume(const CommonOptions& common, const ReportOptions& options, ReporterWorld& world) {
  if (options.write.attach.empty()) {
    say(kProgram, "error: --resume needs the same --attach files as before");
    return 2;
  }
  auto secret = take_secret(options.secret_fd);
  if (!secret) return stop(secret.error(), "nothing was sent");
  auto attachments = clean_all(options.write.attach, options.write.clean, world);
  if (!attachments) return attachments.error();
  auto invitation = invitation_of(common);
  if (!invitation) return stop(invitation.error(), "nothing was sent");
  auto keys = keys_of(*secret, invitation->dep);
  if (!keys) return stop(keys.error(), "nothing was sent");
  auto files = seal_files(*keys, *attachments);
  if (!files) return stop(files.error(), "nothing was sent");
  auto online = Online::open(common, *invitation, world);
  if (!online) return stop(online.error(), "nothing was sent");
  std::optional<HandOver> originals;
  if (!options.original_for.empty()) {
    if (Status looked = (*online)->finish_in_silence(); !looked)
      return stop(looked.error(), "nothing was sent");
    auto prepared = prepare_hand_over(options.original_for, {}, *keys, *attachments, (*online)->state());
    if (!prepared) return prepared.error();
    originals = std::move(*prepared);
    if (Status begun = (*online)->begin_another(); !begun) return stop(begun.error(), "nothing was sent");
  }
  CatchInterrupt catching;
  Outcome outcome = resume_parcels((*online)->session(), *keys, *files);
  fmt::print("pieces: {} of {}\n", outcome.parcels.sent, outcome.parcels.total);
  std::fflush(stdout);
  std::string known =
      fmt::format("{} of {} pieces were sent now", outcome.parcels.sent, outcome.parcels.total);
  if (outcome.error) return stop(*outcome.error, known);
  say(kProgram, known);
  return originals ? hand_over(**online, *keys, *originals) : 0;
}

}  // namespace

int run_report(const CommonOptions& common, const ReportOptions& options, ReporterWorld& world) {
  if (options.show_form) {
    for (const Form& form : forms()) {
      if (options.write.form.empty() || find_form(options.write.form) == &form)
        fmt::print("{}\n", describe(form));
    }
    return 0;
  }
  if (!options.original_for.empty() && (!can_ask() || options.write.attach.empty())) {
    say(kProgram,
        "error: --original-for needs --attach, and a person at a terminal who types a sentence: no option "
        "stands for it");
    say(kProgram, "nothing was sent");
    return 2;
  }
  if (options.resume) return resume(common, options, world);
  auto material = gather(options.write, world);
  if (!material) return material.error();
  auto invitation = invitation_of(common);
  if (!invitation) return stop(invitation.error(), "nothing was sent");
  auto online = Online::open(common, *invitation, world);
  if (!online) return stop(online.error(), "nothing was sent");
  // A person takes their time, which must not show between two requests of one session.
  if (can_ask()) {
    if (Status looked = (*online)->finish_in_silence(); !looked)
      return stop(looked.error(), "nothing was sent");
  }
  auto written = write_report(options.write, options.original_for, std::move(*material), **online, world);
  if (!written) return written.error();
  Outcome outcome = send_until_done(common, **online,
                                    {written->keys, written->draft, written->files, written->sealed}, world);
  int code = end(outcome, options.write);
  if (code != 0 || !written->originals) return code;
  CatchInterrupt catching;
  return hand_over(**online, written->keys, *written->originals);
}

namespace {
constexpr std::pair<std::string_view, WordList> kLists[] = {{"english", WordList::english},
                                                            {"spanish", WordList::spanish},
                                                            {"french", WordList::french},
                                                            {"portuguese", WordList::portuguese}};
}  // namespace

void add_write_options(CLI::App& command, WriteOptions& options) {
  command.add_option("--from", options.from, "The report as a file (TOML), instead of questions")
      ->type_name("FILE");
  command.add_option("--form", options.form, "blacklisting or open; otherwise it is asked")
      ->type_name("NAME");
  command.add_option("--language", options.language, "Language you write in, such as en or sw")
      ->type_name("TAG")
      ->check([](const std::string& tag) {
        return is_language(tag) ? std::string() : "not a language tag: " + tag;
      });
  command.add_option("--attach", options.attach, "A file that goes with it; cleaned first; may be repeated")
      ->type_name("FILE")
      ->allow_extra_args(false);
  add_clean_options(command, options.clean);
  command.add_option("--to", options.to, "Who may read it: a name or id; up to four; may be repeated")
      ->type_name("NAME")
      ->allow_extra_args(false);
  command
      .add_option_function<std::string>(
          "--words",
          [&options](const std::string& name) {
            for (const auto& [list_name, list] : kLists) {
              if (name == list_name) options.secret.words = list;
            }
          },
          "Word list of the secret")
      ->type_name("LIST")
      ->check(CLI::IsMember({"english", "spanish", "french", "portuguese"}));
  command.add_flag("--digits", options.secret.digits, "Show the secret as digits too");
}

void add_clean_options(CLI::App& command, CleanOptions& options) {
  command.add_flag_callback(
      "--convert", [&options] { options.way = Way::convert; },
      "Pictures of what a file shows or of its pages, or its text alone, instead of a file of the same "
      "kind; for PDF this needs pdftoppm");
  command.add_flag_callback(
      "--smaller", [&options] { options.size = PictureSize::smaller; },
      "Smaller pictures: less to send, and less that a camera leaves in them");
}

void add_report(CLI::App& app, const CommonOptions& common, Chosen& chosen) {
  CLI::App* command = app.add_subcommand("report", "Write a report and send it");
  auto options = std::make_shared<ReportOptions>();
  add_write_options(*command, options->write);
  command->add_flag("--resume", options->resume,
                    "Go on with attachments that were cut off; needs the secret");
  command->add_flag("--show-form", options->show_form, "List the questions of a report file, and end");
  command
      ->add_option(
          "--original-for", options->original_for,
          "Hand over the files as they were to this one recipient too. They can name you; a sentence has "
          "to be typed")
      ->type_name("NAME");
  command
      ->add_option("--secret-fd", options->secret_fd, "With --resume: read the secret from this descriptor")
      ->type_name("N");
  command->footer(
      "Examples:\n  adit -i invitation.txt report\n"
      "  adit -i invitation.txt report --from report.toml --attach photo.jpg --to \"Legal Aid\"");
  command->callback([&common, options, &chosen] {
    chosen = [&common, options](ReporterWorld& world) { return run_report(common, *options, world); };
  });
}

}  // namespace adit::client
