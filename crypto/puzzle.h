// SPDX-License-Identifier: Apache-2.0
// The two stages of the admission puzzle, shared by those who solve and those who verify.
#pragma once

#include <adit/trailer.h>

namespace adit {

bool starts_with_zero_bits(ByteSpan hash, std::uint32_t bits);
Digest puzzle_cheap_hash(const PuzzleTask& task, const PuzzleNonce& nonce);
// Argon2id of the cheap hash; nothing if there is no memory for it.
std::optional<Digest> puzzle_hard_hash(const Digest& cheap);

}  // namespace adit
