// SPDX-License-Identifier: Apache-2.0
#include "client/case/sync.h"

#include <adit/parcel.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "client/case/parcel_store.h"
#include "tests/client/case/office.h"

using namespace adit;
using namespace adit::client;
using test::Office;

TEST_CASE("letters reach the inboxes of those they name, and nobody else's", "[sync]") {
  Office office({.desks = 3});
  office.gateway->publish({office.letter(1, "the list is in the drawer", {office.to(0), office.to(1)})});
  for (std::size_t desk : {0u, 1u, 2u}) {
    auto report = office.sync(desk);
    REQUIRE(report);
    CHECK(report->alarms.empty());
    CHECK(report->epochs == 3);
    CHECK(report->letters == (desk == 2 ? 0u : 1u));
    CHECK(report->cosigned);
  }
  REQUIRE(office.inbox(0).size() == 1);
  REQUIRE(office.inbox(1).size() == 1);
  CHECK(office.inbox(2).empty());
  CHECK(office.account(office.inbox(0)[0]) == "the list is in the drawer");
  CHECK(office.account(office.inbox(1)[0]) == "the list is in the drawer");
  CHECK(office.inbox(0)[0].is_included());
  CHECK(office.inbox(0)[0].view_known);
  // The third desk looked at the same files as the others.
  CHECK(office.desks[2]->records.list(Kind::thread)->empty());
}

TEST_CASE("a visit without news says so", "[sync]") {
  Office office;
  REQUIRE(office.sync(0));
  auto again = office.sync(0);
  REQUIRE(again);
  CHECK_FALSE(again->has_news());
  CHECK(again->epochs == 0);
  CHECK_FALSE(again->cosigned);
  CHECK(again->alarms.empty());
}

TEST_CASE("a letter is acknowledged once", "[sync][cards]") {
  Office office;
  office.gateway->publish({office.letter(1, "hello", {office.to(0)})});
  REQUIRE(office.sync(0)->letters == 1);
  for (int i = 0; i < 8; ++i) {
    office.gateway->publish();
    auto report = office.sync(0);
    REQUIRE(report);
    CHECK(report->alarms.empty());
  }
  auto cards = office.cards_for(1);
  REQUIRE(cards.size() == 1);
  CHECK(cards[0].from == office.desks[0]->self.rid);
  CHECK(cards[0].content.kind == CardKind::acknowledgement);
  REQUIRE(cards[0].content.acks.size() == 1);
  CHECK(cards[0].content.acks[0] == office.inbox(0)[0].channel.mid);
  CHECK(office.desks[0]->records.list(Kind::queued_card)->empty());
}

TEST_CASE("two messages of a thread that come together are acknowledged by one card", "[sync][cards]") {
  Office office;
  office.gateway->publish({office.letter(1, "one", {office.to(0)}), office.letter(1, "two", {office.to(0)})});
  REQUIRE(office.sync(0)->letters == 2);
  for (int i = 0; i < 6; ++i) {
    office.gateway->publish();
    REQUIRE(office.sync(0));
  }
  auto cards = office.cards_for(1);
  REQUIRE(cards.size() == 1);
  CHECK(cards[0].content.acks.size() == 2);
}

TEST_CASE("a replayed letter is dropped in silence", "[sync]") {
  Office office;
  SealedLetter letter = office.letter(1, "hello", {office.to(0)});
  office.gateway->publish({letter});
  REQUIRE(office.sync(0)->letters == 1);
  office.gateway->publish({letter});
  auto report = office.sync(0);
  REQUIRE(report);
  CHECK_FALSE(report->has_news());
  CHECK(report->alarms.empty());
  CHECK(office.inbox(0).size() == 1);
}

TEST_CASE("a message that is sent again is shown once and acknowledged again", "[sync][cards]") {
  Office office;
  LetterDraft draft = office.draft("hello", {office.to(0)});
  ThreadKeys keys = test::make_thread(office.world.dep, 1);
  office.gateway->publish({*seal_letter(keys, draft, office.rng)});
  REQUIRE(office.sync(0)->letters == 1);
  for (int i = 0; i < 5; ++i) {
    office.gateway->publish();
    REQUIRE(office.sync(0));
  }
  REQUIRE(office.cards_for(1).size() == 1);
  draft.addressees = {office.to(0)};
  office.gateway->publish({*seal_letter(keys, draft, office.rng)});
  auto report = office.sync(0);
  REQUIRE(report);
  CHECK(report->letters == 0);
  CHECK(report->repeated == 1);
  CHECK(office.inbox(0).size() == 1);
  for (int i = 0; i < 5; ++i) {
    office.gateway->publish();
    REQUIRE(office.sync(0));
  }
  CHECK(office.cards_for(1).size() == 2);
}

TEST_CASE("parts of one long report are all kept", "[sync]") {
  Office office;
  ThreadKeys keys = test::make_thread(office.world.dep, 1);
  LetterDraft first = office.draft("part one", {office.to(0)});
  LetterDraft second = office.draft("part two", {office.to(0)});
  LetterDraft third = office.draft("part three", {office.to(0)});
  second.mid = third.mid = first.mid;
  second.kind = third.kind = LetterKind::continuation;
  office.gateway->publish({*seal_letter(keys, first, office.rng), *seal_letter(keys, second, office.rng),
                           *seal_letter(keys, third, office.rng)});
  REQUIRE(office.sync(0)->letters == 3);
  CHECK(office.inbox(0).size() == 3);
}

TEST_CASE("a recipient knows of each slot who can read it", "[sync][verdicts]") {
  Office office({.desks = 3});
  Addressee wrong = office.to(1);
  wrong.week_key = office.to(2).week_key;  // named, and sealed to somebody else's key
  office.gateway->publish({office.letter(1, "one is cheated", {office.to(0), wrong})});
  REQUIRE(office.sync(0)->letters == 1);
  Letter letter = std::move(office.inbox(0)[0]);
  std::size_t unused = 0;
  for (std::size_t i = 0; i < kSlots; ++i) {
    const auto& rid = letter.channel.slots[i].rid;
    if (!rid) {
      CHECK(letter.readership[i] == Readership::unused);
      ++unused;
    } else if (*rid == office.desks[0]->self.rid) {
      CHECK(i == letter.own_slot);
      CHECK(letter.readership[i] == Readership::readable);
    } else {
      CHECK(*rid == office.desks[1]->self.rid);
      CHECK(letter.readership[i] == Readership::not_readable);
    }
  }
  CHECK(unused == 2);
  // The one who was named reads nothing; the one whose key was used finds itself not named.
  CHECK(office.sync(1)->letters == 0);
  CHECK(office.sync(2)->damaged == 1);
  CHECK(office.inbox(2).empty());
}

TEST_CASE("a recipient of whom no key was ever seen is not called unable to read", "[sync][verdicts]") {
  Office office;
  Addressee stranger = office.to(1);
  stranger.rid = *Rid::from(as_bytes("stranger"));
  office.gateway->publish({office.letter(1, "hello", {office.to(0), stranger})});
  REQUIRE(office.sync(0)->letters == 1);
  Letter letter = std::move(office.inbox(0)[0]);
  for (std::size_t i = 0; i < kSlots; ++i) {
    if (letter.channel.slots[i].rid == stranger.rid) CHECK(letter.readership[i] == Readership::unknown);
  }
}

TEST_CASE("letters that are damaged or not their owner's are set aside and counted", "[sync][quarantine]") {
  Office office;
  Addressee misnamed = office.to(0);
  misnamed.rid = office.desks[1]->self.rid;  // opens for the first desk, which is not named
  Addressee forged = office.to(0);
  forged.auth = office.desks[1]->self.auth;  // its tag is not for the first desk
  office.gateway->publish({office.letter(1, "damaged", {misnamed}), office.letter(2, "spliced", {forged}),
                           office.letter(3, "whole", {office.to(0)})});
  auto report = office.sync(0);
  REQUIRE(report);
  CHECK(report->damaged == 1);
  CHECK(report->spliced == 1);
  CHECK(report->letters == 1);
  CHECK(report->alarms.empty());
  REQUIRE(office.inbox(0).size() == 1);
  CHECK(office.account(office.inbox(0)[0]) == "whole");
  auto aside = Inbox(office.desks[0]->records).quarantined();
  REQUIRE(aside);
  CHECK(aside->damaged == 1);
  CHECK(aside->spliced == 1);
}

TEST_CASE("epochs from before a desk's key are passed over without alarm", "[sync]") {
  Office office({.desks = 2, .publish_keys = false});
  REQUIRE(publish_week_keys(office.desks[0]->records, office.desks[0]->self, *office.gateway, office.clock,
                            office.rng));
  office.gateway->publish();
  office.gateway->publish({office.letter(1, "for the first only", {office.to(0)})});
  REQUIRE(publish_week_keys(office.desks[1]->records, office.desks[1]->self, *office.gateway, office.clock,
                            office.rng));
  office.gateway->publish();  // logs the second desk's keys
  office.gateway->publish({office.letter(2, "for both", {office.to(0), office.to(1)})});
  auto report = office.sync(1);
  REQUIRE(report);
  CHECK(report->alarms.empty());
  CHECK(report->epochs == 4);
  CHECK(report->not_for_us == 2);
  CHECK(report->letters == 1);
}

TEST_CASE("files that the gateway keeps no longer raise no alarm", "[sync]") {
  Office office;
  office.gateway->publish({office.letter(1, "late", {office.to(0)})});
  // The desk is away for longer than letters are kept.
  for (auto it = office.gateway->files.begin(); it != office.gateway->files.end();) {
    it = it->first.starts_with("/v1/feed/") || it->first.starts_with("/v1/parcels/") ||
                 it->first.starts_with("/v1/cards/")
             ? office.gateway->files.erase(it)
             : std::next(it);
  }
  office.clock.advance(std::int64_t{50} * kDaySeconds);
  office.gateway->publish();
  auto report = office.sync(0);
  REQUIRE(report);
  CHECK(report->letters == 0);
  for (const Alarm& alarm : report->alarms) CHECK(alarm.kind == AlarmKind::epochs_missing);
}

TEST_CASE("a letter may come before its attachment or after it", "[sync][parcels]") {
  Office office;
  ThreadKeys keys = test::make_thread(office.world.dep, 1);
  ByteVector photo(100'000);
  office.rng.fill(photo);
  auto file = seal_file(keys, photo, "photo.jpg", "image/jpeg");
  REQUIRE(file);
  REQUIRE(file->parcels.size() == 2);
  LetterDraft draft = office.draft("with a photo", {office.to(0)});
  draft.core.files.push_back(file->entry.clone());
  SealedLetter letter = *seal_letter(keys, draft, office.rng);

  bool letter_first = GENERATE(true, false);
  if (letter_first) {
    office.gateway->publish({letter}, {file->parcels[1]});
    auto report = office.sync(0);
    REQUIRE(report);
    CHECK(report->files == 0);
    Letter got = std::move(office.inbox(0)[0]);
    CHECK((*ParcelStore(office.desks[0]->records).states(got))[0] == FileState::waiting);
    auto open = ParcelStore(office.desks[0]->records).open(got.core.files[0]);
    REQUIRE_FALSE(open);
    CHECK(open.error().code == Errc::parcel_missing);
    office.gateway->publish({}, {file->parcels[0]});
    CHECK(office.sync(0)->files == 1);
  } else {
    office.gateway->publish({}, file->parcels);
    REQUIRE(office.sync(0)->letters == 0);
    office.gateway->publish({letter});
    CHECK(office.sync(0)->files == 1);
  }
  Letter got = std::move(office.inbox(0)[0]);
  ParcelStore parcels(office.desks[0]->records);
  CHECK((*parcels.states(got))[0] == FileState::complete);
  // What belongs to a letter stays when the parcels of its time are forgotten.
  REQUIRE(parcels.forget_before(Epoch{UINT64_MAX}));
  CHECK(office.desks[0]->records.list(Kind::parcel)->empty());
  auto open = parcels.open(got.core.files[0]);
  REQUIRE(open);
  CHECK(std::ranges::equal(open->expose(), photo));
}

TEST_CASE("a cosignature goes out beside the log's own signature, whatever else bears the log's name",
          "[sync][witness]") {
  Office office;
  REQUIRE(office.sync(0)->cosigned);
  office.gateway->publish({}, {}, {}, [&](test::Batch& b) {
    auto note = UnverifiedNote::parse(b.state.checkpoint);
    const NoteSignature genuine = note->signatures[0];
    NoteSignature forged = genuine;
    forged.blob.back() ^= 1;
    for (int i = 0; i < 20; ++i) note->signatures.push_back(forged);
    for (int i = 0; i < 20; ++i) note->signatures.push_back(genuine);
    b.state.checkpoint = note->encode();
  });
  auto report = office.sync(0);
  REQUIRE(report);
  CHECK(report->cosigned);
  auto posted = UnverifiedNote::parse(office.gateway->cosigned.back());
  REQUIRE(posted);
  CHECK(posted->signatures.size() == 2);
  CHECK(is_signed_by(*posted, office.world.log_note_key));
  CHECK(cosigned_at(*posted, office.desks[0]->self.witness_key).has_value());
}
