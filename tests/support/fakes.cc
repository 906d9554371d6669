// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fakes.h"

#include <sodium.h>

#include <cstdlib>

namespace adit::test {

SeededRng::SeededRng(std::uint64_t seed) {
  if (sodium_init() < 0) std::abort();
  ByteVector raw;
  append_le64(raw, seed);
  crypto_generichash(key_.data(), key_.size(), raw.data(), raw.size(), nullptr, 0);
}

void SeededRng::fill(MutableByteSpan out) {
  ByteVector nonce;
  append_le64(nonce, counter_++);
  if (out.empty()) return;
  static_assert(crypto_stream_chacha20_NONCEBYTES == 8);
  crypto_stream_chacha20(out.data(), out.size(), nonce.data(), key_.data());
}

}  // namespace adit::test
