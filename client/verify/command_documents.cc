// SPDX-License-Identifier: Apache-2.0
// adit-verify documents: the chain of councils from the invitation on, and directories that they signed.
#include <fmt/format.h>

#include "client/terminal/dates.h"
#include "client/verify/commands.h"

namespace adit::client {
namespace {

std::string_view status_name(RecipientStatus status) {
  switch (status) {
    case RecipientStatus::active:
      return "active";
    case RecipientStatus::suspended:
      return "suspended";
    case RecipientStatus::revoked:
      return "revoked";
  }
  return "unknown";
}

void tell_directory(const Directory& directory, Verdict& out) {
  const DirectoryBody& d = directory.body();
  auto date = [&](Epoch e) { return epoch_text(e, d.params.epoch_seconds); };
  out.add("directory", fmt::format("{}, from {} to {}, signed by council {}", d.seq, date(d.from_epoch),
                                   date(d.expires_epoch), d.council_seq));
  out.add("gateway", fmt::format("{}, {}", d.gateway.onion, d.gateway.log_key.encode()));
  for (const RecipientEntry& r : d.recipients) {
    out.add("recipient", fmt::format("{} ({}), {}, from {}, rid {}", r.name, r.org, status_name(r.status),
                                     date(r.active_from), to_hex(r.rid.span())));
  }
  out.add("witnesses", fmt::format("{}, of whom {} must cosign", d.witnesses.size(), d.quorum));
}

Verdict verify(const PaperOptions& options) {
  auto papers = read_papers(options);
  if (!papers) return refused(papers.error().error, papers.error().what);
  if (papers->councils.empty())
    return {kUsageExit, "give the council's documents, or a saved state that has them.", {}};
  Verdict out;
  out.add("deployment", to_hex(papers->councils.front().dep().span()));
  for (const Council& council : papers->councils) {
    const CouncilBody& c = council.body();
    std::string members;
    for (const CouncilMember& m : c.members) members += (members.empty() ? "" : ", ") + m.name;
    out.add("council", fmt::format("{}: {} of {} must sign: {}", c.seq, c.k, c.members.size(), members));
    if (council.is_test_deployment()) {
      out.add("note",
              fmt::format("a test deployment: new recipients may be written to after {} days", c.delay_days));
    }
  }
  for (const Directory& directory : papers->directories) tell_directory(directory, out);
  out.sentence =
      papers->invited
          ? "these documents are signed as they must be, and the first council is the invitation's."
          : "these documents are signed as they must be; no invitation was given, so whether this is the "
            "right council was not looked at.";
  return out;
}

}  // namespace

void add_documents(CLI::App& app, Chosen& chosen) {
  auto o = std::make_shared<PaperOptions>();
  CLI::App* command = app.add_subcommand("documents", "Councils and directories: who signed what");
  add_paper_options(*command, *o);
  command->footer(
      "Example:\n  adit-verify documents -i invitation.txt --council council.doc --directory directory.doc");
  command->callback(
      [o, &chosen] { chosen = [o](Form form) { return show("documents", verify(*o), form); }; });
}

}  // namespace adit::client
