// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "client/scrub/family.h"
#include "client/scrub/photo/heif.h"
#include "client/scrub/photo/heif_builder.h"
#include "client/scrub/photo/shown.h"

namespace adit::client {
namespace {

using namespace adit::test;

// Letters of the colours in the middle of each quarter, row by row.
std::string quarters(const Drawing& d) {
  std::string out;
  for (unsigned y : {d.height / 4, 3 * d.height / 4}) {
    for (unsigned x : {d.width / 4, 3 * d.width / 4}) {
      const auto* c = d.at(x, y);
      bool r = c[0] > 128, g = c[1] > 128, b = c[2] > 128;
      out += r && g && b ? 'w' : r ? 'r' : g ? 'g' : b ? 'b' : 'k';
    }
  }
  return out;
}

Result<CleanedFile> clean_built(const BuiltHeif& heif) { return clean(build_heif(heif)); }

BuiltBox fraction_box(std::initializer_list<std::int64_t> values) {
  BuiltBox out{"clap", {}};
  for (auto v : values) append(out.body, be_bytes(static_cast<std::uint64_t>(v), 4));
  return out;
}

}  // namespace

TEST_CASE("HEIC and AVIF photos become JPEGs that show the same", "[scrub][photo][heic]") {
  auto name = GENERATE("landscape.heic", "landscape.avif", "landscape-10-bit.avif", "lossless.avif");
  INFO(name);
  auto file = photo_file(name);
  auto cleaned = clean(file);
  REQUIRE(cleaned);
  CHECK(cleaned->kind == FileKind::jpeg);
  // Against the drawing from which they were made: two losses.
  CHECK(likeness(shown(cleaned->bytes), shown(photo_file("landscape.png"))) > 40);
  CHECK(more_than_structure(*cleaned) == "");
}

TEST_CASE("no more is lost than a JPEG loses", "[scrub][photo][heic]") {
  auto item = coded("landscape.heic");
  auto planes = photo::decode_hevc(item.properties[0].body, item.data);
  REQUIRE(planes);
  auto source = photo::to_picture(*planes, planes->code);
  auto cleaned = clean(photo_file("landscape.heic"));
  REQUIRE(cleaned);
  auto result = shown(cleaned->bytes);
  // One row and one column more are coded than shown.
  Drawing decoded{result.width, result.height, 3, {}};
  for (std::size_t y = 0; y < result.height; ++y)
    append(decoded.samples, ByteSpan(source.samples).subspan(y * source.row_bytes(), 3 * result.width));
  CHECK(likeness(decoded, result) > 38);
}

TEST_CASE("transparent HEIC and AVIF pictures become PNGs", "[scrub][photo][heic]") {
  auto name = GENERATE("alpha.heic", "alpha.avif");
  INFO(name);
  auto cleaned = clean(photo_file(name));
  REQUIRE(cleaned);
  REQUIRE(cleaned->kind == FileKind::png);
  auto before = decode_png(photo_file("alpha.png")), after = decode_png(cleaned->bytes);
  REQUIRE(before.rgba.size() == after.rgba.size());
  int far = 0, hidden = 0;
  for (std::size_t i = 3; i < before.rgba.size(); i += 4) {
    if (std::abs(int{before.rgba[i]} - int{after.rgba[i]}) > 20 * 257) ++far;
    if (after.rgba[i] == 0) ++hidden;
  }
  CHECK(far < 40);
  CHECK(hidden > 100);
  CHECK(more_than_structure(*cleaned) == "");
}

TEST_CASE("what exiftool can write into a HEIC or AVIF photo is gone and told", "[scrub][photo][heic]") {
  auto name = GENERATE("landscape.heic", "landscape.avif", "alpha.heic");
  auto extension = std::string_view(name).substr(std::string_view(name).size() - 4);
  auto dirty = exiftool_write(photo_file(name), extension, canary_arguments());
  for (auto canary : {"CANARY-SERIAL-123456", "Canary Owner Kambale", "Canary XMP Creator", "CanaryMethod"})
    REQUIRE(contains(dirty, canary));
  auto cleaned = clean(dirty);
  REQUIRE(cleaned);
  CHECK(more_than_structure(*cleaned) == "");
  using enum FindingClass;
  CHECK(tells(*cleaned, where, "the place: 4.32000 S, 28.12000 E"));
  CHECK(tells(*cleaned, who, "Canary Owner Kambale"));
  CHECK(tells(*cleaned, device, "CANARY-SERIAL-123456"));
  CHECK(tells(*cleaned, who, "Canary XMP Creator"));
  CHECK(cleaned->bytes == clean(photo_file(name))->bytes);
}

TEST_CASE("tiles are put together, cut and turned as the file says", "[scrub][photo][heic]") {
  SECTION("as they are") {
    auto cleaned = clean_built(four_tiles());
    REQUIRE(cleaned);
    auto d = shown(cleaned->bytes);
    CHECK(d.width == 128);
    CHECK(quarters(d) == "rgbw");
  }
  SECTION("the last ones are cut off") {
    auto cleaned = clean_built(four_tiles(101, 117));
    REQUIRE(cleaned);
    auto d = shown(cleaned->bytes);
    CHECK((d.width == 101 && d.height == 117));
    CHECK(quarters(d) == "rgbw");
  }
  SECTION("quarter turns against the clock") {
    constexpr std::string_view kTurned[] = {"rgbw", "gwrb", "wbgr", "brwg"};
    for (unsigned turn = 0; turn < 4; ++turn) {
      auto heif = four_tiles(128, 100);
      heif.items[0].properties.push_back({"irot", {static_cast<std::uint8_t>(turn)}});
      auto cleaned = clean_built(heif);
      REQUIRE(cleaned);
      auto d = shown(cleaned->bytes);
      CHECK(d.width == (turn % 2 == 1 ? 100u : 128u));
      CHECK(quarters(d) == kTurned[turn]);
    }
  }
  SECTION("mirrored: 0 swaps top and bottom, 1 left and right") {
    constexpr std::string_view kMirrored[] = {"bwrg", "grwb"};
    for (unsigned axis = 0; axis < 2; ++axis) {
      auto heif = four_tiles();
      heif.items[0].properties.push_back({"imir", {static_cast<std::uint8_t>(axis)}});
      auto cleaned = clean_built(heif);
      REQUIRE(cleaned);
      CHECK(quarters(shown(cleaned->bytes)) == kMirrored[axis]);
    }
  }
  SECTION("cut to a part, then turned: in the order of the file") {
    auto heif = four_tiles();
    // 80 x 40 in the middle, moved by 24 to the right and 44 down: blue and white.
    heif.items[0].properties.push_back(fraction_box({80, 1, 40, 1, 24, 1, 44, 1}));
    heif.items[0].properties.push_back({"irot", {1}});
    auto cleaned = clean_built(heif);
    REQUIRE(cleaned);
    auto d = shown(cleaned->bytes);
    CHECK((d.width == 40 && d.height == 80));
    CHECK(quarters(d) == "wwww");
  }
  SECTION("EXIF's note on turning does not count in HEIC") {
    auto heif = four_tiles();
    ByteVector exif(4);
    append(exif, small_exif({{0x013b, "Canary Artist"}}, 6));
    heif.items.push_back({"Exif", exif, {}});
    heif.references.push_back({"cdsc", 6, {1}});
    auto cleaned = clean_built(heif);
    REQUIRE(cleaned);
    CHECK(quarters(shown(cleaned->bytes)) == "rgbw");
    CHECK(tells(*cleaned, FindingClass::who, "the artist: “Canary Artist”"));
  }
}

TEST_CASE("everything beside the main picture goes, and is told", "[scrub][photo][heic]") {
  auto plain = four_tiles();
  auto heif = plain;
  heif.items[0].name = "Canary item name";
  heif.items.push_back(coded("tile-red.heic"));  // 6: preview
  heif.references.push_back({"thmb", 6, {1}});
  heif.items.push_back(coded("tile-blue.heic"));  // 7: gain map
  auto kind = ByteVector(4);
  append(kind, as_bytes(std::string_view("urn:com:apple:photo:2020:aux:hdrgainmap\0", 40)));
  heif.items.back().properties.push_back({"auxC", kind});
  heif.references.push_back({"auxl", 7, {1}});
  heif.items.push_back(coded("tile-white.heic"));  // 8: a second picture of a burst
  heif.items.push_back({"mime",
                        [] {
                          ByteVector xmp;
                          append(xmp,
                                 as_bytes("<x:xmpmeta><rdf:Description dc:creator=\"Canary Creator\"/>"));
                          return xmp;
                        }(),
                        {},
                        false,
                        "",
                        "application/rdf+xml"});
  heif.items.push_back({"uri ", {1, 2, 3, 'C', 'a', 'n', 'a', 'r', 'y', ' ', 'u', 'r', 'i', ' ', 'd'}, {}});
  ByteVector profile;
  append(profile, as_bytes("prof"));
  append(profile, wide_profile("Canary Display 77"));
  auto box_of = [](std::string_view text) { return ByteVector(text.begin(), text.end()); };
  heif.items[0].properties.push_back({"uuid", box_of("0123456789abcdefCanary maker box")});
  heif.behind = {{"free", box_of("Canary free space")},
                 {"moov", box_of("Canary movie with a place +4.32-028.12")},
                 {"uuid", box_of("0123456789abcdefCanary Canon box")},
                 {"abcd", box_of("Canary unknown box")}};
  heif.tail = "Canary tail";
  auto cleaned = clean_built(heif);
  REQUIRE(cleaned);
  CHECK(cleaned->bytes == clean_built(plain)->bytes);
  CHECK(more_than_structure(*cleaned) == "");
  using enum FindingClass;
  CHECK(tells(*cleaned, hidden, "a small preview picture"));
  CHECK(tells(*cleaned, hidden, "hdrgainmap"));
  CHECK(tells(*cleaned, hidden, "1 further picture in the same file: only the main one is kept"));
  CHECK(tells(*cleaned, hidden, "a short film beside the picture"));
  CHECK(tells(*cleaned, hidden, "space that is said to be free"));
  CHECK(tells(*cleaned, hidden, "11 bytes after the end of the picture"));
  CHECK(tells(*cleaned, device, "the maker's own data"));
  CHECK(tells(*cleaned, who, "Canary Creator"));
  // A profile changes the dots; its name goes.
  heif.items[0].properties.push_back({"colr", profile});
  cleaned = clean_built(heif);
  REQUIRE(cleaned);
  CHECK(tells(*cleaned, device, "Canary Display 77"));
  CHECK(more_than_structure(*cleaned) == "");
}

TEST_CASE("HEIC files that do not add up are refused", "[scrub][photo][heic][broken]") {
  auto refused = [](const BuiltHeif& heif, Errc code = Errc::file_damaged) {
    auto result = clean_built(heif);
    return !result && result.error().code == code;
  };
  auto heif = four_tiles();
  REQUIRE_FALSE(refused(heif));
  SECTION("a tile is missing") {
    heif.references[0].to.pop_back();
    CHECK(refused(heif));
  }
  SECTION("a grid of itself") {
    heif.references[0].to = {1, 1, 1, 1};
    CHECK(refused(heif));
  }
  SECTION("a tile that is not there") {
    heif.references[0].to[2] = 77;
    CHECK(refused(heif));
  }
  SECTION("no main picture") {
    heif.primary = 77;
    CHECK(refused(heif));
  }
  SECTION("a film alone") {
    heif.primary = 77;
    heif.behind.push_back({"moov", {}});
    CHECK(refused(heif, Errc::file_type_refused));
  }
  SECTION("tiles that do not cover the picture") {
    heif.items[0] = grid(2, 2, 200, 128);
    CHECK(refused(heif));
  }
  SECTION("an enormous picture") {
    heif.items[0] = grid(2, 2, 60000, 60000);
    CHECK(refused(heif, Errc::file_too_large));
  }
  SECTION("a cut beyond the edge") {
    heif.items[0].properties.push_back(fraction_box({80, 1, 40, 1, 44, 1, 44, 1}));
    CHECK(refused(heif));
    heif.items[0].properties.back() = fraction_box({80, 0, 40, 1, 0, 1, 0, 1});
    CHECK(refused(heif));
  }
  SECTION("a codec of another kind") {
    heif.primary = 2;
    heif.items[1].type = "j2k1";
    CHECK(refused(heif, Errc::file_type_refused));
  }
  SECTION("dots that end in the middle") {
    heif.items[3].data.resize(heif.items[3].data.size() - 12);
    CHECK(refused(heif));
  }
}

TEST_CASE("the verification refuses a HEIC's result that is not its own", "[scrub][photo][heic][verify]") {
  auto original = build_heif(four_tiles(128, 100));
  auto cleaned = rebuild(original);
  REQUIRE(cleaned);
  REQUIRE(verify(FileKind::jpeg, original, cleaned->bytes));
  CHECK_FALSE(verify(FileKind::jpeg, original, with_segment(cleaned->bytes, 0xfe, as_bytes("x"))));
  auto other = rebuild(build_heif(four_tiles(128, 99)));
  REQUIRE(other);
  CHECK_FALSE(verify(FileKind::jpeg, original, other->bytes));
  CHECK_FALSE(verify(FileKind::heic, original, original));
}

}  // namespace adit::client
