// SPDX-License-Identifier: Apache-2.0
// adit-verify: for courts, journalists and whoever has to believe a proof. It holds no secret, asks nobody
// and cannot reach any network: what it says follows from the files alone.
#include <fmt/format.h>

#include "client/terminal/cli.h"
#include "client/terminal/terminal.h"
#include "client/trust/files.h"
#include "client/verify/commands.h"

namespace adit::client {
namespace {

constexpr std::string_view kExample = R"(
Examples:
  adit-verify fork fork.txt --invitation invitation.txt --state state
  adit-verify checkpoint checkpoint --invitation invitation.txt --council council.doc --directory directory.doc
Exit codes: 0 yes, 2 wrong use, 5 signatures or documents do not hold, 7 file, 10 the proof does not show it)";

int body(int argc, char** argv) {
  CLI::App app{"Verifies checkpoints, proofs and documents of a deployment, from files alone",
               std::string(kVerifyProgram)};
  app.footer(std::string(kExample.substr(1)));
  set_conventions(app);
  bool json = false;
  app.add_flag("--json", json, "One JSON object instead of lines");
  Chosen chosen;
  add_checkpoint(app, chosen);
  add_inclusion(app, chosen);
  add_consistency(app, chosen);
  add_fork(app, chosen);
  add_documents(app, chosen);
  if (auto stop = parse_command_line(app, kVerifyProgram, argc, argv)) return *stop;
  return chosen(json ? Form::json : Form::text);
}

}  // namespace

void add_paper_options(CLI::App& command, PaperOptions& o) {
  command.add_option("-i,--invitation", o.invitation, "The invitation: a file, or the text itself");
  command.add_option("--council", o.councils, "The councils' documents, the first one first")
      ->type_name("FILE")
      ->allow_extra_args(false);
  command.add_option("--directory", o.directories, "A directory's document; may be given again")
      ->type_name("FILE")
      ->allow_extra_args(false);
  command.add_option("--state", o.state, "A state that was saved from a gateway: has both")
      ->type_name("FILE");
}

Result<std::string> read_text(const std::filesystem::path& file, std::size_t max_bytes) {
  ADIT_TRY(ByteVector bytes, read_file(file, max_bytes));
  return std::string(as_text(bytes));
}

Verdict with_papers(const PaperOptions& options, const std::function<Verdict(const Papers&)>& then) {
  auto papers = read_papers(options);
  if (!papers) return refused(papers.error().error, papers.error().what);
  if (papers->councils.empty() || papers->directories.empty()) {
    return {kUsageExit, "give the council's documents and a directory, or a saved state that has both.", {}};
  }
  return then(*papers);
}

}  // namespace adit::client

int main(int argc, char** argv) {
  return adit::client::guarded_main(adit::client::kVerifyProgram,
                                    [&] { return adit::client::body(argc, argv); });
}
