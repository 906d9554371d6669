// SPDX-License-Identifier: Apache-2.0
// The second look can fail: hand-made files that claim to be clean.
#include "client/scrub/media/verify.h"

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

struct Pair {
  FileKind from, to;
  ByteVector original, cleaned;
};
Pair pair_of(std::string_view name) {
  Pair out;
  out.original = media_input(name);
  out.from = *kind_of(out.original);
  auto cleaned = clean(out.original);
  REQUIRE(cleaned);
  out.to = cleaned->kind;
  out.cleaned = cleaned->bytes;
  return out;
}
bool passes(const Pair& p, ByteSpan cleaned) {
  return media::verify_recording(media::behind_tags(p.from, p.original), p.to, p.original, cleaned)
      .has_value();
}

}  // namespace

TEST_CASE("the second look accepts what was written and nothing that differs", "[scrub][media]") {
  for (auto name : {"h264.mp4", "plain.mov", "aac.m4a", "h264.mkv", "vp8.webm", "mpeg4.avi", "small.mp3",
                    "opus.ogg", "vorbis.ogg", "flac.flac", "plain.wav", "aac.aac"}) {
    INFO(name);
    auto p = pair_of(name);
    REQUIRE(passes(p, p.cleaned));
    // A byte more, a byte less, the dirty file itself.
    auto more = p.cleaned;
    more.push_back(0);
    CHECK_FALSE(passes(p, more));
    CHECK_FALSE(passes(p, ByteSpan(p.cleaned).first(p.cleaned.size() - 1)));
    CHECK_FALSE(passes(p, p.original));
    // Bits of structure and of sound. A few may be counts that nobody needs; sound is never.
    unsigned caught = 0, tried = 0;
    for (std::size_t at = 0; at < p.cleaned.size(); at += p.cleaned.size() / 60 + 1, ++tried) {
      auto flipped = p.cleaned;
      flipped[at] ^= 1;
      if (!passes(p, flipped)) ++caught;
    }
    CHECK(caught * 100 >= tried * 90);
  }
}

TEST_CASE("a movie with one forgotten time, name or box does not pass as clean", "[scrub][media]") {
  auto p = pair_of("h264.mp4");
  auto changed = [&](std::string_view box, std::size_t offset) {
    auto file = p.cleaned;
    auto at = as_text(file).find(box);
    REQUIRE(at != std::string_view::npos);
    file[at + offset] ^= 0x41;
    return passes(p, file);
  };
  CHECK_FALSE(changed("mvhd", 10));  // the time it was made
  CHECK_FALSE(changed("tkhd", 10));
  CHECK_FALSE(changed("mdhd", 10));
  CHECK_FALSE(changed("mdhd", 25));  // language
  CHECK_FALSE(changed("hdlr", 28));  // name
  CHECK_FALSE(changed("avc1", 60));  // compressor's name
  CHECK_FALSE(changed("ftyp", 5));
  auto tail = p.cleaned;
  append(tail, test::box("free", canary("free")));
  CHECK_FALSE(passes(p, tail));
}

TEST_CASE("a sample with its notes still in it does not pass", "[scrub][media]") {
  media::Essence avc{media::Coding::h264, 4};
  auto unit = [](std::initializer_list<int> bytes) {
    ByteVector out = {0, 0, 0, static_cast<std::uint8_t>(bytes.size())};
    for (int b : bytes) out.push_back(static_cast<std::uint8_t>(b));
    return out;
  };
  auto picture = unit({0x65, 1, 2, 3, 4}),
       note = unit({6, 5, 17, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 65, 0x80});
  auto recovery = unit({6, 6, 1, 0xc4, 0x80});
  auto both = note;
  append(both, picture);
  CHECK(media::same_essence(avc, both, picture));
  CHECK_FALSE(media::same_essence(avc, both, both));
  CHECK_FALSE(media::same_essence(avc, both, note));
  CHECK_FALSE(media::same_essence(avc, both, {}));
  auto kept = recovery;
  append(kept, picture);
  CHECK(media::same_essence(avc, kept, kept));
  ByteVector copy;
  media::Sink sink(copy);
  REQUIRE(media::copy_essence(avc, both, sink, nullptr));
  CHECK(copy == picture);
}

TEST_CASE("a value of the original that is still there is found", "[scrub][media]") {
  // A planted fault: the title of the original as a value that the sound happens to hold.
  auto wav = media_input("plain.wav");
  auto at = as_text(wav).find("data");
  REQUIRE(at != std::string_view::npos);
  auto word = canary("title");
  std::ranges::copy(word, wav.begin() + static_cast<std::ptrdiff_t>(at) + 200);
  CHECK(clean(wav).error() == Error(Errc::file_damaged));
}

}  // namespace adit::client
