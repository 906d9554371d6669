// SPDX-License-Identifier: Apache-2.0
// The subcommands of adit-verify. Each reads files, decides, and says one sentence.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>

#include "client/verify/papers.h"
#include "client/verify/verdict.h"

namespace adit::client {

// Filled in by the subcommand that was chosen; gives the exit code.
using Chosen = std::function<int(Form form)>;

void add_checkpoint(CLI::App& app, Chosen& chosen);
void add_inclusion(CLI::App& app, Chosen& chosen);
void add_consistency(CLI::App& app, Chosen& chosen);
void add_fork(CLI::App& app, Chosen& chosen);
void add_documents(CLI::App& app, Chosen& chosen);

// --invitation, --council, --directory, --state.
void add_paper_options(CLI::App& command, PaperOptions& options);

// A text file. Errors: file_unreadable, file_too_large.
Result<std::string> read_text(const std::filesystem::path& file, std::size_t max_bytes);
// The papers and what to do with them; problems become the verdict.
Verdict with_papers(const PaperOptions& options, const std::function<Verdict(const Papers&)>& then);

}  // namespace adit::client
