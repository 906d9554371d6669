// SPDX-License-Identifier: Apache-2.0
#include "crypto/value.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/support/hex.h"

using namespace adit;
using namespace adit::test;

namespace {
bool accepts(std::string_view digits) { return decode(hex(digits)).has_value(); }
}  // namespace

TEST_CASE("each kind of value encodes to its one form and comes back", "[value]") {
  struct Row {
    Value value;
    const char* hex;
  };
  const Row rows[] = {
      {Value(), "c0"},
      {Value(std::uint64_t{0}), "00"},
      {Value(std::uint64_t{127}), "7f"},
      {Value(std::uint64_t{128}), "cc80"},
      {Value(std::uint64_t{255}), "ccff"},
      {Value(std::uint64_t{256}), "cd0100"},
      {Value(std::uint64_t{65535}), "cdffff"},
      {Value(std::uint64_t{65536}), "ce00010000"},
      {Value(std::uint64_t{0xffffffff}), "ceffffffff"},
      {Value(std::uint64_t{0x100000000}), "cf0000000100000000"},
      {Value(UINT64_MAX), "cfffffffffffffffff"},
      {Value(""), "a0"},
      {Value("a\xc3\xa9"), "a361c3a9"},
      {Value(std::string(31, 'x')), nullptr},
      {Value(std::string(32, 'x')), nullptr},
      {Value(std::string(256, 'x')), nullptr},
      {Value(ByteSpan()), "c400"},
      {Value(ByteSpan(filled(2, 9))), "c4020909"},
      {Value(ByteSpan(filled(70000, 9))), nullptr},
      {Value(Array{}), "90"},
      {Value(Array{std::uint64_t{1}, "a", Array{Value()}}), "9301a16191c0"},
  };
  for (const Row& row : rows) {
    ByteVector bytes = encode(row.value);
    if (row.hex != nullptr) CHECK(to_hex(bytes) == row.hex);
    auto back = decode(bytes);
    REQUIRE(back);
    CHECK(*back == row.value);
  }
}

TEST_CASE("integers in a longer form than needed are refused", "[value]") {
  for (const char* digits : {"cc00", "cc7f", "cd0001", "cd00ff", "ce00000001", "ce0000ffff",
                             "cf0000000000000001", "cf00000000ffffffff"}) {
    INFO(digits);
    CHECK_FALSE(accepts(digits));
  }
}

TEST_CASE("signed forms, even of positive numbers, are refused", "[value]") {
  for (const char* digits : {"ff", "e0", "d001", "d0ff", "d10100", "d10001", "d200010000",
                             "d3ffffffffffffffff", "d30000000100000000"}) {
    INFO(digits);
    CHECK_FALSE(accepts(digits));
  }
}

TEST_CASE("text, bytes and arrays with a longer header than needed are refused", "[value]") {
  for (const char* digits :
       {"d90161", "da000161", "db0000000161", "c5000109", "c60000000109", "dc000101", "dd0000000101"}) {
    INFO(digits);
    CHECK_FALSE(accepts(digits));
  }
}

TEST_CASE("maps, booleans, floats and extensions are refused", "[value]") {
  for (const char* digits : {"80", "81a16101", "de0000", "df00000000", "c2", "c3", "ca3f800000",
                             "cb3ff0000000000000", "d40001", "d5000102", "c7010001", "c70000", "c1"}) {
    INFO(digits);
    CHECK_FALSE(accepts(digits));
    CHECK_FALSE(accepts("91" + std::string(digits)));  // inside an array as well
  }
}

TEST_CASE("bytes after the value, and a value cut anywhere, are refused", "[value]") {
  CHECK_FALSE(accepts(""));
  CHECK_FALSE(accepts("0000"));
  CHECK_FALSE(accepts("c0c0"));
  ByteVector whole =
      encode(Array{std::uint64_t{70000}, "text", ByteSpan(filled(300, 1)), Array{Value(), "x"}});
  REQUIRE(decode(whole));
  for (std::size_t n = 0; n < whole.size(); ++n) {
    INFO(n);
    CHECK_FALSE(decode(ByteSpan(whole).first(n)));
  }
}

TEST_CASE("a length of gigabytes in a few bytes is refused without asking for memory", "[value]") {
  for (const char* digits : {"dbffffffff", "c6ffffffff", "ddffffffff", "dc1001", "dfffffffff", "c9ffffffff00",
                             "ddffffffffddffffffffddffffffff"}) {
    INFO(digits);
    CHECK_FALSE(accepts(digits));
  }
}

TEST_CASE("arrays of 4096 items are read and of 4097 are refused", "[value]") {
  Array items(kMaxValueItems);
  CHECK(decode(encode(items)));
  items.emplace_back();
  CHECK_FALSE(decode(encode(items)));
}

TEST_CASE("six levels are read and seven are refused", "[value]") {
  CHECK(
      accepts("9191919191"
              "90"));
  CHECK_FALSE(
      accepts("919191919191"
              "90"));
  std::string deep;
  for (int i = 0; i < 10000; ++i) deep += "91";
  CHECK_FALSE(accepts(deep + "90"));
}

TEST_CASE("text that is not well-formed UTF-8 is refused", "[value]") {
  for (const char* digits : {"a100", "a1ff", "a1c3", "a2c0af", "a3e08080", "a3eda080", "a4f0808080",
                             "a4f4908080", "a4f5808080", "a2c328", "a180"}) {
    INFO(digits);
    CHECK_FALSE(accepts(digits));
  }
  CHECK(accepts("a4f09f8cb8"));
  CHECK(accepts("a3efbfbf"));
  CHECK(accepts("a3ed9fbf"));
  CHECK(accepts("a4f48fbfbf"));
}

TEST_CASE("a reader that met one wrong item stays refused", "[value]") {
  Value value = Array{std::uint64_t{7}, "text", ByteSpan(filled(8, 1))};
  {
    Reader r(value);
    CHECK(r.number() == 7);
    CHECK(r.text(4) == "text");
    CHECK(r.bytes<Rid>() == bytes_of<Rid>("0101010101010101"));
    CHECK(r.done());
  }
  {
    Reader r(value);
    CHECK(r.number(6) == 0);    // over the maximum
    CHECK(r.text(10).empty());  // and nothing after it counts
    CHECK(error_of(r.done()) == Errc::wire_not_canonical);
  }
  {
    Reader r(value);
    r.number();
    CHECK(r.text(3).empty());
    CHECK_FALSE(r.done());
  }
  {
    Reader r(value);
    r.number();
    r.text(4);
    CHECK(r.bytes<Mid>() == Mid{});  // another size
    CHECK_FALSE(r.done());
  }
  {
    Reader r(value);
    r.number();
    CHECK_FALSE(r.done());  // something is left over
  }
  {
    Reader r(value);
    for (int i = 0; i < 3; ++i) r.any();
    CHECK(r.any().is_nil());  // nothing there
    CHECK_FALSE(r.done());
  }
  Value number(std::uint64_t{1});
  CHECK_FALSE(Reader(number).done());  // not an array
}
