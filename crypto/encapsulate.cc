// SPDX-License-Identifier: Apache-2.0
#include <sodium.h>

#include "crypto/constant_time.h"
#include "crypto/letter_keys.h"
#include "crypto/xwing.h"

namespace adit {

static_assert(crypto_kem_xwing_PUBLICKEYBYTES == kXwingPublicBytes);
static_assert(crypto_kem_xwing_CIPHERTEXTBYTES == kXwingCiphertextBytes);

PublicKeyHash hash_of(const XwingPublic& key) {
  return derived<PublicKeyHash>("adit1 pk"_label, kNoKey, {key.span()});
}

Result<Encapsulation> encapsulate(const XwingPublic& key, const EncapsulationSeed& seed) {
  XwingCiphertext ciphertext;
  bool done = false;
  auto secret = SharedSecret::make([&](MutableByteSpan out) {
    done = crypto_kem_xwing_enc_deterministic(ciphertext.mutable_span().data(), out.data(), key.data(),
                                              seed.expose().data()) == 0;
  });
  ct::publish(ciphertext);
  if (!ct::verdict(done)) return fail(Errc::key_invalid);
  return Encapsulation{ciphertext, std::move(secret)};
}

Result<SharedSecret> x25519(const X25519Secret& secret, const X25519Public& point) {
  bool done = false;
  auto shared = SharedSecret::make([&](MutableByteSpan out) {
    done = crypto_scalarmult_curve25519(out.data(), secret.expose().data(), point.data()) == 0;
  });
  if (!ct::verdict(done)) return fail(Errc::key_invalid);
  return shared;
}

}  // namespace adit
