// SPDX-License-Identifier: Apache-2.0
// What a desk remembers: small records, found by kind and name, changed in transactions. The vault
// keeps them in an encrypted file; tests keep them in memory and let them fail.
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>
#include <adit/secret.h>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace adit::client {

// In the file: do not change.
enum class Kind : std::uint8_t {
  secret = 0,          // name: "identity", "auth", "witness"
  profile = 1,         // one: deployment, address, who we say we are
  position = 2,        // one: how far we have read the log
  directory = 3,       // one: body of the newest directory
  counter = 4,         // name: what is counted
  week_secret = 5,     // name: week
  week_published = 6,  // name: week
  week_key = 7,        // name: recipient and week; the keys of others as the log showed them
  epoch = 8,           // name: epoch; its record
  unread = 9,          // name: epoch; its letters are to be opened yet
  feed_file = 10,      // name: epoch, as it was fetched
  parcels_file = 11,   // name: epoch, as it was fetched
  letter = 12,         // name: number
  seen = 13,           // name: header hash of a letter that opened
  message = 14,        // name: thread and message
  thread = 15,         // name: thread's public key
  quarantine = 16,     // name: hash of a letter
  file_states = 17,    // name: number of a letter whose files are not complete
  parcel = 18,         // name: id; came with an epoch
  parcel_epoch = 19,   // name: epoch; ids of its parcels
  kept_parcel = 20,    // name: id; belongs to one of our letters
  queued_card = 21,    // name: number
  card_set = 22,       // name: round
  alarm = 23,          // name: digest of what it says
  sent_card = 24,      // name: number; a person's answer that was seen in the log
  witness_seen = 25,   // name: verifier key; the last epoch that it confirmed
  newcomer = 26,       // name: recipient; the epoch that logged it first, 0 if it was there before us
  shown_state = 27,    // name: epoch; what reporters were shown before we had read so far
  canary = 28,         // name: number; a letter to ourselves
  standing = 29,       // one: days on which the log did not move
};

struct Record {
  ByteVector name;
  SecretBuffer value;
};

class Records {
 public:
  virtual ~Records() = default;

  // Errors of all: store_unavailable, store_corrupt, disk_full, disk_read_only.
  virtual Result<std::optional<SecretBuffer>> get(Kind kind, ByteSpan name) = 0;
  virtual Result<std::vector<Record>> list(Kind kind) = 0;           // in no order that means anything
  virtual Status put(Kind kind, ByteSpan name, ByteSpan value) = 0;  // replaces
  virtual Status erase(Kind kind, ByteSpan name) = 0;                // also if there is none

  // Changes between begin() and commit() happen together or not at all. Not nested.
  virtual Status begin() = 0;
  virtual Status commit() = 0;
  virtual void roll_back() = 0;
};

// Opens what a desk remembers; it is closed again when the result goes.
using OpenRecords = std::function<Result<std::unique_ptr<Records>>()>;

// Rolls back unless commit() was reached.
class Transaction {
 public:
  static Result<Transaction> begin(Records& records) {
    ADIT_CHECK(records.begin());
    return Transaction(records);
  }
  Transaction(Transaction&& other) noexcept : records_(std::exchange(other.records_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction() {
    if (records_ != nullptr) records_->roll_back();
  }
  Status commit() {
    Records* records = records_;
    ADIT_CHECK(records->commit());
    records_ = nullptr;
    return {};
  }

 private:
  explicit Transaction(Records& records) : records_(&records) {}
  Records* records_;
};

// Names made of numbers.
inline ByteVector name_of(std::uint64_t n) {
  ByteVector out;
  append_le64(out, n);
  return out;
}
inline std::uint64_t number_of(const Record& record) { return load_le(record.name); }

// Counts on, from 1. Within the transaction that uses the number.
inline Result<std::uint64_t> next_number(Records& records, std::string_view what) {
  ADIT_TRY(auto last, records.get(Kind::counter, as_bytes(what)));
  const std::uint64_t n = 1 + (last ? load_le(last->expose()) : 0);
  ADIT_CHECK(records.put(Kind::counter, as_bytes(what), name_of(n)));
  return n;
}

}  // namespace adit::client
