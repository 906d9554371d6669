// SPDX-License-Identifier: Apache-2.0
#include "crypto/puzzle.h"

namespace adit {

Result<PuzzleNonce> solve_puzzle(const PuzzleTask& task, const PuzzleCost& cost, Rng& rng,
                                 const PuzzleProgress& progress) {
  auto nonce = rng.bytes<PuzzleNonce>();
  std::uint64_t hard_trials = 0;
  for (std::uint64_t n = 0;; ++n) {
    // A counter on a random start: no two searches share nonces.
    for (std::size_t i = 0; i < kPuzzleNonceBytes && ++nonce.mutable_span()[i] == 0; ++i) {
    }
    Digest cheap = puzzle_cheap_hash(task, nonce);
    if (!starts_with_zero_bits(cheap.span(), cost.bits)) {
      if (n % 4096 == 0 && progress && !progress(hard_trials)) return fail(Errc::interrupted);
      continue;
    }
    if (cost.hard_bits == 0) return nonce;
    auto hard = puzzle_hard_hash(cheap);
    if (!hard) return fail(Errc::out_of_memory);
    ++hard_trials;
    if (starts_with_zero_bits(hard->span(), cost.hard_bits)) return nonce;
    if (progress && !progress(hard_trials)) return fail(Errc::interrupted);
  }
}

}  // namespace adit
