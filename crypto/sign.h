// SPDX-License-Identifier: Apache-2.0
// Ed25519 (protocol 2.1): Sign(type, body) is over "adit/v1/sig" 00 type 00 dep body, so a signature
// never means something else in another type of document or another deployment.
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>
#include <adit/secret.h>

#include <string_view>

namespace adit {

enum class DocumentType : std::uint8_t { council, directory, bulletin, burn, cardpost, application };
std::string_view type_name(DocumentType type);

// The exact bytes that are signed.
ByteVector signed_bytes(DocumentType type, const DeploymentId& dep, ByteSpan body);

// Plain Ed25519, for signed notes. Errors: signature_invalid.
Status verify_ed25519(const Ed25519Public& key, ByteSpan message, const Signature& signature);
// Errors: signature_invalid.
Status verify_document(DocumentType type, const DeploymentId& dep, ByteSpan body, const Ed25519Public& key,
                       const Signature& signature);

// --- adit_seal ---

// A signing key: the seed and what is expanded from it, wiped on death.
class SigningKey {
 public:
  explicit SigningKey(const Ed25519Seed& seed);
  const Ed25519Public& public_key() const { return public_; }
  Signature sign(ByteSpan message) const;
  Signature sign_document(DocumentType type, const DeploymentId& dep, ByteSpan body) const;

 private:
  Ed25519Public public_;
  SecretBytes<struct Ed25519ExpandedTag, 64> expanded_;
};

}  // namespace adit
