// SPDX-License-Identifier: Apache-2.0
// The stage of a tick: a folder with every file that the epoch will publish and the plan that says
// what becomes of them. It is made under another name; the rename that gives it its own is the
// moment from which the epoch is going to be published, whatever crashes.
#pragma once

#include <vector>

#include "crypto/sha256.h"
#include "gateway/store.h"

namespace adit::gateway {

struct StagedFile {
  std::string name;    // in the stage
  std::string target;  // below the data folder
  Digest sha256;
};

struct Plan {
  Epoch epoch{};
  UnixTime time{};                // of the files: the epoch's start
  ByteVector state;               // LogState without a signature
  ByteVector bundle;              // StateBundle without a checkpoint
  std::vector<Digest> documents;  // that this epoch logs, ascending
  std::optional<Round> round;     // that this epoch publishes
  std::vector<StagedFile> files;

  ByteVector encode() const;
  static Result<Plan> parse(ByteSpan bytes);  // store_corrupt
};

// A file of the stage that is written piece by piece.
class StageStream {
 public:
  Status write(ByteSpan bytes);
  // Flushes. Once.
  Result<Digest> finish();

 private:
  friend class StageWriter;
  StageStream(File file, UnixTime time) : file_(std::move(file)), time_(time) {}
  File file_;
  UnixTime time_;
  Sha256 hash_;
};

class StageWriter {
 public:
  // Empties what an earlier attempt left.
  static Result<StageWriter> begin(const Places& places, UnixTime time);

  Status add(const std::string& target, ByteSpan bytes, mode_t mode);
  Result<StageStream> open(const std::string& target, mode_t mode);
  void finished(const std::string& target, const Digest& sha256);
  // plan.files is filled in here.
  Status commit(Plan plan);

 private:
  StageWriter(const Places& places, UnixTime time) : places_(places), time_(time) {}
  Places places_;
  UnixTime time_;
  std::vector<StagedFile> files_;
};

// The plan of the stage that is there. Errors: not_found (none, or all of it is done); store_corrupt.
Result<Plan> read_stage(const Places& places);
// True if every file of the plan is in the stage, or in its target, as it was written.
bool stage_is_whole(const Places& places, const Plan& plan);

}  // namespace adit::gateway
