// SPDX-License-Identifier: Apache-2.0
// The hashes of what the epochs of about a week published, decoys and all: the same object is not
// published twice while a puzzle made for it can still be used, nor when an upload that was cut off goes on
// days later, nor after a crash between log and pool. The public log says no less.
#pragma once

#include <map>
#include <vector>

#include "gateway/durable.h"

namespace adit::gateway {

class Recent {
 public:
  // Errors: store_corrupt, store_unavailable.
  static Result<Recent> open(std::filesystem::path folder);

  bool contains(const Digest& hash) const;
  // Takes the file of an epoch, which the tick has put in its place, and drops those that are too old.
  Status load(Epoch epoch);

 private:
  explicit Recent(std::filesystem::path folder) : folder_(std::move(folder)) {}
  Status read(Epoch epoch);
  std::filesystem::path folder_;
  std::map<Epoch, std::vector<Digest>> epochs_;  // each ascending
};

}  // namespace adit::gateway
