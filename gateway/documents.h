// SPDX-License-Identifier: Apache-2.0
// The signed documents of a deployment (protocol 2.5): what was accepted, what is logged, and what
// is in force in which epoch.
//
// Rules of acceptance: a council follows the last one; a directory follows the last one, is signed
// by the last council, names this gateway's log key (no other could sign what follows), has not
// expired, keeps epoch_seconds and round_seconds, and lets a recipient it adds be written to only
// after the council's delay (the first directory has nothing to compare
// with, so it may name any epoch and have any number); one bulletin for each recipient and week, from
// this week to four ahead; a burn cannot be taken back, only be brought forward.
//
// A document counts from the epoch after the one that logged it; the first epoch of all uses the
// council and the directory that it logs itself. A council counts once a directory that it signed
// does: before that, the chain would end in a council that vouches for nothing.
#pragma once

#include <adit/document.h>

#include <map>
#include <optional>
#include <vector>

#include "crypto/value.h"

namespace adit::gateway {

// The state of one epoch.
struct InForce {
  Directory directory;
  bool expired = false;
  std::vector<ByteVector> council;  // chain of envelopes
  ByteVector directory_bytes;
  std::vector<ByteVector> bulletins;   // of the epoch's week, ascending by rid
  std::vector<ByteVector> burns;       // ascending by rid
  std::vector<Rid> active;             // ascending; none if the directory has expired
  std::vector<XwingPublic> feed_keys;  // of the active who have a bulletin, ascending by rid
};

class Documents {
 public:
  Documents(const DeploymentId& dep, NoteKey log_key) : dep_(dep), log_key_(std::move(log_key)) {}

  // What is logged. Errors: store_corrupt.
  static Result<Documents> parse(const DeploymentId& dep, NoteKey log_key, const Value& value);
  Value encode() const;  // of what is logged

  // True if these bytes are a new document that may be accepted now, false if they were accepted
  // before. Errors: wire_not_canonical; admission_refused for everything that breaks a rule.
  Result<bool> judge(ByteSpan envelope, UnixTime now) const;
  // Takes what judge() found new, or what an earlier process accepted. Errors: store_corrupt.
  Status add(ByteSpan envelope) { return add(envelope, std::nullopt); }

  std::vector<Digest> pending() const;  // SHA-256 of the envelopes, ascending
  bool is_logged(const Digest& hash) const;
  void mark_logged(std::span<const Digest> hashes, Epoch epoch);
  // Forgets what no later epoch can need.
  void forget_before(Epoch epoch);

  // Nothing, as long as there is no directory for it.
  std::optional<InForce> in_force(Epoch epoch) const;
  // Of the newest directory, logged or not: how time is counted.
  const Params* params() const;

 private:
  struct Paper {
    ByteVector bytes;
    Digest hash;
    std::optional<Epoch> logged;
  };
  struct CouncilPaper : Paper {
    Council council;
  };
  struct DirectoryPaper : Paper {
    Directory directory;
  };
  struct BulletinPaper : Paper {
    BulletinBody body;
  };
  struct BurnPaper : Paper {
    BurnBody body;
  };

  // The paper that the envelope would become. Errors: as judge(), and by rule.
  Result<CouncilPaper> make_council(const UnverifiedEnvelope& e, Paper paper) const;
  Result<DirectoryPaper> make_directory(const UnverifiedEnvelope& e, Paper paper) const;
  Status add(ByteSpan envelope, std::optional<Epoch> logged);
  Status allow_directory(const DirectoryBody& body, UnixTime now) const;
  bool is_known(const Digest& hash) const;
  template <class Visit>
  void each(Visit&& visit);
  template <class Visit>
  void each(Visit&& visit) const;

  DeploymentId dep_;
  NoteKey log_key_;
  std::vector<CouncilPaper> councils_;       // seq 0, 1, 2 ...
  std::vector<DirectoryPaper> directories_;  // ascending by seq, those that may still count
  std::map<std::pair<Rid, Week>, BulletinPaper> bulletins_;
  std::map<std::pair<Rid, Epoch>, BurnPaper> burns_;  // the earliest of a recipient counts
};

}  // namespace adit::gateway
