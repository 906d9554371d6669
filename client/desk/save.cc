// SPDX-License-Identifier: Apache-2.0
// adit-desk save: the attachments of a letter, as files. The only thing that a desk ever writes in
// the clear, and only where it is told to.
#include <fmt/format.h>

#include "client/desk/commands.h"
#include "client/desk/desk.h"
#include "client/terminal/json.h"
#include "client/terminal/terminal.h"

namespace adit::client {

int run_save(const DeskCommon& common, const SaveOptions& options, DeskWorld& world) {
  auto vault = open_vault(common, world);
  if (!vault) return report(kDeskProgram, vault.error());
  auto saved = save_files(**vault, options.number, options.out);
  if (!saved) return report(kDeskProgram, saved.error(), options.out.string() + ": ");
  std::string out;
  std::string missing;
  for (const auto& path : saved->files) {
    out += options.json ? (out.empty() ? "" : ",") + json_string(path.string()) : path.string() + "\n";
  }
  for (const auto& m : saved->missing) missing += fmt::format("{}{}", missing.empty() ? "" : ",", m.part);
  print_result(options.json ? fmt::format("{{\"schema\":1,\"saved\":[{}],\"missing\":[{}]}}\n", out, missing)
                            : out);
  int code = 0;
  for (const auto& m : saved->missing) {
    code = report(kDeskProgram, m.error,
                  fmt::format("part {}: {}{}", m.part, m.words, m.words.empty() ? "" : ": "));
  }
  if (saved->uncleaned) {
    warn(kDeskProgram,
         "files named uncleaned-… were not cleaned: they can show who the reporter is; do not pass them on, "
         "and "
         "delete them when they are no longer needed");
  }
  return code;
}

void add_save(CLI::App& app, const DeskCommon& common, DeskChosen& chosen) {
  CLI::App* command = app.add_subcommand("save", "Save the files of a letter");
  auto o = std::make_shared<SaveOptions>();
  command->add_option("NUMBER", o->number, "As adit-desk list shows it")->required();
  command->add_option("--out", o->out, "Folder to write part-1.jpg and so on into")
      ->type_name("DIR")
      ->required();
  command->add_flag("--json", o->json, "Print one JSON object");
  command->footer(
      "Example:\n  adit-desk --vault desk save 1 --out letter-1\n"
      "Open such files only on a machine without a network: the person who sent them may not be a friend.");
  command->callback([&common, o, &chosen] {
    chosen = [&common, o](DeskWorld& world) { return run_save(common, *o, world); };
  });
}

}  // namespace adit::client
