// SPDX-License-Identifier: Apache-2.0
// The six checks of protocol 2.5, each broken alone. Where a change would break an earlier check as
// well, the world is built and signed anew around it.
#include <catch2/catch_test_macros.hpp>

#include "crypto/sha256.h"
#include "tests/support/hex.h"
#include "tests/support/world.h"

using namespace adit;
using namespace adit::test;

namespace {

World fresh() { return make_world(); }
StateBundle good_bundle(const World& w) { return w.bundle(3, w.options.now); }

Errc verdict(const World& w, const StateBundle& b, UnixTime local = kNow, Quorum quorum = Quorum::required,
             StateMemory memory = {}) {
  return error_of(TrustedState::verify(b, w.dep, local, quorum, memory));
}
UnixTime hours_later(int hours) { return UnixTime{seconds(kNow) + hours * 3600}; }

// The bundle of a world, signed by log and witnesses again after a change.
struct Rebuilt {
  StateBundle bundle;
  EpochRecord record;
};
template <class Change>
StateBundle rebuilt(const World& w, Change&& change,
                    std::vector<UnixTime> witness_times = {kNow, kNow, kNow}) {
  Rebuilt r{good_bundle(w), *EpochRecord::parse(good_bundle(w).epoch_record)};
  change(r);
  r.record.state_hash = r.bundle.state_hash();
  r.bundle.epoch_record = r.record.encode();
  CompactTree tree;
  tree.append(leaf_hash(hex("0401")));
  tree.append(leaf_hash(hex("0402")));
  tree.append(leaf_hash(r.bundle.epoch_record));
  r.bundle.proof = tree.last_leaf_proof();
  UnverifiedNote note;
  note.text = CheckpointBody{log_origin(w.dep), tree.size(), tree.root()}.encode();
  note.signatures.push_back(sign_note(note.text, w.log_note_key.name, w.log_key));
  for (std::size_t i = 0; i < witness_times.size(); ++i) {
    note.signatures.push_back(
        cosign_note(note.text, w.recipients[i].witness_key.name, w.recipients[i].witness, witness_times[i]));
  }
  r.bundle.checkpoint = note.encode();
  return r.bundle;
}
std::size_t addressable(const World& w, const StateBundle& b, UnixTime local = kNow) {
  auto state = TrustedState::verify(b, w.dep, local, Quorum::required);
  REQUIRE(state);
  return state->addressable().size();
}

}  // namespace

TEST_CASE("a good state is accepted and says what it is", "[state]") {
  World w = fresh();
  auto state = TrustedState::verify(good_bundle(w), w.dep, kNow, Quorum::required);
  REQUIRE(state);
  CHECK(state->dep() == w.dep);
  CHECK(state->week() == week_at(kNow));
  CHECK(state->now() == kNow);
  CHECK_FALSE(state->local_clock_is_off());
  auto list = state->addressable();
  REQUIRE(list.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(list[i].entry->rid == w.recipients[i].rid);
    CHECK(list[i].week_key == w.recipients[i].week_key.public_key());
    REQUIRE(state->week_key(w.recipients[i].rid) != nullptr);
  }
  CHECK(state->week_key(Rid{}) == nullptr);
}

TEST_CASE("check 1: another genesis, or a broken chain, stops", "[state]") {
  World w = fresh();
  World other = make_world({.seed = 9});
  StateBundle b = good_bundle(w);
  b.council[0] = other.council.encode();
  CHECK(verdict(w, b) == Errc::genesis_mismatch);
  CHECK(verdict(other, good_bundle(w)) == Errc::genesis_mismatch);
  b = good_bundle(w);
  b.council.push_back(w.council.encode());  // the first again is no successor
  CHECK(verdict(w, b) == Errc::council_invalid);
  b = good_bundle(w);
  b.council[0] = {1, 2, 3};
  CHECK(verdict(w, b) == Errc::wire_not_canonical);
}

TEST_CASE("check 1: a council that has expired stops", "[state]") {
  World w = fresh();
  w.council_body.expires_epoch = epoch_at(kNow, 600);
  w.council_body.from_epoch = Epoch{number(w.council_body.expires_epoch) - 10};
  w.dep = deployment_of(w.council_body.encode());
  w.council = w.sign_council(w.council_body);
  w.log_note_key.name = log_origin(w.dep);
  w.directory_body.dep = w.dep;
  w.directory_body.gateway.log_key = w.log_note_key;
  std::ranges::for_each(w.recipients,
                        [&](TestRecipient& r) { r.rid = rid_of(w.dep, r.identity.public_key()); });
  for (std::size_t i = 0; i < 3; ++i) w.directory_body.recipients[i].rid = w.recipients[i].rid;
  std::ranges::sort(w.directory_body.recipients, {}, &RecipientEntry::rid);
  w.directory = w.sign_directory(w.directory_body);
  w.bulletins.clear();
  CHECK(verdict(w, good_bundle(w)) == Errc::council_invalid);
  CHECK(verdict(w, w.bundle(3, UnixTime{seconds(kNow) - 600}), UnixTime{seconds(kNow) - 600}) == Errc{});
}

TEST_CASE("check 2: a directory without its signatures, expired or rolled back stops", "[state]") {
  World w = fresh();
  StateBundle b = good_bundle(w);
  UnverifiedEnvelope e = w.directory;
  e.signatures.pop_back();
  b.directory = e.encode();
  CHECK(verdict(w, b) == Errc::directory_invalid);

  w.directory_body.expires_epoch = epoch_at(kNow, 600);
  w.directory_body.from_epoch = Epoch{number(w.directory_body.expires_epoch) - 5};
  w.directory = w.sign_directory(w.directory_body);
  CHECK(verdict(w, good_bundle(w)) == Errc::directory_expired);

  w = fresh();
  w.directory_body.seq = 4;
  w.directory = w.sign_directory(w.directory_body);
  CHECK(verdict(w, good_bundle(w), kNow, Quorum::required, {.directory_seq = 4}) == Errc{});
  CHECK(verdict(w, good_bundle(w), kNow, Quorum::required, {.directory_seq = 3}) == Errc{});
  CHECK(verdict(w, good_bundle(w), kNow, Quorum::required, {.directory_seq = 5}) ==
        Errc::directory_rolled_back);
}

TEST_CASE("check 3: a checkpoint of another log, or without the log's signature, stops", "[state]") {
  World w = fresh();
  StateBundle b = good_bundle(w);
  auto note = UnverifiedNote::parse(b.checkpoint);
  REQUIRE(note);
  note->signatures.erase(note->signatures.begin());
  b.checkpoint = note->encode();
  CHECK(verdict(w, b) == Errc::checkpoint_invalid);
  b.checkpoint = "nonsense";
  CHECK(verdict(w, b) == Errc::checkpoint_invalid);
  World other = make_world({.seed = 9});
  b.checkpoint = good_bundle(other).checkpoint;
  CHECK(verdict(w, b) == Errc::checkpoint_invalid);
}

TEST_CASE("check 3: fewer than q witnesses stop, and a recipient looking at pending goes on", "[state]") {
  World w = fresh();
  CHECK(verdict(w, w.bundle(2, kNow)) == Errc{});
  CHECK(verdict(w, w.bundle(1, kNow)) == Errc::witnesses_missing);
  CHECK(verdict(w, w.bundle(0, kNow)) == Errc::witnesses_missing);
  CHECK(verdict(w, w.bundle(0, kNow), kNow, Quorum::pending) == Errc{});
}

TEST_CASE("check 3: cosignatures far from their median do not count", "[state]") {
  World w = fresh();
  auto none = [](Rebuilt&) {};
  CHECK(verdict(w, rebuilt(w, none, {kNow, kNow, hours_later(-73)})) == Errc{});
  CHECK(verdict(w, rebuilt(w, none, {hours_later(-200), kNow, hours_later(200)})) == Errc::witnesses_missing);
  // Of two, the later is the median and the earlier is too far from it.
  CHECK(verdict(w, rebuilt(w, none, {hours_later(-73), kNow})) == Errc::witnesses_missing);
  CHECK(verdict(w, rebuilt(w, none, {hours_later(-72), kNow})) == Errc{});
}

TEST_CASE("check 3: a state older than fresh_hours stops, at the hour", "[state]") {
  World w = fresh();
  CHECK(verdict(w, good_bundle(w), hours_later(72)) == Errc{});
  CHECK(verdict(w, good_bundle(w), UnixTime{seconds(hours_later(72)) + 1}) == Errc::checkpoint_stale);
  CHECK(verdict(w, good_bundle(w), hours_later(24 * 400)) == Errc::checkpoint_stale);
}

TEST_CASE("a local clock more than a day off is noticed, and the witnesses' time is used", "[state]") {
  World w = fresh();
  for (int hours : {-24 * 400, -25, 25, 71}) {
    auto state = TrustedState::verify(good_bundle(w), w.dep, hours_later(hours), Quorum::required);
    REQUIRE(state);
    CHECK(state->local_clock_is_off());
    CHECK(state->now() == kNow);
    CHECK(state->addressable().size() == 3);
  }
  for (int hours : {-24, 24}) {
    auto state = TrustedState::verify(good_bundle(w), w.dep, hours_later(hours), Quorum::required);
    REQUIRE(state);
    CHECK_FALSE(state->local_clock_is_off());
  }
}

TEST_CASE("check 4: an epoch record that is not the last leaf stops", "[state]") {
  World w = fresh();
  StateBundle b = good_bundle(w);
  b.proof[0].mutable_span()[0] ^= 1;
  CHECK(verdict(w, b) == Errc::proof_invalid);
  b = good_bundle(w);
  b.proof.pop_back();
  CHECK(verdict(w, b) == Errc::proof_invalid);
  b = good_bundle(w);
  b.epoch_record[20] ^= 1;  // a count
  CHECK(verdict(w, b) == Errc::proof_invalid);
  b = good_bundle(w);
  b.epoch_record.pop_back();
  CHECK(verdict(w, b) == Errc::wire_not_canonical);
}

TEST_CASE("check 5: documents other than those that were logged stop", "[state]") {
  World w = fresh();
  StateBundle b = good_bundle(w);
  b.bulletins.pop_back();
  CHECK(verdict(w, b) == Errc::state_mismatch);
  b = good_bundle(w);
  b.burns.push_back(w.sign_burn(w.recipients[0], Epoch{1}).encode());
  CHECK(verdict(w, b) == Errc::state_mismatch);
  // A later directory, rightly signed, under the record of an earlier epoch: mixed states.
  World later = fresh();
  later.directory_body.seq = 1;
  b = good_bundle(w);
  b.directory = later.sign_directory(later.directory_body).encode();
  CHECK(verdict(w, b) == Errc::state_mismatch);
}

TEST_CASE("check 5: two keys of one recipient for one week stop, even if they were logged", "[state]") {
  World w = fresh();
  XwingKey second(secret_of<XwingSeed>(77));
  StateBundle b = rebuilt(w, [&](Rebuilt& r) {
    r.bundle.bulletins.push_back(
        w.sign_bulletin(w.recipients[0], week_at(kNow), second.public_key()).encode());
  });
  CHECK(verdict(w, b) == Errc::state_mismatch);
}

TEST_CASE("check 6: a recipient whose bulletin is missing, wrong or of another week cannot be written to",
          "[state]") {
  World w = fresh();
  const TestRecipient& r0 = w.recipients[0];
  auto with_first = [&](ByteVector bulletin) {
    return rebuilt(w, [&](Rebuilt& r) { r.bundle.bulletins[0] = std::move(bulletin); });
  };
  CHECK(addressable(w, rebuilt(w, [](Rebuilt&) {})) == 3);
  CHECK(addressable(w, rebuilt(w, [](Rebuilt& r) { r.bundle.bulletins.clear(); })) == 0);
  CHECK(addressable(
            w, with_first(w.sign_bulletin(r0, next(week_at(kNow)), r0.week_key.public_key()).encode())) == 2);
  CHECK(addressable(w, with_first({1, 2, 3})) == 2);
  UnverifiedEnvelope forged = w.bulletins[0];
  forged.signatures[0].second =
      w.recipients[1].identity.sign_document(DocumentType::bulletin, w.dep, forged.body);
  CHECK(addressable(w, with_first(forged.encode())) == 2);
  XwingPublic bad = r0.week_key.public_key();
  for (std::size_t i = 1184; i < 1216; ++i) bad.mutable_span()[i] = 0;
  CHECK(addressable(w, with_first(w.sign_bulletin(r0, week_at(kNow), bad).encode())) == 2);
}

TEST_CASE("check 6: a burned recipient cannot be written to from the burn's epoch on", "[state]") {
  World w = fresh();
  Epoch now = epoch_at(kNow, 600);
  auto with_burn = [&](Epoch from) {
    return rebuilt(
        w, [&](Rebuilt& r) { r.bundle.burns.push_back(w.sign_burn(w.recipients[1], from).encode()); });
  };
  CHECK(addressable(w, with_burn(now)) == 2);
  CHECK(addressable(w, with_burn(Epoch{0})) == 2);
  CHECK(addressable(w, with_burn(Epoch{number(now) + 1})) == 3);
  // A burn in a recipient's name that it did not sign does nothing.
  UnverifiedEnvelope forged = w.sign_burn(w.recipients[1], now);
  forged.signatures[0].second =
      w.recipients[0].identity.sign_document(DocumentType::burn, w.dep, forged.body);
  CHECK(addressable(w, rebuilt(w, [&](Rebuilt& r) { r.bundle.burns.push_back(forged.encode()); })) == 3);
}

TEST_CASE("check 6: suspended, revoked and not yet active recipients cannot be written to", "[state]") {
  for (auto status : {RecipientStatus::suspended, RecipientStatus::revoked}) {
    World w = fresh();
    w.directory_body.recipients[2].status = status;
    w.directory = w.sign_directory(w.directory_body);
    CHECK(w.state().addressable().size() == 2);
    CHECK(w.state().week_key(w.recipients[2].rid) != nullptr);  // but its key is still known
  }
  World w = fresh();
  w.directory_body.recipients[0].active_from = Epoch{number(epoch_at(kNow, 600)) + 1};
  w.directory = w.sign_directory(w.directory_body);
  CHECK(w.state().addressable().size() == 2);
}

TEST_CASE("a state of last week can be written to and one of the week before cannot", "[state]") {
  World w = fresh();
  const std::int64_t week = kWeekSeconds;
  // fresh_hours of 720 lets a state of up to 30 days pass check 3.
  w.directory_body.params.fresh_hours = 720;
  w.directory = w.sign_directory(w.directory_body);
  auto cosigned_later = [&](std::int64_t by) {
    UnixTime t{seconds(kNow) + by};
    return addressable(w, w.bundle(3, t), t);
  };
  CHECK(cosigned_later(0) == 3);
  CHECK(cosigned_later(week) == 3);
  CHECK(cosigned_later(2 * week) == 0);
}
