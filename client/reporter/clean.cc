// SPDX-License-Identifier: Apache-2.0
// adit clean: files without what points to the one who made them, for any use; no invitation, no
// network.
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

#include "client/reporter/commands.h"
#include "client/scrub/formats.h"
#include "client/thread/attachment_words.h"
#include "client/trust/files.h"

namespace adit::client {
namespace {

constexpr int kNotCleaned = 7;

void say_what_is_missing() {
  std::string kinds;
  for (const Format& format : formats()) kinds += (kinds.empty() ? "" : ", ") + std::string(format.name);
  say(kProgram,
      fmt::format("error: adit-scrub, which does the cleaning, is not beside this program or cannot lock "
                  "itself in: no file can be cleaned here, of none of these kinds: {}",
                  kinds));
}

// What one file became, all of it or nothing.
Status write_results(const std::vector<Attachment>& results, const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> written;
  for (const Attachment& a : results) {
    std::filesystem::path path = folder / a.name;
    auto read = [&](std::uint64_t at, MutableByteSpan out) { return a.sent.bytes.read(at, out); };
    Status done = write_new_file(path, a.sent.bytes.size(), read, Rights::owner_only);
    if (!done) {
      for (const auto& one : written) ::unlink(one.c_str());
      return fail(done.error());
    }
    written.push_back(path);
  }
  return {};
}

}  // namespace

int run_clean(const CleanCommandOptions& options, ReporterWorld& world) {
  if (!options.only_check && options.out.empty()) {
    say(kProgram, "error: --out DIR is needed: cleaned files are new files");
    say(kProgram, "hint: --check only says what would be found");
    return 2;
  }
  int code = 0;
  bool said_missing = false;
  unsigned number = 1;
  std::string rows;
  bool folder_made = options.only_check;
  for (const std::string& path : options.files) {
    if (options.files.size() > 1) {
      world.talk.progress(
          fmt::format("cleaning file {} of {}", &path - options.files.data() + 1, options.files.size()));
    }
    Reasons why;
    auto results = clean_attachment(path, number, world.cleaner, options.clean, why);
    if (!results) {
      code = kNotCleaned;
      if (results.error().code == Errc::sandbox_unavailable && !said_missing) {
        say_what_is_missing();
        said_missing = true;
      }
      Refusal refusal =
          refusal_of(path, number++, results.error(), options.clean, world.cleaner, std::move(why));
      if (options.json) {
        rows += (rows.empty() ? "" : ",") + refusal_json(refusal);
      } else {
        say(kProgram, fmt::format("error: {}: {}", inert_line(path), describe(refusal)));
      }
      continue;
    }
    number += static_cast<unsigned>(results->size());
    Status done;
    if (!folder_made) done = make_folder(options.out);
    folder_made = folder_made || done;
    if (done && !options.only_check) done = write_results(*results, options.out);
    if (!done) {
      int failed = report(kProgram, done.error(), inert_line(path) + ": ");
      if (code == 0) code = failed;
      continue;
    }
    for (const Attachment& a : *results) {
      if (options.json) {
        rows += (rows.empty() ? "" : ",") + attachment_json(a);
      } else {
        fmt::print("{}\n", describe(a));
      }
    }
  }
  if (options.json) fmt::print("{{\"schema\":1,\"written\":{},\"files\":[{}]}}\n", !options.only_check, rows);
  std::fflush(stdout);
  if (code == 0 && !options.json)
    say(kProgram, "what can be seen, heard or read in a file stays in it: look at each as a stranger would");
  return code;
}

void add_clean(CLI::App& app, Chosen& chosen) {
  CLI::App* command = app.add_subcommand("clean", "Clean files, without sending anything");
  auto options = std::make_shared<CleanCommandOptions>();
  command->add_option("files", options->files, "Files; they stay as they are")->type_name("FILE")->required();
  command
      ->add_option("--out", options->out, "Folder for the cleaned files, under new names; never overwrites")
      ->type_name("DIR");
  command->add_flag("--check", options->only_check,
                    "Only say what is in them and whether it can be taken out");
  command->add_flag("--json", options->json, "Print one JSON object");
  add_clean_options(*command, options->clean);
  command->footer(
      "A file that cannot be cleaned leaves no output: adit says why and what to do, with exit code 7.\n"
      "What is cleaned, how, and what stays: docs/attachments.md, or adit-scrub --formats.\n\n"
      "Examples:\n  adit clean photo.jpg letter.docx --out cleaned\n  adit clean --check photo.jpg");
  command->callback([options, &chosen] {
    chosen = [options](ReporterWorld& world) { return run_clean(*options, world); };
  });
}

}  // namespace adit::client
