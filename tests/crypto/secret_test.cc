// SPDX-License-Identifier: Apache-2.0
#include <adit/secret.h>

#include <catch2/catch_test_macros.hpp>
#include <type_traits>

#include "tests/support/hex.h"

using namespace adit;
using namespace adit::test;

namespace {
bool all_zero(ByteSpan bytes) {
  return std::ranges::all_of(bytes, [](std::uint8_t b) { return b == 0; });
}
}  // namespace

TEST_CASE("secrets cannot be copied", "[secret]") {
  STATIC_CHECK_FALSE(std::is_copy_constructible_v<Key>);
  STATIC_CHECK_FALSE(std::is_copy_assignable_v<Key>);
  STATIC_CHECK_FALSE(std::is_copy_constructible_v<SecretBuffer>);
  STATIC_CHECK_FALSE(std::is_default_constructible_v<Key>);
  STATIC_CHECK_FALSE(std::is_convertible_v<Key, Root>);
}

TEST_CASE("what a secret was moved from is wiped", "[secret]") {
  Key a = secret_of<Key>(7);
  Key b = std::move(a);
  CHECK(all_zero(a.expose()));  // NOLINT: that is the claim
  CHECK(equal_ct(b, secret_of<Key>(7)));
  Key c = secret_of<Key>(8);
  c = std::move(b);
  CHECK(all_zero(b.expose()));  // NOLINT
  CHECK(equal_ct(c, secret_of<Key>(7)));
  Key& same = c;
  c = std::move(same);  // to itself: changes nothing
  CHECK(equal_ct(c, secret_of<Key>(7)));
}

TEST_CASE("a dead secret leaves nothing where it was", "[secret]") {
  alignas(Key) std::array<std::uint8_t, sizeof(Key)> place{};
  auto* key = new (place.data()) Key(secret_of<Key>(7));
  CHECK_FALSE(all_zero(place));
  key->~Key();
  CHECK(all_zero(place));
}

TEST_CASE("comparison in constant time tells equal from different", "[secret]") {
  CHECK(equal_ct(secret_of<Key>(1), secret_of<Key>(1)));
  CHECK_FALSE(equal_ct(secret_of<Key>(1), secret_of<Key>(2)));
}

TEST_CASE("a buffer keeps its beginning when it grows or shrinks", "[secret]") {
  SecretBuffer buffer(hex("010203"));
  buffer.resize(5);
  CHECK(to_hex(buffer.expose()) == "0102030000");
  buffer.resize(2);
  CHECK(to_hex(buffer.expose()) == "0102");
  SecretBuffer moved = std::move(buffer);
  CHECK(buffer.empty());  // NOLINT
  CHECK(to_hex(moved.expose()) == "0102");
}

TEST_CASE("a guarded secret keeps its value through a move", "[secret]") {
  REQUIRE(sodium_init() >= 0);
  GuardedSecret<Key> a(secret_of<Key>(9));
  GuardedSecret<Key> b(std::move(a));
  CHECK(equal_ct(b.get(), secret_of<Key>(9)));
}
