// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/photo/webp.h"

#include <webp/decode.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "client/scrub/family.h"
#include "client/scrub/photo/heif_builder.h"
#include "client/scrub/photo/shown.h"

namespace adit::client {
namespace {

using namespace adit::test;

// A chunk more at the end of a WebP file; its size in the head follows.
ByteVector with_webp_chunk(ByteVector file, std::string_view type, ByteSpan body) {
  append(file, as_bytes(type));
  append(file, le_bytes(body.size(), 4));
  append(file, body);
  if (body.size() % 2 != 0) file.push_back(0);
  auto size = le_bytes(file.size() - 8, 4);
  std::ranges::copy(size, file.begin() + 4);
  return file;
}

}  // namespace

TEST_CASE("a WebP photo becomes a JPEG, a lossless or transparent one a PNG", "[scrub][photo][webp]") {
  auto lossy = clean(photo_file("lossy.webp"));
  REQUIRE(lossy);
  CHECK(lossy->kind == FileKind::jpeg);
  auto drawing = shown(photo_file("landscape.png"));
  CHECK(likeness(shown(lossy->bytes), drawing) > 38);
  // Against the decoded source, by the library itself.
  int width = 0, height = 0;
  auto file = photo_file("lossy.webp");
  auto* dots = WebPDecodeRGB(file.data(), file.size(), &width, &height);
  REQUIRE(dots != nullptr);
  Drawing source{unsigned(width), unsigned(height), 3, ByteVector(dots, dots + 3 * width * height)};
  WebPFree(dots);
  CHECK(likeness(shown(lossy->bytes), source) > 38);

  auto exact = clean(photo_file("lossless.webp"));
  REQUIRE(exact);
  CHECK(exact->kind == FileKind::png);
  CHECK(decode_png(exact->bytes) == decode_png(photo_file("landscape.png")));
  for (auto name : {"alpha.webp", "alpha-lossless.webp"}) {
    auto cleaned = clean(photo_file(name));
    REQUIRE(cleaned);
    CHECK(cleaned->kind == FileKind::png);
    CHECK(more_than_structure(*cleaned) == "");
  }
  auto alpha = decode_png(photo_file("alpha.png"));
  for (std::size_t i = 0; i < alpha.rgba.size(); i += 4) {
    if (alpha.rgba[i + 3] == 0)
      std::fill_n(alpha.rgba.begin() + static_cast<std::ptrdiff_t>(i), 4, std::uint16_t{0});
  }
  CHECK(decode_png(clean(photo_file("alpha-lossless.webp"))->bytes) == alpha);
}

TEST_CASE("what a WebP picture says beside its dots goes and is told", "[scrub][photo][webp]") {
  auto name = GENERATE("lossy.webp", "lossless.webp", "alpha.webp", "animation.webp");
  INFO(name);
  auto plain = photo_file(name);
  auto dirty = exiftool_write(plain, "webp", canary_arguments());
  if (!contains(dirty, "CANARY")) {
    dirty =
        with_webp_chunk(plain, "EXIF", small_exif({{0x0110, "CanaryModel X7"}, {0x013b, "Canary Artist"}}));
    dirty = with_webp_chunk(dirty, "XMP ", as_bytes("<x dc:creator=\"Canary XMP Creator\"/>"));
  }
  dirty = with_webp_chunk(dirty, "CaNy", as_bytes("Canary unknown chunk"));
  append(dirty, as_bytes("Canary tail of the file"));
  auto cleaned = clean(dirty);
  REQUIRE(cleaned);
  CHECK(more_than_structure(*cleaned) == "");
  CHECK(cleaned->bytes == clean(plain)->bytes);
  using enum FindingClass;
  CHECK(tells(*cleaned, device, "CanaryModel X7"));
  CHECK(tells(*cleaned, who, "Canary XMP Creator"));
  CHECK(tells(*cleaned, other, "“CaNy”"));
  CHECK(tells(*cleaned, hidden, "23 bytes after the end"));
}

TEST_CASE("a WebP picture is turned as its note says", "[scrub][photo][webp]") {
  auto turned = clean(with_webp_chunk(photo_file("lossless.webp"), "EXIF", small_exif({}, 6)));
  REQUIRE(turned);
  auto now = decode_png(turned->bytes), before = decode_png(photo_file("landscape.png"));
  REQUIRE((now.width == before.height && now.height == before.width));
  bool same = true;
  for (std::size_t y = 0; y < now.height; ++y) {
    for (std::size_t x = 0; x < now.width; ++x) {
      std::size_t from = ((before.height - 1 - x) * before.width + y) * 4, to = (y * now.width + x) * 4;
      same = same && std::equal(now.rgba.begin() + static_cast<std::ptrdiff_t>(to),
                                now.rgba.begin() + static_cast<std::ptrdiff_t>(to + 4),
                                before.rgba.begin() + static_cast<std::ptrdiff_t>(from));
    }
  }
  CHECK(same);
}

TEST_CASE("a WebP animation stays one, or becomes its first picture when asked", "[scrub][photo][webp]") {
  auto file = photo_file("animation.webp");
  auto cleaned = clean(file);
  REQUIRE(cleaned);
  CHECK(cleaned->kind == FileKind::webp);
  auto before = photo::parse_webp(file), after = photo::parse_webp(cleaned->bytes);
  REQUIRE(after);
  CHECK(after->frames.size() == 3);
  CHECK(after->loops == before->loops);
  for (std::size_t i = 0; i < 3; ++i)
    CHECK(std::ranges::equal(after->frames[i].dots.body, before->frames[i].dots.body));
  auto first = clean(file, {.way = Way::convert});
  REQUIRE(first);
  CHECK(first->kind != FileKind::webp);
  CHECK(tells(*first, FindingClass::other, "only its first picture is kept"));
  // A planted fault: a chunk that the writer did not write.
  CHECK_FALSE(verify(FileKind::webp, file, with_webp_chunk(cleaned->bytes, "EXIF", as_bytes("Canary"))));
  auto other = cleaned->bytes;
  other[12 + 18 + 14 + 8 + 12] ^= 1;  // how long the first picture is shown
  CHECK_FALSE(verify(FileKind::webp, file, other));
}

}  // namespace adit::client
