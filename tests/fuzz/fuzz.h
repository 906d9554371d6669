// SPDX-License-Identifier: Apache-2.0
// What the fuzz targets of libadit share.
#pragma once

#include <adit/bytes.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace adit::test {

// A broken invariant: the fuzzer stops and keeps the input.
inline void require(bool holds) {
  if (!holds) __builtin_trap();
}
// What a decoder accepts has one encoding: the bytes that were read.
template <class Object>
void require_round_trip(ByteSpan bytes) {
  auto object = Object::parse(bytes);
  if (!object) return;
  auto again = object->encode();
  require(again.size() == bytes.size() && std::equal(again.begin(), again.end(), bytes.begin()));
}

}  // namespace adit::test
