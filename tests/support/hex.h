// SPDX-License-Identifier: Apache-2.0
// Bytes as tests write them.
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>
#include <adit/secret.h>

#include <cstdlib>
#include <string>
#include <string_view>

namespace adit::test {

// A literal that is not hex is a mistake in the test.
inline ByteVector hex(std::string_view digits) {
  auto bytes = from_hex(digits);
  ADIT_ASSERT(bytes.has_value());
  return std::move(*bytes);
}
template <class B>
B bytes_of(std::string_view digits) {
  auto bytes = B::from(hex(digits));
  ADIT_ASSERT(bytes.has_value());
  return *bytes;
}
// A secret of N times the same byte.
template <class S>
S secret_of(std::uint8_t byte) {
  return S::make([&](auto out) { std::ranges::fill(out, byte); });
}
template <class S>
S secret_from(ByteSpan bytes) {
  ADIT_ASSERT(bytes.size() == S::kSize);
  return S::make([&](auto out) { std::ranges::copy(bytes, out.begin()); });
}
inline ByteVector filled(std::size_t size, std::uint8_t byte) { return ByteVector(size, byte); }
inline std::string text_of(const SecretBuffer& buffer) { return std::string(as_text(buffer.expose())); }

// The error of a result, or 0 if it is a value.
template <class T>
Errc error_of(const Result<T>& result) {
  return result ? Errc{} : result.error().code;
}

}  // namespace adit::test
