// SPDX-License-Identifier: Apache-2.0
// How far a desk has read the log, and what it has to remember of it.
#pragma once

#include <adit/document.h>
#include <adit/log.h>

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "client/case/log_reader.h"
#include "client/case/records.h"

namespace adit::client {

struct Position {
  CompactTree tree;
  std::optional<Epoch> last_epoch;
  std::string checkpoint;  // that led here
  std::optional<std::uint64_t> directory_seq;
  std::uint64_t cosigned_size = 0;
  // Since this epoch every state of its week made us addressable: letters must be sealed to us too.
  std::optional<Epoch> addressable_since;

  static Result<Position> load(Records& records);
  Status save(Records& records) const;
};

// An epoch whose letters are to be opened yet. Its proofs are made when the log is read.
struct UnreadEpoch {
  EpochRecord record;
  bool expected = false;  // our slot must be in its feed
  std::uint64_t first_letter_leaf = 0;
  std::vector<Digest> letters;
  std::vector<std::vector<Digest>> proofs;  // one for each letter
  std::vector<Digest> parcels;
  std::string checkpoint;  // that the proofs lead to

  static UnreadEpoch from(const LogGrowth& growth, const LoggedEpoch& epoch, std::string checkpoint,
                          bool expected);
  static Result<UnreadEpoch> parse(ByteSpan bytes);  // store_corrupt
  ByteVector encode() const;
};
// Ascending by epoch.
Result<std::vector<UnreadEpoch>> list_unread(Records& records);

// Records of the epochs that were read, for the files of cards and for what letters refer to.
Result<std::vector<EpochRecord>> list_epochs(Records& records);  // ascending
Result<std::optional<EpochRecord>> find_epoch(Records& records, Epoch epoch);
Status put_epoch(Records& records, const EpochRecord& record);

// The newest directory, for names.
Result<std::optional<DirectoryBody>> load_directory(Records& records);

}  // namespace adit::client
