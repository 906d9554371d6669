// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "client/scrub/builders.h"
#include "client/scrub/family.h"
#include "client/scrub/scrub.h"

namespace adit::client {
namespace {

using namespace adit::test;

bool tells(const CleanedFile& file, FindingClass what, std::string_view words) {
  for (const auto& f : file.removed) {
    if (f.what == what && f.text.find(words) != f.text.npos) return true;
  }
  return false;
}

ByteVector rgb_png(unsigned width = 120, unsigned height = 90) {
  return encode_png(width, height, landscape(width, height).samples, {});
}

// Rows of pseudo-random packed samples; palette indexes stay below `most`.
ByteVector noise_rows(unsigned width, unsigned height, unsigned bits, unsigned most = 256) {
  std::size_t row_bytes = (std::size_t{width} * bits + 7) / 8;
  ByteVector rows;
  std::uint32_t state = 12345;
  for (std::size_t i = 0; i < row_bytes * height; ++i) {
    state = state * 1664525 + 1013904223;
    rows.push_back(static_cast<std::uint8_t>((state >> 24) % most));
  }
  return rows;
}

// RGB under full transparency is not seen, and may differ.
WidePicture seen(ByteSpan png) {
  auto picture = decode_png(png);
  for (std::size_t i = 0; i < picture.rgba.size(); i += 4) {
    if (picture.rgba[i + 3] == 0)
      std::fill_n(picture.rgba.begin() + static_cast<std::ptrdiff_t>(i), 4, std::uint16_t{0});
  }
  return picture;
}

bool is_structure(const std::string& line) {
  if (!line.starts_with("[File] ") && !line.starts_with("[PNG] ") && !line.starts_with("[Composite] "))
    return false;
  for (auto tag : {" FileType ", " FileTypeExtension ", " MIMEType ", " ImageWidth ", " ImageHeight ",
                   " BitDepth ", " ColorType ", " Compression ", " Filter ", " Interlace ", " Palette ",
                   " Transparency ", " ImageSize ", " Megapixels "}) {
    if (line.find(tag) != std::string::npos) return true;
  }
  return false;
}

struct Kind {
  int colour, depth;
};

}  // namespace

TEST_CASE("a picture with every kind of metadata comes out with structure alone", "[scrub][png]") {
  auto dirty = exiftool_write(
      rgb_png(), "png",
      {"-PNG:Author=Canary Author", "-PNG:Software=Canary Software", "-PNG:Comment=Canary comment",
       "-PNG:CreationTime=2024:05:17 10:11:12", "-PNG:Title=Canary title",
       "-PNG:ModifyDate=2024:05:17 10:11:12", "-XMP-dc:Creator=Canary XMP", "-XMP-xmpMM:DocumentID=canary-id",
       "-GPSLatitude=4.32", "-GPSLatitudeRef=S", "-GPSLongitude=28.12", "-GPSLongitudeRef=E",
       "-EXIF:SerialNumber=CANARY-SERIAL", "-PNG:PixelsPerUnitX=5669", "-PNG:PixelsPerUnitY=5669"});
  dirty = with_chunk(dirty, "caNy", as_bytes("canary private chunk"));
  bool dirty_shows = false;
  for (const auto& line : exiftool_tags(dirty, "png")) dirty_shows = dirty_shows || !is_structure(line);
  REQUIRE(dirty_shows);

  auto cleaned = clean(dirty);
  REQUIRE(cleaned);
  for (const auto& line : exiftool_tags(cleaned->bytes, "png")) {
    INFO(line);
    CHECK(is_structure(line));
  }
  for (auto canary : {"anary", "CANARY", "tEXt", "iTXt", "eXIf", "tIME", "pHYs"})
    CHECK_FALSE(contains(cleaned->bytes, canary));
  using enum FindingClass;
  CHECK(tells(*cleaned, who, "a note “Author”: “Canary Author”"));
  CHECK(tells(*cleaned, where, "the place: 4.32000 S, 28.12000 E"));
  CHECK(tells(*cleaned, device, "CANARY-SERIAL"));
  CHECK(tells(*cleaned, who, "Canary XMP"));
  CHECK(tells(*cleaned, when, "the time of the last change: 2024-05-17 10:11:12"));
  CHECK(tells(*cleaned, device, "the density"));
  CHECK(tells(*cleaned, other, "“caNy”"));
}

TEST_CASE("every colour type and depth keeps every visible dot, woven or not", "[scrub][png]") {
  auto kind = GENERATE(Kind{0, 1}, Kind{0, 2}, Kind{0, 4}, Kind{0, 8}, Kind{0, 16}, Kind{2, 8}, Kind{2, 16},
                       Kind{3, 1}, Kind{3, 2}, Kind{3, 4}, Kind{3, 8}, Kind{4, 8}, Kind{4, 16}, Kind{6, 8},
                       Kind{6, 16});
  bool woven = GENERATE(false, true);
  auto width = GENERATE(1u, 3u, 33u);
  unsigned channels = kind.colour == 2 ? 3 : kind.colour == 4 ? 2 : kind.colour == 6 ? 4 : 1;
  PngChoices choices{kind.colour, kind.depth, woven, {}, {}};
  if (kind.colour == 3) {
    for (int i = 0; i < 1 << kind.depth; ++i) {
      append(choices.palette,
             ByteVector{static_cast<std::uint8_t>(i * 3), static_cast<std::uint8_t>(255 - i), 77});
      if (i < 5) choices.transparency.push_back(static_cast<std::uint8_t>(i * 60));
    }
    choices.transparency.resize(std::min(choices.transparency.size(), choices.palette.size() / 3));
  }
  auto file =
      encode_png(width, 21, noise_rows(width, 21, channels * static_cast<unsigned>(kind.depth)), choices);
  auto cleaned = clean(file);
  REQUIRE(cleaned);
  CHECK(seen(cleaned->bytes) == seen(file));
  auto again = clean(cleaned->bytes);
  REQUIRE(again);
  CHECK(again->bytes == cleaned->bytes);
  CHECK(again->removed.empty());
  // 16 bits stay 16 bits.
  if (kind.colour != 3) CHECK(cleaned->bytes[24] == kind.depth);
}

TEST_CASE("colours under transparent dots and unused palette entries do not pass", "[scrub][png]") {
  SECTION("what was erased") {
    ByteVector rows;
    for (int i = 0; i < 64; ++i)
      append(rows,
             ByteVector{200, 10, static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(i % 2 ? 255 : 0)});
    auto cleaned = clean(encode_png(8, 8, rows, {.colour = 6}));
    REQUIRE(cleaned);
    CHECK(tells(*cleaned, FindingClass::hidden, "colours under 32 fully transparent dots"));
    auto picture = decode_png(cleaned->bytes);
    for (std::size_t i = 0; i < picture.rgba.size(); i += 4) {
      if (picture.rgba[i + 3] == 0)
        CHECK((picture.rgba[i] == 0 && picture.rgba[i + 1] == 0 && picture.rgba[i + 2] == 0));
    }
  }
  SECTION("a palette that spells a name") {
    ByteVector palette = {1, 2, 3, 4, 5, 6};
    append(palette, as_bytes("CanaryNames!"));
    auto cleaned = clean(encode_png(8, 8, noise_rows(8, 8, 8, 2), {.colour = 3, .palette = palette}));
    REQUIRE(cleaned);
    CHECK_FALSE(contains(cleaned->bytes, "Canary"));
    CHECK(tells(*cleaned, FindingClass::hidden, "entries of the palette"));
  }
}

TEST_CASE("an animation keeps its first picture and says so; a tail and a profile go", "[scrub][png]") {
  auto plain = rgb_png();
  auto file = with_chunk(plain, "acTL", ByteVector{0, 0, 0, 2, 0, 0, 0, 0});
  file = with_chunk(file, "iCCP", as_bytes(std::string_view("canary profile\0\0x\x9c", 18)));
  append(file, as_bytes("canary: the rest of a longer screenshot"));
  auto cleaned = clean(file);
  REQUIRE(cleaned);
  CHECK(tells(*cleaned, FindingClass::other, "an animation"));
  CHECK(tells(*cleaned, FindingClass::hidden, "39 bytes after the end of the picture"));
  CHECK(tells(*cleaned, FindingClass::other, "a way to show the colours"));
  CHECK_FALSE(contains(cleaned->bytes, "canary"));
  CHECK(cleaned->bytes == clean(plain)->bytes);
}

TEST_CASE("records that image programs hide as hexadecimal text are read", "[scrub][png]") {
  // The EXIF of a photo, as ImageMagick carries it into a PNG.
  auto photo = exiftool_write(encode_jpeg(landscape(16, 16)), "jpg", {"-EXIF:Artist=Canary Hex Artist"});
  auto at = as_text(photo).find(std::string_view("Exif\0\0", 6));
  REQUIRE(at != std::string_view::npos);
  auto exif = ByteSpan(photo).subspan(at, (std::size_t{photo[at - 2]} << 8 | photo[at - 1]) - 2);
  std::string text = "Raw profile type exif";
  text += '\0';
  text += "\nexif\n    " + std::to_string(exif.size()) + "\n" + to_hex(exif) + "\n";
  auto cleaned = clean(with_chunk(rgb_png(), "tEXt", as_bytes(text)));
  REQUIRE(cleaned);
  CHECK(tells(*cleaned, FindingClass::who, "the artist: “Canary Hex Artist”"));
}

TEST_CASE("damaged, cut and enormous pictures are refused with nothing made", "[scrub][png]") {
  auto good = rgb_png();
  for (std::size_t n : {std::size_t{8}, std::size_t{20}, good.size() / 2, good.size() - 1}) {
    CHECK(clean(ByteSpan(good).first(n)).error() == Error(Errc::file_damaged));
  }
  auto flipped = good;
  flipped[good.size() / 2] ^= 4;  // a check sum no longer fits
  CHECK(clean(flipped).error() == Error(Errc::file_damaged));
  // 60,000 x 60,000 dots, the header's check sum right.
  auto bomb = encode_png(1, 1, ByteVector{0, 0, 0}, {});
  ByteVector header(bomb.begin() + 16, bomb.begin() + 29);
  header[2] = header[6] = 0xea, header[3] = header[7] = 0x60;
  auto with = with_chunk(bomb, "IHDR", header);
  ByteVector file(with.begin(), with.begin() + 8);
  append(file, ByteSpan(with).subspan(8 + 25));  // without the old header
  CHECK(clean(file).error() == Error(Errc::file_too_large));
}

TEST_CASE("the verification refuses a picture that the cleaner did not make", "[scrub][png][verify]") {
  auto original = rgb_png();
  auto cleaned = rebuild(original);
  REQUIRE(cleaned);
  REQUIRE(verify(FileKind::png, original, cleaned->bytes));
  CHECK_FALSE(verify(FileKind::png, original, original));  // another filter, other compression
  CHECK_FALSE(verify(FileKind::png, original, with_chunk(cleaned->bytes, "tEXt", as_bytes("x"))));
  auto tail = cleaned->bytes;
  tail.push_back(0);
  CHECK_FALSE(verify(FileKind::png, original, tail));
  auto drawing = landscape(120, 90);
  drawing.samples[5000] ^= 1;  // one dot, by one
  auto other = rebuild(encode_png(120, 90, drawing.samples, {}));
  REQUIRE(other);
  CHECK_FALSE(verify(FileKind::png, original, other->bytes));
}

}  // namespace adit::client
