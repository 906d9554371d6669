// SPDX-License-Identifier: Apache-2.0
// Thousands of damaged files of this family, and all of it through adit-scrub in its locked process.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "client/scrub/family.h"
#include "client/scrub/formats.h"
#include "client/scrub/photo/shown.h"

namespace adit::client {
namespace {

using namespace adit::test;

const std::filesystem::path kScrub = std::filesystem::path(ADIT_BIN_DIR) / "adit-scrub";

}  // namespace

TEST_CASE("pictures cut at any length are refused", "[scrub][photo][broken]") {
  auto name = GENERATE("landscape.heic", "landscape.avif", "lossy.webp", "lossless.webp", "animation.webp",
                       "animation.gif", "woven.gif", "lzw.tif", "pages.tif");
  INFO(name);
  auto file = photo_file(name);
  std::size_t step = std::max<std::size_t>(1, file.size() / 150), kept = 0;
  for (std::size_t n = 12; n < file.size(); n += step) {
    auto result = clean(ByteSpan(file).first(n));
    if (result) ++kept;
  }
  // A TIFF may end with what no dot needs.
  bool tiff = std::string_view(name).ends_with(".tif");
  CHECK(kept <= (tiff ? 12u : 0u));
}

TEST_CASE("bit-flipped pictures of this family are cleaned or refused", "[scrub][photo][broken]") {
  auto name = GENERATE("tile-red.heic", "landscape.avif", "lossy.webp", "lossless.webp", "animation.webp",
                       "animation.gif", "fax-3-2d.tif", "fax-4.tif", "lzw.tif", "jpeg.tif", "tiles.tif");
  INFO(name);
  auto good = photo_file(name);
  int cleaned = 0, refused = 0;
  std::uint32_t state = 1;
  for (int i = 0; i < 300; ++i) {
    auto file = good;
    state = state * 1664525 + 1013904223;
    std::size_t range = i % 2 ? file.size() : std::min<std::size_t>(file.size(), 400);
    file[(state >> 4) % range] ^= static_cast<std::uint8_t>(1u << (state >> 29));
    auto result = clean(file);
    if (result) {
      ++cleaned;
      continue;
    }
    ++refused;
    auto code = result.error().code;
    CHECK((code == Errc::file_damaged || code == Errc::file_type_refused || code == Errc::file_too_large ||
           code == Errc::out_of_memory));
  }
  CHECK(cleaned > 0);
  CHECK(refused > 0);
}

TEST_CASE("the locked process decodes every format as this one does", "[scrub][photo][child]") {
  for (auto name :
       {"landscape.heic", "alpha.heic", "landscape-10-bit.avif", "lossy.webp", "alpha-lossless.webp",
        "animation.webp", "animation.gif", "pages.tif", "fax-4.tif", "jpeg.tif"}) {
    INFO(name);
    auto file = photo_file(name);
    auto here = clean(file), there = clean_in_child(kScrub, file);
    REQUIRE(here);
    REQUIRE(there);
    CHECK(there->bytes == here->bytes);
    CHECK(there->kind == here->kind);
  }
}

TEST_CASE("a picture that turns into another kind has a neutral name of that kind", "[scrub][photo]") {
  auto cleaned = clean(photo_file("landscape.heic"));
  REQUIRE(cleaned);
  CHECK(neutral_name(cleaned->kind, 1) == "photo-1.jpg");
  CHECK(neutral_name(FileKind::tiff, 2) == "scan-2.tif");
  CHECK_FALSE(name_disagrees("IMG_0001.HEIC", FileKind::heic));
  CHECK(name_disagrees("photo.jpg", FileKind::heic));
}

}  // namespace adit::client
