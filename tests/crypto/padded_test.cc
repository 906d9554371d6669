// SPDX-License-Identifier: Apache-2.0
#include "crypto/padded.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/support/hex.h"

using namespace adit;
using namespace adit::test;

TEST_CASE("a padded block is length, content, zeros", "[padded]") {
  auto block = pad(hex("0a0b0c"), 8);
  REQUIRE(block);
  CHECK(to_hex(*block) == "03000a0b0c000000");
  auto content = unpad(*block);
  REQUIRE(content);
  CHECK(to_hex(*content) == "0a0b0c");
}

TEST_CASE("content fits up to two bytes less than the block", "[padded]") {
  CHECK(unpad(*pad({}, 2))->empty());
  CHECK(unpad(*pad(filled(6, 1), 8))->size() == 6);
  CHECK(error_of(pad(filled(7, 1), 8)) == Errc::report_too_long);
  CHECK(error_of(pad({}, 1)) == Errc::report_too_long);
  CHECK(unpad(*pad(filled(65535, 1), 70000))->size() == 65535);
  CHECK(error_of(pad(filled(65536, 1), 70000)) == Errc::report_too_long);
}

TEST_CASE("a length beyond the block is refused", "[padded]") {
  CHECK(error_of(unpad(hex("0700000000000000"))) == Errc::padding_not_zero);
  CHECK(error_of(unpad(hex("ffff000000000000"))) == Errc::padding_not_zero);
  CHECK(error_of(unpad(hex("00"))) == Errc::padding_not_zero);
  CHECK(error_of(unpad({})) == Errc::padding_not_zero);
  CHECK(unpad(hex("0600000000000000")));
}

TEST_CASE("any bit in the padding is refused", "[padded]") {
  ByteVector block = *pad(hex("0a0b"), 32);
  for (std::size_t at = 4; at < block.size(); ++at) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      ByteVector changed = block;
      changed[at] = static_cast<std::uint8_t>(1u << bit);
      CHECK(error_of(unpad(changed)) == Errc::padding_not_zero);
    }
  }
}
