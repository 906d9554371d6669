// SPDX-License-Identifier: Apache-2.0
// adit-desk reply: an answer into the queue; the next visits hand it in.
#include <fmt/format.h>

#include "client/desk/commands.h"
#include "client/desk/desk.h"
#include "client/desk/words.h"
#include "client/terminal/terminal.h"
#include "client/trust/case_status.h"
#include "client/trust/files.h"

namespace adit::client {
namespace {

constexpr int kUsage = 2;

int usage(const std::string& text) {
  say(kDeskProgram, "error: " + text);
  return kUsage;
}

// Without the line break at the end that editors put there.
Result<std::string> text_of(const ReplyOptions& options) {
  if (options.text_file.empty()) return ask_text("Your answer; an empty line ends it.");
  ADIT_TRY(ByteVector bytes,
           read_file(options.text_file == "-" ? "/dev/stdin" : options.text_file, kCardBytes * 4));
  std::string text(as_text(bytes));
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  return text;
}

}  // namespace

int run_reply(const DeskCommon& common, const ReplyOptions& options, DeskWorld& world) {
  auto kind = card_kind(options.kind);
  if (!kind) return usage("an answer is a note, status, proposal, outcome or notice");
  Reply reply{.kind = *kind, .body = {}, .text = {}};
  if ((*kind == CardKind::status) != !options.status.empty()) {
    return usage("--kind status and --status go together");
  }
  if (*kind == CardKind::status) {
    const CaseStatus* status = find_case_status(std::string_view(options.status));
    if (status == nullptr) return usage("there is no status of this name: see adit-desk reply --help");
    reply.body = {status->code};
  }
  // A status may stand for itself; everything else needs words.
  bool needs_text = *kind != CardKind::status;
  if (needs_text || !options.text_file.empty()) {
    auto text = text_of(options);
    if (!text) return report(kDeskProgram, text.error());
    reply.text = std::move(*text);
    if (reply.text.empty() && needs_text) return usage("there is nothing in the answer");
  }
  std::ptrdiff_t left = CardQueue::bytes_left(reply.kind, reply.body, reply.text);
  if (left < 0)
    return report(kDeskProgram, Error(Errc::report_too_long), fmt::format("{} bytes too many: ", -left));
  auto vault = open_vault(common, world);
  if (!vault) return report(kDeskProgram, vault.error());
  auto queued = queue_reply(**vault, options.number, reply, world.rng);
  if (!queued && queued.error().code == Errc::form_invalid) return usage("the answer is not text in UTF-8");
  if (!queued && queued.error().code == Errc::key_invalid) {
    say(kDeskProgram, "error: this thread cannot be answered: the key in the letter is not usable");
    return exit_code(Errc::key_invalid);
  }
  if (!queued) return report(kDeskProgram, queued.error());
  if (options.json) print_result(fmt::format("{{\"schema\":1,\"queued\":true,\"bytes_left\":{}}}\n", left));
  say(kDeskProgram, "the answer is in the queue; adit-desk sync hands it in with one of the next rounds");
  return 0;
}

void add_reply(CLI::App& app, const DeskCommon& common, DeskChosen& chosen) {
  CLI::App* command = app.add_subcommand("reply", "Answer the thread of a letter");
  auto o = std::make_shared<ReplyOptions>();
  std::string words;
  for (const CaseStatus& status : kCaseStatuses)
    words += (words.empty() ? "" : ", ") + std::string(status.word);
  command->add_option("NUMBER", o->number, "As adit-desk list shows it")->required();
  command->add_option("--text", o->text_file, "A file with the answer; - is standard input; otherwise asks")
      ->type_name("FILE");
  command->add_option("--kind", o->kind, "note, status, proposal, outcome or notice")->capture_default_str();
  command->add_option("--status", o->status, "With --kind status: " + words)->type_name("WORD");
  command->add_flag("--json", o->json, "Print one JSON object");
  command->footer(
      "Examples:\n  adit-desk --vault desk reply 1 --text answer.txt\n"
      "  adit-desk --vault desk reply 1 --kind status --status working");
  command->callback([&common, o, &chosen] {
    chosen = [&common, o](DeskWorld& world) { return run_reply(common, *o, world); };
  });
}

}  // namespace adit::client
