// SPDX-License-Identifier: Apache-2.0
// A gateway in memory that does exactly what it is told, wrong things included. Behind the desk's
// own transport, so that a desk under test meets nothing else.
#pragma once

#include <adit/card.h>
#include <adit/letter.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "client/net/transport.h"
#include "tests/client/case/memory_records.h"
#include "tests/support/world.h"

namespace adit::test {

// One epoch as it is about to be signed.
struct Batch {
  EpochRecord record;
  std::vector<ByteVector> documents;
  std::vector<SealedLetter> letters;  // ascending by hash
  std::vector<SealedCard> cards;
  std::vector<ByteVector> parcels;
  std::vector<ByteVector> entries;  // the record is the last
  ByteVector feed;
  ByteVector parcels_file;
  StateBundle state;
};

class FakeGateway final : public client::Transport {
 public:
  FakeGateway(const World& world, std::vector<RecipientEntry> recipients, std::vector<NoteKey> witnesses,
              ManualClock& clock);

  // Publishes the epoch that the clock is in and moves the clock to its end.
  using Tamper = std::function<void(Batch&)>;
  void publish(std::vector<SealedLetter> letters = {}, std::vector<ByteVector> parcels = {},
               const Tamper& before_signing = {}, const Tamper& after_signing = {});
  // Lets epochs go by without publishing them.
  void skip(std::uint64_t epochs);

  Result<ByteVector> get(std::string_view target, std::size_t max_bytes) override;
  Status post(std::string_view path, ByteSpan body) override;

  void set_plan(CrashPlan* plan) { plan_ = plan; }
  const Params& params() const { return directory_.params; }
  XwingPublic week_key(const Rid& rid) const;  // of the clock's week, as published
  ViewId view() const { return last_record_.view(); }
  const RecipientEntry& entry(const Rid& rid) const;
  void change_directory(const std::function<void(DirectoryBody&)>& change);

  std::map<std::string, ByteVector> files;
  std::vector<std::string> cosigned;                                   // notes
  std::map<std::pair<Round, Rid>, std::vector<ByteVector>> card_sets;  // every different one that came
  std::vector<std::string> requests;                                   // targets and paths, in order
  std::vector<SealedLetter> uploads;  // accepted, to be published by the test
  std::function<bool()> swallow;      // true: accepts a letter and drops it
  bool promise_cards = true;          // false: accepts sets and never publishes them
  bool unreachable = false;

 private:
  StateBundle state_documents(Week week) const;
  std::vector<SealedCard> round_cards(Epoch epoch);
  void append(ByteSpan entry);
  void write_entries();
  void write_tiles();
  void cosign(const std::string& note);

  const World* world_;
  ManualClock* clock_;
  CrashPlan* plan_ = nullptr;
  SeededRng rng_{99};
  DirectoryBody directory_;
  UnverifiedEnvelope directory_envelope_;
  std::vector<ByteVector> pending_documents_;
  std::map<std::pair<Week, Rid>, ByteVector> bulletins_;  // accepted
  std::map<std::pair<Week, Rid>, ByteVector> in_force_;   // logged in an earlier epoch
  std::map<std::pair<Week, Rid>, XwingPublic> keys_;
  std::vector<ByteVector> entries_;
  CompactTree tree_;
  EpochRecord last_record_;
  std::uint64_t next_round_ = 0;
};

}  // namespace adit::test
