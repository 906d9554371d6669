// SPDX-License-Identifier: Apache-2.0
// adit answer: a further letter in a thread, or a yes or no to a proposal.
#include <fmt/format.h>

#include <cstdio>

#include "client/reporter/secret_words.h"
#include "client/reporter/write.h"
#include "client/thread/conversation.h"
#include "client/trust/files.h"
#include "crypto/value.h"

namespace adit::client {
namespace {

constexpr std::string_view kNothingSent = "nothing was sent";

// From --text, or asked for; may be empty where a yes or no is enough.
Result<std::string> text_of(const AnswerOptions& options) {
  bool is_consent = options.yes || options.no;
  if (options.text_file.empty()) {
    if (is_consent) return std::string();
    for (;;) {
      ADIT_TRY(std::string typed, ask_text("What do you want to write?"));
      if (!typed.empty()) return typed;
    }
  }
  ADIT_TRY(ByteVector bytes, read_file(options.text_file, kCoreTextBytes));
  std::string text(as_text(bytes));
  sodium_memzero(bytes.data(), bytes.size());
  if (text.empty() || !is_clean_utf8(text)) return fail(Errc::file_damaged);
  return text;
}

}  // namespace

int run_answer(const CommonOptions& common, const AnswerOptions& options, ReporterWorld& world) {
  if (options.to.empty() && !can_ask()) return report(kProgram, Error(Errc::input_needed), "--to: ");
  auto secret = take_secret(options.secret_fd);
  if (!secret) return stop(secret.error(), kNothingSent);
  auto invitation = invitation_of(common);
  if (!invitation) return stop(invitation.error(), kNothingSent);
  auto keys = keys_of(*secret, invitation->dep);
  if (!keys) return stop(keys.error(), kNothingSent);
  return write_in_thread(common, options, *invitation, *keys, world);
}

int write_in_thread(const CommonOptions& common, const AnswerOptions& options, const Invitation& invitation,
                    const ThreadKeys& keys, ReporterWorld& world) {
  auto text = text_of(options);
  if (!text) return stop(text.error(), kNothingSent);
  auto online = Online::open(common, invitation, world);
  if (!online) return stop(online.error(), kNothingSent);
  // A person takes their time, which must not show between two requests of one session.
  if (can_ask()) {
    if (Status looked = (*online)->finish_in_silence(); !looked) return stop(looked.error(), kNothingSent);
  }
  auto to = choose_recipients((*online)->state(), options.to);
  if (!to) return to.error();
  Draft draft = options.yes || options.no ? proposal_answer(options.yes ? Consent::yes : Consent::no,
                                                            std::move(*text), *to, world.rng)
                                          : follow_up(std::move(*text), *to, world.rng);
  const SealedFiles no_files;
  if (std::ptrdiff_t left = bytes_left(draft, no_files); left < 0) {
    say(kProgram, fmt::format("the message is too long by {} bytes", -left));
    return stop(Error(Errc::report_too_long), kNothingSent);
  }
  auto sealed = seal_draft(keys, draft, no_files, (*online)->state(), world.rng);
  if (!sealed) return stop(sealed.error(), kNothingSent);
  Outcome outcome = send_until_done(common, **online, {keys, draft, no_files, *sealed}, world);
  static constexpr std::string_view kSent[] = {"no", "maybe", "yes"};
  fmt::print("sent: {}\n", kSent[static_cast<std::size_t>(outcome.letter.sent)]);
  std::fflush(stdout);
  if (outcome.error) return stop(*outcome.error, what_is_known(outcome));
  if (outcome.answers > 0) say(kProgram, "there are answers for you: adit read");
  say(kProgram, "it usually arrives within a day; come back in about three days: adit read");
  return 0;
}

void add_answer(CLI::App& app, const CommonOptions& common, Chosen& chosen) {
  CLI::App* command = app.add_subcommand("answer", "Write again in the thread of a report");
  auto options = std::make_shared<AnswerOptions>();
  command->add_option("--to", options->to, "Who may read it: a name or id; up to four; may be repeated")
      ->type_name("NAME")
      ->allow_extra_args(false);
  command->add_option("--text", options->text_file, "The message as a file; otherwise it is asked")
      ->type_name("FILE");
  auto* yes = command->add_flag("--yes", options->yes, "Agree to what was proposed to you");
  command->add_flag("--no", options->no, "Do not agree to it")->excludes(yes);
  command->add_option("--secret-fd", options->secret_fd, "Read the secret from this descriptor")
      ->type_name("N");
  command->footer(
      "Examples:\n  adit -i invitation.txt answer\n"
      "  adit -i invitation.txt answer --yes --to \"Legal Aid\" --secret-fd 0");
  command->callback([&common, options, &chosen] {
    chosen = [&common, options](ReporterWorld& world) { return run_answer(common, *options, world); };
  });
}

}  // namespace adit::client
