// SPDX-License-Identifier: Apache-2.0
// The derivations of protocol 2.6 that the gateway and the recipients share.
#pragma once

#include <adit/feed.h>

#include "crypto/derive.h"
#include "crypto/letter_keys.h"

namespace adit {

inline ByteVector feed_index(std::size_t i) {
  ByteVector out;
  append_le16(out, static_cast<std::uint16_t>(i));
  return out;
}
inline HeaderHash feed_header(const DeploymentId& dep, ByteSpan slots) {
  return derived<HeaderHash>("adit1 f-header"_label, kNoKey, {dep.span(), slots});
}
// Keyed with k_F itself, so it commits to everything that is derived from it.
inline Commitment feed_commitment(const Key& key, const HeaderHash& header) {
  return derived<Commitment>("adit1 f-com"_label, key.expose(), {header.span()});
}
inline Key feed_core_key(const Key& key, const HeaderHash& header) {
  return derived_secret<Key>("adit1 f-core"_label, key.expose(), {header.span()});
}
inline Key feed_wrap(const Key& key, const SharedSecret& ss, const DeploymentId& dep, std::size_t slot,
                     const PublicKeyHash& h) {
  ByteVector index = feed_index(slot);
  auto mask = derived_secret<Key>("adit1 f-wrap"_label, ss.expose(), {dep.span(), index, h.span()});
  return Key::make([&](MutableByteSpan out) {
    for (std::size_t i = 0; i < kKeyBytes; ++i) {
      out[i] = static_cast<std::uint8_t>(key.expose()[i] ^ mask.expose()[i]);
    }
  });
}
inline Key feed_parcel_key(const FeedKey& key, std::uint32_t index) {
  ByteVector i;
  append_le32(i, index);
  return derived_secret<Key>("adit1 f-parcels"_label, key.key.expose(), {key.header.span(), i});
}

}  // namespace adit
