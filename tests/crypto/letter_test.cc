// SPDX-License-Identifier: Apache-2.0
// letter_seal, letter_open and letter_keys together. Attacks are in tests/properties.
#include <catch2/catch_test_macros.hpp>
#include <set>

#include "crypto/letter_keys.h"
#include "tests/support/hex.h"
#include "tests/support/world.h"

using namespace adit;
using namespace adit::test;

namespace {

const World& world() {
  static const World kWorld = make_world({.recipients = 5});
  return kWorld;
}
LetterDraft draft_to(std::initializer_list<std::size_t> recipients) {
  LetterDraft d;
  d.core.form = "report";
  d.core.language = "en";
  d.core.fields = {{"what", "A bridge that exists on paper only."}};
  d.week = week_at(kNow);
  d.mid = bytes_of<Mid>("00112233445566778899aabbccddeeff");
  d.view = bytes_of<ViewId>("0102030405060708");
  for (std::size_t i : recipients) d.addressees.push_back(world().recipients[i].addressee());
  return d;
}
SealedLetter sealed(const LetterDraft& d, std::uint64_t seed = 1) {
  SeededRng rng(seed);
  auto letter = seal_letter(make_thread(world().dep, 3), d, rng);
  REQUIRE(letter);
  return std::move(*letter);
}
Result<OpenedLetter> open_as(std::size_t recipient, const SealedLetter& letter) {
  const TestRecipient& r = world().recipients[recipient];
  std::array weeks{WeekSecret{week_at(kNow), &r.week_key}};
  return open_letter(world().dep, letter, weeks, r.self(), TestKeyBook(world()));
}

}  // namespace

TEST_CASE("a letter opens for each addressee with the same content and for nobody else", "[letter]") {
  for (auto to : {std::set<std::size_t>{0}, std::set<std::size_t>{1, 4}, std::set<std::size_t>{0, 2, 3},
                  std::set<std::size_t>{0, 1, 2, 4}}) {
    LetterDraft d = draft_to({});
    for (std::size_t i : to) d.addressees.push_back(world().recipients[i].addressee());
    SealedLetter letter = sealed(d, to.size());
    std::set<std::size_t> own_slots;
    for (std::size_t i = 0; i < 5; ++i) {
      auto opened = open_as(i, letter);
      if (!to.contains(i)) {
        CHECK(error_of(opened) == Errc::letter_not_mine);
        continue;
      }
      REQUIRE(opened);
      CHECK(opened->core.encode() == d.core.encode());
      CHECK(opened->channel.mid == d.mid);
      CHECK(opened->channel.kind == d.kind);
      CHECK(opened->channel.week == d.week);
      CHECK(opened->channel.view == d.view);
      CHECK(opened->hash == letter.hash());
      CHECK(opened->verdicts[opened->own_slot] == SlotVerdict::readable);
      own_slots.insert(opened->own_slot);
      CHECK(std::ranges::count(opened->verdicts, SlotVerdict::readable) ==
            static_cast<std::ptrdiff_t>(to.size()));
      CHECK(std::ranges::count(opened->verdicts, SlotVerdict::dummy) ==
            static_cast<std::ptrdiff_t>(4 - to.size()));
    }
    CHECK(own_slots.size() == to.size());
  }
}

TEST_CASE("the channel gives each addressee what an answer takes", "[letter]") {
  ThreadKeys keys = make_thread(world().dep, 3);
  auto opened = open_as(1, sealed(draft_to({1, 2})));
  REQUIRE(opened);
  CHECK(opened->channel.reply_key == keys.reply_key());
  CHECK(opened->channel.thread_public == keys.thread_public());
  CHECK(opened->channel.slots[opened->own_slot].grant == keys.grant(world().recipients[1].rid));
  for (const ChannelSlot& slot : opened->channel.slots) {
    if (slot.rid) CHECK(slot.grant == keys.grant(*slot.rid));
  }
}

TEST_CASE("each kind of letter comes back as what it was", "[letter]") {
  for (int kind = 0; kind <= 8; ++kind) {
    LetterDraft d = draft_to({0});
    d.kind = static_cast<LetterKind>(kind);
    auto opened = open_as(0, sealed(d));
    REQUIRE(opened);
    CHECK(opened->channel.kind == d.kind);
  }
}

TEST_CASE("every place in a letter is taken about equally often", "[letter]") {
  std::array<int, kSlots> places{};
  LetterDraft d = draft_to({0});
  for (std::uint64_t seed = 0; seed < 400; ++seed) ++places[open_as(0, sealed(d, seed))->own_slot];
  for (int n : places) {
    CHECK(n > 55);  // mean 100, sigma 8.7: false alarm below 1e-6
    CHECK(n < 145);
  }
}

TEST_CASE("a letter to nobody, too many, or one person twice is refused", "[letter]") {
  SeededRng rng(1);
  ThreadKeys keys = make_thread(world().dep, 3);
  CHECK(error_of(seal_letter(keys, draft_to({}), rng)) == Errc::recipient_not_addressable);
  CHECK(error_of(seal_letter(keys, draft_to({0, 0}), rng)) == Errc::recipient_not_addressable);
  CHECK(error_of(seal_letter(keys, draft_to({0, 1, 2, 3, 4}), rng)) == Errc::recipient_not_addressable);
}

TEST_CASE("a letter that is one byte too long is refused, and one that just fits opens", "[letter]") {
  LetterDraft d = draft_to({0});
  d.core.fields[0].second = std::string(300, 'x');
  d.core.fields[0].second += std::string(static_cast<std::size_t>(core_bytes_left(d.core)), 'x');
  CHECK(open_as(0, sealed(d)));
  d.core.fields[0].second += "x";
  SeededRng rng(1);
  CHECK(error_of(seal_letter(make_thread(world().dep, 3), d, rng)) == Errc::report_too_long);
}

TEST_CASE("a letter to a key that cannot be sealed to is refused", "[letter]") {
  SeededRng rng(1);
  LetterDraft d = draft_to({0});
  for (std::size_t i = 1184; i < 1216; ++i) d.addressees[0].week_key.mutable_span()[i] = 0;
  CHECK(error_of(seal_letter(make_thread(world().dep, 3), d, rng)) == Errc::key_invalid);
  d = draft_to({0});
  d.addressees[0].auth = X25519Public{};
  CHECK(error_of(seal_letter(make_thread(world().dep, 3), d, rng)) == Errc::key_invalid);
}

TEST_CASE("a decoy opens for nobody", "[letter]") {
  SeededRng rng(1);
  SealedLetter decoy = seal_decoy(world().dep, rng);
  for (std::size_t i = 0; i < 5; ++i) CHECK(error_of(open_as(i, decoy)) == Errc::letter_not_mine);
}

TEST_CASE("the same draft twice gives letters that share nothing, the same randomness the same letter",
          "[letter]") {
  LetterDraft d = draft_to({0});
  CHECK(sealed(d, 1).hash() == sealed(d, 1).hash());
  SealedLetter a = sealed(d, 1);
  SealedLetter b = sealed(d, 2);
  std::size_t same = 0;
  for (std::size_t i = 0; i < kLetterBytes; ++i) same += a.bytes()[i] == b.bytes()[i] ? 1 : 0;
  CHECK(same < 110);  // mean 64, sigma 8
}

TEST_CASE("a generator that always says the same does not give two letters one key", "[letter]") {
  // Hedging: content and root go into the key.
  class StuckRng final : public Rng {
   public:
    void fill(MutableByteSpan out) override { std::ranges::fill(out, std::uint8_t{5}); }
  };
  auto stuck = [](std::uint64_t thread, const LetterDraft& d) {
    StuckRng rng;
    auto letter = seal_letter(make_thread(world().dep, thread), d, rng);
    REQUIRE(letter);
    return letter->commitment();
  };
  LetterDraft d = draft_to({0});
  Commitment base = stuck(3, d);
  CHECK(stuck(4, d) != base);
  d.core.fields[0].second += "!";
  CHECK(stuck(3, d) != base);
}

TEST_CASE("a letter of another deployment is not mine", "[letter]") {
  SeededRng rng(1);
  World other = make_world({.seed = 8});
  auto letter = seal_letter(make_thread(other.dep, 3), draft_to({0}), rng);
  REQUIRE(letter);
  CHECK(error_of(open_as(0, *letter)) == Errc::letter_not_mine);
}

TEST_CASE("last week's key opens last week's letter while it is kept", "[letter]") {
  const TestRecipient& r = world().recipients[0];
  XwingKey this_week(secret_of<XwingSeed>(50));
  SealedLetter letter = sealed(draft_to({0}));
  std::array both{WeekSecret{next(week_at(kNow)), &this_week}, WeekSecret{week_at(kNow), &r.week_key}};
  CHECK(open_letter(world().dep, letter, both, r.self(), TestKeyBook(world())));
  CHECK(error_of(open_letter(world().dep, letter, std::span(both).first(1), r.self(),
                             TestKeyBook(world()))) == Errc::letter_not_mine);
  CHECK(error_of(open_letter(world().dep, letter, {}, r.self(), TestKeyBook(world()))) ==
        Errc::letter_not_mine);
}

TEST_CASE("the evidence of an opened letter opens its core alone", "[letter]") {
  SealedLetter letter = sealed(draft_to({0, 1}));
  auto opened = open_as(0, letter);
  REQUIRE(opened);
  auto c1 = derived<Commitment>("adit1 core-com"_label, kNoKey, {opened->core_key.expose()});
  CHECK(letter_commitment(opened->header_hash, c1, opened->channel_commitment) == letter.commitment());
  CHECK(aead_open(opened->core_key, letter.commitment().span(), letter.core()));
  CHECK_FALSE(aead_open(opened->core_key, letter.commitment().span(), letter.channel()));
}
