// SPDX-License-Identifier: Apache-2.0
// How far this machine has signed, kept outside of the data folder (protocol 2.10). It only ever
// goes forward, and it is written before a checkpoint is shown to anybody. A data folder that was put
// back from an older copy is behind it, and gives itself away.
#pragma once

#include <adit/log.h>

#include <optional>

#include "gateway/durable.h"

namespace adit::gateway {

// A tree that was signed, or the empty one.
struct Head {
  std::uint64_t size = 0;
  Digest root = empty_root();
  friend bool operator==(const Head&, const Head&) = default;
};

class Marker {
 public:
  // folder: made when something is first written. An empty path keeps no marker; tests only.
  explicit Marker(std::filesystem::path folder) : folder_(std::move(folder)) {}

  bool is_kept() const { return !folder_.empty(); }
  // Nothing if there is none for this key. Errors: store_corrupt, store_unavailable.
  Result<std::optional<Head>> read(const NoteKey& log_key) const;
  // Errors: as durable.h.
  Status write(const NoteKey& log_key, const Head& head, UnixTime stamp_time) const;

 private:
  std::filesystem::path file() const { return folder_ / "signed"; }
  std::filesystem::path folder_;
};

}  // namespace adit::gateway
