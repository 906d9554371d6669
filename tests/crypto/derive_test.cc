// SPDX-License-Identifier: Apache-2.0
// The expected values come from another implementation: hashlib.blake2b of Python.
#include "crypto/derive.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/support/hex.h"

using namespace adit;
using namespace adit::test;

namespace {
ByteVector counting_key() {
  ByteVector key;
  for (std::uint8_t i = 0; i < 32; ++i) key.push_back(i);
  return key;
}
std::string d(Label label, ByteSpan key, std::size_t bytes, std::initializer_list<ByteSpan> parts) {
  ByteVector out(bytes);
  derive(label, key, out, parts);
  return to_hex(out);
}
}  // namespace

TEST_CASE("D is keyed BLAKE2b with the label as personalisation and each part after its length", "[derive]") {
  ByteVector key = counting_key();
  ByteVector abc = hex("616263");
  CHECK(d("adit1 check"_label, kNoKey, 16, {}) == "9dfde77754685cbb2b219f3fab69ffcf");
  CHECK(d("adit1 check"_label, kNoKey, 16, {ByteSpan()}) == "35c4ff82dabbcae03cf561b6aaf18513");
  CHECK(d("adit1 check"_label, kNoKey, 16, {ByteSpan(filled(11, 0))}) == "d69a162236070beac3ac1bc88772d093");
  CHECK(d("adit1 thread"_label, key, 32, {abc, ByteSpan()}) ==
        "daad7432d49f5f30b7f55f51c24e90a7515bf1e55626b0bf40c7ce9ee77c7195");
  CHECK(d("adit1 encap"_label, key, 64, {ByteSpan(filled(32, 0)), hex("03"), ByteSpan(filled(32, 0xff))}) ==
        "b55a541f87ed62c645b7d9095f4109c2659372e43a9a5915763e3dcae6d32dbb8f446715afd2b7b0dcdf87ecd503cef7cf81"
        "ed050235"
        "46578076a5d6e42a90a7");
  CHECK(d("adit1 reply-seed"_label, key, 32, {ByteSpan(filled(1000, 'a'))}) ==
        "9c4a1f46cbb8f5ef097f914fff6851c6066d9d0791006a3677d5c4cbdbea6cba");
}

TEST_CASE("moving bytes from one part to the next changes D", "[derive]") {
  ByteVector key = counting_key();
  ByteVector abc = hex("616263");
  std::string first = d("adit1 thread"_label, key, 32, {abc, ByteSpan()});
  CHECK(d("adit1 thread"_label, key, 32, {ByteSpan(), abc}) ==
        "a62553a99cc31df44124c81bab0426a7426d3db0de5a9204b80ee2bc17973edf");
  CHECK(first != d("adit1 thread"_label, key, 32, {abc}));
  CHECK(first != d("adit1 thread"_label, key, 32, {hex("6162"), hex("63")}));
}

TEST_CASE("another label, key or length gives another D", "[derive]") {
  ByteVector key = counting_key();
  ByteVector abc = hex("616263");
  std::string base = d("adit1 core"_label, key, 32, {abc});
  CHECK(base != d("adit1 chan"_label, key, 32, {abc}));
  CHECK(base != d("adit1 core"_label, kNoKey, 32, {abc}));
  CHECK(base != d("adit1 core"_label, filled(32, 0), 32, {abc}));
  CHECK(d("adit1 core"_label, key, 64, {abc}).substr(0, 64) != base);  // not a prefix of a longer one
}
