// SPDX-License-Identifier: Apache-2.0
#include "client/case/log_reader.h"

#include <adit/api.h>

#include <catch2/catch_test_macros.hpp>
#include <map>

#include "crypto/note_sign.h"
#include "crypto/sha256.h"

using namespace adit;
using namespace adit::client;

namespace {

const DeploymentId kDep = *DeploymentId::from(ByteVector(32, 7));

SigningKey log_key() {
  return SigningKey(Ed25519Seed::make([](auto out) { std::ranges::fill(out, 1); }));
}

// A log of epochs without anything in them: each entry is a record.
class TestLog final : public Transport {
 public:
  void grow(std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
      EpochRecord record;
      record.epoch = Epoch{entries_.size() + 1};
      entries_.push_back(record.encode());
      tree_.append(leaf_hash(entries_.back()));
    }
  }
  const CompactTree& tree() const { return tree_; }
  Digest leaf(std::uint64_t i) const { return leaf_hash(entries_[i]); }
  Checkpoint checkpoint() const {
    SigningKey key = log_key();
    UnverifiedNote note;
    note.text = CheckpointBody{log_origin(kDep), tree_.size(), tree_.root()}.encode();
    note.signatures.push_back(sign_note(note.text, "log", key));
    auto verified =
        Checkpoint::verify(note.encode(), log_origin(kDep), note_key("log", NoteKeyType::ed25519, key));
    REQUIRE(verified);
    return std::move(*verified);
  }
  bool only_full_tiles = false;

  Result<ByteVector> get(std::string_view target, std::size_t) override {
    requests.emplace_back(target);
    for (std::size_t tile = 0; tile * 256 < entries_.size(); ++tile) {
      std::size_t held = std::min<std::size_t>(256, entries_.size() - tile * 256);
      for (std::size_t width = 1; width <= held; ++width) {
        if (target != api::entries_path(tile, static_cast<unsigned>(width))) continue;
        if (only_full_tiles && width != 256) return fail(Errc::not_found);
        ByteVector bundle;
        for (std::size_t i = 0; i < width; ++i) append_bundled(bundle, entries_[tile * 256 + i]);
        return bundle;
      }
    }
    return fail(Errc::not_found);
  }
  Status post(std::string_view, ByteSpan) override { return fail(Errc::internal); }
  std::vector<std::string> requests;

 private:
  std::vector<ByteVector> entries_;
  CompactTree tree_;
};

}  // namespace

TEST_CASE("every new leaf of every growth has a proof that verifies", "[log]") {
  for (std::size_t known = 0; known <= 17; ++known) {
    for (std::size_t grown = 1; grown <= 18; ++grown) {
      CAPTURE(known, grown);
      TestLog log;
      log.grow(known);
      CompactTree before = log.tree();
      log.grow(grown);
      std::optional<Epoch> last;
      if (known > 0) last = Epoch{known};
      auto growth = LogGrowth::read(log, before, last, log.checkpoint());
      REQUIRE(growth);
      REQUIRE(growth->epochs().size() == grown);
      REQUIRE(growth->tree().root() == log.tree().root());
      for (std::uint64_t i = known; i < known + grown; ++i) {
        auto proof = growth->inclusion_proof(i);
        REQUIRE(verify_inclusion(i, known + grown, log.leaf(i), proof, log.tree().root()));
        auto of_another = verify_inclusion(i, known + grown, Digest{}, proof, log.tree().root());
        REQUIRE_FALSE(of_another);
      }
    }
  }
}

TEST_CASE("a log is read across its tiles, each once", "[log]") {
  TestLog log;
  log.grow(250);
  CompactTree before = log.tree();
  log.grow(600);
  auto growth = LogGrowth::read(log, before, Epoch{250}, log.checkpoint());
  REQUIRE(growth);
  CHECK(growth->epochs().size() == 600);
  CHECK(growth->tree().root() == log.tree().root());
  CHECK(log.requests.size() == 4);
}

TEST_CASE("a partial tile that gave way to the full one is read from the full one", "[log]") {
  TestLog log;
  log.grow(100);
  Checkpoint early = log.checkpoint();
  log.grow(200);
  log.only_full_tiles = true;
  auto growth = LogGrowth::read(log, CompactTree(), std::nullopt, early);
  REQUIRE(growth);
  CHECK(growth->epochs().size() == 100);
}

TEST_CASE("a log that claims to be endless is not fetched", "[log]") {
  TestLog log;
  log.grow(3);
  SigningKey key = log_key();
  UnverifiedNote note;
  note.text = CheckpointBody{log_origin(kDep), std::uint64_t{1} << 60, Digest{}}.encode();
  note.signatures.push_back(sign_note(note.text, "log", key));
  auto checkpoint =
      Checkpoint::verify(note.encode(), log_origin(kDep), note_key("log", NoteKeyType::ed25519, key));
  REQUIRE(checkpoint);
  auto growth = LogGrowth::read(log, CompactTree(), std::nullopt, *checkpoint);
  REQUIRE_FALSE(growth);
  CHECK(growth.error().code == Errc::peer_misbehaved);
  CHECK(log.requests.empty());
}
