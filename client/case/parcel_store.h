// SPDX-License-Identifier: Apache-2.0
// Pieces of attachments. A desk keeps every parcel of the last days, whoever it is for: a letter may
// come before its parcels or after them, and asking for certain ones would tell which are wanted.
// What belongs to a letter that is here is kept with it.
#pragma once

#include <adit/parcel.h>

#include <vector>

#include "client/case/inbox.h"

namespace adit::client {

enum class FileState : std::uint8_t {  // in the file: do not change
  waiting = 0,                         // a part has not arrived
  complete = 1,
  damaged = 2,  // arrived, and is not what the letter says
};

class ParcelStore {
 public:
  explicit ParcelStore(Records& records) : records_(records) {}

  // Within a transaction of the caller's.
  Status put(Epoch epoch, const std::vector<ByteVector>& parcels);
  // A new letter with files: they are looked for by find_waiting().
  Status expect(const Letter& letter);
  // Keeps what has arrived of the files that letters wait for, letter by letter, each in a
  // transaction of its own. Returns how many files are complete that were not before.
  Result<std::size_t> find_waiting();
  // Forgets parcels of epochs before this one that belong to no letter.
  Status forget_before(Epoch epoch);

  Result<std::vector<FileState>> states(const Letter& letter) const;  // one for each file
  // Errors: parcel_damaged.
  Result<MissingParts> missing(const FileEntry& file) const;
  // Errors: parcel_missing, parcel_damaged.
  Result<SecretBuffer> open(const FileEntry& file) const;

 private:
  Result<ByteVector> find(const ParcelId& id) const;
  Result<FileState> try_to_keep(const FileEntry& file);

  Records& records_;
};

}  // namespace adit::client
