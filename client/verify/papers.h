// SPDX-License-Identifier: Apache-2.0
// The signed documents that a verification rests on: who the council is and what its directories say.
#pragma once

#include <adit/document.h>
#include <adit/state.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace adit::client {

struct PaperOptions {
  std::string invitation;                       // a file or the text; may be missing
  std::vector<std::filesystem::path> councils;  // the first one first
  std::vector<std::filesystem::path> directories;
  std::filesystem::path state;  // a saved /v1/state: holds both
};

struct Papers {
  std::vector<Council> councils;       // the chain, never empty
  std::vector<Directory> directories;  // each signed by one of them
  bool invited = false;                // the first council is the invitation's
};

// What went wrong, and with which file.
struct PaperProblem {
  Error error;
  std::string what;
};

// Errors: those of reading, invitation_invalid, genesis_mismatch, council_invalid, directory_invalid.
tl::expected<Papers, PaperProblem> read_papers(const PaperOptions& options);

}  // namespace adit::client
