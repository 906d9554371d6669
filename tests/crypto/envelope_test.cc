// SPDX-License-Identifier: Apache-2.0
#include <adit/document.h>

#include <catch2/catch_test_macros.hpp>

#include "crypto/value.h"
#include "tests/support/fakes.h"
#include "tests/support/hex.h"

using namespace adit;
using namespace adit::test;

namespace {
UnverifiedEnvelope some_envelope() {
  SeededRng rng(1);
  UnverifiedEnvelope e;
  e.body = encode(Array{"adit/v1/council", std::uint64_t{1}});
  e.signatures = {{0, rng.bytes<Signature>()}, {3, rng.bytes<Signature>()}};
  return e;
}
}  // namespace

TEST_CASE("an envelope comes back from its bytes, with one list of signatures or two", "[envelope]") {
  UnverifiedEnvelope e = some_envelope();
  auto back = UnverifiedEnvelope::parse(e.encode());
  REQUIRE(back);
  CHECK(back->body == e.body);
  CHECK(back->signatures == e.signatures);
  CHECK_FALSE(back->new_signatures);
  e.new_signatures = e.signatures;
  back = UnverifiedEnvelope::parse(e.encode());
  REQUIRE(back);
  CHECK(back->new_signatures == e.new_signatures);
}

TEST_CASE("signatures that are not in ascending order, or twice, are refused", "[envelope]") {
  UnverifiedEnvelope e = some_envelope();
  std::swap(e.signatures[0], e.signatures[1]);
  CHECK(error_of(UnverifiedEnvelope::parse(e.encode())) == Errc::wire_not_canonical);
  e = some_envelope();
  e.signatures[1].first = 0;
  CHECK(error_of(UnverifiedEnvelope::parse(e.encode())) == Errc::wire_not_canonical);
  e = some_envelope();
  e.new_signatures = {{2, Signature{}}, {1, Signature{}}};
  CHECK(error_of(UnverifiedEnvelope::parse(e.encode())) == Errc::wire_not_canonical);
  e = some_envelope();
  e.signatures[1].first = kMaxCouncilMembers;
  CHECK(error_of(UnverifiedEnvelope::parse(e.encode())) == Errc::wire_not_canonical);
}

TEST_CASE("an envelope over the size of a document is refused", "[envelope]") {
  UnverifiedEnvelope e = some_envelope();
  e.body = filled(kMaxDocumentBytes, 1);
  CHECK(error_of(UnverifiedEnvelope::parse(e.encode())) == Errc::wire_not_canonical);
}

TEST_CASE("an envelope of another shape is refused", "[envelope]") {
  ByteVector body{1};
  Array none;
  for (const Value& v :
       {Value(Array{}), Value(Array{ByteSpan(body)}), Value(Array{"text", none}),
        Value(Array{ByteSpan(body), none, none, none}),
        Value(Array{ByteSpan(body), Array{Array{std::uint64_t{0}}}}),
        Value(Array{ByteSpan(body), Array{Array{std::uint64_t{0}, ByteSpan(filled(63, 1))}}}),
        Value(Array{ByteSpan(body), std::uint64_t{0}})}) {
    CHECK(error_of(UnverifiedEnvelope::parse(encode(v))) == Errc::wire_not_canonical);
  }
  CHECK_FALSE(UnverifiedEnvelope::parse({}));
}

TEST_CASE("the kind of a document is the first word of its body", "[envelope]") {
  CHECK(document_kind(some_envelope()) == std::string(kCouncilKind));
  UnverifiedEnvelope e;
  e.body = encode(Array{std::uint64_t{1}});
  CHECK_FALSE(document_kind(e));
  e.body = hex("ff");
  CHECK_FALSE(document_kind(e));
}
