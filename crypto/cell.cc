// SPDX-License-Identifier: Apache-2.0
#include "crypto/cell.h"

#include <adit/result.h>
#include <sodium.h>

namespace adit {

static_assert(kCellNonceBytes == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);

ByteVector seal_cell(const Key& key, ByteSpan content, Rng& rng) {
  ByteVector cell(kCellOverheadBytes + content.size());
  MutableByteSpan nonce = MutableByteSpan(cell).first(kCellNonceBytes);
  rng.fill(nonce);
  int rc = crypto_aead_xchacha20poly1305_ietf_encrypt(cell.data() + kCellNonceBytes, nullptr, content.data(),
                                                      content.size(), nullptr, 0, nullptr, nonce.data(),
                                                      key.expose().data());
  ADIT_ASSERT(rc == 0);
  return cell;
}

std::optional<ByteVector> open_cell(const Key& key, ByteSpan cell) {
  if (cell.size() < kCellOverheadBytes) return std::nullopt;
  ByteVector content(cell.size() - kCellOverheadBytes);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(content.data(), nullptr, nullptr,
                                                 cell.data() + kCellNonceBytes, cell.size() - kCellNonceBytes,
                                                 nullptr, 0, cell.data(), key.expose().data()) != 0) {
    return std::nullopt;
  }
  return content;
}

}  // namespace adit
