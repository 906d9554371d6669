// SPDX-License-Identifier: Apache-2.0
#include "crypto/sha256.h"

#include <adit/result.h>
#include <openssl/evp.h>

namespace adit {

struct Sha256::State {
  State() : context(EVP_MD_CTX_new()) {
    ADIT_ASSERT(context != nullptr && EVP_DigestInit_ex(context, EVP_sha256(), nullptr) == 1);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { EVP_MD_CTX_free(context); }
  EVP_MD_CTX* context;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(ByteSpan bytes) {
  ADIT_ASSERT(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1);
}

Digest Sha256::finish() {
  Digest out;
  ADIT_ASSERT(EVP_DigestFinal_ex(state_->context, out.mutable_span().data(), nullptr) == 1);
  return out;
}

Digest sha256(std::initializer_list<ByteSpan> parts) {
  Sha256 hash;
  for (ByteSpan part : parts) hash.update(part);
  return hash.finish();
}

}  // namespace adit
