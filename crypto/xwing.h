// SPDX-License-Identifier: Apache-2.0
// X-Wing (draft-connolly-cfrg-xwing-kem), X25519 and the AEAD, with types.
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>
#include <adit/secret.h>
#include <adit/units.h>

namespace adit {

using EncapsulationSeed = SecretBytes<struct EncapsulationSeedTag, kEncapsulationSeedBytes>;

struct Encapsulation {
  XwingCiphertext ciphertext;
  SharedSecret secret;
};

// --- adit_verify: needs public keys only ---

// Errors: key_invalid, if the public key cannot be encapsulated to.
Result<Encapsulation> encapsulate(const XwingPublic& key, const EncapsulationSeed& seed);
// Errors: key_invalid, if the result is all zero (a low-order point).
Result<SharedSecret> x25519(const X25519Secret& secret, const X25519Public& point);

// --- adit_seal ---

XwingPublic xwing_public(const XwingSeed& seed);
X25519Public x25519_public(const X25519Secret& secret);
// XChaCha20-Poly1305 with a nonce of zeros: a key encrypts exactly one message.
ByteVector aead_seal(const Key& key, ByteSpan ad, ByteSpan plain);

// --- adit_open ---

// The reference: decapsulation by the library's own call.
// Errors: key_invalid, for a ciphertext that the library refuses (a low-order point).
Result<SharedSecret> decapsulate(const XwingSeed& seed, const XwingCiphertext& ciphertext);

// An X-Wing secret key with its expansion kept (protocol 2.12): the same results, a third faster.
class XwingKey {
 public:
  explicit XwingKey(const XwingSeed& seed);
  XwingKey clone() const;
  const XwingPublic& public_key() const { return public_; }
  const XwingSeed& seed() const { return seed_; }
  Result<SharedSecret> decapsulate(const XwingCiphertext& ciphertext) const;

 private:
  XwingSeed seed_;
  XwingPublic public_;
  SecretBytes<struct MlkemSecretTag, 2400> mlkem_;
  X25519Secret x25519_;
};

// Nothing, if the key or the data are not the right ones.
std::optional<SecretBuffer> aead_open(const Key& key, ByteSpan ad, ByteSpan sealed);

}  // namespace adit
