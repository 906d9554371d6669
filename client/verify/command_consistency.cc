// SPDX-License-Identifier: Apache-2.0
// adit-verify consistency: one checkpoint goes on from another.
#include "client/verify/commands.h"
#include "client/verify/judge.h"
#include "client/verify/proof_file.h"

namespace adit::client {
namespace {

struct Options {
  std::filesystem::path older, newer, proof;
  PaperOptions papers;
};

Verdict verify(const Options& o) {
  return with_papers(o.papers, [&](const Papers& papers) {
    std::vector<Checkpoint> pair;
    for (const auto& file : {o.older, o.newer}) {
      auto text = read_text(file, kMaxNoteBytes);
      if (!text) return refused(text.error(), file.string());
      auto judged = judge_checkpoint(*text, papers);
      if (!judged) return refused(Error(Errc::signature_invalid), file.string());
      pair.push_back(std::move(judged->checkpoint));
    }
    std::vector<Digest> nodes;
    if (!o.proof.empty()) {
      auto text = read_text(o.proof, kMaxProofFileBytes);
      if (!text) return refused(text.error(), o.proof.string());
      auto read = parse_nodes(*text);
      if (!read)
        return Verdict{
            exit_code(Errc::file_damaged), o.proof.string() + ": this is not a list of nodes.", {}};
      nodes = std::move(*read);
    }
    const Checkpoint& older = pair[0];
    const Checkpoint& newer = pair[1];
    Verdict out;
    out.add("entries before", std::to_string(older.size()));
    out.add("entries after", std::to_string(newer.size()));
    if (verify_consistency(older.size(), newer.size(), older.root(), newer.root(), nodes)) {
      out.sentence =
          "the second checkpoint contains everything that the first one contains, in the same order.";
      return out;
    }
    out.exit_code = kNotShownExit;
    if (older.size() == newer.size() && older.root() != newer.root()) {
      out.sentence = "the log signed two different histories of one length: they cannot both be true.";
    } else if (older.size() > newer.size()) {
      out.sentence = "the first checkpoint is longer than the second: give the shorter one first.";
    } else {
      out.sentence =
          "the proof does not show that the second checkpoint goes on from the first; a wrong proof alone "
          "shows nothing else.";
    }
    return out;
  });
}

}  // namespace

void add_consistency(CLI::App& app, Chosen& chosen) {
  auto o = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("consistency", "One checkpoint goes on from another");
  command->add_option("OLDER", o->older, "The checkpoint of the shorter log")->required();
  command->add_option("NEWER", o->newer, "The checkpoint of the longer one")->required();
  command->add_option("--proof", o->proof, "RFC 6962 consistency proof: nodes in base64, one a line")
      ->type_name("FILE");
  add_paper_options(*command, o->papers);
  command->footer(
      "Example:\n  adit-verify consistency monday tuesday --proof nodes -i invitation.txt --state state");
  command->callback(
      [o, &chosen] { chosen = [o](Form form) { return show("consistency", verify(*o), form); }; });
}

}  // namespace adit::client
