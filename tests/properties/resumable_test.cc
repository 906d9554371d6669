// SPDX-License-Identifier: Apache-2.0
// P19: parcels are made again from secret and file alone, so that an upload goes on after a crash with
// nothing stored.
#include <adit/parcel.h>

#include <catch2/catch_test_macros.hpp>
#include <set>

#include "crypto/sha256.h"
#include "tests/support/hex.h"
#include "tests/support/world.h"

using namespace adit;
using namespace adit::test;

namespace {
const auto kDep = bytes_of<DeploymentId>(std::string(64, '1'));
ByteVector some_file(std::size_t bytes) {
  SeededRng rng(bytes);
  ByteVector out(bytes);
  rng.fill(out);
  return out;
}
std::set<ParcelId> ids_of(const std::vector<ByteVector>& parcels, std::size_t from = 0) {
  std::set<ParcelId> out;
  for (std::size_t i = from; i < parcels.size(); ++i) out.insert(ParcelId(sha256(parcels[i]).span()));
  return out;
}
}  // namespace

TEST_CASE("P19: sealing a file again keeps every id", "[P19]") {
  for (std::size_t bytes : {0u, 5u, 200'000u, 4'300'000u}) {
    ByteVector file = some_file(bytes);
    auto first = seal_file(make_thread(kDep, 1), file, "a", "b");
    auto again = seal_file(make_thread(kDep, 1), file, "another name", "c");
    REQUIRE((first && again));
    CHECK(first->entry.parts == again->entry.parts);
    CHECK(ids_of(first->parcels) == ids_of(again->parcels));
    CHECK(first->parcels.size() == plan_parcels(bytes).total());
  }
}

TEST_CASE("P19: an upload broken off a hundred times ends with the same parcels as one that was not",
          "[P19]") {
  ByteVector file = some_file(1'000'000);
  auto whole = seal_file(make_thread(kDep, 1), file, "a", "b");
  REQUIRE(whole);
  SeededRng rng(3);
  for (int run = 0; run < 100; ++run) {
    std::set<ParcelId> at_gateway;
    std::size_t next_parcel = 0;
    while (next_parcel < whole->parcels.size()) {
      // After a crash all is made again from secret and file; what arrived may be sent twice.
      std::size_t stop = std::min(whole->parcels.size(), next_parcel + rng.below(6));
      for (std::size_t i = next_parcel > 0 ? next_parcel - 1 : 0; i < stop; ++i) {
        at_gateway.insert(ParcelId(sha256(whole->parcels[i]).span()));
      }
      next_parcel = std::max(stop, next_parcel);
    }
    REQUIRE(at_gateway == ids_of(whole->parcels));
  }
}

TEST_CASE("P19: one parcel of n is made alone, without the others", "[P19]") {
  ByteVector file = some_file(300'000);
  ThreadKeys keys = make_thread(kDep, 1);
  auto whole = seal_file(keys, file, "a", "b");
  REQUIRE(whole);
  Key key = file_key(keys, sha256(file));
  auto n = static_cast<std::uint32_t>(whole->parcels.size());
  for (std::uint32_t i : {n - 1, 0u, 2u}) {
    std::size_t at = std::min(file.size(), i * kParcelContentBytes);
    ByteSpan piece = ByteSpan(file).subspan(at, std::min(kParcelContentBytes, file.size() - at));
    CHECK(seal_parcel(key, i, n, piece) == whole->parcels[i]);
  }
}

TEST_CASE("planted: parcels with a random nonce would not keep their ids", "[P19]") {
  SeededRng rng(1);
  auto randomised = [&] {
    Key key = Key::make([&](MutableByteSpan out) { rng.fill(out); });
    return ParcelId(sha256(seal_parcel(key, 0, 1, as_bytes("x"))).span());
  };
  CHECK(randomised() != randomised());
}
