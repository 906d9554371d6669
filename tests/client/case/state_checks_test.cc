// SPDX-License-Identifier: Apache-2.0
// What a desk notices in states, clocks and witnesses. Each case is a planted fault; that none of
// these alarms comes without it is shown by "an honest gateway raises no alarm over two weeks".
#include "client/case/state_checks.h"

#include <adit/api.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <set>

#include "client/case/shown_state.h"
#include "client/trust/fork_proof.h"
#include "client/trust/tiles.h"
#include "crypto/base64.h"
#include "tests/client/case/office.h"

using namespace adit;
using namespace adit::client;
using test::Batch;
using test::Office;

namespace {

std::size_t count(const Result<SyncReport>& report, AlarmKind kind) {
  REQUIRE(report);
  return static_cast<std::size_t>(std::ranges::count(report->alarms, kind, &Alarm::kind));
}
std::size_t kept(Office& office, AlarmKind kind) {
  auto alarms = list_alarms(office.desks[0]->records);
  REQUIRE(alarms);
  return static_cast<std::size_t>(std::ranges::count(*alarms, kind, &Alarm::kind));
}

UnverifiedEnvelope bulletin(const DeskSelf& by, Week week, const XwingPublic& key) {
  UnverifiedEnvelope out;
  out.body = BulletinBody{by.dep(), by.rid, week, key}.encode();
  out.signatures.emplace_back(0, by.identity.sign_document(DocumentType::bulletin, by.dep(), out.body));
  return out;
}

// Puts `with` in the place of the second desk's bulletin, as a gateway that signs what it likes.
test::FakeGateway::Tamper exchange_bulletin(const Office& office, ByteVector with) {
  return [&office, with](Batch& b) {
    for (ByteVector& bytes : b.state.bulletins) {
      auto body = BulletinBody::parse(UnverifiedEnvelope::parse(bytes)->body);
      if (body->rid == office.desks[1]->self.rid) bytes = with;
    }
    b.record.state_hash = b.state.state_hash();
  };
}

XwingPublic some_key(Office& office) {
  return XwingKey(XwingSeed::make([&](MutableByteSpan out) { office.rng.fill(out); })).public_key();
}

}  // namespace

TEST_CASE("a malformed key of another recipient is an alarm, once a week", "[alarms]") {
  Office office;
  REQUIRE(count(office.sync(0), AlarmKind::bad_bulletin) == 0);
  auto with = bulletin(office.desks[1]->self, week_at(office.clock.now()), some_key(office));
  with.signatures[0].second = Signature{};
  office.gateway->publish({}, {}, exchange_bulletin(office, with.encode()));
  CHECK(count(office.sync(0), AlarmKind::bad_bulletin) == 1);
  office.gateway->publish({}, {}, exchange_bulletin(office, with.encode()));
  CHECK(count(office.sync(0), AlarmKind::bad_bulletin) == 1);
  CHECK(kept(office, AlarmKind::bad_bulletin) == 1);
}

TEST_CASE("a key that is exchanged within its week is an alarm", "[alarms]") {
  Office office;
  REQUIRE(count(office.sync(0), AlarmKind::bad_bulletin) == 0);
  auto with = bulletin(office.desks[1]->self, week_at(office.clock.now()), some_key(office));
  office.gateway->publish({}, {}, exchange_bulletin(office, with.encode()));
  CHECK(count(office.sync(0), AlarmKind::bad_bulletin) == 1);
}

TEST_CASE("a key that was used in another week, or is somebody else's, is an alarm", "[alarms]") {
  Office office({.publish_keys = false});
  test::TestDesk& other = *office.desks[1];
  const Week week = week_at(office.clock.now());
  SECTION("its own of the week before") {
    ByteVector seed(32, 7);
    REQUIRE(other.records.put(Kind::week_secret, name_of(number(week)), seed));
    REQUIRE(other.records.put(Kind::week_secret, name_of(number(next(week))), seed));
  }
  SECTION("ours of the week before") {
    ByteVector seed(32, 8);
    REQUIRE(office.desks[0]->records.put(Kind::week_secret, name_of(number(week)), seed));
    REQUIRE(other.records.put(Kind::week_secret, name_of(number(next(week))), seed));
  }
  for (auto& desk : office.desks)
    REQUIRE(publish_week_keys(desk->records, desk->self, *office.gateway, office.clock, office.rng));
  office.gateway->publish();
  office.gateway->publish();
  REQUIRE(count(office.sync(0), AlarmKind::bad_bulletin) == 0);
  office.gateway->skip(7 * 144);
  office.gateway->publish();
  CHECK(count(office.sync(0), AlarmKind::bad_bulletin) == 1);
}

TEST_CASE("two keys of one recipient for one week stop the desk and stay an alarm", "[alarms]") {
  Office office;
  REQUIRE(office.sync(0));
  office.gateway->publish({}, {}, [&](Batch& b) {
    b.state.bulletins.push_back(
        bulletin(office.desks[1]->self, week_at(office.clock.now()), some_key(office)).encode());
    b.record.state_hash = b.state.state_hash();
  });
  auto report = office.sync(0);
  REQUIRE_FALSE(report);
  CHECK(exit_code(report.error().code) == 5);
  CHECK(kept(office, AlarmKind::state_refused) == 1);
}

TEST_CASE("who is added before the council's delay gets no witness until it is over", "[alarms][P21]") {
  Office office({.delay_days = 7});
  REQUIRE(office.sync(0)->cosigned);
  RecipientEntry added = office.gateway->entry(office.desks[1]->self.rid);
  SigningKey stranger(
      Ed25519Seed::make([](MutableByteSpan out) { std::ranges::fill(out, std::uint8_t{9}); }));
  added.identity = stranger.public_key();
  added.rid = rid_of(office.world.dep, added.identity);
  office.gateway->change_directory([&](DirectoryBody& body) {
    body.recipients.push_back(added);
    std::ranges::sort(body.recipients, {}, &RecipientEntry::rid);
  });
  office.gateway->publish();
  office.gateway->publish();
  auto report = office.sync(0);
  CHECK(count(report, AlarmKind::early_recipient) == 1);
  CHECK_FALSE(report->cosigned);
  office.gateway->publish();
  CHECK_FALSE(office.sync(0)->cosigned);
  CHECK(kept(office, AlarmKind::early_recipient) == 1);
  office.gateway->skip(7 * 144);
  office.gateway->publish();
  report = office.sync(0);
  CHECK(count(report, AlarmKind::early_recipient) == 0);
  CHECK(report->cosigned);
}

TEST_CASE("who is added with the council's delay is no alarm", "[alarms][P21]") {
  Office office({.delay_days = 7});
  REQUIRE(office.sync(0));
  RecipientEntry added = office.gateway->entry(office.desks[1]->self.rid);
  SigningKey stranger(
      Ed25519Seed::make([](MutableByteSpan out) { std::ranges::fill(out, std::uint8_t{9}); }));
  added.identity = stranger.public_key();
  added.rid = rid_of(office.world.dep, added.identity);
  added.active_from = Epoch{number(epoch_at(office.clock.now(), 600)) + 7 * 144};
  office.gateway->change_directory([&](DirectoryBody& body) {
    body.recipients.push_back(added);
    std::ranges::sort(body.recipients, {}, &RecipientEntry::rid);
  });
  for (int day = 0; day < 9; ++day) {
    office.gateway->publish();
    auto report = office.sync(0);
    CHECK(count(report, AlarmKind::early_recipient) == 0);
    CHECK(report->cosigned);
    office.gateway->skip(143);
  }
}

TEST_CASE("a directory or council that runs out is announced in time", "[alarms]") {
  Office office;
  REQUIRE(count(office.sync(0), AlarmKind::directory_expiring) == 0);
  office.gateway->change_directory([&](DirectoryBody& body) {
    const std::uint64_t today = number(epoch_at(office.clock.now(), 600));
    body.from_epoch = Epoch{today - 100 * 144};
    body.expires_epoch = Epoch{today + 13 * 144};
  });
  office.gateway->publish();
  office.gateway->publish();
  auto report = office.sync(0);
  CHECK(count(report, AlarmKind::directory_expiring) == 1);
  CHECK(report->cosigned);  // nobody did wrong
  CHECK(exit_of(words_of(AlarmKind::directory_expiring).sort) == 11);
}

TEST_CASE("a clock that is behind the log is an alarm, and nothing is confirmed with a false time",
          "[alarms][clock]") {
  Office office;
  REQUIRE(office.sync(0));
  office.gateway->publish();
  const UnixTime right = office.clock.now();
  office.clock.advance(-3600);
  auto report = office.sync(0);
  CHECK(count(report, AlarmKind::clock_wrong) == 1);
  CHECK_FALSE(report->cosigned);
  office.clock.set(right);
  office.gateway->publish();
  CHECK(count(office.sync(0), AlarmKind::clock_wrong) == 0);
}

TEST_CASE("a clock that differs from the other witnesses' is an alarm", "[alarms][clock]") {
  Office office;
  REQUIRE(office.sync(1)->cosigned);
  const UnixTime right = office.clock.now();
  office.clock.advance(5 * 3600);
  REQUIRE(office.sync(0)->cosigned);  // it cannot know yet
  office.clock.set(right);
  office.gateway->publish();
  office.clock.advance(5 * 3600);
  CHECK(count(office.sync(0), AlarmKind::clock_wrong) == 1);
}

TEST_CASE("a clock that is weeks ahead erases no key and makes the right ones", "[clock]") {
  Office office;
  REQUIRE(office.sync(0));
  const UnixTime right = office.clock.now();
  for (int i = 0; i < 5; ++i) {
    office.gateway->publish({office.letter(static_cast<std::uint64_t>(i), "hello", {office.to(0)})});
    office.clock.advance(35 * kDaySeconds);
    auto report = office.sync(0);
    REQUIRE(report);
    CHECK(report->erased_weeks == 0);
    CHECK(report->letters == 1);
    office.clock.advance(-35 * kDaySeconds);
  }
  CHECK(seconds(office.clock.now()) > seconds(right));
}

TEST_CASE("a state that is shown to reporters and is not of the log is a fork, whoever signed it",
          "[alarms][P11][P12]") {
  Office office;
  office.gateway->publish();
  test::FakeGateway other = *office.gateway;
  test::MemoryRecords first = office.desks[0]->records;
  test::MemoryRecords second = office.desks[1]->records;
  const UnixTime before = office.clock.now();
  office.gateway->publish();
  REQUIRE(office.sync(0)->cosigned);

  // The other branch has its quorum: the witnesses were deceived, or are the gateway's.
  office.clock.set(before);
  other.publish({office.letter(1, "to be seen by some", {office.to(0)})});
  for (test::MemoryRecords* records : {&first, &second}) {
    DeskContext context{*records, other, office.clock, office.rng};
    REQUIRE(sync(context)->cosigned);
  }
  office.gateway->files[std::string(api::kStatePath)] = other.files.at(std::string(api::kStatePath));
  office.gateway->publish();
  std::size_t cosigned = office.gateway->cosigned.size();
  auto report = office.sync(0);
  CHECK(count(report, AlarmKind::fork) == 1);
  CHECK(office.gateway->cosigned.size() == cosigned);

  // The proof stands on its own.
  auto alarms = list_alarms(office.desks[0]->records);
  auto at = std::ranges::find(*alarms, AlarmKind::fork, &Alarm::kind);
  REQUIRE(at != alarms->end());
  const Alarm& fork = *at;
  REQUIRE(fork.evidence.size() == 3);
  auto text = encode_fork_proof(fork.evidence[0], fork.evidence[1], fork.evidence[2]);
  REQUIRE(text);
  std::vector<std::string> parts;
  for (std::string rest = *text;;) {
    auto end = rest.find(kForkSeparator);
    parts.push_back(rest.substr(0, end));
    if (end == std::string::npos) break;
    rest = rest.substr(end + kForkSeparator.size());
  }
  REQUIRE(parts.size() == 3);
  auto smaller = CheckpointBody::parse(UnverifiedNote::parse(parts[0])->text);
  auto larger = CheckpointBody::parse(UnverifiedNote::parse(parts[1])->text);
  REQUIRE(smaller->size < larger->size);
  std::vector<Digest> nodes;
  for (std::string rest = parts[2]; !rest.empty(); rest = rest.substr(45)) {
    nodes.push_back(*Digest::from(*from_base64(rest.substr(0, 44))));
  }
  auto roots = roots_of_nodes(smaller->size, larger->size, nodes);
  REQUIRE(roots);
  CHECK(roots->second == larger->root);
  CHECK(roots->first != smaller->root);
}

TEST_CASE("witnesses that are away are announced before reporters are refused", "[alarms]") {
  Office office;
  REQUIRE(office.sync(0)->cosigned);
  REQUIRE(office.sync(1)->cosigned);
  office.gateway->skip(30 * 6);
  office.gateway->publish();
  REQUIRE(count(office.sync(0), AlarmKind::unconfirmed) == 0);
  office.gateway->skip(10 * 6);
  office.gateway->publish();
  CHECK(count(office.sync(0), AlarmKind::unconfirmed) == 1);
  auto seen = list_witnesses(office.desks[0]->records, *load_directory(office.desks[0]->records).value());
  REQUIRE(seen);
  CHECK(seen->size() == 2);
  for (const WitnessSeen& witness : *seen) CHECK(witness.last.has_value());
}

TEST_CASE("proofs from tiles are those of the tree", "[tiles]") {
  Office office;
  for (int i = 0; i < 60; ++i) office.gateway->publish();
  auto checkpoint = [&] {
    return *CheckpointBody::parse(
        UnverifiedNote::parse(StateBundle::parse(office.gateway->files.at("/pending/v1/state"))->checkpoint)
            ->text);
  };
  const CheckpointBody before = checkpoint();
  REQUIRE(before.size > 256);
  for (int i = 0; i < 3; ++i) office.gateway->publish();
  const CheckpointBody after = checkpoint();
  Tiles tiles(*office.gateway, after.size);
  auto proof = tiles.consistency_proof(before.size);
  REQUIRE(proof);
  CHECK(verify_consistency(before.size, after.size, before.root, after.root, *proof));
  for (std::uint64_t size : {std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{255}, std::uint64_t{256},
                             std::uint64_t{257}, after.size - 1}) {
    Tiles small(*office.gateway, after.size);
    auto nodes = fetch_fork_nodes(*office.gateway, size, after.size);
    REQUIRE(nodes);
    auto roots = roots_of_nodes(size, after.size, *nodes);
    REQUIRE(roots);
    CHECK(roots->second == after.root);
    CHECK(verify_consistency(size, after.size, roots->first, after.root, *small.consistency_proof(size)));
  }
}

TEST_CASE("an alarm has a number, stays until it is acknowledged, and is not raised twice", "[alarms]") {
  test::MemoryRecords records;
  REQUIRE(put_alarm(records, {AlarmKind::late, Epoch{5}, {"x"}}));
  REQUIRE(put_alarm(records, {AlarmKind::fork, Epoch{6}, {"a", "b"}}));
  REQUIRE(put_alarm(records, {AlarmKind::late, Epoch{5}, {"x"}}));
  auto open = open_alarms(records);
  REQUIRE(open->size() == 2);
  CHECK(open->at(0).number == 1);
  CHECK(open->at(1).number == 2);
  CHECK(gravest(*open).kind == AlarmKind::fork);
  REQUIRE(acknowledge_alarm(records, 1));
  CHECK(acknowledge_alarm(records, 9).error().code == Errc::not_found);
  REQUIRE(put_alarm(records, {AlarmKind::late, Epoch{5}, {"x"}}));
  CHECK(open_alarms(records)->size() == 1);
  CHECK(list_alarms(records)->size() == 2);
}

TEST_CASE("what goes on for a while is one alarm, and another one a day after it was acknowledged",
          "[alarms]") {
  test::MemoryRecords records;
  for (std::uint64_t epoch = 100; epoch < 110; ++epoch)
    REQUIRE(put_alarm(records, {AlarmKind::unreachable, Epoch{epoch}, {}}));
  REQUIRE(list_alarms(records)->size() == 1);
  REQUIRE(acknowledge_alarm(records, 1));
  REQUIRE(put_alarm(records, {AlarmKind::unreachable, Epoch{120}, {}}));
  CHECK(list_alarms(records)->size() == 1);
  REQUIRE(put_alarm(records, {AlarmKind::unreachable, Epoch{300}, {}}));
  CHECK(open_alarms(records)->size() == 1);
}

TEST_CASE("each alarm says what it means, what to do, and how a program ends", "[alarms]") {
  std::set<std::string_view> words;
  for (const AlarmWords& w : all_alarm_words()) {
    CHECK(words.insert(w.word).second);
    CHECK_FALSE(w.meaning.empty());
    CHECK_FALSE(w.advice.empty());
    CHECK_FALSE(describe({w.kind, Epoch{1}, {}}).ends_with("."));
    CHECK(exit_of(w.sort) == (w.sort == AlarmClass::duty ? 11 : 10));
  }
}
