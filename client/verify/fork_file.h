// SPDX-License-Identifier: Apache-2.0
// The proof of a fork as a file (protocol 2.16a): two signed notes and, where the sizes differ, nodes of
// the second tree. This reader knows nothing of the desk that wrote it.
#pragma once

#include <adit/log.h>

#include <string>
#include <vector>

namespace adit::client {

inline constexpr std::size_t kMaxForkFileBytes = 65536;

// Two notes whose form is right, and nothing more is known of them.
struct ForkFile {
  UnverifiedNote first;
  UnverifiedNote second;
  CheckpointBody first_body;
  CheckpointBody second_body;  // of at least the first one's size
  std::vector<Digest> nodes;

  // Errors: file_damaged (not of this form), file_too_large.
  static Result<ForkFile> parse(std::string_view text);
  std::string encode() const;
};

enum class ForkVerdict : std::uint8_t {
  fork,          // one key signed two histories that cannot both be true
  no_fork,       // both are true: one goes on from the other, or they are the same
  nothing,       // it shows neither
  other_signer,  // one of the notes is not signed by this log
  other_logs,    // of two origins
};

// What the file shows about the log with this key.
ForkVerdict judge_fork(const ForkFile& file, const NoteKey& log);

}  // namespace adit::client
