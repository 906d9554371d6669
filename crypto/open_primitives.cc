// SPDX-License-Identifier: Apache-2.0
#include <sodium.h>

#include "crypto/constant_time.h"
#include "crypto/xwing.h"

namespace adit {
namespace {

constexpr std::array<std::uint8_t, crypto_aead_xchacha20poly1305_ietf_NPUBBYTES> kZeroNonce{};

// draft-connolly-cfrg-xwing-kem, sections 5.2 to 5.4.
constexpr std::size_t kMlkemCiphertextBytes = crypto_kem_mlkem768_CIPHERTEXTBYTES;
constexpr std::size_t kMlkemPublicBytes = crypto_kem_mlkem768_PUBLICKEYBYTES;
constexpr std::size_t kMlkemSeedBytes = 64;
constexpr std::array<std::uint8_t, 6> kCombinerLabel = {0x5c, 0x2e, 0x2f, 0x2f, 0x5e, 0x5c};
static_assert(crypto_kem_mlkem768_SECRETKEYBYTES == 2400);
static_assert(kMlkemCiphertextBytes + 32 == kXwingCiphertextBytes);
static_assert(kMlkemPublicBytes + 32 == kXwingPublicBytes);

using Expanded = SecretBytes<struct ExpandedTag, kMlkemSeedBytes + 32>;

Expanded expand(const XwingSeed& seed) {
  return Expanded::make([&](MutableByteSpan out) {
    crypto_xof_shake256(out.data(), out.size(), seed.expose().data(), seed.expose().size());
  });
}

}  // namespace

Result<SharedSecret> decapsulate(const XwingSeed& seed, const XwingCiphertext& ciphertext) {
  bool done = false;
  auto secret = SharedSecret::make([&](MutableByteSpan out) {
    done = crypto_kem_xwing_dec(out.data(), ciphertext.data(), seed.expose().data()) == 0;
  });
  if (!ct::verdict(done)) return fail(Errc::key_invalid);
  return secret;
}

XwingKey::XwingKey(const XwingSeed& seed)
    : seed_(seed.clone()),
      mlkem_(decltype(mlkem_)::make([&](MutableByteSpan out) {
        std::array<std::uint8_t, kMlkemPublicBytes> mlkem_public{};
        ADIT_ASSERT(crypto_kem_mlkem768_seed_keypair(mlkem_public.data(), out.data(),
                                                     expand(seed).expose().data()) == 0);
        std::ranges::copy(mlkem_public, public_.mutable_span().begin());
      })),
      x25519_(X25519Secret::copy_of(expand(seed).expose().last<32>())) {
  ADIT_ASSERT(crypto_scalarmult_curve25519_base(public_.mutable_span().data() + kMlkemPublicBytes,
                                                x25519_.expose().data()) == 0);
  ct::publish(public_);
  // The expanded secret key contains the public one and its hash (FIPS 203).
  constexpr std::size_t kMlkemPublicAt = 1152;
  ct::mark_public(mlkem_.expose().data() + kMlkemPublicAt, kMlkemPublicBytes + 32);
}

XwingKey XwingKey::clone() const { return XwingKey(seed_); }

Result<SharedSecret> XwingKey::decapsulate(const XwingCiphertext& ciphertext) const {
  ByteSpan ct_m = ciphertext.span().first(kMlkemCiphertextBytes);
  ByteSpan ct_x = ciphertext.span().subspan(kMlkemCiphertextBytes);
  std::array<std::uint8_t, 32> ss_m{};
  std::array<std::uint8_t, 32> ss_x{};
  int m = crypto_kem_mlkem768_dec(ss_m.data(), ct_m.data(), mlkem_.expose().data());
  int x = crypto_scalarmult_curve25519(ss_x.data(), x25519_.expose().data(), ct_x.data());
  auto secret = SharedSecret::make([&](MutableByteSpan out) {
    crypto_hash_sha3256_state state;
    crypto_hash_sha3256_init(&state);
    crypto_hash_sha3256_update(&state, ss_m.data(), ss_m.size());
    crypto_hash_sha3256_update(&state, ss_x.data(), ss_x.size());
    crypto_hash_sha3256_update(&state, ct_x.data(), ct_x.size());
    crypto_hash_sha3256_update(&state, public_.data() + kMlkemPublicBytes, 32);
    crypto_hash_sha3256_update(&state, kCombinerLabel.data(), kCombinerLabel.size());
    crypto_hash_sha3256_final(&state, out.data());
    sodium_memzero(&state, sizeof state);
  });
  sodium_memzero(ss_m.data(), ss_m.size());
  sodium_memzero(ss_x.data(), ss_x.size());
  if (!ct::verdict(m == 0) || !ct::verdict(x == 0)) return fail(Errc::key_invalid);
  return secret;
}

std::optional<SecretBuffer> aead_open(const Key& key, ByteSpan ad, ByteSpan sealed) {
  if (sealed.size() < kAeadTagBytes) return std::nullopt;
  SecretBuffer out(sealed.size() - kAeadTagBytes);
  if (!ct::verdict(crypto_aead_xchacha20poly1305_ietf_decrypt(
                       out.expose_mutable().data(), nullptr, nullptr, sealed.data(), sealed.size(), ad.data(),
                       ad.size(), kZeroNonce.data(), key.expose().data()) == 0)) {
    return std::nullopt;
  }
  ct::hand_over(out.expose());
  return out;
}

}  // namespace adit
