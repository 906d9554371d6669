// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <adit/secret.h>

#include "crypto/derive.h"

namespace adit {

// The key of parcel i of n.
inline Key parcel_key(const Key& file_key, std::uint32_t index, std::uint32_t n) {
  ByteVector i;
  ByteVector count;
  append_le32(i, index);
  append_le32(count, n);
  return derived_secret<Key>("adit1 parcel"_label, file_key.expose(), {i, count});
}

}  // namespace adit
