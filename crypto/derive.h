// SPDX-License-Identifier: Apache-2.0
// D, the one derivation function (protocol 2.1): key derivation, MAC, commitment and hash.
//
//   D(label, key, n, p1, p2, ...) = BLAKE2b-n(key, salt = 16 zero bytes, personal = label,
//                                             input = le32(|p1|) p1 le32(|p2|) p2 ...)
#pragma once

#include <adit/bytes.h>
#include <adit/labels.h>
#include <adit/secret.h>

#include <initializer_list>

namespace adit {

inline constexpr ByteSpan kNoKey{};

// Fills out (16 to 64 bytes). key is 32 bytes, or kNoKey.
void derive(Label label, ByteSpan key, MutableByteSpan out, std::initializer_list<ByteSpan> parts);

// D as a public value of type B, a Bytes<...>.
template <class B>
B derived(Label label, ByteSpan key, std::initializer_list<ByteSpan> parts) {
  B out;
  derive(label, key, out.mutable_span(), parts);
  return out;
}

// D as a secret of type S, a SecretBytes<...>.
template <class S>
S derived_secret(Label label, ByteSpan key, std::initializer_list<ByteSpan> parts) {
  return S::make([&](MutableByteSpan out) { derive(label, key, out, parts); });
}

}  // namespace adit
