// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch_test_macros.hpp>

#include "crypto/padded.h"
#include "crypto/sha256.h"
#include "tests/gateway/harness.h"

namespace adit::test {
namespace {

XwingPublic some_key(std::uint64_t seed) {
  SeededRng rng(seed);
  return XwingKey(XwingSeed::make([&](MutableByteSpan out) { rng.fill(out); })).public_key();
}

// The next directory, as it would be without a change.
DirectoryBody next_directory(const Gateway& g) {
  DirectoryBody body = g.world.directory_body;
  body.prev = sha256(body.encode());
  ++body.seq;
  return body;
}

std::size_t addressable(const Gateway& g) {
  auto state = TrustedState::verify(g.bundle(), g.world.dep, g.clock.now(), Quorum::pending);
  REQUIRE(state);
  return state->addressable().size();
}

TEST_CASE("nothing is published before the first directory, and documents survive a restart", "[gateway]") {
  Gateway g;
  REQUIRE(g.open());
  CHECK(outcome(g.post_document(g.world.directory)) == "E_ADMISSION");  // of a council unknown so far
  REQUIRE(g.post_document(g.world.council));
  REQUIRE(g.next_epoch());
  CHECK(g.file("/pending/checkpoint").empty());
  REQUIRE(g.open());
  REQUIRE(g.post_document(g.world.directory));
  for (const auto& bulletin : g.world.bulletins) REQUIRE(g.post_document(bulletin));
  REQUIRE(g.open());
  REQUIRE(g.post_document(g.world.bulletins[0]));  // known already
  REQUIRE(g.next_epoch());
  // The first epoch uses the council and directory that it logs, and no bulletin yet.
  CHECK(g.record().documents == 5);
  CHECK(addressable(g) == 0);
  REQUIRE(g.next_epoch());
  CHECK(g.record().documents == 0);
  CHECK(addressable(g) == 3);
}

TEST_CASE("the epoch in which the first directory came is the first", "[gateway]") {
  Gateway g;
  REQUIRE(g.open());
  g.clock.advance(6000);
  REQUIRE(g.post_document(g.world.council));
  REQUIRE(g.post_document(g.world.directory));
  REQUIRE(g.service->tick(g.clock.now()));
  CHECK(g.file("/pending/checkpoint").empty());
  const Epoch epoch = g.epoch();
  REQUIRE(g.next_epoch());
  CHECK(g.record().epoch == epoch);
}

TEST_CASE("a genesis of another deployment is refused", "[gateway]") {
  WorldOptions other;
  other.seed = 77;
  Gateway g;
  REQUIRE(g.open());
  CHECK(outcome(g.post_document(make_world(other).council)) == "E_ADMISSION");
  CHECK(outcome(g.post(api::Route::documents, ByteVector(api::kDocumentBytes))) == "E_SIZE");
  CHECK(outcome(g.post(api::Route::documents, ByteVector(100))) == "E_SIZE");
}

TEST_CASE("a recipient has one bulletin for each week, from this one to four ahead", "[gateway]") {
  Gateway g;
  g.bring_up();
  const TestRecipient& r = g.world.recipients[0];
  const Week week = week_at(g.clock.now());
  auto post = [&](std::uint32_t ahead, std::uint64_t key) {
    return outcome(g.post_document(g.world.sign_bulletin(r, next(week, ahead), some_key(key))));
  };
  CHECK(post(1, 1) == "ok");
  CHECK(post(1, 1) == "ok");           // the answer was lost
  CHECK(post(1, 2) == "E_ADMISSION");  // two keys for one week: somebody would be singled out
  REQUIRE(g.next_epoch());
  REQUIRE(g.open());
  CHECK(post(1, 2) == "E_ADMISSION");
  CHECK(post(4, 3) == "ok");
  CHECK(post(5, 4) == "E_ADMISSION");
  CHECK(post(0, 5) == "E_ADMISSION");
  const auto last_week = g.world.sign_bulletin(r, Week{number(week) - 1}, some_key(6));
  CHECK(outcome(g.post_document(last_week)) == "E_ADMISSION");
  auto forged = g.world.sign_bulletin(r, next(week, 2), some_key(7));
  forged.body = BulletinBody{g.world.dep, r.rid, next(week, 2), some_key(8)}.encode();
  CHECK(outcome(g.post_document(forged)) == "E_ADMISSION");
}

TEST_CASE("a key that another recipient published is refused, for any week", "[gateway]") {
  Gateway g;
  g.bring_up();
  const Week week = week_at(g.clock.now());
  auto post = [&](std::size_t by, std::uint32_t ahead, std::uint64_t key) {
    return outcome(
        g.post_document(g.world.sign_bulletin(g.world.recipients[by], next(week, ahead), some_key(key))));
  };
  CHECK(post(0, 1, 1) == "ok");
  CHECK(post(1, 1, 1) == "E_ADMISSION");
  CHECK(post(1, 2, 1) == "E_ADMISSION");
  REQUIRE(g.next_epoch());
  REQUIRE(g.open());
  CHECK(post(1, 1, 1) == "E_ADMISSION");
  CHECK(post(1, 1, 2) == "ok");
}

TEST_CASE("in a new week the bulletins of that week are in force", "[gateway]") {
  Gateway g;
  g.bring_up();
  const Week week = week_at(g.clock.now());
  REQUIRE(g.post_document(g.world.sign_bulletin(g.world.recipients[1], next(week), some_key(1))));
  REQUIRE(g.next_epoch());
  CHECK(addressable(g) == 3);
  CHECK(g.bundle().bulletins.size() == 3);
  g.clock.set(UnixTime{static_cast<std::int64_t>(number(week) + 1) * kWeekSeconds + kWeekOffsetSeconds});
  REQUIRE(g.next_epoch());
  CHECK(g.bundle().bulletins.size() == 1);
  CHECK(addressable(g) == 1);
}

TEST_CASE("a directory follows the last one and is signed by the council", "[gateway]") {
  Gateway g;
  g.bring_up();
  DirectoryBody body = next_directory(g);
  SECTION("as it should be") {
    body.recipients[0].status = RecipientStatus::suspended;
    REQUIRE(g.post_document(g.world.sign_directory(body)));
    CHECK(outcome(g.post_document(g.world.sign_directory(body))) == "ok");
    REQUIRE(g.next_epoch());
    CHECK(addressable(g) == 3);  // logged in this epoch, counts from the next
    REQUIRE(g.next_epoch());
    CHECK(addressable(g) == 2);
    REQUIRE(g.open());
    REQUIRE(g.next_epoch());
    CHECK(addressable(g) == 2);
    return;
  }
  SECTION("the same number again") { body.seq = 0; }
  SECTION("a number left out") { ++body.seq; }
  SECTION("another past") { body.prev = Digest{}; }
  SECTION("expired") { body.expires_epoch = Epoch{number(g.epoch())}; }
  SECTION("a council that there is not") { body.council_seq = 1; }
  SECTION("other epochs") { body.params.epoch_seconds = 300; }
  SECTION("other rounds") { body.params.round_seconds = 3600; }
  SECTION("another log key") { body.gateway.log_key = g.world.log_note_key; }
  auto envelope = g.world.sign_directory(body);
  SECTION("one signature too few") { envelope.signatures.pop_back(); }
  CHECK(outcome(g.post_document(envelope)) == "E_ADMISSION");
}

TEST_CASE("a recipient who is added can be written to after the council's delay", "[gateway]") {
  WorldOptions options = small_world();
  options.delay_days = 7;
  Gateway g(options);
  g.bring_up();
  CHECK(addressable(g) == 0);  // bulletins count from the next epoch; the first directory needs no delay
  REQUIRE(g.next_epoch());
  CHECK(addressable(g) == 3);

  WorldOptions bigger = options;
  bigger.recipients = 4;
  DirectoryBody body = next_directory(g);
  RecipientEntry added = body.recipients[0];
  SeededRng rng(5);
  const SigningKey identity(Ed25519Seed::make([&](MutableByteSpan out) { rng.fill(out); }));
  added.identity = identity.public_key();
  added.rid = rid_of(g.world.dep, added.identity);
  const std::uint64_t week_of_epochs = 7 * 86400 / 600;
  auto post_active_from = [&](std::uint64_t epoch) {
    DirectoryBody changed = body;
    added.active_from = Epoch{epoch};
    changed.recipients.push_back(added);
    std::ranges::sort(changed.recipients, {}, &RecipientEntry::rid);
    return outcome(g.post_document(g.world.sign_directory(changed)));
  };
  CHECK(post_active_from(0) == "E_ADMISSION");
  CHECK(post_active_from(number(g.epoch()) + week_of_epochs - 1) == "E_ADMISSION");
  CHECK(post_active_from(number(g.epoch()) + week_of_epochs) == "ok");
}

TEST_CASE("a burned recipient gets no letter of a later epoch, for ever", "[gateway]") {
  Gateway g;
  g.bring_up();
  const TestRecipient& r = g.world.recipients[2];
  const Epoch from{number(g.epoch()) + 3};
  REQUIRE(g.post_document(g.world.sign_burn(r, from)));
  CHECK(outcome(g.post_document(g.world.sign_burn(r, Epoch{number(from) + 1}))) == "E_ADMISSION");
  auto recipients_of_feed = [&](Epoch epoch) {
    return load_le(ByteSpan(g.file(api::feed_path(epoch))).first(2));
  };
  for (std::uint64_t i = 0; i < 5; ++i) {
    const Epoch epoch = g.epoch();
    if (i == 2) REQUIRE(g.open());
    REQUIRE(g.next_epoch());
    CHECK(recipients_of_feed(epoch) == (epoch < from ? 3u : 2u));
    CHECK(addressable(g) == (epoch < from ? 3u : 2u));
  }
  SECTION("a thief of the identity who burns far ahead cannot keep the owner from burning now") {
    const TestRecipient& other = g.world.recipients[0];
    REQUIRE(g.post_document(g.world.sign_burn(other, Epoch{number(g.epoch()) + 1000})));
    REQUIRE(g.next_epoch());
    REQUIRE(g.post_document(g.world.sign_burn(other, g.epoch())));
    REQUIRE(g.next_epoch());
    CHECK(g.bundle().burns.size() == 2);  // the first one stays until the second counts
    REQUIRE(g.next_epoch());
    CHECK(addressable(g) == 1);
  }
}

TEST_CASE("a new council counts once a directory that it signed does", "[gateway]") {
  Gateway g;
  g.bring_up();
  CouncilBody council = g.world.council_body;
  council.prev = sha256(council.encode());
  council.seq = 1;
  council.nonce = Digest{};
  REQUIRE(g.post_document(g.world.sign_council(council)));
  DirectoryBody body = next_directory(g);
  CHECK(outcome(g.post_document(g.world.sign_directory(body))) == "E_ADMISSION");  // of the council before
  REQUIRE(g.next_epoch());
  REQUIRE(g.next_epoch());
  CHECK(g.bundle().council.size() == 1);
  CHECK(addressable(g) == 3);
  body.council_seq = 1;
  REQUIRE(g.post_document(g.world.sign_directory(body)));
  REQUIRE(g.open());
  REQUIRE(g.next_epoch());
  CHECK(g.bundle().council.size() == 1);
  REQUIRE(g.next_epoch());
  CHECK(g.bundle().council.size() == 2);
  CHECK(addressable(g) == 3);
  REQUIRE(g.open());
  REQUIRE(g.next_epoch());
  CHECK(addressable(g) == 3);
}

TEST_CASE("an expired directory has no recipients: letters wait", "[gateway]") {
  Gateway g;
  g.world.directory_body.expires_epoch = Epoch{number(g.epoch()) + 3};
  g.world.directory = g.world.sign_directory(g.world.directory_body);
  g.bring_up();
  REQUIRE(g.next_epoch());
  REQUIRE(g.upload(g.letter("too late").bytes()));
  REQUIRE(g.next_epoch());
  CHECK(g.record().letters == 8);
  REQUIRE(g.next_epoch());
  CHECK(g.record().letters == 0);
}

}  // namespace
}  // namespace adit::test
