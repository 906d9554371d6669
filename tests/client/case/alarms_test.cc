// SPDX-License-Identifier: Apache-2.0
// A gateway that does one thing wrong, and the name under which the desk reports it. Each case is a
// planted fault; "an honest gateway raises no alarm" is their counterpart.
#include "client/case/alarms.h"

#include <adit/api.h>
#include <adit/feed.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "client/case/card_queue.h"
#include "client/case/position.h"
#include "crypto/sha256.h"
#include "tests/client/case/office.h"

using namespace adit;
using namespace adit::client;
using test::Batch;
using test::Office;

namespace {

// The one alarm of a report.
Alarm only_alarm(const Result<SyncReport>& report) {
  REQUIRE(report);
  REQUIRE(report->alarms.size() == 1);
  return report->alarms[0];
}

std::uint64_t known_size(Office& office) { return Position::load(office.desks[0]->records)->tree.size(); }

// The alarm is in the vault, the position is where it was, and nothing was confirmed.
void check_stopped(Office& office, AlarmKind kind, std::uint64_t size_before, std::size_t cosigned_before) {
  auto alarms = list_alarms(office.desks[0]->records);
  REQUIRE(alarms);
  REQUIRE(alarms->size() == 1);
  CHECK(alarms->front().kind == kind);
  CHECK(known_size(office) == size_before);
  CHECK(office.gateway->cosigned.size() == cosigned_before);
}

}  // namespace

TEST_CASE("an honest gateway raises no alarm over two weeks", "[alarms]") {
  Office office;
  for (int day = 0; day < 14; ++day) {
    for (int i = 0; i < 4; ++i) office.gateway->publish();
    REQUIRE(publish_week_keys(office.desks[0]->records, office.desks[0]->self, *office.gateway, office.clock,
                              office.rng));
    auto report = office.sync(0);
    REQUIRE(report);
    for (const Alarm& alarm : report->alarms) CHECK(alarm.kind == AlarmKind::epochs_missing);
    office.gateway->skip(140);
  }
}

TEST_CASE("a forked log is a fork, and both checkpoints are kept", "[alarms]") {
  Office office;
  office.gateway->publish();
  test::FakeGateway other = *office.gateway;
  UnixTime before = office.clock.now();
  office.gateway->publish({office.letter(1, "to be suppressed", {office.to(0)})});
  REQUIRE(office.sync(0)->alarms.empty());
  std::string seen = Position::load(office.desks[0]->records)->checkpoint;
  auto size = known_size(office);

  // The other branch, of the same size or longer.
  office.clock.set(before);
  std::size_t more = GENERATE(1u, 2u);
  for (std::size_t i = 0; i < more; ++i) other.publish();
  std::size_t cosigned = other.cosigned.size();
  *office.gateway = other;
  Alarm alarm = only_alarm(office.sync(0));
  CHECK(alarm.kind == AlarmKind::fork);
  CHECK(words_of(alarm.kind).code == "E_FORK");
  CHECK(exit_of(words_of(alarm.kind).sort) == 10);
  check_stopped(office, AlarmKind::fork, size, cosigned);
  // Of the same size the two notes are proof enough; otherwise the nodes make them one.
  REQUIRE(alarm.evidence.size() == (more == 1 ? 2 : 3));
  CHECK(alarm.evidence[0] == seen);
  CHECK(alarm.evidence[1] == StateBundle::parse(office.gateway->files.at("/pending/v1/state"))->checkpoint);
}

TEST_CASE("a log that is rewound is a fork", "[alarms]") {
  Office office;
  test::FakeGateway earlier = *office.gateway;
  office.gateway->publish();
  REQUIRE(office.sync(0)->alarms.empty());
  auto size = known_size(office);
  std::size_t cosigned = earlier.cosigned.size();
  *office.gateway = earlier;
  CHECK(only_alarm(office.sync(0)).kind == AlarmKind::fork);
  check_stopped(office, AlarmKind::fork, size, cosigned);
}

TEST_CASE("a leaf that is left out or put elsewhere in an entries file is noticed", "[alarms]") {
  Office office;
  REQUIRE(office.sync(0));
  auto size = known_size(office);
  std::size_t cosigned = office.gateway->cosigned.size();
  office.gateway->publish();
  auto checkpoint = StateBundle::parse(office.gateway->files.at("/pending/v1/state"))->checkpoint;
  auto body = CheckpointBody::parse(UnverifiedNote::parse(checkpoint)->text);
  ByteVector& bundle = office.gateway->files.at(api::entries_path(0, static_cast<unsigned>(body->size)));
  std::size_t record = bundle.size() - kEpochRecordBytes - 2;
  SECTION("changed") { bundle[record - 1] ^= 1; }
  SECTION("two exchanged") {
    auto at = bundle.begin() + static_cast<std::ptrdiff_t>(record);
    std::swap_ranges(at - 35, at, at - 70);
  }
  // The checkpoints agree, so nothing was forked.
  CHECK(only_alarm(office.sync(0)).kind == AlarmKind::mismatch);
  check_stopped(office, AlarmKind::mismatch, size, cosigned);
}

TEST_CASE("an epoch that is not what its record says is a mismatch", "[alarms]") {
  Office office;
  REQUIRE(office.sync(0)->alarms.empty());
  auto size = known_size(office);
  std::size_t cosigned = office.gateway->cosigned.size();
  test::FakeGateway::Tamper before;
  test::FakeGateway::Tamper after;
  SECTION("more letters counted than there are") {
    before = [](Batch& b) { ++b.record.letters; };
  }
  SECTION("a letter dropped") {
    before = [](Batch& b) { b.entries.erase(b.entries.begin()); };
  }
  SECTION("one card counted as a letter") {
    before = [](Batch& b) {
      ++b.record.letters;
      --b.record.parcels;
    };
  }
  SECTION("letters out of order") {
    before = [](Batch& b) { std::swap(b.entries[0], b.entries[1]); };
  }
  SECTION("a letter twice") {
    before = [](Batch& b) {
      b.entries.insert(b.entries.begin(), b.entries.front());
      ++b.record.letters;
    };
  }
  SECTION("an epoch from the past") {
    before = [](Batch& b) { b.record.epoch = Epoch{number(b.record.epoch) - 5}; };
  }
  SECTION("an unknown kind of entry") {
    before = [](Batch& b) { b.entries.front()[0] = 9; };
  }
  SECTION("the feed's hash is of something else") {
    before = [](Batch& b) { b.record.feed = Digest{}; };
  }
  SECTION("the feed was changed") {
    after = [](Batch& b) { b.feed.back() ^= 1; };
  }
  SECTION("the feed was cut off") {
    after = [](Batch& b) { b.feed.resize(b.feed.size() - kLetterBytes); };
  }
  SECTION("the feed has grown") {
    after = [](Batch& b) { b.feed.resize(std::size_t{8} << 20); };
  }
  SECTION("the parcels were changed") {
    after = [](Batch& b) { b.parcels_file.front() ^= 1; };
  }
  office.gateway->publish({}, {}, before, after);
  Alarm alarm = only_alarm(office.sync(0));
  CHECK(alarm.kind == AlarmKind::mismatch);
  CHECK(words_of(alarm.kind).code == "E_COUNT");
  check_stopped(office, AlarmKind::mismatch, size, cosigned);
  // It stays an alarm, and one.
  CHECK(only_alarm(office.sync(0)).kind == AlarmKind::mismatch);
  CHECK(list_alarms(office.desks[0]->records)->size() == 1);
}

TEST_CASE("other letters under the seal than in the log are a mismatch", "[alarms]") {
  Office office;
  office.gateway->publish({office.letter(1, "kept", {office.to(0)})}, {}, [&](Batch& b) {
    // Sealed anew with a decoy in the place of one letter; the record commits to this feed.
    ByteVector joined;
    for (const SealedLetter& letter : b.letters) append(joined, letter.bytes());
    test::SeededRng rng(5);
    SealedLetter decoy = seal_decoy(office.world.dep, rng);
    std::ranges::copy(decoy.bytes(), joined.begin());
    std::vector<XwingPublic> readers;
    std::map<Rid, XwingPublic> by_rid;
    for (auto& desk : office.desks) by_rid.emplace(desk->self.rid, office.gateway->week_key(desk->self.rid));
    for (auto& [rid, key] : by_rid) readers.push_back(key);
    b.feed = seal_feed(office.world.dep, readers, joined, rng)->feed;
    b.record.feed = sha256(b.feed);
    b.parcels_file.clear();
    b.parcels.clear();
    b.record.parcels = 0;
    b.record.parcels_file = sha256(b.parcels_file);
    b.entries.pop_back();  // the parcel
  });
  auto report = office.sync(0);
  CHECK(only_alarm(report).kind == AlarmKind::mismatch);
}

TEST_CASE("a file that is missing is a gap, and its letters are not lost", "[alarms]") {
  Office office;
  office.gateway->publish({office.letter(1, "hello", {office.to(0)})});
  Epoch epoch{number(epoch_at(office.clock.now(), 600)) - 1};
  std::string path = GENERATE_COPY(api::feed_path(epoch), api::parcels_path(epoch));
  ByteVector file = office.gateway->files.at(path);
  office.gateway->files.erase(path);
  Alarm alarm = only_alarm(office.sync(0));
  CHECK(alarm.kind == AlarmKind::file_missing);
  CHECK(words_of(alarm.kind).code == "E_GAP");
  CHECK(alarm.epoch == epoch);
  // Later epochs are read all the same, and the alarm stands.
  office.gateway->publish({office.letter(2, "later", {office.to(0)})});
  CHECK(only_alarm(office.sync(0)).epoch == epoch);
  office.gateway->files[path] = file;
  REQUIRE(office.sync(0)->alarms.empty());
  CHECK(office.inbox(0).size() == 2);
}

TEST_CASE("a missing file of entries is a gap", "[alarms]") {
  Office office;
  REQUIRE(office.sync(0));
  office.gateway->publish();
  std::erase_if(office.gateway->files,
                [](const auto& file) { return file.first.starts_with("/tile/entries/"); });
  CHECK(only_alarm(office.sync(0)).kind == AlarmKind::file_missing);
}

TEST_CASE("half an hour without an epoch is a gap", "[alarms]") {
  Office office;
  REQUIRE(office.sync(0)->alarms.empty());
  office.clock.advance(1800);
  CHECK(office.sync(0)->alarms.empty());
  office.clock.advance(1);
  Alarm alarm = only_alarm(office.sync(0));
  CHECK(alarm.kind == AlarmKind::late);
  CHECK(words_of(alarm.kind).code == "E_GAP");
}

TEST_CASE("epochs that were left out are a gap once, and the log goes on", "[alarms]") {
  Office office;
  REQUIRE(office.sync(0)->alarms.empty());
  office.gateway->skip(4);
  office.gateway->publish({office.letter(1, "hello", {office.to(0)})});
  auto report = office.sync(0);
  CHECK(only_alarm(report).kind == AlarmKind::epochs_missing);
  CHECK(report->letters == 1);
  office.gateway->publish();
  CHECK(office.sync(0)->alarms.empty());
}

TEST_CASE("a key in our name that we did not make is an alarm", "[alarms]") {
  Office office;
  REQUIRE(office.sync(0)->alarms.empty());
  // The vault comes back from an old copy, without its keys: as if somebody else had published.
  auto weeks = office.desks[0]->records.list(Kind::week_secret);
  for (const Record& row : *weeks) {
    REQUIRE(office.desks[0]->records.put(Kind::week_secret, row.name, ByteVector(32, 1)));
  }
  std::size_t cosigned = office.gateway->cosigned.size();
  office.gateway->publish();
  auto report = office.sync(0);
  REQUIRE(report);
  bool found = false;
  for (const Alarm& alarm : report->alarms) found = found || alarm.kind == AlarmKind::foreign_key;
  CHECK(found);
  CHECK(office.gateway->cosigned.size() == cosigned);
}

TEST_CASE("a feed without a slot for a desk that must have one is an alarm", "[alarms]") {
  Office office;
  REQUIRE(office.sync(0)->alarms.empty());
  office.gateway->publish({}, {}, [&](Batch& b) {
    ByteVector joined;
    for (const SealedLetter& letter : b.letters) append(joined, letter.bytes());
    std::vector<XwingPublic> readers{office.gateway->week_key(office.desks[1]->self.rid)};
    test::SeededRng rng(5);
    b.feed = seal_feed(office.world.dep, readers, joined, rng)->feed;
    b.record.feed = sha256(b.feed);
  });
  CHECK(only_alarm(office.sync(0)).kind == AlarmKind::left_out);
}

TEST_CASE("answers that were promised and are not published are an alarm and are sent again",
          "[alarms][cards]") {
  Office office;
  office.gateway->promise_cards = false;
  office.gateway->publish({office.letter(1, "hello", {office.to(0)})});
  REQUIRE(office.sync(0)->posted);
  bool found = false;
  for (int i = 0; i < 6; ++i) {
    office.gateway->publish();
    auto report = office.sync(0);
    REQUIRE(report);
    for (const Alarm& alarm : report->alarms) found = found || alarm.kind == AlarmKind::cards_missing;
  }
  CHECK(found);
  CHECK(office.cards_for(1).empty());
  office.gateway->promise_cards = true;
  for (int i = 0; i < 6; ++i) {
    office.gateway->publish();
    REQUIRE(office.sync(0));
  }
  CHECK(office.cards_for(1).size() == 1);
}

TEST_CASE("cards of a day that differ from the log are a mismatch", "[alarms][cards]") {
  Office office;
  REQUIRE(office.sync(0));
  office.gateway->publish();
  office.gateway->publish();
  Epoch last{number(epoch_at(office.clock.now(), 600)) - 1};
  std::string path = api::cards_path(day_at(start_of(last, 600)));
  REQUIRE_FALSE(office.gateway->files.at(path).empty());
  SECTION("changed") {
    office.gateway->files.at(path).back() ^= 1;
    CHECK(only_alarm(office.sync(0)).kind == AlarmKind::mismatch);
  }
  SECTION("missing") {
    office.gateway->files.erase(path);
    CHECK(only_alarm(office.sync(0)).kind == AlarmKind::file_missing);
  }
}

TEST_CASE("a record that names other cards than its leaves do is a mismatch", "[alarms][cards]") {
  Office office;
  REQUIRE(office.sync(0)->alarms.empty());
  office.gateway->publish();
  office.gateway->publish({}, {}, [](Batch& b) {
    REQUIRE_FALSE(b.cards.empty());
    b.record.cards_file = Digest{};
  });
  CHECK(only_alarm(office.sync(0)).kind == AlarmKind::mismatch);
}

TEST_CASE("a letter written from a state that nobody else saw is an alarm", "[alarms]") {
  Office office;
  LetterDraft draft = office.draft("hello", {office.to(0)});
  draft.view = *ViewId::from(as_bytes("elsewhre"));
  office.gateway->publish({*seal_letter(test::make_thread(office.world.dep, 1), draft, office.rng)});
  auto report = office.sync(0);
  Alarm alarm = only_alarm(report);
  CHECK(alarm.kind == AlarmKind::unknown_view);
  CHECK(words_of(alarm.kind).code == "E_FORK");
  CHECK(report->letters == 1);
  CHECK_FALSE(office.inbox(0)[0].view_known);
}

TEST_CASE("an older directory than before stops the desk", "[alarms]") {
  Office office;
  test::FakeGateway earlier = *office.gateway;
  office.gateway->change_directory([](DirectoryBody& body) { body.params.fresh_hours = 24; });
  office.gateway->publish();
  REQUIRE(office.sync(0)->alarms.empty());
  *office.gateway = earlier;
  auto report = office.sync(0);
  REQUIRE_FALSE(report);
  CHECK(report.error().code == Errc::directory_rolled_back);
  CHECK(exit_code(report.error().code) == 5);
}

TEST_CASE("a newest state that cannot be read is an alarm too", "[alarms]") {
  Office office;
  REQUIRE(office.sync(0)->alarms.empty());
  ByteVector& state = office.gateway->files.at(std::string(api::kPendingStatePath));
  std::ranges::fill(state, std::uint8_t{0xa5});
  for (int i = 0; i < 2; ++i) CHECK(office.sync(0).error().code == Errc::state_mismatch);
  auto alarms = list_alarms(office.desks[0]->records);
  REQUIRE(alarms->size() == 1);
  CHECK(alarms->front().kind == AlarmKind::state_refused);
  CHECK(alarms->front().evidence == std::vector{std::string(name(Errc::state_mismatch))});
}

TEST_CASE("what answers in the gateway's place without its certificate accuses nobody", "[alarms]") {
  class Between final : public Transport {
   public:
    Result<ByteVector> get(std::string_view, std::size_t) override { return fail(Errc::gateway_unproven); }
    Status post(std::string_view, ByteSpan) override { return fail(Errc::gateway_unproven); }
  } between;
  Office office;
  DeskContext context{office.desks[0]->records, between, office.clock, office.rng};
  CHECK(sync(context).error().code == Errc::gateway_unproven);
  CHECK(list_alarms(office.desks[0]->records)->empty());
}
