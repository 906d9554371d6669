// SPDX-License-Identifier: Apache-2.0
// The second reader of JPEG sees what libjpeg sees, and the verification a photo that shows another picture.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "client/scrub/builders.h"
#include "client/scrub/family.h"
#include "client/scrub/jpeg_second.h"

namespace adit::client {
namespace {

using namespace adit::test;

Picture decoded(ByteSpan jpeg) {
  Picture out;
  REQUIRE(read_jpeg(jpeg, out));
  return out;
}
ByteVector written(const Picture& picture, unsigned orientation = 1) {
  auto out = write_jpeg(picture, orientation);
  REQUIRE(out);
  return *out;
}
bool passes(ByteSpan original, const Picture& picture, unsigned orientation = 1,
            const CleanContext& context = {}) {
  return verify(FileKind::jpeg, original, written(picture, orientation), context).has_value();
}

std::optional<JpegCoefficients> coefficients_of(ByteSpan file) {
  auto parts = split_jpeg(file);
  return parts ? read_coefficients(file, *parts) : std::nullopt;
}

}  // namespace

TEST_CASE("two readers of JPEG see the same dots", "[scrub][jpeg][verify]") {
  JpegChoices choices;
  choices.progressive = GENERATE(false, true);
  choices.full_colour = GENERATE(false, true);
  choices.restart_rows = GENERATE(0u, 1u);
  choices.quality = GENERATE(12, 96);
  unsigned channels = GENERATE(1u, 3u, 4u);
  auto drawing = landscape(61, 47, channels == 1 ? 1 : 3);
  if (channels == 4) {
    choices.cmyk = true;
    ByteVector ink;
    for (std::size_t i = 0; i < drawing.samples.size(); ++i) {
      ink.push_back(drawing.samples[i]);
      if (i % 3 == 2) ink.push_back(static_cast<std::uint8_t>(255 - i % 64));
    }
    drawing = {61, 47, 4, ink};
  }
  auto file = encode_jpeg(drawing, choices);
  auto first = decoded(file);
  auto parts = split_jpeg(file);
  REQUIRE(parts);
  auto coefficients = read_coefficients(file, *parts);
  REQUIRE(coefficients);
  CHECK(coefficients->finished);
  auto second = picture_of(std::move(*coefficients), *parts);
  CHECK(second.ink == (channels == 4));
  REQUIRE(second.picture.samples.size() == first.samples.size());
  int most = 0;
  for (std::size_t i = 0; i < first.samples.size(); ++i)
    most = std::max(most, std::abs(first.samples[i] - second.picture.samples[i]));
  CHECK(most <= 3);
  CHECK(clean(file));
}

TEST_CASE("a cleaned photo that shows another picture is refused", "[scrub][jpeg][verify]") {
  auto file = encode_jpeg(landscape(120, 90));
  const auto right = decoded(file);
  REQUIRE(passes(file, right));
  SECTION("another one of the same size") {
    auto other = right;
    std::ranges::reverse(other.samples);
    CHECK_FALSE(passes(file, other));
  }
  SECTION("a patch of eight by eight dots") {
    auto other = right;
    for (unsigned y = 40; y < 48; ++y) {
      for (unsigned x = 64; x < 72; ++x) other.samples[3 * (y * 120 + x) + 1] ^= 0x20;
    }
    CHECK_FALSE(passes(file, other));
  }
  SECTION("a word drawn faintly across it") {
    auto other = right;
    for (unsigned x = 16; x < 104; x += 2) {
      for (unsigned c = 0; c < 3; ++c) {
        auto& v = other.samples[3 * (50 * 120 + x) + c];
        v = static_cast<std::uint8_t>(v > 200 ? v - 40 : v + 40);
      }
    }
    CHECK_FALSE(passes(file, other));
  }
  SECTION("red and blue in each other's place") {
    auto other = right;
    for (std::size_t i = 0; i < other.samples.size(); i += 3)
      std::swap(other.samples[i], other.samples[i + 2]);
    CHECK_FALSE(passes(file, other));
  }
  SECTION("brighter than it was") {
    auto other = right;
    for (auto& v : other.samples) v = static_cast<std::uint8_t>(std::min(255, v + 8));
    CHECK_FALSE(passes(file, other));
  }
}

TEST_CASE("a cleaned photo that was turned the wrong way is refused", "[scrub][jpeg][verify]") {
  unsigned orientation = GENERATE(1u, 2u, 3u, 4u, 5u, 6u, 7u, 8u);
  auto file = exiftool_write(encode_jpeg(landscape(64, 64)), "jpg",
                             {"-n", "-Orientation=" + std::to_string(orientation)});
  auto dots = decoded(file);
  for (unsigned turned = 1; turned <= 8; ++turned) {
    INFO(orientation << " " << turned);
    CHECK(passes(file, dots, turned) == (turned == orientation));
  }
}

TEST_CASE("a cleaned photo whose wide colours were only relabelled is refused", "[scrub][jpeg][verify]") {
  auto profile = as_bytes("ICC_PROFILE");
  ByteVector body(profile.begin(), profile.end());
  append(body, ByteVector{0, 1, 1});
  append(body, wide_profile("Wide"));
  // Plain red of the wide range is more than the screen can show; grey would not differ.
  Drawing drawing{32, 32, 3, {}};
  for (unsigned i = 0; i < 32 * 32; ++i) append(drawing.samples, ByteVector{200, 60, 40});
  auto plain = encode_jpeg(drawing);
  auto file = with_segment(plain, 0xe2, body);
  REQUIRE(clean(file));
  CHECK_FALSE(passes(file, decoded(plain)));
}

TEST_CASE("a smaller photo is held against the whole one", "[scrub][jpeg][verify]") {
  CleanContext context{{.size = PictureSize::smaller}};
  auto file = encode_jpeg(landscape(1800, 300));
  auto right = decoded(file);
  make_smaller(right);
  CHECK(passes(file, right, 1, context));
  auto other = right;
  for (unsigned y = 100; y < 108; ++y) {
    for (unsigned x = 64; x < 72; ++x) other.samples[3 * (y * other.width + x)] ^= 0x20;
  }
  CHECK_FALSE(passes(file, other, 1, context));
}

TEST_CASE("the second reader takes no file in which a bit is missing", "[scrub][jpeg][verify]") {
  bool progressive = GENERATE(false, true);
  auto file = encode_jpeg(landscape(48, 40), {.progressive = progressive});
  REQUIRE(coefficients_of(file));
  for (std::size_t cut = 3; cut < 200; cut += 7) {
    ByteVector cut_off(file.begin(), file.end() - static_cast<std::ptrdiff_t>(cut));
    append(cut_off, ByteVector{0xff, 0xd9});
    CHECK_FALSE(coefficients_of(cut_off));
  }
}

TEST_CASE("a photo in arithmetic codes is refused by kind", "[scrub][jpeg]") {
  CHECK(clean(encode_jpeg(landscape(24, 24), {.arithmetic = true})).error() ==
        Error(Errc::file_type_refused));
}

}  // namespace adit::client
