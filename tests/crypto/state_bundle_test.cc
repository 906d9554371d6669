// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch_test_macros.hpp>

#include "crypto/sha256.h"
#include "tests/support/hex.h"
#include "tests/support/world.h"

using namespace adit;
using namespace adit::test;

namespace {
const World& world() {
  static const World kWorld = make_world();
  return kWorld;
}
}  // namespace

TEST_CASE("a state bundle comes back from its bytes", "[state_bundle]") {
  StateBundle bundle = world().bundle(3, kNow);
  bundle.burns.push_back(world().sign_burn(world().recipients[0], Epoch{1}).encode());
  ByteVector bytes = bundle.encode();
  CHECK(bytes.size() == kBundleUnitBytes);
  auto back = StateBundle::parse(bytes);
  REQUIRE(back);
  CHECK(back->encode() == bytes);
  CHECK(back->state_hash() == bundle.state_hash());
}

TEST_CASE("a bundle of another size, or with anything after its value, is refused", "[state_bundle]") {
  ByteVector bytes = world().bundle(3, kNow).encode();
  CHECK_FALSE(StateBundle::parse({}));
  CHECK_FALSE(StateBundle::parse(ByteSpan(bytes).first(bytes.size() - 1)));
  ByteVector changed = bytes;
  changed.back() = 1;
  CHECK(error_of(StateBundle::parse(changed)) == Errc::wire_not_canonical);
  changed = bytes;
  changed.resize(2 * kBundleUnitBytes);  // one unit more than needed
  CHECK(error_of(StateBundle::parse(changed)) == Errc::wire_not_canonical);
  changed = bytes;
  changed[3] = 0xff;  // a size of gigabytes
  CHECK(error_of(StateBundle::parse(changed)) == Errc::wire_not_canonical);
  changed = bytes;
  changed[0] ^= 1;
  CHECK(error_of(StateBundle::parse(changed)) == Errc::wire_not_canonical);
  CHECK_FALSE(StateBundle::parse(filled(kBundleUnitBytes, 0)));
  CHECK_FALSE(StateBundle::parse(filled(kMaxBundleBytes + kBundleUnitBytes, 0)));
}

TEST_CASE("a bundle grows by whole units", "[state_bundle]") {
  StateBundle bundle = world().bundle(3, kNow);
  for (int i = 0; i < 40; ++i) bundle.council.push_back(filled(3000, 1));
  ByteVector bytes = bundle.encode();
  CHECK(bytes.size() == 2 * kBundleUnitBytes);
  CHECK(StateBundle::parse(bytes));
}

TEST_CASE("the state's hash covers each document and where it stands", "[state_bundle]") {
  const StateBundle good = world().bundle(3, kNow);
  const Digest hash = good.state_hash();
  auto changed = [&](auto&& change) {
    StateBundle b = good;
    change(b);
    return b.state_hash() != hash;
  };
  CHECK(changed([](StateBundle& b) { b.council[0][0] ^= 1; }));
  CHECK(changed([](StateBundle& b) { b.council.push_back({}); }));
  CHECK(changed([](StateBundle& b) { b.directory[0] ^= 1; }));
  CHECK(changed([](StateBundle& b) { b.bulletins[2][9] ^= 1; }));
  CHECK(changed([](StateBundle& b) { std::swap(b.bulletins[0], b.bulletins[1]); }));
  CHECK(changed([](StateBundle& b) { b.bulletins.pop_back(); }));
  CHECK(changed([](StateBundle& b) { b.burns.push_back({1}); }));
  CHECK(changed([](StateBundle& b) { b.burns.emplace_back(); }));
  CHECK(changed([](StateBundle& b) { b.token_key = {1}; }));
  CHECK(changed([](StateBundle& b) {  // the same bytes, cut elsewhere
    b.bulletins[0].push_back(b.bulletins[1].front());
    b.bulletins[1].erase(b.bulletins[1].begin());
  }));
  CHECK_FALSE(changed([](StateBundle& b) { b.checkpoint += "x"; }));  // has a check of its own
}
