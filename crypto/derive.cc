// SPDX-License-Identifier: Apache-2.0
#include "crypto/derive.h"

#include <adit/result.h>
#include <sodium.h>

namespace adit {

void derive(Label label, ByteSpan key, MutableByteSpan out, std::initializer_list<ByteSpan> parts) {
  static constexpr std::array<std::uint8_t, crypto_generichash_blake2b_SALTBYTES> kSalt{};
  std::array<std::uint8_t, crypto_generichash_blake2b_PERSONALBYTES> personal{};
  std::ranges::copy(as_bytes(label.text()), personal.begin());
  ADIT_ASSERT(key.empty() || key.size() == 32);
  ADIT_ASSERT(out.size() >= 16 && out.size() <= 64);

  crypto_generichash_blake2b_state state;
  int rc = crypto_generichash_blake2b_init_salt_personal(
      &state, key.empty() ? nullptr : key.data(), key.size(), out.size(), kSalt.data(), personal.data());
  ADIT_ASSERT(rc == 0);
  for (ByteSpan part : parts) {
    ADIT_ASSERT(part.size() <= 0xffffffff);
    std::array<std::uint8_t, 4> size{};
    for (std::size_t i = 0; i < 4; ++i) size[i] = static_cast<std::uint8_t>(part.size() >> (8 * i));
    crypto_generichash_blake2b_update(&state, size.data(), size.size());
    crypto_generichash_blake2b_update(&state, part.data(), part.size());
  }
  rc = crypto_generichash_blake2b_final(&state, out.data(), out.size());
  ADIT_ASSERT(rc == 0);
  sodium_memzero(&state, sizeof state);
}

}  // namespace adit
