// SPDX-License-Identifier: Apache-2.0
#include "crypto/sign.h"

#include <sodium.h>

#include "crypto/constant_time.h"

namespace adit {

SigningKey::SigningKey(const Ed25519Seed& seed)
    : expanded_(decltype(expanded_)::make([&](std::span<std::uint8_t, 64> out) {
        int rc = crypto_sign_seed_keypair(public_.mutable_span().data(), out.data(), seed.expose().data());
        ADIT_ASSERT(rc == 0);
        ct::publish(public_);
      })) {}

Signature SigningKey::sign(ByteSpan message) const {
  Signature out;
  int rc = crypto_sign_detached(out.mutable_span().data(), nullptr, message.data(), message.size(),
                                expanded_.expose().data());
  ADIT_ASSERT(rc == 0);
  ct::publish(out);
  return out;
}

Signature SigningKey::sign_document(DocumentType type, const DeploymentId& dep, ByteSpan body) const {
  return sign(signed_bytes(type, dep, body));
}

}  // namespace adit
