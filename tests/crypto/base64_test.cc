// SPDX-License-Identifier: Apache-2.0
#include "crypto/base64.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/support/hex.h"

using namespace adit;
using namespace adit::test;

TEST_CASE("base64 matches RFC 4648", "[base64]") {
  CHECK(to_base64({}).empty());
  CHECK(to_base64(as_bytes("f")) == "Zg==");
  CHECK(to_base64(as_bytes("fo")) == "Zm8=");
  CHECK(to_base64(as_bytes("foo")) == "Zm9v");
  CHECK(to_base64(as_bytes("foob")) == "Zm9vYg==");
  CHECK(to_base64(as_bytes("fooba")) == "Zm9vYmE=");
  CHECK(to_base64(as_bytes("foobar")) == "Zm9vYmFy");
  CHECK(to_base64(hex("fbff")) == "+/8=");
}

TEST_CASE("base64 has one spelling for each value", "[base64]") {
  for (std::size_t n = 0; n < 40; ++n) {
    ByteVector bytes = filled(n, static_cast<std::uint8_t>(n * 7));
    CHECK(from_base64(to_base64(bytes)) == bytes);
  }
  // No padding, too much, stray bits, white space, the URL alphabet, text after the end.
  for (const char* bad : {"Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm 8=", "Zm8=\n",
                          " Zm8=", "-_8=", "Zm8=Zm8=", "=", "Z", "Zm8!"}) {
    INFO(bad);
    CHECK_FALSE(from_base64(bad));
  }
}
