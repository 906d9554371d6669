// SPDX-License-Identifier: Apache-2.0
// Admission trailer: 128 bytes after each uploaded object (protocol 2.9).
//
//     offset  bytes  field
//          0      1  kind: 1 puzzle, 2 token (reserved in version 1)
//          1      7  zero
//          8      8  epoch whose checkpoint root is the seed, little-endian
//         16     16  nonce
//         32     96  zero
#pragma once

#include <adit/bytes.h>
#include <adit/clock.h>
#include <adit/result.h>
#include <adit/units.h>

#include <functional>
#include <optional>

namespace adit {

using PuzzleNonce = Bytes<struct PuzzleNonceTag, kPuzzleNonceBytes>;

struct PuzzleTrailer {
  Epoch epoch{};
  PuzzleNonce nonce;

  // Errors: object_wrong_size; admission_refused (another kind, or not zero where it must be).
  static Result<PuzzleTrailer> parse(ByteSpan trailer);
  ByteVector encode() const;
};

struct PuzzleCost {
  std::uint32_t bits = 13;      // of the cheap filter, d0
  std::uint32_t hard_bits = 5;  // of the memory-hard one, k
};

// What the work is bound to: it is worth nothing for another object, seed or deployment.
struct PuzzleTask {
  DeploymentId dep;
  Digest seed;    // root hash of a recent checkpoint
  Digest object;  // SHA-256 of the object
};

// The cheap filter alone, below a microsecond. Anyone who fails it has paid nothing.
bool passes_cheap_filter(const PuzzleTask& task, const PuzzleCost& cost, const PuzzleNonce& nonce);
// Both stages; about 3 ms and 4 MiB if the cheap filter passes. Errors: admission_refused, out_of_memory.
Status verify_puzzle(const PuzzleTask& task, const PuzzleCost& cost, const PuzzleNonce& nonce);

// Effort (2.9): what is asked for beyond that cost while much waits in the pool. A step is one bit more
// of the memory-hard stage, so twice the work; 0 to kMaxEffort.
inline constexpr std::uint32_t kMaxEffort = 8;
inline constexpr std::uint32_t kEffortRise = 2;
PuzzleCost at_effort(const PuzzleCost& cost, std::uint32_t effort);
// The step that each object begins with, from the last epoch's record: `published` is its number of
// letters, floor and cap are those of letters; for a parcel those of parcels. Never carried from one
// object to another: objects of one session would be known by it.
std::uint32_t first_effort(std::uint32_t published, std::uint32_t floor, std::uint32_t cap);
// The step of the same object after the answer "busy".
std::uint32_t raised_effort(std::uint32_t effort);
// The step that this nonce reaches, some by luck. Errors: admission_refused (not even `cost`), out_of_memory.
Result<std::uint32_t> effort_of(const PuzzleTask& task, const PuzzleCost& cost, const PuzzleNonce& nonce);

// --- adit_seal ---

// Searches until found. Called with the number of memory-hard trials so far; false stops.
using PuzzleProgress = std::function<bool(std::uint64_t trials)>;
// Errors: interrupted, out_of_memory.
Result<PuzzleNonce> solve_puzzle(const PuzzleTask& task, const PuzzleCost& cost, Rng& rng,
                                 const PuzzleProgress& progress = {});

}  // namespace adit
