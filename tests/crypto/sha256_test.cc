// SPDX-License-Identifier: Apache-2.0
#include "crypto/sha256.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/support/hex.h"

using namespace adit;
using namespace adit::test;

TEST_CASE("SHA-256 gives the values of FIPS 180-4", "[sha256]") {
  CHECK(to_hex(sha256(ByteSpan{}).span()) ==
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(to_hex(sha256(as_bytes("abc")).span()) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(to_hex(sha256(as_bytes("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")).span()) ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST_CASE("hashing in pieces is hashing the whole", "[sha256]") {
  ByteVector all = filled(1000, 3);
  for (std::size_t cut : {0u, 1u, 63u, 64u, 65u, 999u, 1000u}) {
    Sha256 hash;
    hash.update(ByteSpan(all).first(cut));
    hash.update(ByteSpan(all).subspan(cut));
    CHECK(hash.finish() == sha256(all));
    CHECK(sha256({ByteSpan(all).first(cut), ByteSpan(all).subspan(cut)}) == sha256(all));
  }
}
