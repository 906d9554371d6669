// SPDX-License-Identifier: Apache-2.0
// The subcommands of adit-council, one file each. Each adds itself to the app; its callback runs
// after parsing and leaves its exit code in `exit_code`.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/council/problem.h"

namespace adit::client {

inline constexpr std::string_view kProgram = "adit-council";

void add_member_key(CLI::App& app, int& exit_code);
void add_new(CLI::App& app, int& exit_code);
void add_successor(CLI::App& app, int& exit_code);
void add_directory(CLI::App& app, int& exit_code);
void add_diff(CLI::App& app, int& exit_code);
void add_sign(CLI::App& app, int& exit_code);
void add_merge(CLI::App& app, int& exit_code);
void add_publish(CLI::App& app, int& exit_code);
void add_health(CLI::App& app, int& exit_code);
void add_invitation(CLI::App& app, int& exit_code);

// "adit-council: error: ..." and, if there is one, the hint. Returns the exit code.
int say_problem(const Problem& problem);
// Runs the work of a subcommand.
int run(const std::function<Outcome<void>()>& work);

}  // namespace adit::client
