// SPDX-License-Identifier: Apache-2.0
// A checkpoint against the documents: whose signatures it bears, and whether they are enough.
#pragma once

#include "client/verify/papers.h"
#include "client/verify/verdict.h"

namespace adit::client {

// The directory that goes with a checkpoint, and what its signatures come to.
struct Judged {
  Checkpoint checkpoint;
  const Directory* directory;
  std::vector<NoteKey> cosigners;
  bool has_quorum;
};

// Of the directories whose log signed it the one under which it counts, otherwise the newest of them.
// Errors: checkpoint_invalid; witnesses_missing is no error here.
Result<Judged> judge_checkpoint(std::string_view note, const Papers& papers);

// Adds what the signatures come to. False, with the verdict refused, if it does not count.
bool tell_checkpoint(const Judged& judged, const Papers& papers, Verdict& verdict);

}  // namespace adit::client
