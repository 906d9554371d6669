// SPDX-License-Identifier: Apache-2.0
// adit-desk check-original: whether a file is what a cleaned one in a thread came from, by what the
// reporter showed.
#include <fmt/format.h>

#include "client/desk/commands.h"
#include "client/desk/desk.h"
#include "client/scrub/held_bytes.h"
#include "client/terminal/terminal.h"

namespace adit::client {

int run_check_original(const DeskCommon& common, const CheckOriginalOptions& options, DeskWorld& world) {
  auto file = HeldBytes::open(options.file, std::uint64_t{1} << 40);
  auto digest = file ? file->sha256() : Result<Digest>(fail(file.error()));
  if (!digest) return report(kDeskProgram, digest.error(), inert_line(options.file) + ": ");
  auto vault = open_vault(common, world);
  if (!vault) return report(kDeskProgram, vault.error());
  auto of = check_original(**vault, options.number, *digest, options.salt);
  if (!of && of.error().code == Errc::form_invalid) {
    say(kDeskProgram, "error: --salt: 64 digits and letters a to f, as adit prove-original prints them");
    return 2;
  }
  if (!of) return report(kDeskProgram, of.error());
  if (!*of) {
    print_result(options.json ? "{\"schema\":1,\"original_of\":null}\n"
                              : "no: nothing in this thread was promised for this file\n");
    return 9;
  }
  print_result(options.json ? fmt::format("{{\"schema\":1,\"original_of\":{{\"letter\":{},\"part\":{}}}}}\n",
                                          (*of)->letter, (*of)->part)
                            : fmt::format("yes: it is the original of part {} of letter {}\n", (*of)->part,
                                          (*of)->letter));
  return 0;
}

void add_check_original(CLI::App& app, const DeskCommon& common, DeskChosen& chosen) {
  CLI::App* command = app.add_subcommand("check-original",
                                         "Check that a file is the original of a cleaned one that was sent");
  auto o = std::make_shared<CheckOriginalOptions>();
  command->add_option("NUMBER", o->number, "A letter of the thread, as adit-desk list shows it")->required();
  command->add_option("FILE", o->file, "The file that is said to be the original")->required();
  command->add_option("--salt", o->salt, "As the reporter's adit prove-original printed it")
      ->type_name("HEX")
      ->required();
  command->add_flag("--json", o->json, "Print one JSON object");
  command->footer("Example:\n  adit-desk --vault desk check-original 1 photo.jpg --salt 3f0c…");
  command->callback([&common, o, &chosen] {
    chosen = [&common, o](DeskWorld& world) { return run_check_original(common, *o, world); };
  });
}

}  // namespace adit::client
