// SPDX-License-Identifier: Apache-2.0
// Typed wrappers of the primitives. Known answers of others are in tests/vectors.
#include "crypto/xwing.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/support/fakes.h"
#include "tests/support/hex.h"

using namespace adit;
using namespace adit::test;

namespace {
constexpr std::size_t kMlkemPublic = 1184;
}

TEST_CASE("what is encapsulated to a key is decapsulated with its seed", "[xwing]") {
  XwingSeed seed = secret_of<XwingSeed>(5);
  XwingKey key(seed);
  CHECK(key.public_key() == xwing_public(seed));
  auto sealed = encapsulate(key.public_key(), secret_of<EncapsulationSeed>(6));
  REQUIRE(sealed);
  auto by_api = decapsulate(seed, sealed->ciphertext);
  auto by_key = key.decapsulate(sealed->ciphertext);
  REQUIRE(by_api);
  REQUIRE(by_key);
  CHECK(equal_ct(*by_api, sealed->secret));
  CHECK(equal_ct(*by_key, sealed->secret));
  auto by_clone = key.clone().decapsulate(sealed->ciphertext);
  REQUIRE(by_clone);
  CHECK(equal_ct(*by_clone, sealed->secret));
}

TEST_CASE("encapsulation depends on nothing but key and seed", "[xwing]") {
  XwingPublic key = xwing_public(secret_of<XwingSeed>(5));
  auto a = encapsulate(key, secret_of<EncapsulationSeed>(6));
  auto b = encapsulate(key, secret_of<EncapsulationSeed>(6));
  auto c = encapsulate(key, secret_of<EncapsulationSeed>(7));
  REQUIRE((a && b && c));
  CHECK(a->ciphertext == b->ciphertext);
  CHECK(a->ciphertext != c->ciphertext);
}

TEST_CASE("another key's ciphertext gives another secret, not an error", "[xwing]") {
  XwingKey key(secret_of<XwingSeed>(5));
  auto sealed = encapsulate(xwing_public(secret_of<XwingSeed>(8)), secret_of<EncapsulationSeed>(6));
  REQUIRE(sealed);
  auto found = key.decapsulate(sealed->ciphertext);
  REQUIRE(found);
  CHECK_FALSE(equal_ct(*found, sealed->secret));
}

TEST_CASE("a public key with a coefficient of q or more cannot be encapsulated to", "[xwing]") {
  XwingPublic key = xwing_public(secret_of<XwingSeed>(5));
  key.mutable_span()[0] = 0xff;
  key.mutable_span()[1] = static_cast<std::uint8_t>(key.span()[1] | 0x0f);  // the first 12 bits: 4095
  CHECK(error_of(encapsulate(key, secret_of<EncapsulationSeed>(6))) == Errc::key_invalid);
}

TEST_CASE("a public key with a low-order point cannot be encapsulated to", "[xwing]") {
  XwingPublic key = xwing_public(secret_of<XwingSeed>(5));
  for (std::size_t i = 0; i < 32; ++i) key.mutable_span()[kMlkemPublic + i] = 0;
  CHECK(error_of(encapsulate(key, secret_of<EncapsulationSeed>(6))) == Errc::key_invalid);
}

TEST_CASE("a low-order point in a key exchange is refused", "[xwing]") {
  X25519Secret secret = secret_of<X25519Secret>(9);
  CHECK(error_of(x25519(secret, X25519Public{})) == Errc::key_invalid);
  CHECK(error_of(x25519(secret, bytes_of<X25519Public>("01" + std::string(62, '0')))) == Errc::key_invalid);
  CHECK(x25519(secret, x25519_public(secret_of<X25519Secret>(3))));
}

TEST_CASE("two people derive the same secret from each other's public keys", "[xwing]") {
  X25519Secret a = secret_of<X25519Secret>(1);
  X25519Secret b = secret_of<X25519Secret>(2);
  auto ab = x25519(a, x25519_public(b));
  auto ba = x25519(b, x25519_public(a));
  REQUIRE((ab && ba));
  CHECK(equal_ct(*ab, *ba));
}

TEST_CASE("a sealed text opens under its key and its associated data alone", "[xwing]") {
  Key key = secret_of<Key>(1);
  ByteVector sealed = aead_seal(key, as_bytes("ad"), as_bytes("plain"));
  CHECK(sealed.size() == 5 + 16);
  auto opened = aead_open(key, as_bytes("ad"), sealed);
  REQUIRE(opened);
  CHECK(text_of(*opened) == "plain");
  CHECK_FALSE(aead_open(secret_of<Key>(2), as_bytes("ad"), sealed));
  CHECK_FALSE(aead_open(key, as_bytes("a"), sealed));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    ByteVector changed = sealed;
    changed[i] ^= 0x10;
    CHECK_FALSE(aead_open(key, as_bytes("ad"), changed));
    CHECK_FALSE(aead_open(key, as_bytes("ad"), ByteSpan(sealed).first(i)));
  }
}
