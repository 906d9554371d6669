// SPDX-License-Identifier: Apache-2.0
#include <adit/bytes.h>

#include <catch2/catch_test_macros.hpp>

#include "tests/support/hex.h"

using namespace adit;
using namespace adit::test;

TEST_CASE("hex is lower case, of even length, and nothing else", "[bytes]") {
  CHECK(to_hex(hex("00ff10abcdef")) == "00ff10abcdef");
  CHECK(from_hex("")->empty());
  for (const char* bad : {"0", "AB", "0g", "0x00", " 00", "00 ", "-1", "\xc3\xa9"}) {
    INFO(bad);
    CHECK_FALSE(from_hex(bad));
  }
}

TEST_CASE("a value of fixed size is made from exactly that many bytes", "[bytes]") {
  CHECK(Rid::from(filled(8, 1)));
  CHECK_FALSE(Rid::from(filled(7, 1)));
  CHECK_FALSE(Rid::from(filled(9, 1)));
  CHECK_FALSE(Rid::from({}));
  CHECK(bytes_of<Rid>("0000000000000001") < bytes_of<Rid>("0100000000000000"));
}

TEST_CASE("integers are little-endian", "[bytes]") {
  ByteVector out;
  append_le16(out, 0x0102);
  append_le32(out, 0x03040506);
  append_le64(out, 0x0708090a0b0c0d0e);
  CHECK(to_hex(out) ==
        "0201"
        "06050403"
        "0e0d0c0b0a090807");
  CHECK(load_le(hex("0201")) == 0x0102);
  CHECK(load_le(hex("0e0d0c0b0a090807")) == 0x0708090a0b0c0d0e);
  CHECK(load_le({}) == 0);
}
