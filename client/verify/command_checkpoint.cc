// SPDX-License-Identifier: Apache-2.0
// adit-verify checkpoint: the log's signature, and enough witnesses.
#include "client/verify/commands.h"
#include "client/verify/judge.h"

namespace adit::client {
namespace {

struct Options {
  std::filesystem::path file;
  PaperOptions papers;
};

Verdict verify(const Options& o) {
  return with_papers(o.papers, [&](const Papers& papers) {
    auto text = read_text(o.file, kMaxNoteBytes);
    if (!text) return refused(text.error(), o.file.string());
    auto judged = judge_checkpoint(*text, papers);
    if (!judged) return refused(Error(Errc::signature_invalid), o.file.string());
    Verdict out;
    if (tell_checkpoint(*judged, papers, out)) {
      out.sentence = "the log signed this checkpoint, and enough of its witnesses cosigned it.";
    }
    return out;
  });
}

}  // namespace

void add_checkpoint(CLI::App& app, Chosen& chosen) {
  auto o = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("checkpoint", "A checkpoint: the log's signature and a quorum of witnesses");
  command->add_option("FILE", o->file, "A checkpoint as a gateway serves it")->required();
  add_paper_options(*command, o->papers);
  command->footer("Example:\n  adit-verify checkpoint checkpoint -i invitation.txt --state state");
  command->callback(
      [o, &chosen] { chosen = [o](Form form) { return show("checkpoint", verify(*o), form); }; });
}

}  // namespace adit::client
