// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch_test_macros.hpp>

#include "client/scrub/family.h"
#include "client/scrub/photo/heif_builder.h"
#include "client/scrub/photo/shown.h"

namespace adit::client {
namespace {

using namespace adit::test;

struct BmpChoices {
  unsigned bits = 24;
  bool top_first = false;
  unsigned head_bytes = 40;
};
ByteVector bmp_of(const Drawing& d, const BmpChoices& choices = {}) {
  std::size_t row = (std::size_t{d.width} * choices.bits + 31) / 32 * 4;
  std::size_t at = 14 + choices.head_bytes;
  ByteVector out = {'B', 'M'};
  append(out, le_bytes(at + row * d.height, 4));
  append(out, le_bytes(0, 4));
  append(out, le_bytes(at, 4));
  append(out, le_bytes(choices.head_bytes, 4));
  append(out, le_bytes(d.width, 4));
  append(out, le_bytes(choices.top_first ? 0 - std::uint64_t{d.height} : d.height, 4));
  append(out, le_bytes(1, 2));
  append(out, le_bytes(choices.bits, 2));
  out.resize(at);
  for (unsigned i = 0; i < d.height; ++i) {
    unsigned y = choices.top_first ? i : d.height - 1 - i;
    std::size_t start = out.size();
    for (unsigned x = 0; x < d.width; ++x) {
      const auto* c = d.at(x, y);
      if (choices.bits == 16) {
        append(out, le_bytes(unsigned(c[0] >> 3) << 10 | unsigned(c[1] >> 3) << 5 | unsigned(c[2] >> 3), 2));
      } else {
        append(out, ByteVector{c[2], c[1], c[0]});
        if (choices.bits == 32) out.push_back(0x7b);
      }
    }
    out.resize(start + row);
  }
  return out;
}

}  // namespace

TEST_CASE("the verification sees one dot of a page that is another", "[scrub][photo][tiff][bmp][verify]") {
  auto drawing = decode_png(photo_file("landscape.png"));
  ByteVector samples;
  for (std::size_t i = 0; i < drawing.rgba.size(); ++i) {
    if (i % 4 != 3) samples.push_back(static_cast<std::uint8_t>(drawing.rgba[i] >> 8));
  }
  auto bmp = bmp_of({drawing.width, drawing.height, 3, samples});
  auto right = clean(encode_png(drawing.width, drawing.height, samples, {}));
  samples[4000] ^= 1;
  auto wrong = clean(encode_png(drawing.width, drawing.height, samples, {}));
  REQUIRE((right && wrong));
  CHECK(verify(FileKind::png, photo_file("lzw.tif"), right->bytes));
  CHECK_FALSE(verify(FileKind::png, photo_file("lzw.tif"), wrong->bytes));
  CHECK(verify(FileKind::png, bmp, right->bytes));
  CHECK_FALSE(verify(FileKind::png, bmp, wrong->bytes));
}

TEST_CASE("a BMP becomes a PNG of the same dots", "[scrub][photo][bmp]") {
  auto drawing = landscape(61, 40);
  auto exact = decode_png(encode_png(61, 40, drawing.samples, {}));
  for (auto choices :
       {BmpChoices{}, BmpChoices{.bits = 32}, BmpChoices{.top_first = true}, BmpChoices{.head_bytes = 124}}) {
    auto cleaned = clean(bmp_of(drawing, choices));
    REQUIRE(cleaned);
    CHECK(cleaned->kind == FileKind::png);
    CHECK(decode_png(cleaned->bytes) == exact);
  }
  auto coarse = clean(bmp_of(drawing, {.bits = 16}));
  REQUIRE(coarse);
  CHECK(likeness(shown(coarse->bytes), drawing) > 30);
  // A name of a profile behind the header, and something behind the dots.
  auto dirty = bmp_of(drawing, {.head_bytes = 124});
  std::ranges::copy(as_bytes("Canary profile"), dirty.begin() + 14 + 80);
  append(dirty, as_bytes("Canary tail of the file"));
  auto cleaned = clean(dirty);
  REQUIRE(cleaned);
  CHECK(more_than_structure(*cleaned) == "");
  CHECK(tells(*cleaned, FindingClass::hidden, "23 bytes after the end"));
  CHECK(decode_png(cleaned->bytes) == exact);
}

TEST_CASE("a packed BMP is unpacked", "[scrub][photo][bmp]") {
  // 4 x 2 dots of 8 bits: three of one colour and one by itself; then a jump and two dots.
  ByteVector packed = {3, 1, 1, 0, 0, 0, 0, 2, 1, 0, 2, 1, 0, 1};
  ByteVector file = {'B', 'M'};
  for (auto [v, n] : std::initializer_list<std::pair<unsigned, unsigned>>{{0, 4},
                                                                          {0, 4},
                                                                          {62, 4},
                                                                          {40, 4},
                                                                          {4, 4},
                                                                          {2, 4},
                                                                          {1, 2},
                                                                          {8, 2},
                                                                          {1, 4},
                                                                          {0, 4},
                                                                          {0, 4},
                                                                          {0, 4},
                                                                          {2, 4},
                                                                          {0, 4}})
    append(file, le_bytes(v, n));
  append(file, ByteVector{10, 20, 30, 0, 200, 100, 50, 0});
  append(file, packed);
  auto cleaned = clean(file);
  REQUIRE(cleaned);
  auto d = shown(cleaned->bytes);
  REQUIRE((d.width == 4 && d.height == 2));
  std::string seen;
  for (unsigned i = 0; i < 8; ++i) seen += d.samples[3 * i] == 30 ? '0' : d.samples[3 * i] == 50 ? '1' : '?';
  CHECK(seen == "01101110");
}

}  // namespace adit::client
