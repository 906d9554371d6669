// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/photo/gif.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "client/scrub/family.h"
#include "client/scrub/photo/shown.h"

namespace adit::client {
namespace {

using namespace adit::test;

// Something put behind the head and palette of a GIF.
ByteVector with_gif_block(const ByteVector& gif, ByteSpan block) {
  std::size_t at = 13 + ((gif[10] & 0x80) != 0 ? std::size_t{3} << ((gif[10] & 7) + 1) : 0);
  ByteVector out(gif.begin(), gif.begin() + static_cast<std::ptrdiff_t>(at));
  append(out, block);
  append(out, ByteSpan(gif).subspan(at));
  return out;
}

}  // namespace

TEST_CASE("every dot of every picture of a GIF stays, packed anew", "[scrub][photo][gif]") {
  auto name = GENERATE("animation.gif", "woven.gif");
  INFO(name);
  auto file = photo_file(name);
  auto cleaned = clean(file);
  REQUIRE(cleaned);
  CHECK(cleaned->kind == FileKind::gif);
  CHECK(more_than_structure(*cleaned) == "");
  photo::GifRest rest, none;
  auto before = photo::read_gif(file, rest), after = photo::read_gif(cleaned->bytes, none);
  REQUIRE((before && after));
  REQUIRE(before->frames.size() == after->frames.size());
  CHECK(before->loops == after->loops);
  for (std::size_t i = 0; i < before->frames.size(); ++i) {
    CHECK(before->frames[i].dots == after->frames[i].dots);
    CHECK(before->frames[i].delay == after->frames[i].delay);
  }
  CHECK((none.comments.empty() && none.applications.empty() && none.tail.empty()));
}

TEST_CASE("what a GIF says beside its dots goes and is told", "[scrub][photo][gif]") {
  auto plain = photo_file("animation.gif");
  auto dirty = exiftool_write(
      plain, "gif",
      {"-XMP-dc:Creator=Canary XMP Creator", "-XMP-xmpMM:DocumentID=canary-id", "-Comment=Canary comment"});
  REQUIRE(contains(dirty, "Canary comment"));
  REQUIRE(contains(dirty, "Canary XMP Creator"));
  ByteVector text = {0x21, 0x01, 12, 0, 0, 0, 0, 8, 0, 8, 0, 8, 8, 1, 0, 17};
  append(text, as_bytes("Canary plain text"));
  text.push_back(0);
  ByteVector program = {0x21, 0xff, 11};
  append(program, as_bytes("CANARYAP1.0"));
  program.push_back(14);
  append(program, as_bytes("Canary program"));
  program.push_back(0);
  dirty = with_gif_block(with_gif_block(dirty, text), program);
  append(dirty, as_bytes("Canary tail of the file"));
  auto cleaned = clean(dirty);
  REQUIRE(cleaned);
  CHECK(more_than_structure(*cleaned) == "");
  using enum FindingClass;
  CHECK(tells(*cleaned, hidden, "a comment: “Canary comment”"));
  CHECK(tells(*cleaned, hidden, "Canary plain text"));
  CHECK(tells(*cleaned, other, "CANARYAP1.0"));
  CHECK(tells(*cleaned, hidden, "23 bytes after the end"));
}

TEST_CASE("colours that no dot shows cannot carry a name", "[scrub][photo][gif]") {
  photo::Gif gif{2, 2, {}, {}, {photo::GifFrame{0, 0, 2, 2, 0, 0, 3, {}, {0, 1, 3, 0}}}};
  gif.palette = {1, 2, 3, 200, 100, 50};
  append(gif.palette, as_bytes("Canary"));
  gif.palette.resize(12);
  auto cleaned = clean(photo::write_gif(gif));
  REQUIRE(cleaned);
  CHECK_FALSE(contains(cleaned->bytes, "anary"));
  CHECK(tells(*cleaned, FindingClass::hidden, "colours that no dot"));
}

TEST_CASE("a GIF of every size and number of colours is unpacked as it was packed", "[scrub][photo][gif]") {
  unsigned colours = GENERATE(2u, 3u, 16u, 130u, 256u), side = GENERATE(1u, 2u, 17u, 150u);
  photo::Gif gif{side, side, ByteVector(768), {}, {}};
  std::uint32_t state = 7;
  for (auto& b : gif.palette) b = static_cast<std::uint8_t>((state = state * 1664525 + 1013904223) >> 24);
  photo::GifFrame frame{0, 0, side, side, 3, 1, {}, {}, ByteVector(std::size_t{side} * side)};
  for (auto& d : frame.dots)
    d = static_cast<std::uint8_t>(((state = state * 1664525 + 1013904223) >> 20) % colours);
  gif.frames.push_back(frame);
  auto file = photo::write_gif(gif);
  photo::GifRest rest;
  auto back = photo::read_gif(file, rest);
  REQUIRE(back);
  CHECK(back->frames[0].dots == frame.dots);
  CHECK(clean(file));  // with the other unpacker
}

TEST_CASE("the verification refuses a GIF that the cleaner did not make", "[scrub][photo][gif][verify]") {
  auto file = photo_file("animation.gif");
  auto cleaned = rebuild(file);
  REQUIRE(cleaned);
  REQUIRE(verify(FileKind::gif, file, cleaned->bytes));
  CHECK_FALSE(verify(FileKind::gif, file, file));
  ByteVector comment = {0x21, 0xfe, 1, 'x', 0};
  CHECK_FALSE(verify(FileKind::gif, file, with_gif_block(cleaned->bytes, comment)));
  auto tail = cleaned->bytes;
  tail.push_back(0);
  CHECK_FALSE(verify(FileKind::gif, file, tail));
  int accepted = 0;
  for (std::size_t i = 0; i < cleaned->bytes.size(); i += 17) {
    auto other = cleaned->bytes;
    other[i] ^= 1;
    if (verify(FileKind::gif, file, other)) ++accepted;
  }
  CHECK(accepted == 0);
}

}  // namespace adit::client
