// SPDX-License-Identifier: Apache-2.0
// One run of adit-scrub: what it reads and what it writes are nameless files in memory, and there is
// nothing else in the child: no other descriptor, no environment.
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "client/scrub/held_bytes.h"

namespace adit::client {

struct ChildInput {
  HeldBytes file;                   // descriptor 0
  std::optional<HeldBytes> answer;  // descriptor 2: what another child answered, to be looked at
};
// What the child wrote, if it ended well and in time.
// Errors: sandbox_unavailable (it cannot be started), file_damaged (it died, failed or took too long),
// file_too_large (more than max_answer_bytes), out_of_memory (no room for its answer).
Result<HeldBytes> run_child(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                            const ChildInput& input, std::uint64_t max_answer_bytes,
                            std::chrono::milliseconds deadline);
// The same with an input that is in memory.
Result<ByteVector> run_child(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                             ByteSpan input, std::uint64_t max_answer_bytes,
                             std::chrono::milliseconds deadline);

}  // namespace adit::client
