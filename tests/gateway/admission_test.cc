// SPDX-License-Identifier: Apache-2.0
#include "gateway/admission.h"

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <thread>

#include "crypto/puzzle.h"
#include "crypto/sha256.h"
#include "tests/gateway/harness.h"

namespace adit::test {
namespace {

WorldOptions with_real_puzzle() {
  WorldOptions out = small_world();
  out.params.puzzle_bits = 8;
  out.params.puzzle_hard_bits = 1;
  return out;
}

TEST_CASE("only work for this object on a recent checkpoint lets it in", "[gateway]") {
  Gateway g(with_real_puzzle());
  g.bring_up();
  SealedLetter letter = g.letter("worked for");
  const ByteVector good = g.with_trailer(letter.bytes());
  auto changed = [&](std::size_t at) {
    ByteVector out = good;
    out[at] ^= 1;
    return outcome(g.post(api::Route::upload, out));
  };
  // With 9 bits in all, one wrong trial in 512 is right by chance; the seeds are fixed, and these are not.
  SECTION("no work") {
    ByteVector none(letter.bytes().begin(), letter.bytes().end());
    append(none, PuzzleTrailer{g.record().epoch, PuzzleNonce{}}.encode());
    CHECK(outcome(g.post(api::Route::upload, none)) == "E_ADMISSION");
  }
  SECTION("work for another object") { CHECK(changed(100) == "E_ADMISSION"); }
  SECTION("another nonce") { CHECK(changed(kLetterBytes + 16) == "E_ADMISSION"); }
  SECTION("another epoch") { CHECK(changed(kLetterBytes + 8) == "E_ADMISSION"); }
  SECTION("a token, which version 1 reserves") {
    ByteVector token = good;
    token[kLetterBytes] = 2;
    CHECK(outcome(g.post(api::Route::upload, token)) == "E_ADMISSION");
  }
  SECTION("something in the padding") { CHECK(changed(good.size() - 1) == "E_ADMISSION"); }
  SECTION("another size") {
    ByteVector longer = good;
    longer.push_back(0);
    CHECK(outcome(g.post(api::Route::upload, longer)) == "E_SIZE");
    CHECK(outcome(g.post(api::Route::upload, {})) == "E_SIZE");
  }
  SECTION("the work of another deployment") {
    WorldOptions other_options = with_real_puzzle();
    other_options.seed = 2;
    Gateway other(other_options);
    other.bring_up();
    CHECK(outcome(other.post(api::Route::upload, good)) == "E_ADMISSION");
  }
  CHECK(outcome(g.post(api::Route::upload, good)) == "ok");
}

TEST_CASE("work on one of the last eight checkpoints counts, on an older one does not", "[gateway]") {
  Gateway g;
  g.bring_up();
  const ByteVector first = g.with_trailer(g.letter("old work").bytes());
  for (int i = 0; i < 7; ++i) REQUIRE(g.next_epoch());
  CHECK(outcome(g.post(api::Route::upload, first)) == "ok");
  REQUIRE(g.next_epoch());
  CHECK(outcome(g.post(api::Route::upload, first)) == "E_ADMISSION");
}

TEST_CASE("work on the checkpoint that reporters see counts, however old it is", "[gateway]") {
  Gateway g;
  g.bring_up();
  REQUIRE(g.cosign(2));
  const ByteVector work = g.with_trailer(g.letter("at night nobody cosigns").bytes());
  for (int i = 0; i < 12; ++i) REQUIRE(g.next_epoch());
  CHECK(outcome(g.post(api::Route::upload, work)) == "ok");
  REQUIRE(g.open());
  CHECK(outcome(g.post(api::Route::upload, work)) == "ok");
}

TEST_CASE("the memory-hard stage is not reached without the cheap one", "[gateway]") {
  // Cost in trials, not in time: a proof that fails the filter is refused whatever the second stage says.
  const PuzzleTask task{DeploymentId{}, Digest{}, Digest{}};
  SeededRng rng(5);
  const PuzzleCost impossible{24, 16};
  int passed = 0;
  for (int i = 0; i < 200; ++i) {
    auto nonce = rng.bytes<PuzzleNonce>();
    passed += passes_cheap_filter(task, impossible, nonce) ? 1 : 0;
    CHECK_FALSE(verify_puzzle(task, impossible, nonce));
  }
  CHECK(passed == 0);
}

TEST_CASE("a flood is answered, each once, and the honest get in among it", "[gateway]") {
  Gateway g;
  g.bring_up();
  std::atomic<int> answered{0};
  std::atomic<int> accepted{0};
  std::vector<ByteVector> honest;
  for (int i = 0; i < 20; ++i)
    honest.push_back(g.with_trailer(g.letter("honest " + std::to_string(i)).bytes()));
  constexpr int kThreads = 4;
  constexpr int kEach = 300;
  std::vector<std::thread> flood;
  for (int t = 0; t < kThreads; ++t) {
    flood.emplace_back([&] {
      for (int i = 0; i < kEach; ++i) {
        g.service->submit(api::Route::upload, ByteVector(kLetterBytes + kTrailerBytes), [&](Status s) {
          accepted += s ? 1 : 0;
          ++answered;
        });
      }
    });
  }
  int in = 0;
  for (const ByteVector& body : honest) {
    // Busy means: again.
    for (int attempt = 0; attempt < 10000; ++attempt) {
      if (g.post(api::Route::upload, body)) {
        ++in;
        break;
      }
      std::this_thread::yield();
    }
  }
  for (std::thread& t : flood) t.join();
  g.service->stop();
  CHECK(in == 20);
  CHECK(answered == kThreads * kEach);
  CHECK(accepted == 0);
  SECTION("after the end there is an answer too") {
    CHECK(outcome(g.post(api::Route::upload, honest[0])) == "E_BUSY");
  }
}

}  // namespace
}  // namespace adit::test
