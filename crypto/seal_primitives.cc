// SPDX-License-Identifier: Apache-2.0
#include <sodium.h>

#include "crypto/constant_time.h"
#include "crypto/xwing.h"

namespace adit {
namespace {
constexpr std::array<std::uint8_t, crypto_aead_xchacha20poly1305_ietf_NPUBBYTES> kZeroNonce{};
}

XwingPublic xwing_public(const XwingSeed& seed) {
  XwingPublic out;
  // The library's secret key is the seed itself.
  auto secret = XwingSeed::make([&](MutableByteSpan sk) {
    ADIT_ASSERT(crypto_kem_xwing_seed_keypair(out.mutable_span().data(), sk.data(), seed.expose().data()) ==
                0);
  });
  ct::publish(out);
  return out;
}

X25519Public x25519_public(const X25519Secret& secret) {
  X25519Public out;
  ADIT_ASSERT(crypto_scalarmult_curve25519_base(out.mutable_span().data(), secret.expose().data()) == 0);
  ct::publish(out);
  return out;
}

ByteVector aead_seal(const Key& key, ByteSpan ad, ByteSpan plain) {
  ByteVector out(plain.size() + kAeadTagBytes);
  int rc =
      crypto_aead_xchacha20poly1305_ietf_encrypt(out.data(), nullptr, plain.data(), plain.size(), ad.data(),
                                                 ad.size(), nullptr, kZeroNonce.data(), key.expose().data());
  ADIT_ASSERT(rc == 0);  // or zeros would travel in place of the words, and nobody would know
  ct::publish(out);
  return out;
}

}  // namespace adit
