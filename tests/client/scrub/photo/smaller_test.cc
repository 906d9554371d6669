// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "client/scrub/family.h"
#include "client/scrub/photo/heif_builder.h"
#include "client/scrub/photo/shown.h"
#include "client/scrub/picture.h"

namespace adit::client {
namespace {

using namespace adit::test;

constexpr CleanOptions kSmaller{Way::rebuild, PictureSize::smaller};

}  // namespace

TEST_CASE("a large photo is brought to 1600 dots, and stays there", "[scrub][photo][smaller]") {
  auto photo = exiftool_write(encode_jpeg(landscape(1700, 901)), "jpg",
                              {"-EXIF:Artist=Canary Artist", "-n", "-Orientation=6"});
  auto cleaned = clean(photo, kSmaller);
  REQUIRE(cleaned);
  auto d = decode_jpeg(cleaned->bytes);
  CHECK(d.width == 848);  // turned upright
  CHECK(d.height == 1600);
  CHECK(tells(*cleaned, FindingClass::other, "made smaller"));
  CHECK(more_than_structure(*cleaned) == "");
  auto again = clean(cleaned->bytes, kSmaller);
  REQUIRE(again);
  CHECK(again->bytes == cleaned->bytes);
  CHECK(again->removed.empty());
  // Not asked for, not done; and a clean one that is large is made smaller when it is asked for.
  auto large = clean(photo);
  REQUIRE(large);
  CHECK(decode_jpeg(large->bytes).height == 1700);
  auto later = clean(large->bytes, kSmaller);
  REQUIRE(later);
  CHECK(decode_jpeg(later->bytes).height == 1600);
}

TEST_CASE("small pictures stay as they are", "[scrub][photo][smaller]") {
  auto photo = encode_jpeg(landscape(1600, 300));
  CHECK(clean(photo, kSmaller)->bytes == clean(photo)->bytes);
  auto screen = encode_png(80, 40, four_quarters(40).samples, {});
  CHECK(clean(screen, kSmaller)->bytes == clean(screen)->bytes);
}

TEST_CASE("a photo kept as PNG becomes a JPEG, a screen stays a PNG", "[scrub][photo][smaller]") {
  auto photo = clean(encode_png(1800, 300, landscape(1800, 300).samples, {}), kSmaller);
  REQUIRE(photo);
  CHECK(photo->kind == FileKind::jpeg);
  CHECK(decode_jpeg(photo->bytes).width == 1600);
  auto quarters = four_quarters(1000);  // 2000 x 1000
  auto screen = clean(encode_png(2000, 1000, quarters.samples, {}), kSmaller);
  REQUIRE(screen);
  CHECK(screen->kind == FileKind::png);
  auto d = shown(screen->bytes);
  CHECK(d.width == 1600);
  CHECK(std::equal(d.at(10, 10), d.at(10, 10) + 3, quarters.at(10, 10)));
  CHECK(std::equal(d.at(1590, 790), d.at(1590, 790) + 3, quarters.at(1990, 990)));
}

TEST_CASE("pictures of every kind of dots can be made smaller", "[scrub][photo][smaller]") {
  struct Kind {
    int colour, depth;
  };
  auto kind = GENERATE(Kind{0, 1}, Kind{0, 8}, Kind{0, 16}, Kind{2, 16}, Kind{3, 4}, Kind{4, 8}, Kind{6, 8},
                       Kind{6, 16});
  PngChoices choices{kind.colour, kind.depth, false, {}, {}};
  if (kind.colour == 3) {
    for (int i = 0; i < 16; ++i)
      append(choices.palette, ByteVector{static_cast<std::uint8_t>(i * 16), 40, 90});
    choices.transparency = {0, 128};
  }
  unsigned channels = kind.colour == 2 ? 3 : kind.colour == 4 ? 2 : kind.colour == 6 ? 4 : 1;
  ByteVector rows((std::size_t{1700} * channels * static_cast<unsigned>(kind.depth) + 7) / 8 * 20);
  std::uint32_t state = 3;
  for (auto& b : rows) b = static_cast<std::uint8_t>((state = state * 1664525 + 1013904223) >> 24);
  auto cleaned = clean(encode_png(1700, 20, rows, choices), kSmaller);
  REQUIRE(cleaned);
  auto d = shown(cleaned->bytes);
  CHECK((d.width == 1600 && d.height == 19));
}

TEST_CASE("a new dot is the average of what lies under it", "[scrub][photo][smaller]") {
  Picture p{3200, 2, 1, 8, ByteVector(6400)};
  for (std::size_t i = 0; i < 6400; ++i) p.samples[i] = static_cast<std::uint8_t>(i % 251);
  auto old = p.samples;
  make_smaller(p);
  REQUIRE((p.width == 1600 && p.height == 1));
  bool right = true;
  for (std::size_t x = 0; x < 1600; ++x) {
    unsigned sum = unsigned{old[2 * x]} + old[2 * x + 1] + old[3200 + 2 * x] + old[3200 + 2 * x + 1];
    right = right && p.samples[x] == (sum + 2) / 4;
  }
  CHECK(right);
  // Colours that are not seen do not bleed into those that are.
  Picture clear{3200, 2, 2, 8, {}};
  for (std::size_t i = 0; i < 6400; ++i)
    append(clear.samples, i % 2 == 0 ? ByteVector{90, 255} : ByteVector{255, 0});
  make_smaller(clear);
  CHECK((clear.samples[0] == 90 && clear.samples[1] == 128));
}

TEST_CASE("HEIC photos and scans can be made smaller", "[scrub][photo][smaller]") {
  BuiltHeif heif;
  heif.items.push_back(grid(30, 2, 1900, 128));
  std::vector<unsigned> tiles;
  for (unsigned i = 0; i < 60; ++i) {
    heif.items.push_back(coded(i % 2 == 0 ? "tile-red.heic" : "tile-blue.heic"));
    tiles.push_back(i + 2);
  }
  heif.references.push_back({"dimg", 1, tiles});
  auto cleaned = clean(build_heif(heif), kSmaller);
  REQUIRE(cleaned);
  CHECK(decode_jpeg(cleaned->bytes).width == 1600);
  CHECK(clean(photo_file("pages.tif"), kSmaller));
}

}  // namespace adit::client
