// SPDX-License-Identifier: Apache-2.0
// A whole deployment in memory: council, recipients with keys, signed documents, a log with one
// epoch, a state bundle. What a test wants to be different it changes and signs again.
#pragma once

#include <adit/card.h>
#include <adit/document.h>
#include <adit/letter.h>
#include <adit/state.h>
#include <adit/thread.h>

#include <optional>
#include <string>
#include <vector>

#include "crypto/note_sign.h"
#include "crypto/sign.h"
#include "crypto/xwing.h"
#include "tests/support/fakes.h"

namespace adit::test {

inline constexpr UnixTime kNow{
    1790164800};  // a Wednesday at noon, the first second of an epoch and of a round

// All secrets of one recipient.
struct TestRecipient {
  std::string name;
  SigningKey identity;
  X25519Secret auth_secret;
  X25519Public auth;
  SigningKey witness;
  NoteKey witness_key;
  XwingKey week_key;  // of kNow's week
  Rid rid;

  RecipientSelf self() const { return {rid, &auth_secret, auth}; }
  Addressee addressee() const { return {rid, week_key.public_key(), auth}; }
};

struct WorldOptions {
  std::size_t recipients = 3;
  std::size_t members = 3;
  std::uint32_t k = 2;
  std::uint32_t quorum = 2;
  Params params{};
  std::uint32_t delay_days = 0;
  std::uint64_t seed = 1;
  UnixTime now = kNow;
  std::uint32_t letters = 0;  // that the last epoch says it published
  std::uint32_t parcels = 0;
};

struct World {
  WorldOptions options;
  std::vector<SigningKey> members;
  CouncilBody council_body;
  DeploymentId dep;
  SigningKey log_key;
  NoteKey log_note_key;
  std::vector<TestRecipient> recipients;
  DirectoryBody directory_body;
  UnverifiedEnvelope council;                 // signed
  UnverifiedEnvelope directory;               // signed
  std::vector<UnverifiedEnvelope> bulletins;  // of options.now's week, ascending by rid

  UnverifiedEnvelope sign_council(const CouncilBody& body) const;
  UnverifiedEnvelope sign_directory(const DirectoryBody& body) const;
  UnverifiedEnvelope sign_bulletin(const TestRecipient& by, Week week, const XwingPublic& key) const;
  UnverifiedEnvelope sign_burn(const TestRecipient& by, Epoch from) const;

  Council verified_council() const;
  Directory verified_directory() const;
  // A log of a few document leaves and one epoch record, checkpoint cosigned by `witnesses`.
  StateBundle bundle(std::size_t witnesses, UnixTime cosigned_at) const;
  TrustedState state() const;  // of a bundle with all witnesses, at options.now
};

World make_world(const WorldOptions& options = {});

// Keys of a thread from a fixed secret, without the cost of Argon2id.
ThreadKeys make_thread(const DeploymentId& dep, std::uint64_t seed);

// A book of the week keys of a world's recipients.
class TestKeyBook final : public WeekKeyBook {
 public:
  explicit TestKeyBook(const World& world) : world_(world) {}
  std::optional<XwingPublic> week_key(const Rid& rid, Week week) const override;

 private:
  const World& world_;
};

}  // namespace adit::test
