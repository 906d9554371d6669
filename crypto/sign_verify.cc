// SPDX-License-Identifier: Apache-2.0
#include <adit/labels.h>
#include <sodium.h>

#include "crypto/sign.h"

namespace adit {

std::string_view type_name(DocumentType type) {
  switch (type) {
    case DocumentType::council:
      return "council";
    case DocumentType::directory:
      return "directory";
    case DocumentType::bulletin:
      return "bulletin";
    case DocumentType::burn:
      return "burn";
    case DocumentType::cardpost:
      return "cardpost";
    case DocumentType::application:
      return "application";
  }
  assertion_failed("document type", __FILE__, __LINE__);
}

ByteVector signed_bytes(DocumentType type, const DeploymentId& dep, ByteSpan body) {
  ByteVector out;
  append(out, as_bytes(kSignatureDomain));
  out.push_back(0);
  append(out, as_bytes(type_name(type)));
  out.push_back(0);
  append(out, dep.span());
  append(out, body);
  return out;
}

Status verify_ed25519(const Ed25519Public& key, ByteSpan message, const Signature& signature) {
  if (crypto_sign_verify_detached(signature.data(), message.data(), message.size(), key.data()) != 0) {
    return fail(Errc::signature_invalid);
  }
  return {};
}

Status verify_document(DocumentType type, const DeploymentId& dep, ByteSpan body, const Ed25519Public& key,
                       const Signature& signature) {
  return verify_ed25519(key, signed_bytes(type, dep, body), signature);
}

}  // namespace adit
