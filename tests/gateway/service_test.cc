// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch_test_macros.hpp>

#include "crypto/sha256.h"
#include "tests/gateway/harness.h"

namespace adit::test {
namespace {

std::size_t times_published(const OpenedFeed& feed, const SealedLetter& letter) {
  return static_cast<std::size_t>(std::ranges::count(feed.letters, letter.hash(), &SealedLetter::hash));
}

TEST_CASE("an accepted letter is in the next epoch's feed and opens for its recipient alone", "[gateway]") {
  Gateway g;
  g.bring_up();
  SealedLetter letter = g.letter("the bridge at the quarry", 1);
  REQUIRE(g.upload(letter.bytes()));
  const Epoch epoch = g.epoch();
  REQUIRE(g.next_epoch());

  for (std::size_t who = 0; who < 3; ++who) {
    OpenedFeed feed = g.open_feed(epoch, who);
    CHECK(feed.letters.size() == 8);
    CHECK(times_published(feed, letter) == 1);
    std::size_t mine = 0;
    const TestRecipient& r = g.world.recipients[who];
    const WeekSecret week{week_at(g.clock.now()), &r.week_key};
    for (const SealedLetter& l : feed.letters) {
      auto opened = open_letter(g.world.dep, l, std::span(&week, 1), r.self(), TestKeyBook(g.world));
      if (!opened) continue;
      ++mine;
      CHECK(opened->core.fields.at(0).second == "the bridge at the quarry");
    }
    CHECK(mine == (who == 1 ? 1u : 0u));
  }
}

TEST_CASE("what is published is what the record says, and the record is in the log", "[gateway]") {
  Gateway g;
  g.bring_up();
  SealedLetter letter = g.letter("one");
  ByteVector parcel = g.parcel(3);
  REQUIRE(g.upload(letter.bytes()));
  REQUIRE(g.upload(parcel));
  const Epoch epoch = g.epoch();
  REQUIRE(g.next_epoch());

  const EpochRecord record = g.record();
  CHECK(record.epoch == epoch);
  CHECK(record.letters == 8);
  CHECK(record.parcels == 2);
  CHECK(record.feed == sha256(g.file(api::feed_path(epoch))));
  CHECK(record.parcels_file == sha256(g.file(api::parcels_path(epoch))));

  // Tree, leaves and order of the batch.
  const std::vector<ByteVector> entries = g.entries();
  CompactTree tree;
  for (const ByteVector& entry : entries) tree.append(leaf_hash(entry));
  auto note = UnverifiedNote::parse(g.bundle().checkpoint);
  REQUIRE(note);
  CHECK(tree.root() == CheckpointBody::parse(note->text)->root);
  CHECK(entries.back() == g.bundle().epoch_record);
  const std::vector<ByteVector> batch(entries.end() - 11, entries.end() - 1);
  CHECK(std::ranges::is_sorted(batch.begin(), batch.begin() + 8));
  CHECK(std::ranges::is_sorted(batch.begin() + 8, batch.end()));
  CHECK(std::ranges::count(batch, entry_of(EntryKind::letter, Digest(letter.hash().span()))) == 1);
  CHECK(std::ranges::count(batch, entry_of(EntryKind::parcel, sha256(parcel))) == 1);

  // The parcels file opens with the feed's key, in the order of the leaves.
  OpenedFeed feed = g.open_feed(epoch);
  const ByteVector parcels = g.file(api::parcels_path(epoch));
  REQUIRE(parcels.size() == 2 * kSealedParcelBytes);
  std::size_t found = 0;
  for (std::uint32_t i = 0; i < 2; ++i) {
    auto opened =
        open_feed_parcel(feed.key, i, ByteSpan(parcels).subspan(i * kSealedParcelBytes, kSealedParcelBytes));
    REQUIRE(opened);
    CHECK(batch[8 + i] == entry_of(EntryKind::parcel, sha256(*opened)));
    found += *opened == parcel ? 1 : 0;
  }
  CHECK(found == 1);
}

TEST_CASE("a state that a quorum cosigned is one that every reporter accepts", "[gateway]") {
  Gateway g;
  g.bring_up();
  REQUIRE(g.next_epoch());
  CHECK(TrustedState::verify(g.bundle(), g.world.dep, g.clock.now(), Quorum::pending));
  CHECK(g.file("/checkpoint").empty());

  SECTION("one witness too few promotes nothing") {
    REQUIRE(g.cosign(1));
    CHECK(g.file("/checkpoint").empty());
    CHECK(g.file("/v1/state").empty());
  }
  SECTION("the last witness that was needed promotes it, and a restart keeps it") {
    REQUIRE(g.cosign(2));
    for (int again = 0; again < 2; ++again) {
      const StateBundle bundle = g.bundle(api::kStatePath);
      auto state = TrustedState::verify(bundle, g.world.dep, g.clock.now(), Quorum::required);
      REQUIRE(state);
      CHECK(state->addressable().size() == 3);
      CHECK(as_text(g.file("/checkpoint")) == bundle.checkpoint);
      CHECK(as_text(g.file("/pending/checkpoint")) == bundle.checkpoint);
      REQUIRE(g.open());
    }
  }
  SECTION("cosignatures that came before a restart count after it") {
    REQUIRE(g.cosign(1));
    REQUIRE(g.open());
    CHECK(g.file("/checkpoint").empty());
    REQUIRE(g.cosign(2));
    CHECK_FALSE(g.file("/checkpoint").empty());
  }
  SECTION("a newer epoch waits for its own") {
    REQUIRE(g.cosign(2));
    const ByteVector before = g.file("/checkpoint");
    REQUIRE(g.next_epoch());
    CHECK(g.file("/checkpoint") == before);
    CHECK(g.file("/pending/checkpoint") != before);
  }
}

TEST_CASE("a batch says how many letters came only from the floor upwards", "[gateway][P9]") {
  for (auto [real, published] : {std::pair{0, 8}, {1, 8}, {7, 8}, {8, 8}, {9, 16}, {15, 16}, {17, 32}}) {
    Gateway g;
    g.bring_up();
    for (int i = 0; i < real; ++i) REQUIRE(g.upload(g.letter("letter " + std::to_string(i)).bytes()));
    const Epoch epoch = g.epoch();
    REQUIRE(g.next_epoch());
    CAPTURE(real);
    CHECK(g.record().letters == static_cast<std::uint32_t>(published));
    CHECK(g.file(api::feed_path(epoch)).size() == feed_bytes(3, static_cast<std::size_t>(published)));
  }
}

TEST_CASE("what does not fit an epoch goes into a later one", "[gateway]") {
  WorldOptions options = small_world();
  options.params.floor = 2;
  options.params.cap = 4;
  Gateway g(options);
  g.bring_up();
  std::vector<SealedLetter> letters;
  for (int i = 0; i < 10; ++i) letters.push_back(g.letter("letter " + std::to_string(i)));
  for (const SealedLetter& l : letters) REQUIRE(g.upload(l.bytes()));
  std::vector<std::size_t> seen(letters.size());
  std::vector<std::uint32_t> sizes;
  for (int round = 0; round < 4; ++round) {
    const Epoch epoch = g.epoch();
    if (round == 1) REQUIRE(g.open());
    REQUIRE(g.next_epoch());
    sizes.push_back(g.record().letters);
    OpenedFeed feed = g.open_feed(epoch);
    for (std::size_t i = 0; i < letters.size(); ++i) seen[i] += times_published(feed, letters[i]);
  }
  CHECK(sizes == std::vector<std::uint32_t>{4, 4, 2, 2});
  CHECK(seen == std::vector<std::size_t>(10, 1));
}

TEST_CASE("the order of arrival is nowhere in what is published", "[gateway][P8]") {
  std::vector<std::vector<ByteVector>> logs;
  std::vector<std::vector<ByteVector>> opened;
  std::vector<ByteVector> feeds;
  for (bool backwards : {false, true}) {
    Gateway g;
    g.bring_up();
    std::vector<SealedLetter> letters;
    for (int i = 0; i < 8; ++i) letters.push_back(g.letter("letter " + std::to_string(i)));
    if (backwards) std::ranges::reverse(letters);
    for (const SealedLetter& l : letters) REQUIRE(g.upload(l.bytes()));
    const Epoch epoch = g.epoch();
    REQUIRE(g.next_epoch());
    std::vector<ByteVector> leaves;
    for (const ByteVector& entry : g.entries()) {
      // Decoy parcels and the feed's fresh key differ from run to run, and with them the record.
      if (entry[0] == static_cast<std::uint8_t>(EntryKind::letter)) leaves.push_back(entry);
    }
    logs.push_back(leaves);
    opened.emplace_back();
    for (const SealedLetter& l : g.open_feed(epoch).letters) {
      opened.back().emplace_back(l.bytes().begin(), l.bytes().end());
    }
    feeds.push_back(g.file(api::feed_path(epoch)));
  }
  CHECK(logs[0] == logs[1]);
  CHECK(opened[0] == opened[1]);
  CHECK(feeds[0].size() == feeds[1].size());
}

TEST_CASE("the same letter uploaded twice is accepted twice and published once", "[gateway]") {
  Gateway g;
  g.bring_up();
  SealedLetter letter = g.letter("again");
  REQUIRE(g.upload(letter.bytes()));
  REQUIRE(g.upload(letter.bytes()));
  std::size_t seen = 0;
  for (int i = 0; i < 4; ++i) {
    const Epoch epoch = g.epoch();
    // The answer was lost, the client sends once more: after it was published, after a restart.
    if (i == 1) REQUIRE(g.upload(letter.bytes()));
    if (i == 2) {
      REQUIRE(g.open());
      REQUIRE(g.upload(letter.bytes()));
    }
    REQUIRE(g.next_epoch());
    seen += times_published(g.open_feed(epoch), letter);
  }
  CHECK(seen == 1);
}

TEST_CASE("without a recipient who can open them letters wait", "[gateway]") {
  Gateway g;
  REQUIRE(g.open());
  SealedLetter letter = g.letter("early");
  CHECK(outcome(g.post(api::Route::upload, ByteVector(kLetterBytes + kTrailerBytes))) == "E_BUSY");
  REQUIRE(g.post_document(g.world.council));
  REQUIRE(g.post_document(g.world.directory));
  REQUIRE(g.next_epoch());  // the first epoch: no bulletins yet
  REQUIRE(g.upload(letter.bytes()));
  REQUIRE(g.next_epoch());
  CHECK(g.record().letters == 0);
  for (const auto& bulletin : g.world.bulletins) REQUIRE(g.post_document(bulletin));
  REQUIRE(g.next_epoch());  // logs them
  CHECK(g.record().letters == 0);
  CHECK(g.record().documents == 3);
  const Epoch epoch = g.epoch();
  REQUIRE(g.next_epoch());
  CHECK(times_published(g.open_feed(epoch), letter) == 1);
}

TEST_CASE("an epoch that was missed is not published afterwards", "[gateway]") {
  Gateway g;
  g.bring_up();
  SealedLetter letter = g.letter("through the gap");
  REQUIRE(g.upload(letter.bytes()));
  const Epoch missed = g.epoch();
  g.close();
  g.clock.advance(3 * 600);
  REQUIRE(g.open());
  REQUIRE(g.service->tick(g.clock.now()));
  CHECK(g.record().epoch < missed);
  const Epoch epoch = g.epoch();
  REQUIRE(g.next_epoch());
  CHECK(g.record().epoch == epoch);
  CHECK(g.file(api::feed_path(missed)).empty());
  CHECK(times_published(g.open_feed(epoch), letter) == 1);
  SECTION("nor is one published twice") {
    const std::size_t size = g.entries().size();
    REQUIRE(g.service->tick(g.clock.now()));
    CHECK(g.entries().size() == size);
    g.clock.advance(-600);
    REQUIRE(g.service->tick(g.clock.now()));
    CHECK(g.entries().size() == size);
  }
}

TEST_CASE("old files go when their days are over", "[gateway]") {
  WorldOptions options = small_world();
  options.params.epoch_seconds = 14400;
  options.params.round_seconds = 14400;
  options.params.letter_days = 1;
  options.params.parcel_days = 2;
  options.params.reply_days = 1;
  Gateway g(options);
  g.bring_up();
  const Epoch first = g.epoch();
  const Day day = day_at(g.clock.now());
  for (int i = 0; i < 8; ++i) REQUIRE(g.next_epoch());
  CHECK(g.file(api::feed_path(first)).empty());
  CHECK_FALSE(g.file(api::feed_path(Epoch{number(first) + 3})).empty());
  CHECK_FALSE(g.file(api::parcels_path(first)).empty());
  for (int i = 0; i < 8; ++i) REQUIRE(g.next_epoch());
  CHECK(g.file(api::parcels_path(first)).empty());
  CHECK(g.file(api::cards_path(day)).empty());
  CHECK_FALSE(g.file(api::cards_path(Day{number(day) + 2})).empty());
}

TEST_CASE("tiles are those of the specification at every published size", "[gateway]") {
  WorldOptions options = small_world();
  options.params.floor = 32;
  Gateway g(options);
  g.bring_up();
  for (int i = 0; i < 16; ++i) {
    REQUIRE(g.next_epoch());
    std::vector<Digest> leaves;
    for (const ByteVector& entry : g.entries()) leaves.push_back(leaf_hash(entry));
    // Level 0 holds the leaves, level 1 the roots of full tiles.
    const auto size = leaves.size();
    ByteVector level0;
    for (std::size_t n = 0; n * 256 < size; ++n) {
      append(level0,
             g.file(api::tile_path(0, n, static_cast<unsigned>(std::min<std::size_t>(256, size - n * 256)))));
    }
    ByteVector expected;
    for (const Digest& leaf : leaves) append(expected, leaf.span());
    REQUIRE(level0 == expected);
    if (size >= 256) {
      ByteVector roots;
      for (std::size_t n = 0; (n + 1) * 256 <= size; ++n) {
        CompactTree tree;
        for (std::size_t k = 0; k < 256; ++k) tree.append(leaves[n * 256 + k]);
        append(roots, tree.root().span());
      }
      REQUIRE(g.file(api::tile_path(1, 0, static_cast<unsigned>(size / 256))) == roots);
    }
  }
  CHECK(g.entries().size() > 512);
  SECTION("partial ones go when nobody can need them") {
    REQUIRE(g.cosign(2));
    CHECK_FALSE(std::filesystem::exists(g.config.data / "public/tile/0/000.p"));
    CHECK(std::filesystem::exists(g.config.data / "public/tile/0/000"));
  }
}

}  // namespace
}  // namespace adit::test
