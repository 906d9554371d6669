// SPDX-License-Identifier: Apache-2.0
#include "gateway/effort.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "crypto/puzzle.h"
#include "crypto/sha256.h"
#include "tests/gateway/harness.h"

namespace adit::test {
namespace {

using gateway::effort_for;
using gateway::kNoRoom;
using gateway::ObjectKind;

TEST_CASE("the step rises from half of the cells on, one for each sixteenth", "[gateway][effort]") {
  CHECK(effort_for(0, 4096) == 0);
  CHECK(effort_for(2047, 4096) == 0);
  for (std::uint32_t step = 1; step <= kMaxEffort; ++step) {
    CHECK(effort_for(2048 + (step - 1) * 256, 4096) == step);
    CHECK(effort_for(2048 + step * 256 - 1, 4096) == step);
  }
  CHECK(effort_for(4096, 4096) == kNoRoom);
  CHECK(effort_for(5000, 4096) == kNoRoom);
  // Never more than the last step as long as there is a place, whatever the number of cells.
  for (std::uint32_t cells = 1; cells < 400; ++cells) CHECK(effort_for(cells - 1, cells) <= kMaxEffort);
  CHECK(effort_for(126, 127) == 0);
}

TEST_CASE("what is hidden changes with the epoch and is at most an eighth", "[gateway][effort]") {
  SeededRng rng(11);
  gateway::Effort effort(rng);
  auto first_refused = [&](std::int64_t epoch) {
    std::uint32_t used = 0;
    while (effort.asked(ObjectKind::letter, {used, 4096}, UnixTime{epoch}) != kNoRoom) ++used;
    return used;
  };
  std::vector<std::uint32_t> seen;
  for (std::int64_t epoch = 0; epoch < 60; ++epoch) seen.push_back(first_refused(epoch * 600));
  CHECK(first_refused(59 * 600) == seen.back());  // within an epoch it stays
  CHECK(std::ranges::min(seen) >= 4096 - 512);
  CHECK(std::ranges::max(seen) <= 4096);
  CHECK(std::ranges::max(seen) - std::ranges::min(seen) > 300);
}

WorldOptions cheap_puzzle() {
  WorldOptions out = small_world();
  out.params.puzzle_bits = 1;
  return out;
}

// As a client does: each object begins at the bottom, and "busy" means more work and again.
struct Sent {
  bool in = false;
  std::uint32_t effort = 0;
};
Sent send_honestly(Gateway& g, ByteSpan object) {
  for (Sent out;; out.effort = raised_effort(out.effort)) {
    auto note = UnverifiedNote::parse(g.bundle().checkpoint);
    REQUIRE(note);
    SeededRng search(load_le(object.first(8)) + out.effort);
    const PuzzleTask task{g.world.dep, CheckpointBody::parse(note->text)->root, sha256(object)};
    auto nonce = solve_puzzle(task, at_effort({1, 0}, out.effort), search);
    REQUIRE(nonce);
    ByteVector body(object.begin(), object.end());
    append(body, PuzzleTrailer{g.record().epoch, *nonce}.encode());
    out.in = g.post(api::Route::upload, std::move(body)).has_value();
    if (out.in || out.effort == kMaxEffort) return out;
  }
}

// A flood of letters with the least work; how many of them got in.
int flood(Gateway& g, int n) {
  SeededRng rng(5);
  int in = 0;
  for (int i = 0; i < n; ++i) {
    ByteVector letter(kLetterBytes);
    rng.fill(letter);
    in += g.upload(letter).has_value() ? 1 : 0;
  }
  return in;
}

TEST_CASE("honest letters get in during a flood, and without steps they do not", "[gateway][effort]") {
  Gateway g(cheap_puzzle());
  const bool steps = GENERATE(true, false);
  // The control is a pool that is too small for steps.
  g.config.pool_letters = steps ? 160 : 120;
  g.bring_up();
  const int flooded = flood(g, 400);
  const int honest = steps ? 4 : 1;
  int in = 0;
  for (int i = 0; i < honest; ++i) {
    const Sent sent = send_honestly(g, g.letter("honest " + std::to_string(i)).bytes());
    in += sent.in ? 1 : 0;
    if (steps) CHECK(sent.effort > 0);
  }
  if (steps) {
    CHECK(in == honest);
    CHECK(flooded <= 160 - honest);
  } else {
    CHECK(in == 0);
    CHECK(flooded == 120);
  }
}

TEST_CASE("less work than is asked for is 'busy', less than the directory's is refused",
          "[gateway][effort]") {
  WorldOptions options = small_world();
  options.params.puzzle_bits = 10;
  Gateway g(options);
  g.config.pool_letters = 160;
  g.bring_up();
  SeededRng rng(6);
  ByteVector letter(kLetterBytes);
  std::string_view last = "ok";
  for (int i = 0; i < 400 && last == "ok"; ++i) {
    rng.fill(letter);
    last = outcome(g.upload(letter));
  }
  CHECK(last == "E_BUSY");
  ByteVector none = letter;
  append(none, PuzzleTrailer{g.record().epoch, PuzzleNonce{}}.encode());
  CHECK(outcome(g.post(api::Route::upload, none)) == "E_ADMISSION");
  // Room is there again after a tick.
  REQUIRE(g.next_epoch());
  CHECK(outcome(g.upload(letter)) == "ok");
}

}  // namespace
}  // namespace adit::test
