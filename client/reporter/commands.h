// SPDX-License-Identifier: Apache-2.0
// The subcommands of adit. Each fills an options struct from the command line; the work takes that
// struct and a world, and returns the exit code, so tests need no command line.
#pragma once

#include <adit/thread.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "client/reporter/world.h"

namespace adit::client {

struct InviteOptions {
  std::string save;
};
int run_invite(const CommonOptions& common, const InviteOptions& options, ReporterWorld& world);

struct RecipientsOptions {
  bool json = false;
};
int run_recipients(const CommonOptions& common, const RecipientsOptions& options, ReporterWorld& world);

// How the secret is shown.
struct SecretOptions {
  WordList words = WordList::english;
  bool digits = false;
};

struct WriteOptions {  // of report and seal
  std::string from;
  std::string form;
  std::string language;
  std::vector<std::string> attach;
  CleanOptions clean;
  std::vector<std::string> to;
  SecretOptions secret;
};
struct ReportOptions {
  WriteOptions write;
  bool resume = false;
  bool show_form = false;
  std::string original_for;  // a recipient who gets the uncleaned files too
  std::optional<int> secret_fd;
};
int run_report(const CommonOptions& common, const ReportOptions& options, ReporterWorld& world);

struct SealOptions {
  WriteOptions write;
  std::string out;
  std::string parts;
};
int run_seal(const CommonOptions& common, const SealOptions& options, ReporterWorld& world);

struct CarryOptions {
  std::vector<std::string> files;
};
int run_carry(const CommonOptions& common, const CarryOptions& options, ReporterWorld& world);

struct ReadOptions {
  unsigned days = 3;
  std::optional<int> secret_fd;
  bool json = false;
};
int run_read(const CommonOptions& common, const ReadOptions& options, ReporterWorld& world);

struct AnswerOptions {
  std::vector<std::string> to;
  std::string text_file;
  bool yes = false;
  bool no = false;
  std::optional<int> secret_fd;
};
int run_answer(const CommonOptions& common, const AnswerOptions& options, ReporterWorld& world);
// The same where the secret has been given already.
int write_in_thread(const CommonOptions& common, const AnswerOptions& options, const Invitation& invitation,
                    const ThreadKeys& keys, ReporterWorld& world);

struct CleanCommandOptions {
  std::vector<std::string> files;
  std::string out;
  bool only_check = false;
  bool json = false;
  CleanOptions clean;
};
// Needs no invitation and no network.
int run_clean(const CleanCommandOptions& options, ReporterWorld& world);

struct ProveOriginalOptions {
  std::string file;
  std::optional<int> secret_fd;
  bool json = false;
};
// Needs no network.
int run_prove_original(const CommonOptions& common, const ProveOriginalOptions& options,
                       ReporterWorld& world);

// `adit` without arguments on a terminal.
int run_menu(const CommonOptions& common, ReporterWorld& world);

// What the command line chose to be run.
using Chosen = std::function<int(ReporterWorld&)>;
void add_invite(CLI::App& app, const CommonOptions& common, Chosen& chosen);
void add_recipients(CLI::App& app, const CommonOptions& common, Chosen& chosen);
void add_report(CLI::App& app, const CommonOptions& common, Chosen& chosen);
void add_seal(CLI::App& app, const CommonOptions& common, Chosen& chosen);
void add_carry(CLI::App& app, const CommonOptions& common, Chosen& chosen);
void add_read(CLI::App& app, const CommonOptions& common, Chosen& chosen);
void add_clean(CLI::App& app, Chosen& chosen);
void add_prove_original(CLI::App& app, const CommonOptions& common, Chosen& chosen);
void add_answer(CLI::App& app, const CommonOptions& common, Chosen& chosen);

void add_write_options(CLI::App& command, WriteOptions& options);
void add_clean_options(CLI::App& command, CleanOptions& options);

}  // namespace adit::client
