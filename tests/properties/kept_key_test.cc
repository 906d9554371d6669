// SPDX-License-Identifier: Apache-2.0
// P23: a kept, expanded key gives what the library's own call gives, for good ciphertexts, foreign
// ones, noise, low-order points and second encodings of points.
#include <catch2/catch_test_macros.hpp>

#include "crypto/xwing.h"
#include "tests/support/fakes.h"
#include "tests/support/hex.h"

using namespace adit;
using namespace adit::test;

namespace {

constexpr std::size_t kPointAt = 1088;

// All points whose multiples by a clamped scalar are zero, and second encodings of points.
const char* const kPoints[] = {
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",  // p - 1
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",  // p, which is 0
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",  // p + 1, which is 1
    "efffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",  // p + 2
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",  // the top bit is ignored
    "0900000000000000000000000000000000000000000000000000000000000080",
    "0000000000000000000000000000000000000000000000000000000000000080",
};

struct Tally {
  int accepted = 0;
  int refused = 0;
};
void compare(const XwingSeed& seed, const XwingKey& key, const XwingCiphertext& ciphertext, Tally& tally) {
  auto by_api = decapsulate(seed, ciphertext);
  auto by_key = key.decapsulate(ciphertext);
  REQUIRE(by_api.has_value() == by_key.has_value());
  if (by_api) {
    REQUIRE(equal_ct(*by_api, *by_key));
    ++tally.accepted;
  } else {
    REQUIRE(by_api.error() == by_key.error());
    ++tally.refused;
  }
}

}  // namespace

TEST_CASE("P23: ten thousand ciphertexts decapsulate alike with a kept key and with the library's call",
          "[P23]") {
  SeededRng rng(1);
  Tally tally;
  for (int k = 0; k < 10; ++k) {
    auto seed = XwingSeed::make([&](MutableByteSpan out) { rng.fill(out); });
    XwingKey key(seed);
    XwingPublic other = xwing_public(secret_of<XwingSeed>(static_cast<std::uint8_t>(k)));
    for (int i = 0; i < 1000; ++i) {
      XwingCiphertext ciphertext;
      if (i % 5 == 4) {
        rng.fill(ciphertext.mutable_span());  // noise
      } else {
        auto to = EncapsulationSeed::make([&](MutableByteSpan out) { rng.fill(out); });
        auto sealed = encapsulate(i % 5 == 3 ? other : key.public_key(), to);
        REQUIRE(sealed);
        ciphertext = sealed->ciphertext;
      }
      if (i % 5 == 1) {  // another point
        ByteVector point = hex(kPoints[static_cast<std::size_t>(i / 5) % std::size(kPoints)]);
        std::ranges::copy(point, ciphertext.mutable_span().begin() + kPointAt);
      }
      if (i % 5 == 2)
        ciphertext.mutable_span()[rng.below(kXwingCiphertextBytes)] ^=
            static_cast<std::uint8_t>(1 + rng.below(255));
      compare(seed, key, ciphertext, tally);
    }
  }
  CHECK(tally.accepted + tally.refused == 10000);
  CHECK(tally.refused > 500);  // low-order points were among them
  CHECK(tally.accepted > 8000);
}

TEST_CASE("P23: every point of low order is refused by both", "[P23]") {
  XwingSeed seed = secret_of<XwingSeed>(3);
  XwingKey key(seed);
  auto sealed = encapsulate(key.public_key(), secret_of<EncapsulationSeed>(4));
  REQUIRE(sealed);
  for (std::size_t i = 0; i < 7; ++i) {
    XwingCiphertext ciphertext = sealed->ciphertext;
    std::ranges::copy(hex(kPoints[i]), ciphertext.mutable_span().begin() + kPointAt);
    CHECK(error_of(decapsulate(seed, ciphertext)) == Errc::key_invalid);
    CHECK(error_of(key.decapsulate(ciphertext)) == Errc::key_invalid);
  }
}

TEST_CASE("planted: a kept key of another seed is noticed by the comparison", "[P23]") {
  XwingSeed seed = secret_of<XwingSeed>(3);
  XwingKey wrong(secret_of<XwingSeed>(4));
  auto sealed = encapsulate(xwing_public(seed), secret_of<EncapsulationSeed>(4));
  REQUIRE(sealed);
  auto a = decapsulate(seed, sealed->ciphertext);
  auto b = wrong.decapsulate(sealed->ciphertext);
  REQUIRE((a && b));
  CHECK_FALSE(equal_ct(*a, *b));
}
