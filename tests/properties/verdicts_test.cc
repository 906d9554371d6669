// SPDX-License-Identifier: Apache-2.0
// P4: a recipient knows who else can read a letter, slot by slot.
#include <catch2/catch_test_macros.hpp>

#include "tests/properties/insider.h"
#include "tests/support/hex.h"

using namespace adit;
using namespace adit::test;

namespace {

const World& world() {
  static const World kWorld = make_world({.recipients = 4});
  return kWorld;
}
const ThreadKeys& owner() {
  static const ThreadKeys kKeys = make_thread(world().dep, 1);
  return kKeys;
}

// A letter of the thread's owner, listed for recipients 0 and 1 in slots 0 and 1, whose slots hold
// what the test says. Tags are right: the owner itself cheats.
Forgery owners_letter() {
  Forgery f{
      .dep = world().dep, .letter_key = secret_of<Key>(7), .slots = {}, .channel = {}, .core = {}, .tag = {}};
  Core core;
  core.form = "report";
  f.core = core.encode();
  f.channel.reply_key = owner().reply_key();
  f.channel.thread_public = owner().thread_public();
  f.channel.week = week_at(kNow);
  for (std::size_t i = 0; i < 2; ++i) {
    f.channel.slots[i].rid = world().recipients[i].rid;
    f.slots[i] = ToKey{world().recipients[i].week_key.public_key()};
  }
  f.tag = [](std::size_t i, const Commitment& com, ByteSpan core_block,
             ByteSpan untagged) -> std::optional<Tag16> {
    if (i > 1) return std::nullopt;
    const TestRecipient& r = world().recipients[i];
    return letter_tag(*owner().thread_key(r.rid, r.auth), com, core_block, untagged);
  };
  return f;
}
using Verdicts = std::array<SlotVerdict, kSlots>;
Verdicts seen_by_first(const Forgery& f) {
  auto opened = open_as(world(), 0, f.seal());
  REQUIRE(opened);
  return opened->verdicts;
}
constexpr auto kReadable = SlotVerdict::readable;
constexpr auto kNotReadable = SlotVerdict::not_readable;
constexpr auto kDummy = SlotVerdict::dummy;
constexpr auto kUnlisted = SlotVerdict::unlisted;

SlotBytes noise() {
  SeededRng rng(1);
  return rng.bytes<SlotBytes>();
}

}  // namespace

TEST_CASE("P4: an honest letter has two readers and two dummies", "[P4]") {
  CHECK(seen_by_first(owners_letter()) == Verdicts{kReadable, kReadable, kDummy, kDummy});
}

TEST_CASE("P4: a listed recipient whose slot is sealed to a wrong key is seen not to read", "[P4]") {
  Forgery f = owners_letter();
  f.slots[1] = ToKey{world().recipients[2].week_key.public_key()};
  CHECK(seen_by_first(f) == Verdicts{kReadable, kNotReadable, kDummy, kDummy});
  f.slots[1] = ForNobody{};
  CHECK(seen_by_first(f) == Verdicts{kReadable, kNotReadable, kDummy, kDummy});
  f.slots[1] = Bytes1152{noise()};
  CHECK(seen_by_first(f) == Verdicts{kReadable, kNotReadable, kDummy, kDummy});
  f.slots[1] = ToKeyWith{world().recipients[1].week_key.public_key(), secret_of<Key>(8)};
  CHECK(seen_by_first(f) == Verdicts{kReadable, kNotReadable, kDummy, kDummy});
  // And indeed it cannot.
  CHECK(error_of(open_as(world(), 1, f.seal())) == Errc::letter_not_mine);
}

TEST_CASE("P4: a slot changed by one bit is seen not to be readable", "[P4]") {
  for (std::size_t at : {0u, 600u, 1119u, 1120u, 1151u}) {
    Forgery f = owners_letter();
    auto slot = make_slot(world().dep, f.letter_key, 1, world().recipients[1].week_key.public_key());
    REQUIRE(slot);
    slot->mutable_span()[at] ^= 1;
    f.slots[1] = Bytes1152{*slot};
    CHECK(seen_by_first(f)[1] == kNotReadable);
  }
}

TEST_CASE("P4: a reader who is not listed is seen", "[P4]") {
  Forgery f = owners_letter();
  f.slots[2] = ToKey{world().recipients[3].week_key.public_key()};
  CHECK(seen_by_first(f) == Verdicts{kReadable, kReadable, kUnlisted, kDummy});
  f.slots[2] = ToKey{xwing_public(secret_of<XwingSeed>(66))};  // someone outside
  CHECK(seen_by_first(f) == Verdicts{kReadable, kReadable, kUnlisted, kDummy});
  f.slots[2] = Bytes1152{noise()};
  CHECK(seen_by_first(f) == Verdicts{kReadable, kReadable, kUnlisted, kDummy});
}

TEST_CASE("P4: two slots in each other's place are seen", "[P4]") {
  Forgery f = owners_letter();
  f.slots[2] = ToKey{world().recipients[1].week_key.public_key()};
  f.slots[1] = ForNobody{};
  CHECK(seen_by_first(f) == Verdicts{kReadable, kNotReadable, kUnlisted, kDummy});
}

TEST_CASE("P4: a recipient listed twice, or unknown, is seen for what it is", "[P4]") {
  Forgery f = owners_letter();
  f.channel.slots[2].rid = world().recipients[1].rid;
  f.slots[2] = ToKey{world().recipients[1].week_key.public_key()};
  CHECK(seen_by_first(f) == Verdicts{kReadable, kReadable, kReadable, kDummy});
  f.channel.slots[2].rid = Rid{};
  CHECK(seen_by_first(f) == Verdicts{kReadable, kReadable, kNotReadable, kDummy});
}

TEST_CASE("P4: a recipient whose key another one published as its own still reads its letters", "[P4]") {
  // Either place may come first.
  for (std::size_t first : {0u, 1u}) {
    Forgery f = owners_letter();
    f.slots[1 - first] = ToKey{world().recipients[first].week_key.public_key()};
    f.slots[first] = ToKey{world().recipients[first].week_key.public_key()};
    auto opened = open_as(world(), first, f.seal());
    REQUIRE(opened);
    CHECK(opened->own_slot == first);
    CHECK(error_of(open_as(world(), 1 - first, f.seal())) == Errc::letter_not_mine);
  }
}

TEST_CASE("P4: a letter of a week whose keys are not known has no readable slots", "[P4]") {
  Forgery f = owners_letter();
  f.channel.week = next(week_at(kNow));
  CHECK(seen_by_first(f) == Verdicts{kNotReadable, kNotReadable, kDummy, kDummy});
}

TEST_CASE("planted: a check that only asks whether the slot decapsulates would not see a wrong letter key",
          "[P4]") {
  Forgery f = owners_letter();
  f.slots[1] = ToKeyWith{world().recipients[1].week_key.public_key(), secret_of<Key>(8)};
  SealedLetter letter = f.seal();
  CHECK(world().recipients[1].week_key.decapsulate(letter.ciphertext(1)));  // the weaker check passes
  CHECK(seen_by_first(f)[1] == kNotReadable);
}
