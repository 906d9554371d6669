// SPDX-License-Identifier: Apache-2.0
// Thousands of damaged files: each is either cleaned (and then clean by the verification's lights,
// which clean() includes) or refused.
#include <catch2/catch_test_macros.hpp>

#include "client/scrub/builders.h"
#include "client/scrub/family.h"
#include "client/scrub/scrub.h"

namespace adit::client {
namespace {

using namespace adit::test;

struct Tally {
  int cleaned = 0, refused = 0;
};

Tally flip_many(const ByteVector& good, int times) {
  Tally tally;
  std::uint32_t state = 1;
  for (int i = 0; i < times; ++i) {
    auto file = good;
    state = state * 1664525 + 1013904223;
    // Metadata stands at the front: half of the flips go there.
    std::size_t range = i % 2 ? file.size() : std::min<std::size_t>(file.size(), 3000);
    file[(state >> 4) % range] ^= static_cast<std::uint8_t>(1u << (state >> 29));
    auto result = clean(file);
    if (!result) {
      auto code = result.error().code;
      CHECK((code == Errc::file_damaged || code == Errc::file_type_refused || code == Errc::file_too_large));
      ++tally.refused;
    } else {
      ++tally.cleaned;
    }
  }
  return tally;
}

}  // namespace

TEST_CASE("bit-flipped photos are cleaned or refused", "[scrub][broken]") {
  auto photo =
      exiftool_write(encode_jpeg(landscape(48, 40)), "jpg",
                     {"-GPSLatitude=4.32", "-GPSLatitudeRef=S", "-EXIF:Artist=Canary",
                      "-XMP-dc:Creator=Canary XMP", "-IPTC:City=Canarytown", "-EXIF:SerialNumber=CANARY-1"});
  auto tally = flip_many(photo, 3000);
  CHECK(tally.cleaned > 0);
  CHECK(tally.refused > 0);
}

TEST_CASE("bit-flipped pictures are cleaned or refused", "[scrub][broken]") {
  auto picture = exiftool_write(encode_png(24, 20, landscape(24, 20).samples, {.interlaced = true}), "png",
                                {"-PNG:Author=Canary", "-XMP-dc:Creator=Canary XMP", "-EXIF:Artist=Canary"});
  auto tally = flip_many(picture, 3000);
  CHECK(tally.cleaned > 0);
  CHECK(tally.refused > 0);
}

TEST_CASE("bit-flipped texts are cleaned or refused", "[scrub][broken]") {
  std::string text = "Überstunden: می\u200cخواهم क्\u200dष, plain words\r\n";
  ByteVector bytes(text.begin(), text.end());
  auto tally = flip_many(bytes, 3000);
  CHECK(tally.cleaned > 0);
  CHECK(tally.refused > 0);
}

TEST_CASE("photos and pictures cut at every length are refused", "[scrub][broken]") {
  auto photo =
      exiftool_write(encode_jpeg(landscape(16, 16)), "jpg", {"-EXIF:Artist=Canary", "-GPSLatitude=4.32"});
  for (std::size_t n = 0; n < photo.size(); ++n) CHECK_FALSE(clean(ByteSpan(photo).first(n)));
  auto picture = encode_png(8, 8, landscape(8, 8).samples, {});
  // "‰PNG" alone is a short text.
  for (std::size_t n = 8; n < picture.size(); ++n) CHECK_FALSE(clean(ByteSpan(picture).first(n)));
}

}  // namespace adit::client
