// SPDX-License-Identifier: Apache-2.0
#include <adit/letter.h>

#include <catch2/catch_test_macros.hpp>

#include "crypto/sha256.h"
#include "crypto/value.h"
#include "tests/support/fakes.h"
#include "tests/support/hex.h"

using namespace adit;
using namespace adit::test;

namespace {

Channel some_channel() {
  SeededRng rng(1);
  Channel c;
  for (std::size_t i = 0; i < kSlots; ++i) {
    if (i % 2 == 0) c.slots[i].rid = rng.bytes<Rid>();
    c.slots[i].grant = rng.bytes<Grant>();
    c.slots[i].tag = rng.bytes<Tag16>();
  }
  c.reply_key = rng.bytes<XwingPublic>();
  c.thread_public = rng.bytes<X25519Public>();
  c.mid = rng.bytes<Mid>();
  c.kind = LetterKind::follow_up;
  c.week = Week{2959};
  c.view = rng.bytes<ViewId>();
  return c;
}

FileEntry some_file(std::size_t parts = 1) {
  SeededRng rng(2);
  FileEntry f{"photo.jpg", "image/jpeg", 1234, rng.bytes<Digest>(), secret_of<Key>(4), {}, std::nullopt};
  for (std::size_t i = 0; i < parts; ++i) f.parts.push_back(rng.bytes<ParcelId>());
  return f;
}
Core some_core() {
  Core c;
  c.form = "report";
  c.language = "en";
  c.fields = {{"what", "text"}, {"where", ""}};
  c.files.push_back(some_file());
  return c;
}
template <class Change>
bool refused(Change&& change) {
  Core c = some_core();
  change(c);
  return error_of(Core::parse(c.encode())) == Errc::wire_not_canonical;
}

}  // namespace

TEST_CASE("a sealed letter has exactly 16384 bytes and its parts where the protocol says", "[letter]") {
  ByteVector bytes(kLetterBytes);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i >> 5);
  auto letter = SealedLetter::parse(bytes);
  REQUIRE(letter);
  CHECK(to_hex(letter->ciphertext(2).span()) == to_hex(ByteSpan(bytes).subspan(2 * 1152, 1120)));
  CHECK(to_hex(letter->wrapped(3).span()) == to_hex(ByteSpan(bytes).subspan(3 * 1152 + 1120, 32)));
  CHECK(to_hex(letter->commitment().span()) == to_hex(ByteSpan(bytes).subspan(4608, 32)));
  CHECK(letter->channel().data() == letter->bytes().data() + 4640);
  CHECK(letter->channel().size() == 1536);
  CHECK(letter->core().data() == letter->bytes().data() + 6176);
  CHECK(letter->core().size() == 10208);
  CHECK(to_hex(letter->hash().span()) == to_hex(sha256(bytes).span()));
  CHECK(error_of(SealedLetter::parse(ByteSpan(bytes).first(16383))) == Errc::object_wrong_size);
  bytes.push_back(0);
  CHECK(error_of(SealedLetter::parse(bytes)) == Errc::object_wrong_size);
  CHECK(error_of(SealedLetter::parse({})) == Errc::object_wrong_size);
}

TEST_CASE("a channel comes back from its bytes and always fits its compartment", "[letter]") {
  Channel c = some_channel();
  for (ChannelSlot& slot : c.slots) slot.rid = Rid{};
  c.week = Week{UINT32_MAX};
  ByteVector bytes = c.encode();
  CHECK(bytes.size() <= 1518);
  CHECK(bytes.size() <= 1400 + 118);
  for (const Channel& channel : {c, some_channel()}) {
    auto back = Channel::parse(channel.encode());
    REQUIRE(back);
    CHECK(back->encode() == channel.encode());
  }
}

TEST_CASE("a channel of another form is refused", "[letter]") {
  ByteVector bytes = some_channel().encode();
  Value value = *decode(bytes);
  const Array& items = *value.array();
  CHECK(items.size() == 10);
  for (std::size_t i = 0; i < items.size(); ++i) {
    Array changed = items;
    changed[i] = Value("another type");
    CHECK(error_of(Channel::parse(encode(changed))) == Errc::wire_not_canonical);
    changed = items;
    changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(i));
    CHECK_FALSE(Channel::parse(encode(changed)));
  }
  Array longer = items;
  longer.emplace_back();
  CHECK_FALSE(Channel::parse(encode(longer)));
  Array another = items;
  another[0] = Value(std::uint64_t{2});  // format
  CHECK_FALSE(Channel::parse(encode(another)));
  another = items;
  another[7] = Value(std::uint64_t{9});  // kind
  CHECK_FALSE(Channel::parse(encode(another)));
  another = items;
  another[8] = Value(std::uint64_t{0x100000000});  // week
  CHECK_FALSE(Channel::parse(encode(another)));
  for (std::size_t list : {1u, 4u, 5u}) {  // rids, grants, tags: four each
    Array four = *items[list].array();
    four.pop_back();
    another = items;
    another[list] = four;
    CHECK_FALSE(Channel::parse(encode(another)));
  }
}

TEST_CASE("a core comes back from its bytes", "[letter]") {
  Core c = some_core();
  auto original = some_file(64);
  original.original = Digest{};
  c.files.push_back(std::move(original));
  auto back = Core::parse(c.encode());
  REQUIRE(back);
  CHECK(back->encode() == c.encode());
  CHECK(back->fields == c.fields);
  REQUIRE(back->files.size() == 2);
  CHECK(back->files[1].parts.size() == 64);
  CHECK(back->files[1].original == Digest{});
  CHECK_FALSE(back->files[0].original);
}

TEST_CASE("a core beyond the protocol's limits is refused", "[letter]") {
  CHECK_FALSE(refused([](Core&) {}));
  CHECK_FALSE(refused([](Core& c) { c.form = std::string(64, 'x'); }));
  CHECK(refused([](Core& c) { c.form = std::string(65, 'x'); }));
  CHECK(refused([](Core& c) { c.language = std::string(36, 'x'); }));
  CHECK_FALSE(refused([](Core& c) { c.fields.assign(256, {"k", "v"}); }));
  CHECK(refused([](Core& c) { c.fields.assign(257, {"k", "v"}); }));
  CHECK(refused([](Core& c) { c.fields[0].first = std::string(33, 'x'); }));
  CHECK(refused([](Core& c) { c.fields[0].second = "\xff"; }));
  CHECK(refused([](Core& c) { c.files[0].name = std::string(256, 'x'); }));
  CHECK(refused([](Core& c) { c.files[0].type = std::string(128, 'x'); }));
  CHECK_FALSE(refused([](Core& c) { c.files[0].size = std::uint64_t{1} << 30; }));
  CHECK(refused([](Core& c) { c.files[0].size = (std::uint64_t{1} << 30) + 1; }));
  CHECK(refused([](Core& c) { c.files[0].parts.clear(); }));
  CHECK(refused([](Core& c) { c.files[0].parts.resize(65); }));
  CHECK(refused([](Core& c) {
    while (c.files.size() <= 32) c.files.push_back(some_file());
  }));
}

TEST_CASE("bytes left say exactly what still fits", "[letter]") {
  Core c = some_core();
  c.fields[0].second = std::string(300, 'x');
  std::ptrdiff_t left = core_bytes_left(c);
  REQUIRE(left > 0);
  c.fields[0].second += std::string(static_cast<std::size_t>(left), 'x');
  CHECK(core_bytes_left(c) == 0);
  c.fields[0].second += "x";
  CHECK(core_bytes_left(c) == -1);
}
