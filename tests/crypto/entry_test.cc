// SPDX-License-Identifier: Apache-2.0
#include <adit/log.h>

#include <catch2/catch_test_macros.hpp>

#include "crypto/sha256.h"
#include "tests/support/fakes.h"
#include "tests/support/hex.h"

using namespace adit;
using namespace adit::test;

namespace {
EpochRecord some_record() {
  SeededRng rng(1);
  EpochRecord r;
  r.epoch = Epoch{0x0102030405060708};
  r.letters = 0x11121314;
  r.cards = 2;
  r.parcels = 3;
  r.documents = 4;
  r.state_hash = rng.bytes<Digest>();
  r.feed = rng.bytes<Digest>();
  r.parcels_file = rng.bytes<Digest>();
  r.cards_file = rng.bytes<Digest>();
  return r;
}
}  // namespace

TEST_CASE("an epoch record has 153 bytes in the order of the protocol", "[entry]") {
  EpochRecord r = some_record();
  ByteVector bytes = r.encode();
  REQUIRE(bytes.size() == 153);
  CHECK(to_hex(ByteSpan(bytes).first(25)) ==
        "00"
        "0807060504030201"
        "14131211"
        "02000000"
        "03000000"
        "04000000");
  CHECK(to_hex(ByteSpan(bytes).subspan(25, 32)) == to_hex(r.state_hash.span()));
  CHECK(to_hex(ByteSpan(bytes).subspan(121)) == to_hex(r.cards_file.span()));
  auto back = EpochRecord::parse(bytes);
  REQUIRE(back);
  CHECK(back->encode() == bytes);
  CHECK(to_hex(r.view().span()) == to_hex(sha256(bytes).span().first<8>()));
}

TEST_CASE("an epoch record of another size or kind is refused", "[entry]") {
  ByteVector bytes = some_record().encode();
  ByteVector longer = bytes;
  longer.push_back(0);
  CHECK(error_of(EpochRecord::parse(longer)) == Errc::wire_not_canonical);
  CHECK(error_of(EpochRecord::parse(ByteSpan(bytes).first(152))) == Errc::wire_not_canonical);
  CHECK(error_of(EpochRecord::parse({})) == Errc::wire_not_canonical);
  bytes[0] = 1;
  CHECK(error_of(EpochRecord::parse(bytes)) == Errc::wire_not_canonical);
}

TEST_CASE("entries begin with their kind, so an object of one kind never passes for another", "[entry]") {
  Digest d = sha256(as_bytes("x"));
  CHECK(to_hex(entry_of(EntryKind::letter, d)) == "01" + to_hex(d.span()));
  CHECK(to_hex(entry_of(EntryKind::card, d)) == "02" + to_hex(d.span()));
  CHECK(to_hex(entry_of(EntryKind::parcel, d)) == "03" + to_hex(d.span()));
  CHECK(to_hex(entry_of(EntryKind::document, d)) == "04" + to_hex(d.span()));
  CHECK_FALSE(EpochRecord::parse(entry_of(EntryKind::epoch, d)));
}

TEST_CASE("a bundle of entries is read back entry by entry", "[entry]") {
  ByteVector bundle;
  append_bundled(bundle, hex("0a"));
  append_bundled(bundle, {});
  append_bundled(bundle, filled(300, 7));
  CHECK(to_hex(ByteSpan(bundle).first(7)) ==
        "00010a"
        "0000"
        "012c");
  auto entries = parse_bundle(bundle, 3);
  REQUIRE(entries);
  CHECK(to_hex((*entries)[0]) == "0a");
  CHECK((*entries)[1].empty());
  CHECK((*entries)[2].size() == 300);
}

TEST_CASE("a bundle with entries too many, too few or cut is refused", "[entry]") {
  ByteVector bundle;
  append_bundled(bundle, hex("0a"));
  append_bundled(bundle, hex("0b"));
  CHECK(error_of(parse_bundle(bundle, 1)) == Errc::wire_not_canonical);
  CHECK(error_of(parse_bundle(bundle, 3)) == Errc::wire_not_canonical);
  for (std::size_t n = 0; n < bundle.size(); ++n) CHECK_FALSE(parse_bundle(ByteSpan(bundle).first(n), 2));
  CHECK(parse_bundle({}, 0));
}
