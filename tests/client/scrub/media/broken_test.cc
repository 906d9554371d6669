// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch_test_macros.hpp>

#include "client/scrub/builders.h"
#include "client/scrub/family.h"
#include "client/scrub/formats.h"
#include "client/scrub/media/dirty.h"
#include "client/scrub/media/inputs.h"
#include "client/scrub/scrub.h"

namespace adit::client {
namespace {

using namespace adit::test;
using namespace std::string_view_literals;

// Small ones of each kind of file.
constexpr std::string_view kEach[] = {"h264.mp4", "dash.mp4",  "plain.mov", "av1.mp4",
                                      "h264.mkv", "live.webm", "mpeg4.avi", "small.mp3",
                                      "opus.ogg", "flac.flac", "ima.wav",   "aac.aac"};

// It ends in a result that has been looked at, or in a sentence; never in a partial file.
void must_end_well(ByteSpan file) {
  auto cleaned = clean(file);
  if (cleaned) {
    CHECK(canary_left(cleaned->bytes) == "");
  } else {
    auto code = cleaned.error().code;
    bool known =
        code == Errc::file_damaged || code == Errc::file_type_refused || code == Errc::file_too_large;
    CHECK(known);
  }
}

}  // namespace

TEST_CASE("recordings that were cut anywhere end in a sentence or in a clean file", "[scrub][media]") {
  for (auto name : kEach) {
    INFO(name);
    auto file = media_input(name);
    for (std::size_t n = 0; n < 400; n += 13) must_end_well(ByteSpan(file).first(std::min(n, file.size())));
    for (std::size_t n = 400; n < file.size(); n += file.size() / 25 + 1)
      must_end_well(ByteSpan(file).first(n));
  }
}

TEST_CASE("recordings with flipped bits end in a sentence or in a clean file", "[scrub][media]") {
  std::uint32_t state = 99;
  auto next = [&] { return state = state * 1664525 + 1013904223, state >> 8; };
  for (auto name : kEach) {
    INFO(name);
    auto file = media_input(name);
    for (int round = 0; round < 60; ++round) {
      auto broken = file;
      // Half of them in the head, where the structure is.
      auto at = round % 2 == 0 ? next() % std::min<std::size_t>(broken.size(), 600) : next() % broken.size();
      broken[at] ^= static_cast<std::uint8_t>(1u << next() % 8);
      must_end_well(broken);
    }
  }
}

TEST_CASE("enormous numbers cost neither time nor memory", "[scrub][media]") {
  auto file = media_input("h264.mp4");
  for (std::string_view table : {"stsz", "stts", "stsc", "stco", "ctts", "stss", "elst"}) {
    INFO(table);
    auto broken = file;
    auto at = as_text(broken).find(table);
    REQUIRE(at != std::string_view::npos);
    for (std::size_t i = 8; i < 20; ++i) broken[at + i] = 0xff;
    must_end_well(broken);
  }
}

TEST_CASE("what is encrypted or unknown is refused by kind", "[scrub][media]") {
  auto with = [](std::string_view name, std::string_view from, std::string_view to) {
    auto file = media_input(name);
    std::size_t n = 0;
    for (auto at = as_text(file).find(from); at != std::string_view::npos;
         at = as_text(file).find(from, at + 1), ++n)
      std::ranges::copy(as_bytes(to), file.begin() + static_cast<std::ptrdiff_t>(at));
    REQUIRE(n > 0);
    return file;
  };
  const Error refused(Errc::file_type_refused);
  CHECK(clean(with("h264.mp4", "avc1", "encv")).error() == refused);
  CHECK(clean(with("h264.mp4", "mp4a", "enca")).error() == refused);
  CHECK(clean(with("h264.mov", "avc1", "apcn")).error() == refused);
  CHECK(clean(with("h264.mkv", "V_MPEG4/ISO/AVC", "V_UNCOMPRESSED!")).error() == refused);
  CHECK(clean(with("mpeg4.avi", "FMP4", "WMV2")).error() == refused);
  CHECK(clean(with("plain.wav", "fmt \x10\0\0\0\1"sv, "fmt \x10\0\0\0\x50"sv)).error() == refused);
  // Two recordings in a row.
  auto twice = media_input("opus.ogg");
  append(twice, media_input("opus.ogg"));
  CHECK(clean(twice).error() == refused);
}

TEST_CASE("a film whose end was cut off on the phone loses what is hidden", "[scrub][media]") {
  // The list of edits shows the second half of the second only.
  auto file = media_input("h264.mp4");
  auto before = clean(file);
  REQUIRE(before);
  auto put = [](ByteVector& bytes, std::size_t at, std::uint32_t v) {
    for (unsigned i = 0; i < 4; ++i) bytes[at + i] = static_cast<std::uint8_t>(v >> (24 - 8 * i));
  };
  auto cut = before->bytes;
  auto elst = as_text(cut).find("elst");
  REQUIRE(elst != std::string_view::npos);
  put(cut, elst + 12, 18000);  // a fifth of a second
  auto cleaned = clean(cut);
  REQUIRE(cleaned);
  CHECK(cleaned->bytes.size() + 1000 < cut.size());
  REQUIRE(cleaned->removed.size() == 1);
  CHECK(cleaned->removed[0].text.find("had been cut off") != std::string::npos);
  CHECK(decoded(cleaned->bytes, "mp4") != decoded(before->bytes, "mp4"));
}

}  // namespace adit::client
