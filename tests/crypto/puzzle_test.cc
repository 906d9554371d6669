// SPDX-License-Identifier: Apache-2.0
#include "crypto/puzzle.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/support/fakes.h"
#include "tests/support/hex.h"

using namespace adit;
using namespace adit::test;

namespace {
PuzzleTask some_task() {
  return {bytes_of<DeploymentId>(std::string(64, '1')), bytes_of<Digest>(std::string(64, '2')),
          bytes_of<Digest>(std::string(64, '3'))};
}
constexpr PuzzleCost kCheap{.bits = 5, .hard_bits = 2};
}  // namespace

TEST_CASE("a trailer is 128 bytes: kind, epoch, nonce, zeros", "[trailer]") {
  PuzzleTrailer trailer{Epoch{0x0102}, bytes_of<PuzzleNonce>("00112233445566778899aabbccddeeff")};
  ByteVector bytes = trailer.encode();
  CHECK(to_hex(bytes) ==
        "0100000000000000"
        "0201000000000000"
        "00112233445566778899aabbccddeeff" +
            std::string(192, '0'));
  auto back = PuzzleTrailer::parse(bytes);
  REQUIRE(back);
  CHECK(back->epoch == trailer.epoch);
  CHECK(back->nonce == trailer.nonce);
}

TEST_CASE("a trailer of another size or kind, or with anything in its padding, is refused", "[trailer]") {
  ByteVector bytes = PuzzleTrailer{Epoch{7}, PuzzleNonce{}}.encode();
  CHECK(error_of(PuzzleTrailer::parse(ByteSpan(bytes).first(127))) == Errc::object_wrong_size);
  ByteVector longer = bytes;
  longer.push_back(0);
  CHECK(error_of(PuzzleTrailer::parse(longer)) == Errc::object_wrong_size);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bool free = i >= 8 && i < 32;  // epoch and nonce
    ByteVector changed = bytes;
    changed[i] ^= 2;
    CHECK(PuzzleTrailer::parse(changed).has_value() == free);
  }
  bytes[0] = 2;  // tokens are reserved
  CHECK(error_of(PuzzleTrailer::parse(bytes)) == Errc::admission_refused);
}

TEST_CASE("leading zero bits are counted across bytes", "[puzzle]") {
  CHECK(starts_with_zero_bits(hex("ff"), 0));
  CHECK(starts_with_zero_bits(hex("7f"), 1));
  CHECK_FALSE(starts_with_zero_bits(hex("80"), 1));
  CHECK(starts_with_zero_bits(hex("000f"), 12));
  CHECK_FALSE(starts_with_zero_bits(hex("000f"), 13));
  CHECK(starts_with_zero_bits(hex("0000"), 16));
}

TEST_CASE("what the solver finds is accepted, for its own task alone", "[puzzle]") {
  SeededRng rng(1);
  PuzzleTask task = some_task();
  auto nonce = solve_puzzle(task, kCheap, rng);
  REQUIRE(nonce);
  CHECK(passes_cheap_filter(task, kCheap, *nonce));
  CHECK(verify_puzzle(task, kCheap, *nonce));

  // Any change of the task gives a fresh hash: it passes with probability 2^-24 at this cost.
  const PuzzleCost harder{.bits = 24, .hard_bits = 0};
  for (int which = 0; which < 3; ++which) {
    PuzzleTask other = some_task();
    if (which == 0) other.dep.mutable_span()[0] ^= 1;
    if (which == 1) other.seed.mutable_span()[0] ^= 1;
    if (which == 2) other.object.mutable_span()[0] ^= 1;
    CHECK(puzzle_cheap_hash(other, *nonce) != puzzle_cheap_hash(task, *nonce));
    CHECK(error_of(verify_puzzle(other, harder, *nonce)) == Errc::admission_refused);
  }
}

TEST_CASE("both stages are asked for", "[puzzle]") {
  SeededRng rng(2);
  PuzzleTask task = some_task();
  // A nonce that passes the cheap filter and not the hard stage.
  PuzzleNonce nonce;
  do {
    nonce = rng.bytes<PuzzleNonce>();
  } while (!passes_cheap_filter(task, kCheap, nonce) ||
           starts_with_zero_bits(puzzle_hard_hash(puzzle_cheap_hash(task, nonce))->span(), kCheap.hard_bits));
  CHECK(error_of(verify_puzzle(task, kCheap, nonce)) == Errc::admission_refused);
  CHECK(verify_puzzle(task, {.bits = kCheap.bits, .hard_bits = 0}, nonce));
  while (passes_cheap_filter(task, kCheap, nonce)) nonce = rng.bytes<PuzzleNonce>();
  CHECK(error_of(verify_puzzle(task, kCheap, nonce)) == Errc::admission_refused);
}

TEST_CASE("a solver that is told to stop stops", "[puzzle]") {
  SeededRng rng(3);
  std::uint64_t last = 0;
  auto nonce = solve_puzzle(some_task(), {.bits = 1, .hard_bits = 16}, rng, [&](std::uint64_t trials) {
    CHECK(trials >= last);
    last = trials;
    return trials < 3;
  });
  CHECK(error_of(nonce) == Errc::interrupted);
}

TEST_CASE("a puzzle without cost is solved at once", "[puzzle]") {
  SeededRng rng(4);
  auto nonce = solve_puzzle(some_task(), {.bits = 0, .hard_bits = 0}, rng);
  REQUIRE(nonce);
  CHECK(verify_puzzle(some_task(), {.bits = 0, .hard_bits = 0}, *nonce));
}

TEST_CASE("each step of effort asks for one bit more, and a nonce reaches the step it was made for",
          "[puzzle]") {
  SeededRng rng(3);
  const PuzzleTask task = some_task();
  for (std::uint32_t step : {0U, 1U, 3U}) {
    auto nonce = solve_puzzle(task, at_effort(kCheap, step), rng);
    REQUIRE(nonce);
    auto reached = effort_of(task, kCheap, *nonce);
    REQUIRE(reached);
    CHECK(*reached >= step);
    CHECK(verify_puzzle(task, at_effort(kCheap, *reached), *nonce));
    if (*reached < kMaxEffort) CHECK_FALSE(verify_puzzle(task, at_effort(kCheap, *reached + 1), *nonce));
  }
  CHECK(at_effort(kCheap, 99).hard_bits == kCheap.hard_bits + kMaxEffort);
  // No step is reached without the cost itself.
  const PuzzleCost harder{.bits = 24, .hard_bits = 0};
  auto nonce = solve_puzzle(task, kCheap, rng);
  REQUIRE(nonce);
  CHECK(error_of(effort_of(task, harder, *nonce)) == Errc::admission_refused);
}

TEST_CASE("effort begins from what everybody sees of the last epoch, and rises by answers", "[puzzle]") {
  CHECK(first_effort(8, 8, 256) == 0);
  CHECK(first_effort(128, 8, 256) == 0);
  CHECK(first_effort(256, 8, 256) == kEffortRise);
  CHECK(first_effort(256, 256, 256) == 0);  // a batch that is always full says nothing
  CHECK(first_effort(0, 0, 0) == 0);
  std::uint32_t step = 0;
  for (std::uint32_t expected : {2U, 4U, 6U, 8U, 8U}) CHECK((step = raised_effort(step)) == expected);
}
