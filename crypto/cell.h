// SPDX-License-Identifier: Apache-2.0
// A cell of the gateway's pool (protocol 2.6): XChaCha20-Poly1305 under the pool's key of the epoch
// with a random nonce. A full cell and an empty one, which is random bytes, cannot be told apart
// without the key.
#pragma once

#include <adit/clock.h>
#include <adit/secret.h>

namespace adit {

inline constexpr std::size_t kCellNonceBytes = 24;
inline constexpr std::size_t kCellOverheadBytes = kCellNonceBytes + 16;

ByteVector seal_cell(const Key& key, ByteSpan content, Rng& rng);
// Nothing, if the cell is empty or was made under another key.
std::optional<ByteVector> open_cell(const Key& key, ByteSpan cell);

}  // namespace adit
