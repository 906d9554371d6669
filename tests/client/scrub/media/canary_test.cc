// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch_test_macros.hpp>

#include "client/scrub/builders.h"
#include "client/scrub/family.h"
#include "client/scrub/formats.h"
#include "client/scrub/media/audio.h"
#include "client/scrub/media/dirty.h"
#include "client/scrub/media/inputs.h"
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

// Cleans what was made dirty; the result must be the one of the file that was not, and hold no canary.
CleanedFile cleaned_of(ByteSpan dirty, ByteSpan plain, unsigned least) {
  CHECK(count_canaries(dirty) >= least);
  auto cleaned = clean(dirty);
  if (!cleaned) FAIL(cleaned.error().file << ":" << cleaned.error().line);
  REQUIRE(cleaned);
  CHECK(canary_left(cleaned->bytes) == "");
  auto without = clean(plain);
  REQUIRE(without);
  bool same = cleaned->bytes == without->bytes;
  CHECK(same);
  if (cleaned->kind == FileKind::aac) return *cleaned;  // which exiftool does not know
  for (const auto& line : exiftool_tags(cleaned->bytes, format_of(cleaned->kind).extension)) {
    INFO(line);
    CHECK(line.find("CANARY") == line.npos);
    CHECK(line.find("GPS") == line.npos);
    CHECK((line.find("Date") == line.npos || line.find("0000:00:00") != line.npos));
  }
  return *cleaned;
}

using enum FindingClass;

}  // namespace

TEST_CASE("no canary in a movie of boxes survives, and each kind of note is told", "[scrub][media]") {
  for (auto name :
       {"h264.mp4", "h264.mov", "plain.mov", "aac.m4a", "h263.3gp", "hevc.mp4", "fragments.mp4"}) {
    INFO(name);
    auto plain = media_input(name);
    bool fragments = std::string_view(name) == "fragments.mp4";
    auto dirty = dirty_boxes(plain);
    if (fragments) {
      // There the movie's head stands first and places are counted from it.
      dirty = plain;
      append(dirty, box("free", canary("free")));
      append(dirty, box("uuid", canary("uuid-of-some-length")));
    }
    auto cleaned = cleaned_of(dirty, plain, fragments ? 3 : 40);
    if (fragments) continue;
    CHECK(tells(cleaned, where, "a note “©xyz”: “ADIT-CANARY-movie-xyz”"));
    CHECK(tells(cleaned, where, "the place: "));
    CHECK(tells(cleaned, where, "ISO6709”: “ADIT-CANARY-movie-key1”"));
    CHECK(tells(cleaned, where, "a track of notes taken while filming"));
    CHECK(tells(cleaned, history, "content.identifier”"));
    CHECK(tells(cleaned, who, "ADIT-CANARY-movie-uuid"));
    CHECK(tells(cleaned, when, "the time it was made: 2024-05-17 10:11:12"));
    CHECK(tells(cleaned, device, "the name of a track: “ADIT-CANARY-handler”"));
    CHECK(tells(cleaned, hidden, "in a part that is called empty"));
    CHECK(tells(cleaned, hidden, "that belong to none of the pictures"));
    CHECK(tells(cleaned, hidden, "after the end of the recording"));
    CHECK(tells(cleaned, hidden, "a cover picture"));
    CHECK(tells(cleaned, other, "“ADIT”"));
    CHECK(tells(cleaned, other, "the language of a track"));
  }
}

TEST_CASE("notes between the pictures do not pass", "[scrub][media]") {
  auto cleaned = clean(media_input("h264.mp4"));
  REQUIRE(cleaned);
  CHECK(tells(*cleaned, device, "“x264 - core"));
  CHECK(tells(*cleaned, device, "“ADIT-CANARY-sei”"));
  cleaned = clean(media_input("mpeg4.avi"));
  REQUIRE(cleaned);
  CHECK(tells(*cleaned, device, "a note of the encoder inside the pictures: “Lavc"));
  cleaned = clean(media_input("aac.aac"));
  REQUIRE(cleaned);
  CHECK(tells(*cleaned, device, "the encoder's name inside the sound: “Lavc"));
}

TEST_CASE("no canary in Matroska survives", "[scrub][media]") {
  for (auto name : {"h264.mkv", "vp8.webm", "voice.webm", "aac.mkv"}) {
    INFO(name);
    auto plain = media_input(name);
    auto cleaned = cleaned_of(dirty_mkv(plain), plain, 8);
    CHECK(tells(cleaned, who, "the title: “ADIT-CANARY-title”"));
    CHECK(tells(cleaned, who, "the name of a track: “ADIT-CANARY-stream”"));
    CHECK(tells(cleaned, device, "the program that wrote it: “Lavf"));
    if (std::string_view(name).ends_with("mkv"))
      CHECK(tells(cleaned, history, "a number that names this very file"));
    CHECK(tells(cleaned, who, "“ADIT-CANARY-tag-name”: “ADIT-CANARY-tag”"));
    CHECK(tells(cleaned, hidden, "a file inside the recording: “ADIT-CANARY-attached-name”"));
    CHECK(tells(cleaned, hidden, "in a part that is called empty"));
    CHECK(tells(cleaned, other, "a list of chapters"));
  }
}

TEST_CASE("no canary around or between frames of sound survives", "[scrub][media]") {
  SECTION("MP3") {
    for (auto name : {"steady.mp3", "varied.mp3", "small.mp3", "stereo.mp3"}) {
      INFO(name);
      auto plain = media_input(name);
      auto frames = plain;
      frames.erase(frames.begin(), frames.begin() + static_cast<std::ptrdiff_t>(media::leading_tags(frames)));
      std::size_t middle = 0;
      for (int i = 0; i < 6; ++i) middle += media::read_mp3_header(ByteSpan(frames).subspan(middle))->size;
      auto cleaned = cleaned_of(dirty_frames(frames, middle), plain, 19);
      CHECK(tells(cleaned, who, "a note “TPE1”: “ADIT-CANARY-TPE1”"));
      CHECK(tells(cleaned, who, "a number or record of “www.example.com”"));
      CHECK(tells(cleaned, hidden, "a file inside the recording"));
      CHECK(tells(cleaned, hidden, "a cover picture"));
      CHECK(tells(cleaned, who, "“ADIT-CANARY-v1-title”"));
      CHECK(tells(cleaned, who, "an APE tag"));
      CHECK(tells(cleaned, who, "a Lyrics3 tag"));
      CHECK(tells(cleaned, hidden, "that are no sound"));
    }
  }
  SECTION("AAC") {
    auto plain = media_input("aac.aac");
    std::size_t middle = 0;
    for (int i = 0; i < 4; ++i)
      middle += (plain[middle + 3] & 3u) << 11 | std::size_t{plain[middle + 4]} << 3 | plain[middle + 5] >> 5;
    cleaned_of(dirty_frames(plain, middle), plain, 18);
  }
  SECTION("FLAC") {
    auto plain = media_input("flac.flac");
    auto cleaned = cleaned_of(dirty_flac(plain), plain, 18);
    CHECK(tells(cleaned, other, "a program's own record"));
    CHECK(tells(cleaned, hidden, "a cover picture"));
  }
  SECTION("WAV") {
    for (auto name : {"plain.wav", "float.wav", "ima.wav", "ms.wav", "wide.wav"}) {
      auto plain = media_input(name);
      auto cleaned = cleaned_of(dirty_wav(plain), plain, 20);
      CHECK(tells(cleaned, who, "the originator: “ADIT-CANARY-bext-who”"));
      CHECK(tells(cleaned, when, "the day: “2024-05-17”"));
      CHECK(tells(cleaned, device, "the recorder's own record"));
    }
  }
  SECTION("AVI") {
    for (auto name : {"mpeg4.avi", "jpeg.avi", "h264.avi", "raw.avi"}) {
      auto plain = media_input(name);
      auto cleaned = cleaned_of(dirty_avi(plain), plain, 6);
      CHECK(tells(cleaned, when, "the time it was made: “ADIT-CANARY-IDIT”"));
    }
  }
}

TEST_CASE("a name hidden between the coded sounds of MP3 frames goes", "[scrub][media]") {
  // LAME fills what it does not need with its name.
  auto file = media_input("steady.mp3");
  REQUIRE(contains(file, "LAME3"));
  auto cleaned = clean(file);
  REQUIRE(cleaned);
  CHECK_FALSE(contains(cleaned->bytes, "LAME3"));
}

}  // namespace adit::client
