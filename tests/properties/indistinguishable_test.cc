// SPDX-License-Identifier: Apache-2.0
// P1: report, follow-up, check-in and decoy cannot be told apart on the wire. P2: nor can letters to
// one, two, three and four recipients. First forms: 1600 letters of each class.
//
// Seeds are fixed, so a result is the same in every run. Had they been free: the greatest of 16384
// standard normals, in 6 comparisons, passes 7 with probability 1e-7; the classifier's 1600 answers
// pass 0.5 +- 0.062 with probability 1e-6.
#include <catch2/catch_test_macros.hpp>
#include <map>

#include "tests/properties/statistics.h"
#include "tests/support/hex.h"
#include "tests/support/world.h"

using namespace adit;
using namespace adit::test;

namespace {

constexpr std::size_t kLetters = 1600;
constexpr double kGreatestZ = 7;
constexpr double kAccuracySlack = 0.062;

const World& world() {
  static const World kWorld = make_world({.recipients = 4});
  return kWorld;
}

SealedLetter make_letter(LetterKind kind, std::size_t recipients, Rng& rng) {
  static const ThreadKeys kThread = make_thread(world().dep, 9);
  LetterDraft d;
  d.kind = kind;
  d.week = week_at(kNow);
  d.mid = rng.bytes<Mid>();
  d.core.form = kind == LetterKind::check_in ? "" : "report";
  d.core.language = "en";
  if (kind == LetterKind::report) d.core.fields = {{"what", std::string(3000, 'a')}, {"where", "here"}};
  if (kind == LetterKind::follow_up) d.core.fields = {{"text", "One more thing."}};
  for (std::size_t i = 0; i < recipients; ++i) d.addressees.push_back(world().recipients[i].addressee());
  auto letter = seal_letter(kThread, d, rng);
  ADIT_ASSERT(letter);
  return std::move(*letter);
}

struct Class {
  Sample sample;
  std::vector<SealedLetter> first;  // some of them, as they are
};
template <class Make>
Class collect(std::uint64_t seed, Make&& make, std::size_t count = kLetters) {
  SeededRng rng(seed);
  Class out;
  for (std::size_t i = 0; i < count; ++i) {
    SealedLetter letter = make(rng);
    out.sample.add(letter);
    if (i < 150) out.first.push_back(std::move(letter));
  }
  return out;
}

const Class& decoys() {
  static const Class kClass = collect(100, [](Rng& rng) { return seal_decoy(world().dep, rng); });
  return kClass;
}
const Class& letters(LetterKind kind, std::size_t recipients) {
  static std::map<std::pair<LetterKind, std::size_t>, Class> made;
  auto key = std::pair(kind, recipients);
  auto at = made.find(key);
  if (at == made.end()) {
    std::uint64_t seed = 200 + static_cast<std::uint64_t>(kind) * 10 + recipients;
    at = made.emplace(key, collect(seed, [&](Rng& rng) { return make_letter(kind, recipients, rng); })).first;
  }
  return at->second;
}

bool alike(const Sample& a, const Sample& b) {
  double byte_z = Sample::worst_byte_z(a, b);
  double field_z = Sample::worst_field_z(a, b);
  double accuracy = classifier_accuracy(a, b);
  UNSCOPED_INFO("byte z " << byte_z << ", field z " << field_z << ", accuracy " << accuracy);
  return byte_z < kGreatestZ && field_z < kGreatestZ && accuracy > 0.5 - kAccuracySlack &&
         accuracy < 0.5 + kAccuracySlack;
}

// Decoys of a sealer with a fault. change() works on the bytes of a good letter.
template <class Change>
Sample faulty(std::uint64_t seed, Change&& change) {
  SeededRng rng(seed);
  Sample out;
  for (std::size_t i = 0; i < kLetters; ++i) {
    SealedLetter letter = seal_decoy(world().dep, rng);
    ByteVector bytes(letter.bytes().begin(), letter.bytes().end());
    change(bytes, rng);
    out.add(*SealedLetter::parse(bytes));
  }
  return out;
}

}  // namespace

TEST_CASE("P1: reports, follow-ups and check-ins look like decoys", "[P1]") {
  CHECK(alike(decoys().sample, letters(LetterKind::report, 2).sample));
  CHECK(alike(decoys().sample, letters(LetterKind::follow_up, 2).sample));
  CHECK(alike(decoys().sample, letters(LetterKind::check_in, 2).sample));
}

TEST_CASE("P2: letters to one, two, three and four recipients look alike", "[P2]") {
  const Sample& one = letters(LetterKind::report, 1).sample;
  CHECK(alike(one, letters(LetterKind::report, 2).sample));
  CHECK(alike(one, letters(LetterKind::report, 3).sample));
  CHECK(alike(one, letters(LetterKind::report, 4).sample));
}

TEST_CASE(
    "P1: slots for recipients and for nobody are ciphertexts alike; nothing repeats or can be compressed",
    "[P1]") {
  constexpr std::size_t kFew = 250;
  std::vector<SealedLetter> all;
  auto look_at = [&](const Class& c) {
    // About 1 ciphertext in 28 scores as random bytes do; no key has its top bit set.
    double part = static_cast<double>(c.sample.slots_that_look_random()) / (kFew * kSlots);
    CHECK(part < 0.07);  // false alarm below 1e-6
    CHECK(c.sample.top_bits() == 0);
    for (const SealedLetter& letter : c.first) {
      CHECK(deflated_bytes(letter.bytes()) > kLetterBytes);
      all.push_back(letter);
    }
  };
  look_at(collect(30, [](Rng& rng) { return seal_decoy(world().dep, rng); }, kFew));
  look_at(collect(31, [](Rng& rng) { return make_letter(LetterKind::report, 1, rng); }, kFew));
  look_at(collect(32, [](Rng& rng) { return make_letter(LetterKind::report, 4, rng); }, kFew));
  look_at(collect(33, [](Rng& rng) { return make_letter(LetterKind::check_in, 2, rng); }, kFew));
  CHECK(equal_blocks(all) == 0);
}

TEST_CASE("planted: a slot of random bytes instead of a ciphertext is noticed in one letter", "[P1]") {
  SeededRng rng(7);
  std::size_t noticed = 0;
  constexpr std::size_t kTries = 1000;
  for (std::size_t i = 0; i < kTries; ++i) {
    ByteVector slot(kXwingCiphertextBytes);
    rng.fill(slot);
    noticed += looks_random(slot) ? 1 : 0;
  }
  CHECK(noticed > 960);
}

TEST_CASE("planted: each fault of a sealer is noticed in a sample", "[P1]") {
  SECTION("dummy slots of random bytes") {
    Sample bad = faulty(8, [](ByteVector& bytes, Rng& rng) {
      rng.fill(MutableByteSpan(bytes).subspan(2 * kSlotBytes, 1120));
    });
    CHECK_FALSE(alike(decoys().sample, bad));
    CHECK(Sample::worst_field_z(decoys().sample, bad) > 50);
    CHECK(bad.top_bits() > kLetters / 3);
  }
  SECTION("one bit that is always zero") {
    Sample bad = faulty(9, [](ByteVector& bytes, Rng&) { bytes[9000] &= 0xfe; });
    CHECK_FALSE(alike(decoys().sample, bad));
  }
  SECTION("a block that is not encrypted") {
    Sample bad = faulty(10, [](ByteVector& bytes, Rng&) {
      for (std::size_t i = 0; i < 300; ++i) bytes[12000 + i] = static_cast<std::uint8_t>('a' + i % 20);
    });
    CHECK(classifier_accuracy(decoys().sample, bad) > 0.95);
  }
}

TEST_CASE("planted: an empty block and two letters with one key stream are noticed", "[P1]") {
  SeededRng rng(12);
  SealedLetter a = seal_decoy(world().dep, rng);
  SealedLetter b = seal_decoy(world().dep, rng);
  ByteVector empty(a.bytes().begin(), a.bytes().end());
  std::fill(empty.begin() + 12000, empty.begin() + 12300, std::uint8_t{0});
  CHECK(deflated_bytes(empty) < kLetterBytes);
  ByteVector same(b.bytes().begin(), b.bytes().end());
  std::copy_n(a.bytes().begin() + 8000, 64, same.begin() + 8000);
  CHECK(equal_blocks({a, *SealedLetter::parse(same)}) == 4);
}
