// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

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

std::string extension(std::string_view name) { return std::string(name.substr(name.rfind('.') + 1)); }

}  // namespace

TEST_CASE("every recording sounds and looks the same after cleaning, and has no tag left", "[scrub][media]") {
  for (const auto& name : media_names()) {
    INFO(name);
    auto file = media_input(name);
    // Frames of AAC have no place for a word of ours; the encoder puts its own there.
    if (name != "aac.aac") REQUIRE_FALSE(canary_left(file).empty());
    auto cleaned = clean(file);
    if (!cleaned) FAIL(cleaned.error().file << ":" << cleaned.error().line);
    REQUIRE(cleaned);
    CHECK(canary_left(cleaned->bytes) == "");
    for (auto word : {"Lavc", "Lavf", "x264", "LAME3", "libvpx"}) CHECK_FALSE(contains(cleaned->bytes, word));
    auto after = std::string(format_of(cleaned->kind).extension);
    // In fragments ffmpeg forgets the list of edits, and plays what an encoder puts before the sound.
    std::string options = name == "dash.mp4" ? "-ignore_editlist 1" : "";
    auto before = decoded(file, extension(name), options);
    REQUIRE(before.size() > 5);
    CHECK((decoded(cleaned->bytes, after, options) == before));
    for (const auto& tag : probed_tags(cleaned->bytes, after)) {
      INFO(tag);
      // What every such file has: brands, and what ffprobe says where there is nothing.
      bool structure = tag.find("_brand") != tag.npos || tag.find("minor_version") != tag.npos ||
                       tag.find("language=\"und\"") != tag.npos ||
                       tag.find("vendor_id=\"[0][0][0][0]\"") != tag.npos ||
                       tag.find("handler_name=\"\"") != tag.npos || tag.find(".encoder=\"\"") != tag.npos;
      CHECK(structure);
    }
    CHECK_FALSE(cleaned->removed.empty());
    CHECK(cleaned->stays.size() >= 4);
    auto again = clean(cleaned->bytes);
    REQUIRE(again);
    CHECK((again->bytes == cleaned->bytes));
    CHECK(again->kind == cleaned->kind);
    for (const auto& f : again->removed) FAIL_CHECK(f.text);
  }
}

TEST_CASE("times of pictures and sound against each other are kept", "[scrub][media]") {
  for (auto name :
       {"h264.mp4", "hevc.mp4", "aac.m4a", "h264.mkv", "mpeg4.avi", "plain.mov", "vorbis.ogg", "flac.flac"}) {
    INFO(name);
    auto file = media_input(name);
    auto cleaned = clean(file);
    REQUIRE(cleaned);
    auto times = [](ByteSpan bytes, std::string_view kind) {
      auto lines = decoded_with_times(bytes, kind);
      std::erase_if(lines, [](const std::string& line) { return line[0] == '#'; });
      return lines;
    };
    CHECK(times(cleaned->bytes, format_of(cleaned->kind).extension) == times(file, extension(name)));
  }
}

TEST_CASE("a film that was taken upright stays upright", "[scrub][media]") {
  // A quarter turn as phones write it, with a shift that only says how wide the picture is.
  auto file = media_input("h264.mp4");
  auto tkhd = as_text(file).find("tkhd");
  REQUIRE(tkhd != std::string_view::npos);
  const std::uint8_t turn[9][4] = {{}, {0, 1}, {}, {0xff, 0xff}, {}, {}, {0, 48}, {}, {0x40}};
  for (std::size_t i = 0; i < 9; ++i)
    std::ranges::copy(turn[i], file.begin() + static_cast<std::ptrdiff_t>(tkhd + 44 + 4 * i));
  REQUIRE(probed_rotation(file, "mp4") == "-90");
  auto cleaned = clean(file);
  REQUIRE(cleaned);
  CHECK(probed_rotation(cleaned->bytes, "mp4") == "-90");
}

TEST_CASE("a recording that claims another kind by its tags is found by its content", "[scrub][media]") {
  // ID3 before FLAC makes it begin like MP3.
  auto file = dirty_flac(media_input("flac.flac"));
  REQUIRE(kind_of(file) == FileKind::mp3);
  auto cleaned = clean(file);
  REQUIRE(cleaned);
  CHECK(cleaned->kind == FileKind::flac);
  CHECK((decoded(cleaned->bytes, "flac") == decoded(media_input("flac.flac"), "flac")));
}

TEST_CASE("voice notes keep every frame", "[scrub][media]") {
  for (bool wide : {false, true}) {
    auto file = amr(wide, 200);
    auto dirty = file;
    append(dirty, canary("after-the-end"));
    auto cleaned = clean(dirty);
    REQUIRE(cleaned);
    CHECK(cleaned->kind == FileKind::amr);
    CHECK(canary_left(cleaned->bytes).empty());
    CHECK(cleaned->bytes.size() == file.size());
    CHECK((clean(file)->bytes == cleaned->bytes));
    // Only the bits beside the sound differ, and a decoder does not read them.
    CHECK((decoded(cleaned->bytes, "amr") == decoded(file, "amr")));
    CHECK(decoded(file, "amr").size() > 100);
  }
}

TEST_CASE("the cage is wide enough for recordings", "[scrub][media]") {
  for (auto name : {"h264.mp4", "varied.mp3", "vp9.webm", "mpeg4.avi", "flac.flac", "opus.ogg"}) {
    INFO(name);
    auto file = media_input(name);
    auto caged = clean_in_child(ADIT_BIN_DIR "/adit-scrub", ByteSpan(file));
    REQUIRE(caged);
    CHECK((caged->bytes == clean(file)->bytes));
  }
}

TEST_CASE("MP3 frames of silence, which have no coded sound, are kept", "[scrub][media]") {
  auto file = media_input("steady.mp3");
  std::size_t at = media::leading_tags(file);
  int silent = 0;
  for (int i = 0; at + 4 <= file.size(); ++i) {
    auto h = media::read_mp3_header(ByteSpan(file).subspan(at));
    if (!h || h->size > file.size() - at) break;
    if (i >= 6 && i % 7 < 4) {
      // Only where its coded sound begins stays, in nine bits; how long it is becomes zero.
      auto side = file.begin() + static_cast<std::ptrdiff_t>(at + 4);
      side[1] &= 0x80;
      std::fill(side + 2, side + h->side_bytes, std::uint8_t{0});
      ++silent;
    }
    at += h->size;
  }
  REQUIRE(silent > 8);
  auto cleaned = clean(file);
  REQUIRE(cleaned);
  CHECK((decoded(cleaned->bytes, "mp3") == decoded(file, "mp3")));
  CHECK(decoded(file, "mp3").size() > 5);
}

}  // namespace adit::client
