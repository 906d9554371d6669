// SPDX-License-Identifier: Apache-2.0
#include "crypto/cell.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/support/fakes.h"
#include "tests/support/hex.h"

using namespace adit;
using namespace adit::test;

TEST_CASE("a cell opens under its key alone", "[cell]") {
  SeededRng rng(1);
  ByteVector content = filled(500, 7);
  ByteVector cell = seal_cell(secret_of<Key>(1), content, rng);
  CHECK(cell.size() == content.size() + kCellOverheadBytes);
  CHECK(open_cell(secret_of<Key>(1), cell) == content);
  CHECK_FALSE(open_cell(secret_of<Key>(2), cell));
  for (std::size_t i = 0; i < cell.size(); i += 7) {
    ByteVector changed = cell;
    changed[i] ^= 1;
    CHECK_FALSE(open_cell(secret_of<Key>(1), changed));
  }
}

TEST_CASE("an empty cell, which is random bytes, opens under no key", "[cell]") {
  SeededRng rng(2);
  for (std::size_t size : {0u, 1u, 39u, 40u, 41u, 540u}) {
    ByteVector noise(size);
    rng.fill(noise);
    CHECK_FALSE(open_cell(secret_of<Key>(1), noise));
  }
}

TEST_CASE("the same content twice gives two cells that share nothing", "[cell]") {
  SeededRng rng(3);
  ByteVector content = filled(500, 7);
  ByteVector a = seal_cell(secret_of<Key>(1), content, rng);
  ByteVector b = seal_cell(secret_of<Key>(1), content, rng);
  std::size_t same = 0;
  for (std::size_t i = 0; i < a.size(); ++i) same += a[i] == b[i] ? 1 : 0;
  CHECK(same < 20);  // mean 2.1
}
