// SPDX-License-Identifier: Apache-2.0
// The subcommands of adit-gateway that an operator needs beside `run`, and how each of them says what
// went wrong: one sentence, and what to do.
#pragma once

#include <adit/error.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/config.h"

namespace CLI {
class App;
}

namespace adit::gateway {

// On standard error, as "error:" and "hint:". Returns the code.
int fail_with(const std::string& sentence, std::string_view hint, int code);
int fail_with(const Error& error, const Config& config);
int fail_with(const ConfigProblem& problem);

struct RestoreOptions {
  std::vector<std::string> checkpoints;  // files
  std::filesystem::path mirror;
};
void add_options(CLI::App& command, RestoreOptions& options);
int run_restore(const Config& config, const RestoreOptions& options);

}  // namespace adit::gateway
