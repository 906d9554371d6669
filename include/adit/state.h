// SPDX-License-Identifier: Apache-2.0
// The state bundle (protocol 2.5): everything that a client needs to decide whom it may write to,
// and the six checks that turn it into a TrustedState.
#pragma once

#include <adit/document.h>
#include <adit/log.h>
#include <adit/result.h>

#include <map>
#include <string>
#include <vector>

namespace adit {

// [checkpoint, epoch record, proof, council, directory, bulletins, burns, tokenkey], padded with
// zeros to a multiple of kBundleUnitBytes. Nothing in it has been verified.
struct StateBundle {
  std::string checkpoint;
  ByteVector epoch_record;
  std::vector<Digest> proof;
  std::vector<ByteVector> council;    // envelopes, the first council first
  ByteVector directory;               // envelope
  std::vector<ByteVector> bulletins;  // envelopes of the record's week, ascending by rid
  std::vector<ByteVector> burns;      // envelopes, ascending by rid
  ByteVector token_key;               // empty in version 1

  static Result<StateBundle> parse(ByteSpan padded);  // wire_not_canonical
  ByteVector encode() const;                          // padded

  // SHA-256(council chain) || SHA-256(directory) || ... of protocol 2.5, hashed.
  Digest state_hash() const;
};

enum class Quorum : std::uint8_t {
  required,  // reporters, always
  pending,   // recipients looking at the newest checkpoint, in order to cosign it
};

// What is known from before: the rules that need a memory are checked only by those who have one.
struct StateMemory {
  std::optional<std::uint64_t> directory_seq;
};

struct Addressable {
  const RecipientEntry* entry;
  XwingPublic week_key;
};

// A state that passed all six checks. Exists only as the result of verify().
class TrustedState {
 public:
  // Errors, by check: 1 genesis_mismatch, council_invalid; 2 directory_invalid, directory_expired,
  // directory_rolled_back; 3 checkpoint_invalid, witnesses_missing, checkpoint_stale;
  // 4 proof_invalid; 5 state_mismatch. Recipients that fail check 6 are not addressable.
  static Result<TrustedState> verify(const StateBundle& bundle, const DeploymentId& dep, UnixTime now,
                                     Quorum quorum, const StateMemory& memory = {});

  const DeploymentId& dep() const { return council_.dep(); }
  const Council& council() const { return council_; }
  const Directory& directory() const { return directory_; }
  const Params& params() const { return directory_.params(); }
  const Checkpoint& checkpoint() const { return checkpoint_; }
  const EpochRecord& record() const { return record_; }
  Week week() const { return week_; }
  // The witnesses' median where there is one, otherwise the local clock (protocol 2.10).
  UnixTime now() const { return now_; }
  bool local_clock_is_off() const { return local_clock_is_off_; }

  // Recipients that pass check 6, ascending by rid: these can be written to.
  std::vector<Addressable> addressable() const;
  // The key that rid published for the state's week, whatever its status.
  const XwingPublic* week_key(const Rid& rid) const;

 private:
  TrustedState(Council council, Directory directory, Checkpoint checkpoint, EpochRecord record)
      : council_(std::move(council)),
        directory_(std::move(directory)),
        checkpoint_(std::move(checkpoint)),
        record_(record) {}
  Council council_;
  Directory directory_;
  Checkpoint checkpoint_;
  EpochRecord record_;
  Week week_{};
  UnixTime now_{};
  bool local_clock_is_off_ = false;
  std::map<Rid, XwingPublic> keys_;
  std::map<Rid, Epoch> burned_;
};

}  // namespace adit
