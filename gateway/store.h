// SPDX-License-Identifier: Apache-2.0
// The data folder: what is where, who may use it, and the gateway's log key. docs/operate.md says what
// survives a crash.
#pragma once

#include <adit/clock.h>

#include "crypto/sign.h"
#include "gateway/config.h"
#include "gateway/durable.h"
#include "gateway/marker.h"

namespace adit::gateway {

struct Places {
  explicit Places(std::filesystem::path data) : root(std::move(data)) {}
  std::filesystem::path root;
  std::filesystem::path lock() const { return root / "lock"; }
  std::filesystem::path log_key() const { return root / "log.key"; }
  std::filesystem::path log() const { return root / "log"; }  // what was signed last
  std::filesystem::path evidence() const {
    return root / "evidence";
  }  // a checkpoint that is not of this log
  std::filesystem::path checkpoints() const { return root / "checkpoints"; }  // one file an epoch
  std::filesystem::path documents() const { return root / "documents"; }      // accepted, not yet logged
  std::filesystem::path recent() const { return root / "recent"; }            // hashes, one file an epoch
  std::filesystem::path rounds() const { return root / "rounds"; }            // card sets, not yet published
  std::filesystem::path pool() const { return root / "pool"; }
  std::filesystem::path stage() const { return root / "stage"; }  // a tick under way
  std::filesystem::path stage_in_making() const { return root / "stage.new"; }
  std::filesystem::path public_files() const { return root / "public"; }
};

// Makes the folders that are missing and takes the lock.
// Errors: store_locked, and as durable.h.
Result<File> take_folder(const Places& places);

// The log key, and nothing is made. Errors: not_found, store_corrupt (damaged), store_unavailable.
Result<SigningKey> read_log_key(const Places& places);
// The same, made if neither it nor a log is there, after a marker that says that nothing was signed with
// it yet. Errors: store_corrupt (damaged; or a log without its key), and as durable.h.
Result<SigningKey> load_log_key(const Config& config, Rng& rng);
// Its public half, as checkpoints name it.
NoteKey log_name(const DeploymentId& dep, const SigningKey& key);

}  // namespace adit::gateway
