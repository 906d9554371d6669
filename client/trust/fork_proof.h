// SPDX-License-Identifier: Apache-2.0
// The proof of a fork as a text that a third person can verify (protocol 2.16a).
#pragma once

#include <adit/log.h>

#include <string>
#include <vector>

namespace adit::client {

inline constexpr std::string_view kForkSeparator = "--- adit fork proof ---\n";

// Two signed notes in the order in which they were seen, and the nodes that were fetched, if any.
// Errors: checkpoint_invalid (a note that is none).
Result<std::string> encode_fork_proof(const std::string& seen, const std::string& shown,
                                      const std::string& nodes);
std::string encode_nodes(const std::vector<Digest>& nodes);  // one a line

}  // namespace adit::client
