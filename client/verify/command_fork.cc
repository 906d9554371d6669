// SPDX-License-Identifier: Apache-2.0
// adit-verify fork: one key signed two histories that cannot both be true.
#include <fmt/format.h>

#include <set>

#include "client/terminal/dates.h"
#include "client/verify/commands.h"
#include "client/verify/fork_file.h"
#include "client/verify/judge.h"

namespace adit::client {
namespace {

struct Options {
  std::filesystem::path file;
  std::string log_key;
  PaperOptions papers;
};

Verdict sentence_of(ForkVerdict verdict) {
  switch (verdict) {
    case ForkVerdict::fork:
      return {kHoldsExit, "the holder of this key signed two histories that cannot both be true.", {}};
    case ForkVerdict::no_fork:
      return {kNotShownExit, "both checkpoints can be true: there is no fork.", {}};
    case ForkVerdict::nothing:
      return {kNotShownExit,
              "the file does not show whether both checkpoints can be true: nodes are missing or wrong.",
              {}};
    case ForkVerdict::other_signer:
      return {kTrustExit, "at least one of the checkpoints was not signed by this log.", {}};
    case ForkVerdict::other_logs:
      return {kTrustExit, "the checkpoints are of two different logs.", {}};
  }
  return {};
}

void tell_file(const ForkFile& file, const NoteKey& key, Verdict& out) {
  out.add("log", file.first_body.origin);
  out.add("key", key.encode());
  for (const auto& [name, body] : {std::pair("first", &file.first_body), {"second", &file.second_body}}) {
    out.add(name, fmt::format("{} entries, root {}", body->size, to_hex(body->root.span())));
  }
}

// Who cosigned which of the two, of the witnesses that the directories name.
void tell_witnesses(const ForkFile& file, const Papers& papers, Verdict& out) {
  std::set<Ed25519Public> seen;
  for (const Directory& directory : papers.directories) {
    for (const NoteKey& witness : directory.body().witnesses) {
      if (!seen.insert(witness.key).second) continue;
      auto first = cosigned_at(file.first, witness);
      auto second = cosigned_at(file.second, witness);
      std::string when;
      if (first) when = "the first on " + date_text(*first);
      if (second) when += std::string(first ? ", " : "") + "the second on " + date_text(*second);
      if (when.empty()) continue;
      out.add(first && second && out.holds() ? "cosigned both" : "cosigned",
              fmt::format("{}: {}", witness.name, when));
    }
  }
}

Verdict verify(const Options& o) {
  auto text = read_text(o.file, kMaxForkFileBytes);
  if (!text) return refused(text.error(), o.file.string());
  auto file = ForkFile::parse(*text);
  if (!file)
    return {exit_code(Errc::file_damaged), o.file.string() + ": this is not the proof of a fork.", {}};
  if (!o.log_key.empty()) {
    auto key = NoteKey::parse(o.log_key);
    if (!key) return {kUsageExit, "this is not a verifier key.", {}};
    Verdict out = sentence_of(judge_fork(*file, *key));
    tell_file(*file, *key, out);
    out.add("note", "whose key this is was not looked at: no documents were given");
    return out;
  }
  return with_papers(o.papers, [&](const Papers& papers) {
    // The gateway's key may have been another in an older directory: the one that signed both counts.
    const NoteKey* key = &papers.directories.back().body().gateway.log_key;
    for (const Directory& directory : papers.directories) {
      const NoteKey& other = directory.body().gateway.log_key;
      if (judge_fork(*file, other) == ForkVerdict::fork) key = &other;
    }
    Verdict out = sentence_of(judge_fork(*file, *key));
    if (out.holds() && file->first_body.origin != log_origin(papers.councils.front().dep())) {
      out = {kTrustExit, "the checkpoints are of another deployment's log.", {}};
    }
    tell_file(*file, *key, out);
    tell_witnesses(*file, papers, out);
    if (!papers.invited)
      out.add("note", "no invitation was given: whether this is the right council was not looked at");
    return out;
  });
}

}  // namespace

void add_fork(CLI::App& app, Chosen& chosen) {
  auto o = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("fork", "The proof of a fork, as adit-desk proof writes it");
  command->add_option("FILE", o->file, "The proof")->required();
  command->add_option("--log-key", o->log_key, "The log's verifier key, instead of documents that name it")
      ->type_name("VKEY");
  add_paper_options(*command, o->papers);
  command->footer(
      "Example:\n  adit-verify fork fork.txt -i invitation.txt --council council.doc --directory "
      "directory.doc");
  command->callback([o, &chosen] { chosen = [o](Form form) { return show("fork", verify(*o), form); }; });
}

}  // namespace adit::client
