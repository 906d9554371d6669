// SPDX-License-Identifier: Apache-2.0
// P3: all recipients who open a letter get the same content, whatever was done to it on the way and
// even if its writer, who holds all its keys, meant it otherwise.
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

// What each recipient reads, or nothing.
std::optional<ByteVector> reads(std::size_t recipient, const SealedLetter& letter) {
  auto opened = open_as(world(), recipient, letter);
  if (!opened) return std::nullopt;
  ByteVector out = opened->channel.encode();
  append(out, opened->core.encode());
  return out;
}
// True unless two recipients read two different things.
bool agree(const SealedLetter& letter) {
  std::optional<ByteVector> first;
  for (std::size_t i = 0; i < 3; ++i) {
    auto text = reads(i, letter);
    if (!text) continue;
    if (first && *first != *text) return false;
    first = std::move(text);
  }
  return true;
}

}  // namespace

TEST_CASE("P3: a letter changed at random places opens for nobody", "[P3]") {
  ThreadKeys keys = make_thread(world().dep, 1);
  SealedLetter letter = seal_draft(world(), keys, draft_to(world(), {0, 1, 2}), 1);
  REQUIRE(reads(0, letter));
  REQUIRE(agree(letter));
  SeededRng rng(2);
  // A third of the changes in each of slots, commitment and compartments.
  constexpr std::pair<std::uint32_t, std::uint32_t> kParts[] = {{0, 4608}, {4608, 32}, {4640, 11744}};
  for (int i = 0; i < 1500; ++i) {
    ByteVector bytes(letter.bytes().begin(), letter.bytes().end());
    auto [from, size] = kParts[i % 3];
    for (std::uint32_t changes = 1 + rng.below(3); changes > 0; --changes) {
      bytes[from + rng.below(size)] ^= static_cast<std::uint8_t>(1 + rng.below(255));
    }
    SealedLetter changed = *SealedLetter::parse(bytes);
    if (changed.hash() == letter.hash()) continue;  // two changes that undid each other
    for (std::size_t r = 0; r < 3; ++r) REQUIRE_FALSE(open_as(world(), r, changed));
  }
}

TEST_CASE("P3: halves of two letters put together open for nobody", "[P3]") {
  ThreadKeys keys = make_thread(world().dep, 1);
  SealedLetter a = seal_draft(world(), keys, draft_to(world(), {0, 1}, "a"), 1);
  SealedLetter b = seal_draft(world(), keys, draft_to(world(), {0, 1}, "b"), 2);
  for (std::size_t cut : {1152u, 2304u, 3456u, 4608u, 4640u, 6176u}) {
    ByteVector bytes(a.bytes().begin(), a.bytes().end());
    std::copy(b.bytes().begin() + static_cast<std::ptrdiff_t>(cut), b.bytes().end(),
              bytes.begin() + static_cast<std::ptrdiff_t>(cut));
    SealedLetter mixed = *SealedLetter::parse(bytes);
    for (std::size_t r = 0; r < 3; ++r) CHECK_FALSE(open_as(world(), r, mixed));
  }
}

// The writer is malicious: it gives each recipient a letter key of its own, takes the commitment from
// any of them or mixes it, and seals the compartments under whichever it likes.
TEST_CASE("P3: a writer with all keys cannot make one letter say two things", "[P3]") {
  ThreadKeys keys = make_thread(world().dep, 1);
  SeededRng rng(3);
  int read_by_somebody = 0;
  for (int i = 0; i < 600; ++i) {
    std::array<Key, 2> letter_key{secret_of<Key>(static_cast<std::uint8_t>(i)),
                                  secret_of<Key>(static_cast<std::uint8_t>(i + 101))};
    std::array<std::uint32_t, kSlots> whose{};
    ByteVector bytes;
    Channel channel{};
    channel.reply_key = keys.reply_key();
    channel.thread_public = keys.thread_public();
    channel.week = week_at(kNow);
    for (std::uint8_t s = 0; s < kSlots; ++s) {
      whose[s] = rng.below(2);
      const TestRecipient& r = world().recipients[s % 3];
      if (s < 3) channel.slots[s].rid = r.rid;
      auto slot = make_slot(world().dep, letter_key[whose[s]], s, r.week_key.public_key());
      REQUIRE(slot);
      append(bytes, slot->span());
    }
    HeaderHash hh = header_hash(world().dep, bytes);
    std::array<LetterKeys, 2> k{letter_keys(letter_key[0], hh), letter_keys(letter_key[1], hh)};
    Commitment com = letter_commitment(hh, k[rng.below(2)].c1, k[rng.below(2)].c2);
    Core core;
    core.form = "report";
    core.fields = {{"what", std::to_string(rng.below(2))}};
    ByteVector core_block = *pad(core.encode(), kCoreBlockBytes);
    ByteVector untagged = *pad(without_tags(channel).encode(), kChannelBlockBytes);
    for (std::size_t s = 0; s < 3; ++s) {
      const TestRecipient& r = world().recipients[s];
      channel.slots[s].tag = letter_tag(*keys.thread_key(r.rid, r.auth), com, core_block, untagged);
    }
    append(bytes, com.span());
    append(bytes, aead_seal(k[rng.below(2)].channel, com.span(), *pad(channel.encode(), kChannelBlockBytes)));
    append(bytes, aead_seal(k[rng.below(2)].core, com.span(), core_block));
    SealedLetter letter = *SealedLetter::parse(bytes);
    REQUIRE(agree(letter));
    for (std::size_t r = 0; r < 3; ++r) read_by_somebody += reads(r, letter) ? 1 : 0;
  }
  CHECK(read_by_somebody > 50);  // the harness does make letters that open
}

TEST_CASE("planted: without the commitment the same writer succeeds, and the comparison sees it", "[P3]") {
  // Two recipients, two keys, and a compartment for each: what a letter without com would allow.
  struct Reading {
    std::string text;
  };
  auto read = [](const Key& key, ByteSpan sealed) -> std::optional<Reading> {
    for (std::size_t at : {std::size_t{0}, sealed.size() / 2}) {
      if (auto text = aead_open(key, {}, sealed.subspan(at, sealed.size() / 2)))
        return Reading{text_of(*text)};
    }
    return std::nullopt;
  };
  ByteVector sealed = aead_seal(secret_of<Key>(1), {}, as_bytes("yes"));
  append(sealed, aead_seal(secret_of<Key>(2), {}, as_bytes("no!")));
  auto a = read(secret_of<Key>(1), sealed);
  auto b = read(secret_of<Key>(2), sealed);
  REQUIRE((a && b));
  CHECK(a->text != b->text);
}
