// SPDX-License-Identifier: Apache-2.0
#include "gateway/commands.h"

#include <adit/clock.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <iterator>

#include "gateway/service.h"

namespace adit::gateway {
namespace {

// What restore() found, in the words of one who restores.
int restore_failed(const Error& error, const Config& config) {
  switch (error.code) {
    case Errc::not_found:
      return fail_with("there is no log key in " + config.data.string(),
                       "put back log.key from its copy; without it the council declares a new log", 1);
    case Errc::checkpoint_invalid:
      return fail_with("one of the files is not a checkpoint that this gateway's key signed",
                       "a checkpoint is what a gateway serves at /pending/checkpoint", 2);
    case Errc::log_gap:
      return fail_with(
          "this folder ends before a checkpoint that was signed later, and nothing signs from it",
          "give the newest checkpoint, and with --mirror the public files of anyone who kept them", 1);
    case Errc::log_fork:
      return fail_with("these checkpoints cannot all be of one log: two gateways have used this key",
                       "keep all of it for the council, which declares a new log", 1);
    case Errc::state_mismatch:
      return fail_with("the mirror's files are not those of its checkpoint", "try another mirror", 1);
    default:
      return fail_with(error, config);
  }
}

}  // namespace

int fail_with(const std::string& sentence, std::string_view hint, int code) {
  std::fprintf(stderr, "adit-gateway: error: %s\n", sentence.c_str());
  if (!hint.empty())
    std::fprintf(stderr, "adit-gateway: hint: %.*s\n", static_cast<int>(hint.size()), hint.data());
  return code;
}

int fail_with(const Error& error, const Config& config) {
  return fail_with(std::string(message(error.code)) + " (data = \"" + config.data.string() + "\")",
                   hint(error.code), exit_code(error.code));
}

int fail_with(const ConfigProblem& problem) {
  return fail_with(problem.sentence, "", exit_code(Errc::config_invalid));
}

void add_options(CLI::App& command, RestoreOptions& options) {
  command
      .add_option("--checkpoint", options.checkpoints,
                  "Newest checkpoint that a witness has seen; once for each that you could get")
      ->required();
  command.add_option("--mirror", options.mirror,
                     "Folder of public files that reaches up to it, from a mirror or another server");
  command.footer(
      "Ask every desk for its newest checkpoint (adit-desk checkpoint), and give all of them: the gateway "
      "goes\n"
      "on only from a log that holds them all.\n"
      "Example:\n  $ adit-gateway restore --config gateway.toml --checkpoint ana.txt --checkpoint ben.txt "
      "--mirror public/");
}

int run_restore(const Config& config, const RestoreOptions& options) {
  std::vector<std::string> notes;
  for (const std::string& file : options.checkpoints) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return fail_with(file + ": cannot be read", "", exit_code(Errc::file_unreadable));
    notes.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  SystemClock clock;
  SystemRng rng;
  auto done = restore(config, notes, options.mirror, clock, rng);
  if (!done) return restore_failed(done.error(), config);
  std::printf(
      "restored: the log holds every checkpoint that was given; %zu epochs and %zu files were put back\n",
      done->epochs, done->files);
  if (done->missing_files > 0) {
    std::printf("%zu published files could not be found: desks that have not read them will report a gap\n",
                done->missing_files);
  }
  if (done->epochs > 0) {
    std::printf(
        "ask recipients to run adit-desk publish: keys of coming weeks that were published since the copy "
        "was made have to come again\n");
  }
  return 0;
}

}  // namespace adit::gateway
