// SPDX-License-Identifier: Apache-2.0
#include "crypto/base64.h"

#include <sodium.h>

namespace adit {

std::string to_base64(ByteSpan bytes) {
  std::string out(sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(out.data(), out.size(), bytes.data(), bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  out.pop_back();  // its terminating zero
  return out;
}

std::optional<ByteVector> from_base64(std::string_view text) {
  ByteVector out(text.size() / 4 * 3 + 3);
  std::size_t used = 0;
  const char* end = nullptr;
  if (sodium_base642bin(out.data(), out.size(), text.data(), text.size(), nullptr, &used, &end,
                        sodium_base64_VARIANT_ORIGINAL) != 0 ||
      end != text.data() + text.size()) {
    return std::nullopt;
  }
  out.resize(used);
  if (to_base64(out) != text) return std::nullopt;  // stray bits in the last character
  return out;
}

}  // namespace adit
