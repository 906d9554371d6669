// SPDX-License-Identifier: Apache-2.0
// One run of adit-scrub: input and output are two nameless files in memory, and there is nothing else
// in the child: no other descriptor, no environment.
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace adit::client {

// What the child wrote, if it ended well and in time.
// Errors: sandbox_unavailable (it cannot be started), file_damaged (it died, failed or took too long),
// file_too_large (more than max_answer_bytes), out_of_memory (no room for the two files).
Result<ByteVector> run_child(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                             const std::vector<ByteSpan>& input, std::size_t max_answer_bytes,
                             std::chrono::milliseconds deadline);

}  // namespace adit::client
