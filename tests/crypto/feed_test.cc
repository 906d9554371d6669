// SPDX-License-Identifier: Apache-2.0
#include <adit/feed.h>

#include <catch2/catch_test_macros.hpp>

#include "crypto/xwing.h"
#include "tests/support/fakes.h"
#include "tests/support/hex.h"

using namespace adit;
using namespace adit::test;

namespace {

const auto kDep = bytes_of<DeploymentId>(std::string(64, '1'));

struct Feed {
  std::vector<XwingKey> keys;
  std::vector<XwingPublic> public_keys;
  ByteVector letters;
  SealedFeed sealed;
};
Feed make_feed(std::size_t recipients, std::size_t letters, std::uint64_t seed = 1) {
  SeededRng rng(seed);
  std::vector<XwingKey> keys;
  std::vector<XwingPublic> public_keys;
  for (std::size_t i = 0; i < recipients; ++i) {
    keys.emplace_back(XwingSeed::make([&](MutableByteSpan out) { rng.fill(out); }));
    public_keys.push_back(keys.back().public_key());
  }
  ByteVector all(letters * kLetterBytes);
  rng.fill(all);
  auto sealed = seal_feed(kDep, public_keys, all, rng);
  REQUIRE(sealed);
  return {std::move(keys), std::move(public_keys), std::move(all), std::move(*sealed)};
}
Result<OpenedFeed> open_as(const XwingKey& key, ByteSpan feed, const DeploymentId& dep = kDep) {
  std::array weeks{WeekSecret{Week{1}, &key}};
  return open_feed(dep, feed, weeks);
}

}  // namespace

TEST_CASE("a feed opens for each recipient, letter by letter", "[feed]") {
  for (std::size_t recipients : {1u, 3u, 9u}) {
    for (std::size_t letters : {0u, 1u, 5u}) {
      Feed f = make_feed(recipients, letters);
      CHECK(f.sealed.feed.size() == feed_bytes(recipients, letters));
      for (const XwingKey& key : f.keys) {
        auto opened = open_as(key, f.sealed.feed);
        REQUIRE(opened);
        REQUIRE(opened->letters.size() == letters);
        for (std::size_t i = 0; i < letters; ++i) {
          CHECK(std::ranges::equal(opened->letters[i].bytes(),
                                   ByteSpan(f.letters).subspan(i * kLetterBytes, kLetterBytes)));
        }
        CHECK(equal_ct(opened->key.key, f.sealed.key.key));
        CHECK(opened->key.com == f.sealed.key.com);
      }
    }
  }
}

TEST_CASE("a feed opens for nobody else and in no other deployment", "[feed]") {
  Feed f = make_feed(2, 1);
  CHECK(error_of(open_as(XwingKey(secret_of<XwingSeed>(9)), f.sealed.feed)) == Errc::letter_not_mine);
  CHECK(error_of(open_as(f.keys[0], f.sealed.feed, bytes_of<DeploymentId>(std::string(64, '2')))) ==
        Errc::letter_not_mine);
  CHECK(error_of(open_feed(kDep, f.sealed.feed, {})) == Errc::letter_not_mine);
}

TEST_CASE("a feed that was changed anywhere does not open", "[feed]") {
  Feed f = make_feed(2, 1);
  for (std::size_t at = 0; at < f.sealed.feed.size(); at += 97) {
    ByteVector changed = f.sealed.feed;
    changed[at] ^= 1;
    CHECK_FALSE(open_as(f.keys[1], changed));
  }
}

TEST_CASE("a feed of a size that no feed has is damaged", "[feed]") {
  Feed f = make_feed(2, 1);
  ByteSpan feed = f.sealed.feed;
  CHECK(error_of(open_as(f.keys[0], {})) == Errc::letter_damaged);
  CHECK(error_of(open_as(f.keys[0], feed.first(1))) == Errc::letter_damaged);
  CHECK(error_of(open_as(f.keys[0], feed.first(feed.size() - 1))) == Errc::letter_damaged);
  ByteVector many = f.sealed.feed;
  many[0] = 65;  // more slots than allowed
  CHECK(error_of(open_as(f.keys[0], many)) == Errc::letter_damaged);
  ByteVector full(feed_bytes(kMaxFeedSlots + 1, 0));
  full[0] = kMaxFeedSlots + 1;
  CHECK(error_of(open_as(f.keys[0], full)) == Errc::letter_damaged);
  many[0] = many[1] = 0xff;
  CHECK(error_of(open_as(f.keys[0], many)) == Errc::letter_damaged);
}

TEST_CASE("a feed to a key that cannot be sealed to is refused", "[feed]") {
  SeededRng rng(1);
  std::array keys{XwingPublic{}};
  CHECK(error_of(seal_feed(kDep, keys, {}, rng)) == Errc::key_invalid);
}

TEST_CASE("the parcels of an epoch open in their places under the feed's key alone", "[feed]") {
  Feed f = make_feed(1, 0);
  Feed other = make_feed(1, 0, 2);
  ByteVector parcel = filled(kParcelBytes, 7);
  ByteVector sealed = seal_feed_parcel(f.sealed.key, 3, parcel);
  CHECK(sealed.size() == kSealedParcelBytes);
  auto opened = open_feed_parcel(f.sealed.key, 3, sealed);
  REQUIRE(opened);
  CHECK(*opened == parcel);
  CHECK(error_of(open_feed_parcel(f.sealed.key, 4, sealed)) == Errc::parcel_damaged);
  CHECK(error_of(open_feed_parcel(other.sealed.key, 3, sealed)) == Errc::parcel_damaged);
  CHECK(error_of(open_feed_parcel(f.sealed.key, 3, ByteSpan(sealed).first(100))) == Errc::parcel_damaged);
  CHECK(error_of(open_feed_parcel(f.sealed.key, 3, seal_feed_parcel(f.sealed.key, 3, {}))) ==
        Errc::parcel_damaged);
}

TEST_CASE("the same letters sealed twice share nothing but their sizes", "[feed]") {
  Feed f = make_feed(1, 2);
  SeededRng rng(77);
  auto again = seal_feed(kDep, f.public_keys, f.letters, rng);
  REQUIRE(again);
  REQUIRE(again->feed.size() == f.sealed.feed.size());
  std::size_t same = 0;
  for (std::size_t i = 2; i < again->feed.size(); ++i) same += again->feed[i] == f.sealed.feed[i] ? 1 : 0;
  CHECK(same < 200);  // mean 133
}
