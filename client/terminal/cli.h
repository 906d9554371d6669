// SPDX-License-Identifier: Apache-2.0
// What the four programs share of their command line (house 2.3): our prefix on every error, exit
// code 2 for a wrong one, help on stdout, --no-input, and one place that catches what was thrown.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <optional>
#include <string_view>

namespace adit::client {

// --no-input, exactly one subcommand, options of the program also after it. Call first on the app
// itself: subcommands that are added later inherit it.
void set_conventions(CLI::App& app);

// Parses. Nothing if the program is to go on; else the exit code: 0 after --help (on stdout) and
// --version, 2 after "NAME: error: ..." on stderr. Callbacks of subcommands run inside.
std::optional<int> parse_command_line(CLI::App& app, std::string_view program, int argc,
                                      const char* const* argv);

// The whole of a main(): starts the secrets (no core dumps, locked memory), ignores SIGPIPE, runs
// body, turns bad_alloc and any other exception into an error line and its exit code.
int guarded_main(std::string_view program, const std::function<int()>& body);

}  // namespace adit::client
