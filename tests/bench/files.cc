// SPDX-License-Identifier: Apache-2.0
// Parcels, feeds and puzzles.
#include <adit/feed.h>
#include <adit/parcel.h>
#include <adit/trailer.h>

#include "crypto/sha256.h"
#include "crypto/xwing.h"
#include "tests/bench/table.h"
#include "tests/support/hex.h"
#include "tests/support/world.h"

namespace adit::bench {

using namespace adit::test;

void bench_files_and_puzzles() {
  heading("Files");
  World world = make_world({.recipients = 4});
  ThreadKeys keys = make_thread(world.dep, 1);
  SystemRng rng;
  ByteVector piece(kParcelContentBytes);
  rng.fill(piece);
  Key key = secret_of<Key>(1);
  double parcel = time_of([&] { (void)seal_parcel(key, 0, 1, piece); });
  row("parcel sealing", kParcelContentBytes / parcel / 1e6, "MB/s");
  ByteVector file(20'000'000);
  rng.fill(file);
  double whole = time_of([&] { (void)seal_file(keys, file, "a", "b"); }, 0.4, 3);
  row("file of 20 MB to parcels and their ids", 20.0 / whole, "MB/s");
  std::vector<XwingPublic> recipients;
  for (const TestRecipient& r : world.recipients) recipients.push_back(r.week_key.public_key());
  ByteVector letters(256 * kLetterBytes);
  rng.fill(letters);
  double feed = time_of([&] { (void)seal_feed(world.dep, recipients, letters, rng); }, 0.4, 3);
  row("feed of 256 letters to 4 recipients", feed * 1e3, "ms");

  heading("Puzzle (13 and 5 bits)");
  PuzzleTask task{world.dep, sha256(as_bytes("seed")), sha256(as_bytes("object"))};
  PuzzleCost cost;
  std::vector<double> times;
  double sum = 0;
  PuzzleNonce found;
  for (int i = 0; i < 16; ++i) {
    task.object = sha256(file);
    task.object.mutable_span()[0] = static_cast<std::uint8_t>(i);
    double before = cpu_seconds();
    auto nonce = solve_puzzle(task, cost, rng);
    sum += cpu_seconds() - before;
    if (nonce) found = *nonce;
  }
  row("solve, mean of 16", sum / 16 * 1e3, "ms");
  row_us("verify a good one", time_of([&] { (void)verify_puzzle(task, cost, found); }));
  PuzzleNonce bad = rng.bytes<PuzzleNonce>();
  row_us("refuse a bad one", time_of([&] { (void)verify_puzzle(task, cost, bad); }));
}

}  // namespace adit::bench
