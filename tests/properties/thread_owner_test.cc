// SPDX-License-Identifier: Apache-2.0
// P5: nobody but the owner of a thread writes into it. A recipient of a letter knows its letter key,
// its channel (everybody's grants and tags) and its own thread key, and tries what it can against the
// others.
#include <catch2/catch_test_macros.hpp>

#include "crypto/padded.h"
#include "tests/properties/insider.h"
#include "tests/support/hex.h"

using namespace adit;
using namespace adit::test;

namespace {

const World& world() {
  static const World kWorld = make_world({.recipients = 3});
  return kWorld;
}
const ThreadKeys& owner() {
  static const ThreadKeys kKeys = make_thread(world().dep, 1);
  return kKeys;
}
const TestRecipient& insider() { return world().recipients[0]; }
constexpr std::size_t kVictim = 1;

SealedLetter owners_letter(std::uint64_t seed = 1, std::string text = "the truth") {
  return seal_draft(world(), owner(), draft_to(world(), {0, 1}, std::move(text)), seed);
}
Forgery copy_of(const SealedLetter& letter) {
  return same_as(world(), letter, open_fully(world(), insider(), letter));
}
Key insiders_key() {
  return *thread_key_of_recipient(world().dep, insider().auth_secret, insider().auth, insider().rid,
                                  owner().thread_public());
}
std::size_t place_of(const Channel& channel, std::size_t recipient) {
  for (std::size_t i = 0; i < kSlots; ++i) {
    if (channel.slots[i].rid == world().recipients[recipient].rid) return i;
  }
  ADIT_ASSERT(false);
}
ByteVector other_core() {
  Core core;
  core.form = "report";
  core.fields = {{"what", "a lie"}};
  return core.encode();
}
Errc verdict(const Forgery& f) { return error_of(open_as(world(), kVictim, f.seal())); }

}  // namespace

TEST_CASE("P5: the harness makes letters that open: an unchanged copy does", "[P5]") {
  SealedLetter letter = owners_letter();
  SealedLetter copy = copy_of(letter).seal();
  CHECK(copy.hash() == letter.hash());
  CHECK(open_as(world(), kVictim, copy));
}

TEST_CASE("P5: other words under the same letter key are noticed", "[P5]") {
  Forgery f = copy_of(owners_letter());
  f.core = other_core();
  CHECK(verdict(f) == Errc::letter_spliced);
}

TEST_CASE("P5: a changed channel is noticed: kind, message id, week, view, reply key", "[P5]") {
  auto changed = [](auto&& change) {
    Forgery f = copy_of(owners_letter());
    change(f.channel);
    return verdict(f);
  };
  CHECK(changed([](Channel& c) { c.kind = LetterKind::withdraw; }) == Errc::letter_spliced);
  CHECK(changed([](Channel& c) { c.mid = *Mid::from(filled(16, 3)); }) == Errc::letter_spliced);
  CHECK(changed([](Channel& c) { c.week = next(c.week); }) == Errc::letter_spliced);
  CHECK(changed([](Channel& c) { c.view = *ViewId::from(filled(8, 3)); }) == Errc::letter_spliced);
  CHECK(changed([](Channel& c) { c.reply_key = insider().week_key.public_key(); }) == Errc::letter_spliced);
  CHECK(changed([](Channel& c) { c.slots[place_of(c, kVictim)].grant = Grant{}; }) == Errc::letter_spliced);
}

TEST_CASE("P5: a changed list of recipients is noticed", "[P5]") {
  SealedLetter letter = owners_letter();
  for (std::size_t i = 0; i < kSlots; ++i) {
    Forgery f = copy_of(letter);
    if (i == place_of(f.channel, kVictim)) continue;
    f.channel.slots[i].rid = f.channel.slots[i].rid ? std::optional<Rid>() : world().recipients[2].rid;
    CHECK(verdict(f) == Errc::letter_spliced);
  }
}

TEST_CASE("P5: tags of another letter, or of another place, are noticed", "[P5]") {
  SealedLetter first = owners_letter(1, "first");
  SealedLetter second = owners_letter(2, "second");
  Forgery f = copy_of(first);
  Opened other = open_fully(world(), insider(), second);
  f.core = other_core();
  std::size_t victim = place_of(f.channel, kVictim);
  f.channel.slots[victim].tag = other.channel.slots[place_of(other.channel, kVictim)].tag;
  CHECK(verdict(f) == Errc::letter_spliced);

  f = copy_of(first);
  std::swap(f.channel.slots[victim].tag, f.channel.slots[place_of(f.channel, 0)].tag);
  CHECK(verdict(f) == Errc::letter_spliced);

  // The whole second letter's content under the first letter's keys.
  f = copy_of(first);
  f.core = other.core.encode();
  for (std::size_t i = 0; i < kSlots; ++i) f.channel.slots[i].tag = other.channel.slots[i].tag;
  CHECK(verdict(f) == Errc::letter_spliced);
}

TEST_CASE("P5: places swapped with their tags and slots are noticed", "[P5]") {
  Forgery f = copy_of(owners_letter());
  std::size_t a = place_of(f.channel, 0);
  std::size_t b = place_of(f.channel, kVictim);
  std::swap(f.channel.slots[a], f.channel.slots[b]);
  CHECK(verdict(f) == Errc::letter_damaged);  // the victim's own slot names another
  f.slots[a] = ToKey{world().recipients[kVictim].week_key.public_key()};
  f.slots[b] = ToKey{insider().week_key.public_key()};
  CHECK(verdict(f) == Errc::letter_spliced);
}

TEST_CASE("P5: tags under the insider's own thread key are noticed", "[P5]") {
  Forgery f = copy_of(owners_letter());
  f.core = other_core();
  f.tag = [](std::size_t, const Commitment& com, ByteSpan core, ByteSpan untagged) {
    return std::optional(letter_tag(insiders_key(), com, core, untagged));
  };
  CHECK(verdict(f) == Errc::letter_spliced);
  // For itself the insider can make such a letter: see P6, deniability.
  CHECK(open_as(world(), 0, f.seal()));
}

TEST_CASE("P5: a new letter in the thread's name is noticed", "[P5]") {
  Forgery f = copy_of(owners_letter());
  f.letter_key = secret_of<Key>(99);
  std::size_t victim = place_of(f.channel, kVictim);
  for (std::size_t i = 0; i < kSlots; ++i) f.slots[i] = ForNobody{};
  f.slots[victim] = ToKey{world().recipients[kVictim].week_key.public_key()};
  f.core = other_core();
  CHECK(verdict(f) == Errc::letter_spliced);
}

TEST_CASE("P5: passing a letter on to someone it was not for is noticed", "[P5]") {
  SealedLetter letter = owners_letter();
  for (int how = 0; how < 3; ++how) {
    Forgery f = copy_of(letter);
    std::size_t dummy = 0;
    while (f.channel.slots[dummy].rid) ++dummy;
    f.slots[dummy] = ToKey{world().recipients[2].week_key.public_key()};
    if (how > 0) f.channel.slots[dummy].rid = world().recipients[2].rid;
    if (how > 1) f.channel.slots[dummy].tag = f.channel.slots[place_of(f.channel, 0)].tag;
    Errc expected = how == 0 ? Errc::letter_damaged : Errc::letter_spliced;
    CHECK(error_of(open_as(world(), 2, f.seal())) == expected);
  }
}

TEST_CASE("P5: a thread key of one's own makes another thread, not this one", "[P5]") {
  ThreadKeys own = make_thread(world().dep, 50);
  auto opened = open_as(world(), kVictim, seal_draft(world(), own, draft_to(world(), {1}), 5));
  REQUIRE(opened);
  CHECK(opened->channel.thread_public != owner().thread_public());
}

TEST_CASE("P5: a thousand mixtures of what an insider has are all noticed", "[P5]") {
  SealedLetter first = owners_letter(1, "first");
  SealedLetter second = owners_letter(2, "second");
  Opened a = open_fully(world(), insider(), first);
  Opened b = open_fully(world(), insider(), second);
  SeededRng rng(4);
  int unchanged = 0;
  for (int i = 0; i < 1000; ++i) {
    Forgery f = same_as(world(), first, a);
    if (rng.below(2) == 1) f.core = rng.below(2) == 1 ? other_core() : b.core.encode();
    if (rng.below(2) == 1) f.channel.mid = rng.bytes<Mid>();
    if (rng.below(3) == 0) f.channel.kind = static_cast<LetterKind>(rng.below(9));
    for (std::size_t s = 0; s < kSlots; ++s) {
      switch (rng.below(6)) {
        case 0:
          f.channel.slots[s].tag = b.channel.slots[rng.below(4)].tag;
          break;
        case 1:
          f.channel.slots[s].tag = a.channel.slots[rng.below(4)].tag;
          break;
        case 2:
          f.channel.slots[s].grant = b.channel.slots[rng.below(4)].grant;
          break;
        case 3:
          f.slots[s] = ToKey{world().recipients[kVictim].week_key.public_key()};
          break;
        default:
          break;
      }
    }
    SealedLetter forged = f.seal();
    auto opened = open_as(world(), kVictim, forged);
    if (!opened) continue;
    // What it reads is what the owner wrote. (Tags for others are not under its own tag: they are theirs to
    // check.)
    REQUIRE(opened->core.encode() == a.core.encode());
    REQUIRE(without_tags(opened->channel).encode() == without_tags(a.channel).encode());
    REQUIRE(opened->header_hash == header_hash(world().dep, first.slots()));
    ++unchanged;
  }
  CHECK(unchanged > 0);
  CHECK(unchanged < 200);
}

TEST_CASE("planted: a recipient that did not check the tag would believe the lie", "[P5]") {
  Forgery f = copy_of(owners_letter());
  f.core = other_core();
  Opened believed = open_fully(world(), world().recipients[kVictim], f.seal());  // opens, checks nothing
  CHECK(believed.core.encode() == other_core());
  CHECK(verdict(f) == Errc::letter_spliced);
}
