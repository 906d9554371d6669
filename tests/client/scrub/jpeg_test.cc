// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "client/scrub/builders.h"
#include "client/scrub/family.h"
#include "client/scrub/formats.h"
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

ByteVector dirty_photo(const std::vector<std::string>& more = {}) {
  auto photo = encode_jpeg(landscape(640, 480));
  TempFolder folder;
  auto preview = folder.path() / "preview.jpg";
  auto profile = folder.path() / "profile.icc";
  write_file(preview, encode_jpeg(landscape(160, 120)));
  write_file(profile, wide_profile("Canary Display 77"));
  std::vector<std::string> arguments = {"-GPSLatitude=4.32",
                                        "-GPSLatitudeRef=S",
                                        "-GPSLongitude=28.12",
                                        "-GPSLongitudeRef=E",
                                        "-GPSAltitude=1462",
                                        "-GPSDateStamp=2024:05:17",
                                        "-GPSTimeStamp=08:09:10",
                                        "-GPSProcessingMethod=CanaryMethod",
                                        "-EXIF:Make=CanaryMake",
                                        "-EXIF:Model=CanaryModel X7",
                                        "-EXIF:SerialNumber=CANARY-SERIAL-123456",
                                        "-EXIF:LensSerialNumber=CANARY-LENS-654321",
                                        "-EXIF:OwnerName=Canary Owner Kambale",
                                        "-EXIF:Artist=Canary Artist",
                                        "-EXIF:Copyright=Canary Copyright",
                                        "-EXIF:ImageDescription=Canary description",
                                        "-EXIF:Software=CanaryFirmware 2.1",
                                        "-EXIF:DateTimeOriginal=2024:05:17 10:11:12",
                                        "-EXIF:OffsetTimeOriginal=+02:00",
                                        "-EXIF:UserComment=Canary usercomment",
                                        "-EXIF:XPAuthor=Canary XPAuthor",
                                        "-EXIF:ImageUniqueID=00112233445566778899aabbccddeeff",
                                        "-XMP-dc:Creator=Canary XMP Creator",
                                        "-XMP-xmp:CreatorTool=CanaryTool 9",
                                        "-XMP-xmpMM:DocumentID=xmp.did:canary-4711",
                                        "-XMP-photoshop:City=Canaryville",
                                        "-IPTC:By-line=Canary Byline",
                                        "-IPTC:City=Canarytown",
                                        "-IPTC:Caption-Abstract=Canary caption",
                                        "-IPTC:DateCreated=2024:05:17",
                                        "-Comment=Canary comment in COM",
                                        "-ThumbnailImage<=" + preview.string(),
                                        "-ICC_Profile<=" + profile.string()};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return exiftool_write(photo, "jpg", arguments);
}

// What the format itself must say; anything else is a leak.
bool is_structure(const std::string& line) {
  for (auto known : {"[File] ", "[JFIF] ", "[Composite] "}) {
    if (!line.starts_with(known)) continue;
    for (auto tag :
         {" FileType ", " FileTypeExtension ", " MIMEType ", " ImageWidth ", " ImageHeight ",
          " EncodingProcess ", " BitsPerSample ", " ColorComponents ", " YCbCrSubSampling ", " JFIFVersion ",
          " ResolutionUnit ", " XResolution ", " YResolution ", " ImageSize ", " Megapixels "}) {
      if ((line + " ").find(tag) != std::string::npos) return true;
    }
  }
  return false;
}

}  // namespace

TEST_CASE("a photo with every kind of metadata comes out with structure alone", "[scrub][jpeg]") {
  auto dirty = dirty_photo();
  REQUIRE(contains(dirty, "CANARY-SERIAL"));
  bool dirty_shows = false;
  for (const auto& line : exiftool_tags(dirty, "jpg")) dirty_shows = dirty_shows || !is_structure(line);
  REQUIRE(dirty_shows);  // the test can fail

  auto cleaned = clean(dirty);
  REQUIRE(cleaned);
  CHECK(cleaned->kind == FileKind::jpeg);
  for (const auto& line : exiftool_tags(cleaned->bytes, "jpg")) {
    INFO(line);
    CHECK(is_structure(line));
  }
  for (auto canary : {"anary", "CANARY", "Exif", "http", "ICC", "Photoshop", "8BIM"})
    CHECK_FALSE(contains(cleaned->bytes, canary));
}

TEST_CASE("what was in a photo is told in plain words", "[scrub][jpeg]") {
  auto cleaned = clean(dirty_photo());
  REQUIRE(cleaned);
  using enum FindingClass;
  CHECK(tells(*cleaned, where, "the place: 4.32000 S, 28.12000 E"));
  CHECK(tells(*cleaned, where, "the height: 1462 m"));
  CHECK(tells(*cleaned, where, "the time zone: “+02:00”"));
  CHECK(tells(*cleaned, where, "CanaryMethod"));
  CHECK(tells(*cleaned, where, "the town: “Canaryville”"));
  CHECK(tells(*cleaned, where, "the town: “Canarytown”"));
  CHECK(tells(*cleaned, who, "the owner: “Canary Owner Kambale”"));
  CHECK(tells(*cleaned, who, "the artist: “Canary Artist”"));
  CHECK(tells(*cleaned, who, "the author: “Canary Byline”"));
  CHECK(tells(*cleaned, who, "the author: “Canary XMP Creator”"));
  CHECK(tells(*cleaned, who, "a note: “Canary XPAuthor”"));
  CHECK(tells(*cleaned, who, "Canary usercomment"));
  CHECK(tells(*cleaned, when, "the time it was taken: “2024:05:17 10:11:12”"));
  CHECK(tells(*cleaned, when, "the date from the satellites: “2024:05:17”"));
  CHECK(tells(*cleaned, device, "the camera's serial number: “CANARY-SERIAL-123456”"));
  CHECK(tells(*cleaned, device, "the lens's serial number: “CANARY-LENS-654321”"));
  CHECK(tells(*cleaned, device, "the model: “CanaryModel X7”"));
  CHECK(tells(*cleaned, device, "a colour profile: “Canary Display 77”"));
  CHECK(tells(*cleaned, history, "xmp.did:canary-4711"));
  CHECK(tells(*cleaned, hidden, "a small preview picture"));
  CHECK(tells(*cleaned, hidden, "a comment: “Canary comment in COM”"));
  CHECK(cleaned->stays.size() >= 3);
}

TEST_CASE("the picture is the same picture after cleaning", "[scrub][jpeg]") {
  auto choices = GENERATE(JpegChoices{}, JpegChoices{.progressive = true}, JpegChoices{.full_colour = true},
                          JpegChoices{.optimised = false, .restart_rows = 1}, JpegChoices{.quality = 100});
  auto channels = GENERATE(1u, 3u);
  auto file = encode_jpeg(landscape(333, 217, channels), choices);
  auto cleaned = clean(file);
  REQUIRE(cleaned);
  auto before = decode_jpeg(file), after = decode_jpeg(cleaned->bytes);
  CHECK(after.channels == channels);
  CHECK(difference(before, after) < 3);
}

TEST_CASE("each of the eight orientations comes out upright", "[scrub][jpeg]") {
  auto upright = four_quarters(64);
  auto orientation = GENERATE(1u, 2u, 3u, 4u, 5u, 6u, 7u, 8u);
  // Stored so that a viewer that follows the tag shows `upright`: EXIF says which side is row 0, column 0.
  bool turned = orientation >= 5;
  Drawing stored{turned ? upright.height : upright.width, turned ? upright.width : upright.height, 3, {}};
  for (unsigned r = 0; r < stored.height; ++r) {
    for (unsigned c = 0; c < stored.width; ++c) {
      unsigned w = upright.width, h = upright.height, x = 0, y = 0;
      switch (orientation) {
        case 1:
          x = c, y = r;
          break;  // top, left
        case 2:
          x = w - 1 - c, y = r;
          break;  // top, right
        case 3:
          x = w - 1 - c, y = h - 1 - r;
          break;  // bottom, right
        case 4:
          x = c, y = h - 1 - r;
          break;  // bottom, left
        case 5:
          x = r, y = c;
          break;  // left, top
        case 6:
          x = w - 1 - r, y = c;
          break;  // right, top
        case 7:
          x = w - 1 - r, y = h - 1 - c;
          break;  // right, bottom
        default:
          x = r, y = h - 1 - c;
          break;  // left, bottom
      }
      stored.samples.insert(stored.samples.end(), upright.at(x, y), upright.at(x, y) + 3);
    }
  }
  auto file = exiftool_write(encode_jpeg(stored, {.quality = 95}), "jpg",
                             {"-n", "-Orientation=" + std::to_string(orientation)});
  auto cleaned = clean(file);
  REQUIRE(cleaned);
  auto shown = decode_jpeg(cleaned->bytes);
  REQUIRE(shown.width == upright.width);
  REQUIRE(shown.height == upright.height);
  CHECK(difference(shown, upright) < 4);
  CHECK(tells(*cleaned, FindingClass::other, "it is turned now") == (orientation != 1));
}

TEST_CASE("the same photo cleans to the same bytes, and cleaning again changes nothing", "[scrub][jpeg]") {
  auto width = GENERATE(1u, 7u, 8u, 16u, 17u, 333u);
  auto channels = GENERATE(1u, 3u);
  auto file = encode_jpeg(landscape(width, 1 + width / 2, channels));
  auto once = clean(file), twice = clean(file);
  REQUIRE(once);
  REQUIRE(twice);
  CHECK(once->bytes == twice->bytes);
  CHECK(is_canonical_jpeg(once->bytes));
  auto again = clean(once->bytes);
  REQUIRE(again);
  CHECK(again->bytes == once->bytes);
  CHECK(again->removed.empty());
}

TEST_CASE("a photo that only looks as if it was cleaned is cleaned", "[scrub][jpeg]") {
  auto cleaned = clean(encode_jpeg(landscape(64, 48)));
  REQUIRE(cleaned);
  auto& good = cleaned->bytes;
  REQUIRE(is_canonical_jpeg(good));
  SECTION("bytes behind the end") {
    auto file = good;
    append(file, as_bytes("secret tail"));
    CHECK_FALSE(is_canonical_jpeg(file));
    auto again = clean(file);
    REQUIRE(again);
    CHECK_FALSE(contains(again->bytes, "secret"));
  }
  SECTION("bytes between the last dot and the end marker") {
    auto file = good;
    auto secret = as_bytes("secret gap");
    file.insert(file.end() - 2, secret.begin(), secret.end());
    CHECK_FALSE(is_canonical_jpeg(file));
  }
  SECTION("a comment") { CHECK_FALSE(is_canonical_jpeg(with_segment(good, 0xfe, as_bytes("secret")))); }
  SECTION("a density") {
    auto file = good;
    file[15] = 72;
    CHECK_FALSE(is_canonical_jpeg(file));
  }
  SECTION("any changed header byte but the size") {
    auto header = good.size();
    for (std::size_t i = 0; i + 1 < good.size(); ++i) {
      if (good[i] == 0xff && good[i + 1] == 0xda) header = std::min(header, i + 14);
    }
    REQUIRE(header < good.size());
    for (std::size_t i = 0; i < header; ++i) {
      auto file = good;
      file[i] ^= 1;
      INFO(i);
      CHECK_FALSE(is_canonical_jpeg(file));
    }
  }
}

TEST_CASE("what is behind the end of a photo is dropped and told", "[scrub][jpeg]") {
  auto photo = encode_jpeg(landscape(64, 48));
  SECTION("a ZIP archive: a polyglot") {
    append(photo, as_bytes(std::string_view("PK\x03\x04 canary-in-zip", 19)));
    auto cleaned = clean(photo);
    REQUIRE(cleaned);
    CHECK(tells(*cleaned, FindingClass::hidden, "after the end of the picture (a ZIP archive)"));
    CHECK_FALSE(contains(cleaned->bytes, "canary"));
  }
  SECTION("a second photo with a place of its own") {
    append(photo, exiftool_write(
                      encode_jpeg(landscape(32, 32)), "jpg",
                      {"-GPSLatitude=1.5", "-GPSLatitudeRef=N", "-GPSLongitude=2.5", "-GPSLongitudeRef=W"}));
    auto cleaned = clean(photo);
    REQUIRE(cleaned);
    CHECK(tells(*cleaned, FindingClass::hidden, "after the end of the picture (a JPEG photo)"));
    CHECK(tells(*cleaned, FindingClass::where, "the place: 1.50000 N, 2.50000 W"));
  }
}

TEST_CASE("the maker's own data, records of origin and unknown records go", "[scrub][jpeg]") {
  auto photo = encode_jpeg(landscape(64, 48));
  photo = with_segment(photo, 0xe4, as_bytes("canary vendor data in APP4"));
  photo = with_segment(photo, 0xeb, as_bytes(std::string_view("JP\0\1canary jumb c2pa signer", 28)));
  photo = with_segment(photo, 0xe2, as_bytes(std::string_view("MPF\0canary", 10)));
  photo = with_segment(photo, 0xe1, as_bytes("canary of no kind"));
  auto cleaned = clean(photo);
  REQUIRE(cleaned);
  CHECK(tells(*cleaned, FindingClass::device, "the maker's own data (26 bytes, APP4)"));
  CHECK(tells(*cleaned, FindingClass::who, "C2PA"));
  CHECK(tells(*cleaned, FindingClass::hidden, "a list of further pictures"));
  CHECK(tells(*cleaned, FindingClass::other, "a record of an unknown kind"));
  CHECK_FALSE(contains(cleaned->bytes, "canary"));
}

TEST_CASE("colours of a wide profile are brought to sRGB, of printing ink to the screen", "[scrub][jpeg]") {
  SECTION("Display P3's green becomes greener numbers") {
    Drawing d{64, 64, 3, {}};
    for (int i = 0; i < 64 * 64; ++i) append(d.samples, ByteVector{100, 180, 100});
    TempFolder folder;
    const auto profile = folder.path() / "p3.icc";
    write_file(profile, wide_profile("wide"));
    auto file = exiftool_write(encode_jpeg(d, {.quality = 95}), "jpg", {"-ICC_Profile<=" + profile.string()});
    auto cleaned = clean(file);
    REQUIRE(cleaned);
    CHECK(tells(*cleaned, FindingClass::other, "brought into it"));
    auto shown = decode_jpeg(cleaned->bytes);
    // By hand: linear light, times P3 to sRGB (1.2249 -0.2247 0; -0.0420 1.0419 0; -0.0197 -0.0786 1.0979).
    const auto* dot = shown.at(32, 32);
    CHECK(std::abs(int{dot[0]} - 65) <= 4);
    CHECK(std::abs(int{dot[1]} - 184) <= 3);
    CHECK(std::abs(int{dot[2]} - 90) <= 4);
  }
  SECTION("CMYK") {
    Drawing d{64, 64, 4, {}};
    // As Adobe stores it: 255 is no ink. Full yellow and a little black.
    for (int i = 0; i < 64 * 64; ++i) append(d.samples, ByteVector{255, 255, 0, 230});
    auto file = encode_jpeg(d, {.quality = 95, .cmyk = true});
    auto cleaned = clean(file);
    REQUIRE(cleaned);
    CHECK(tells(*cleaned, FindingClass::other, "CMYK"));
    const auto shown = decode_jpeg(cleaned->bytes);
    const auto* dot = shown.at(32, 32);
    CHECK(std::abs(int{dot[0]} - 230) <= 3);
    CHECK(std::abs(int{dot[1]} - 230) <= 3);
    CHECK(int{dot[2]} <= 4);
  }
}

TEST_CASE("cut, empty and enormous photos are refused with nothing made", "[scrub][jpeg]") {
  auto photo = encode_jpeg(landscape(320, 200));
  for (auto part : {2, 3, 4, 20, 200}) {
    ByteVector cut(photo.begin(), photo.begin() + part);
    CHECK_FALSE(clean(cut));
  }
  ByteVector half(photo.begin(), photo.begin() + static_cast<std::ptrdiff_t>(photo.size() / 2));
  CHECK(clean(half).error() == Error(Errc::file_damaged));
  CHECK(clean({}).error() == Error(Errc::file_damaged));
  // Twelve bits to a sample.
  auto deep = photo;
  for (std::size_t i = 2; i + 9 < deep.size(); ++i) {
    if (deep[i] == 0xff && deep[i + 1] == 0xc0) {
      deep[i + 4] = 12;
      break;
    }
  }
  CHECK(clean(deep).error() == Error(Errc::file_type_refused));
  // 65,500 x 65,500 dots said in the frame header.
  auto huge = photo;
  for (std::size_t i = 2; i + 9 < huge.size(); ++i) {
    if (huge[i] == 0xff && huge[i + 1] == 0xc0) {
      huge[i + 5] = huge[i + 7] = 0xff;
      huge[i + 6] = huge[i + 8] = 0xdc;
      break;
    }
  }
  CHECK(clean(huge).error() == Error(Errc::file_too_large));
}

TEST_CASE("the verification refuses a photo that the cleaner did not make", "[scrub][jpeg][verify]") {
  auto dirty = dirty_photo();
  auto cleaned = rebuild(dirty);
  REQUIRE(cleaned);
  REQUIRE(verify(FileKind::jpeg, dirty, cleaned->bytes));
  CHECK_FALSE(verify(FileKind::jpeg, dirty, dirty));
  CHECK_FALSE(verify(FileKind::png, dirty, cleaned->bytes));
  auto other = rebuild(encode_jpeg(landscape(641, 480)));
  REQUIRE(other);
  CHECK_FALSE(verify(FileKind::jpeg, dirty, other->bytes));
  CHECK_FALSE(verify(FileKind::jpeg, dirty, with_segment(cleaned->bytes, 0xe1, as_bytes("x"))));
}

TEST_CASE("the value hunt finds a value in ASCII and in UTF-16 of both orders", "[scrub][verify]") {
  std::vector<ByteVector> values = {{'S', 'N', '-', '4', '7', '1', '1'}};
  auto hay = [](std::string_view s) { return as_bytes(s); };
  CHECK(free_of(hay("nothing of the kind, SN-471 only"), values));
  CHECK_FALSE(free_of(hay("xxSN-4711"), values));
  CHECK_FALSE(free_of(hay(std::string_view("S\0N\0-\0004\0007\0001\0001\0", 14)), values));
  CHECK_FALSE(free_of(hay(std::string_view("\0S\0N\0-\0004\0007\0001\0001", 14)), values));
}

TEST_CASE("the photo of the quickstart carries a place, a name and a preview, and loses them",
          "[scrub][jpeg]") {
  auto photo = read_file(std::filesystem::path(ADIT_SOURCE_DIR) / "tests/data/photo-with-gps.jpg");
  CHECK(photo.size() > 100'000);
  CHECK(photo.size() < 300'000);
  auto cleaned = clean(photo);
  REQUIRE(cleaned);
  using enum FindingClass;
  CHECK(tells(*cleaned, where, "the place: 1.55970 S, 28.88190 E"));
  CHECK(tells(*cleaned, who, "the owner: “Espoir Example”"));
  CHECK(tells(*cleaned, device, "the camera's serial number: “ND7L00418893”"));
  CHECK(tells(*cleaned, when, "the time it was taken"));
  CHECK(tells(*cleaned, hidden, "a small preview picture"));
  for (const auto& line : exiftool_tags(cleaned->bytes, "jpg")) CHECK(is_structure(line));
}

TEST_CASE("a photo followed by itself is still cleaned", "[scrub][jpeg]") {
  auto once = clean(encode_jpeg(landscape(64, 48)));
  REQUIRE(once);
  auto doubled = once->bytes;
  append(doubled, once->bytes);
  auto cleaned = clean(doubled);
  REQUIRE(cleaned);
  CHECK(tells(*cleaned, FindingClass::hidden, "after the end of the picture"));
}

}  // namespace adit::client
