// SPDX-License-Identifier: Apache-2.0
// WebP, GIF, TIFF and BMP.
#include <webp/decode.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "client/scrub/family.h"
#include "client/scrub/photo/gif.h"
#include "client/scrub/photo/heif_builder.h"
#include "client/scrub/photo/shown.h"
#include "client/scrub/photo/tiff.h"
#include "client/scrub/photo/webp.h"

namespace adit::client {
namespace {

using namespace adit::test;

ByteVector le_bytes(std::uint64_t v, unsigned n) {
  ByteVector out;
  for (unsigned i = 0; i < n; ++i) out.push_back(static_cast<std::uint8_t>(v >> (8 * i)));
  return out;
}

// A chunk more at the end of a WebP file; its size in the head follows.
ByteVector with_webp_chunk(ByteVector file, std::string_view type, ByteSpan body) {
  append(file, as_bytes(type));
  append(file, le_bytes(body.size(), 4));
  append(file, body);
  if (body.size() % 2 != 0) file.push_back(0);
  auto size = le_bytes(file.size() - 8, 4);
  std::ranges::copy(size, file.begin() + 4);
  return file;
}

// Something put behind the head and palette of a GIF.
ByteVector with_gif_block(const ByteVector& gif, ByteSpan block) {
  std::size_t at = 13 + ((gif[10] & 0x80) != 0 ? std::size_t{3} << ((gif[10] & 7) + 1) : 0);
  ByteVector out(gif.begin(), gif.begin() + static_cast<std::ptrdiff_t>(at));
  append(out, block);
  append(out, ByteSpan(gif).subspan(at));
  return out;
}

struct BmpChoices {
  unsigned bits = 24;
  bool top_first = false;
  unsigned head_bytes = 40;
};
ByteVector bmp_of(const Drawing& d, const BmpChoices& choices = {}) {
  std::size_t row = (std::size_t{d.width} * choices.bits + 31) / 32 * 4;
  std::size_t at = 14 + choices.head_bytes;
  ByteVector out = {'B', 'M'};
  append(out, le_bytes(at + row * d.height, 4));
  append(out, le_bytes(0, 4));
  append(out, le_bytes(at, 4));
  append(out, le_bytes(choices.head_bytes, 4));
  append(out, le_bytes(d.width, 4));
  append(out, le_bytes(choices.top_first ? 0 - std::uint64_t{d.height} : d.height, 4));
  append(out, le_bytes(1, 2));
  append(out, le_bytes(choices.bits, 2));
  out.resize(at);
  for (unsigned i = 0; i < d.height; ++i) {
    unsigned y = choices.top_first ? i : d.height - 1 - i;
    std::size_t start = out.size();
    for (unsigned x = 0; x < d.width; ++x) {
      const auto* c = d.at(x, y);
      if (choices.bits == 16) {
        append(out, le_bytes(unsigned(c[0] >> 3) << 10 | unsigned(c[1] >> 3) << 5 | unsigned(c[2] >> 3), 2));
      } else {
        append(out, ByteVector{c[2], c[1], c[0]});
        if (choices.bits == 32) out.push_back(0x7b);
      }
    }
    out.resize(start + row);
  }
  return out;
}

}  // namespace

TEST_CASE("a WebP photo becomes a JPEG, a lossless or transparent one a PNG", "[scrub][photo][webp]") {
  auto lossy = clean(photo_file("lossy.webp"));
  REQUIRE(lossy);
  CHECK(lossy->kind == FileKind::jpeg);
  auto drawing = shown(photo_file("landscape.png"));
  CHECK(likeness(shown(lossy->bytes), drawing) > 38);
  // Against the decoded source, by the library itself.
  int width = 0, height = 0;
  auto file = photo_file("lossy.webp");
  auto* dots = WebPDecodeRGB(file.data(), file.size(), &width, &height);
  REQUIRE(dots != nullptr);
  Drawing source{unsigned(width), unsigned(height), 3, ByteVector(dots, dots + 3 * width * height)};
  WebPFree(dots);
  CHECK(likeness(shown(lossy->bytes), source) > 38);

  auto exact = clean(photo_file("lossless.webp"));
  REQUIRE(exact);
  CHECK(exact->kind == FileKind::png);
  CHECK(decode_png(exact->bytes) == decode_png(photo_file("landscape.png")));
  for (auto name : {"alpha.webp", "alpha-lossless.webp"}) {
    auto cleaned = clean(photo_file(name));
    REQUIRE(cleaned);
    CHECK(cleaned->kind == FileKind::png);
    CHECK(more_than_structure(*cleaned) == "");
  }
  auto alpha = decode_png(photo_file("alpha.png"));
  for (std::size_t i = 0; i < alpha.rgba.size(); i += 4) {
    if (alpha.rgba[i + 3] == 0)
      std::fill_n(alpha.rgba.begin() + static_cast<std::ptrdiff_t>(i), 4, std::uint16_t{0});
  }
  CHECK(decode_png(clean(photo_file("alpha-lossless.webp"))->bytes) == alpha);
}

TEST_CASE("what a WebP picture says beside its dots goes and is told", "[scrub][photo][webp]") {
  auto name = GENERATE("lossy.webp", "lossless.webp", "alpha.webp", "animation.webp");
  INFO(name);
  auto plain = photo_file(name);
  auto dirty = exiftool_write(plain, "webp", canary_arguments());
  if (!contains(dirty, "CANARY")) {
    dirty =
        with_webp_chunk(plain, "EXIF", small_exif({{0x0110, "CanaryModel X7"}, {0x013b, "Canary Artist"}}));
    dirty = with_webp_chunk(dirty, "XMP ", as_bytes("<x dc:creator=\"Canary XMP Creator\"/>"));
  }
  dirty = with_webp_chunk(dirty, "CaNy", as_bytes("Canary unknown chunk"));
  append(dirty, as_bytes("Canary tail of the file"));
  auto cleaned = clean(dirty);
  REQUIRE(cleaned);
  CHECK(more_than_structure(*cleaned) == "");
  CHECK(cleaned->bytes == clean(plain)->bytes);
  using enum FindingClass;
  CHECK(tells(*cleaned, device, "CanaryModel X7"));
  CHECK(tells(*cleaned, who, "Canary XMP Creator"));
  CHECK(tells(*cleaned, other, "“CaNy”"));
  CHECK(tells(*cleaned, hidden, "23 bytes after the end"));
}

TEST_CASE("a WebP picture is turned as its note says", "[scrub][photo][webp]") {
  auto turned = clean(with_webp_chunk(photo_file("lossless.webp"), "EXIF", small_exif({}, 6)));
  REQUIRE(turned);
  auto now = decode_png(turned->bytes), before = decode_png(photo_file("landscape.png"));
  REQUIRE((now.width == before.height && now.height == before.width));
  bool same = true;
  for (std::size_t y = 0; y < now.height; ++y) {
    for (std::size_t x = 0; x < now.width; ++x) {
      std::size_t from = ((before.height - 1 - x) * before.width + y) * 4, to = (y * now.width + x) * 4;
      same = same && std::equal(now.rgba.begin() + static_cast<std::ptrdiff_t>(to),
                                now.rgba.begin() + static_cast<std::ptrdiff_t>(to + 4),
                                before.rgba.begin() + static_cast<std::ptrdiff_t>(from));
    }
  }
  CHECK(same);
}

TEST_CASE("a WebP animation stays one, or becomes its first picture when asked", "[scrub][photo][webp]") {
  auto file = photo_file("animation.webp");
  auto cleaned = clean(file);
  REQUIRE(cleaned);
  CHECK(cleaned->kind == FileKind::webp);
  auto before = photo::parse_webp(file), after = photo::parse_webp(cleaned->bytes);
  REQUIRE(after);
  CHECK(after->frames.size() == 3);
  CHECK(after->loops == before->loops);
  for (std::size_t i = 0; i < 3; ++i)
    CHECK(std::ranges::equal(after->frames[i].dots.body, before->frames[i].dots.body));
  auto first = clean(file, {.way = Way::convert});
  REQUIRE(first);
  CHECK(first->kind != FileKind::webp);
  CHECK(tells(*first, FindingClass::other, "only its first picture is kept"));
  // A planted fault: a chunk that the writer did not write.
  CHECK_FALSE(verify(FileKind::webp, file, with_webp_chunk(cleaned->bytes, "EXIF", as_bytes("Canary"))));
  auto other = cleaned->bytes;
  other[12 + 18 + 14 + 8 + 12] ^= 1;  // how long the first picture is shown
  CHECK_FALSE(verify(FileKind::webp, file, other));
}

TEST_CASE("every dot of every picture of a GIF stays, packed anew", "[scrub][photo][gif]") {
  auto name = GENERATE("animation.gif", "woven.gif");
  INFO(name);
  auto file = photo_file(name);
  auto cleaned = clean(file);
  REQUIRE(cleaned);
  CHECK(cleaned->kind == FileKind::gif);
  CHECK(more_than_structure(*cleaned) == "");
  photo::GifRest rest, none;
  auto before = photo::read_gif(file, rest), after = photo::read_gif(cleaned->bytes, none);
  REQUIRE((before && after));
  REQUIRE(before->frames.size() == after->frames.size());
  CHECK(before->loops == after->loops);
  for (std::size_t i = 0; i < before->frames.size(); ++i) {
    CHECK(before->frames[i].dots == after->frames[i].dots);
    CHECK(before->frames[i].delay == after->frames[i].delay);
  }
  CHECK((none.comments.empty() && none.applications.empty() && none.tail.empty()));
}

TEST_CASE("what a GIF says beside its dots goes and is told", "[scrub][photo][gif]") {
  auto plain = photo_file("animation.gif");
  auto dirty = exiftool_write(
      plain, "gif",
      {"-XMP-dc:Creator=Canary XMP Creator", "-XMP-xmpMM:DocumentID=canary-id", "-Comment=Canary comment"});
  REQUIRE(contains(dirty, "Canary comment"));
  REQUIRE(contains(dirty, "Canary XMP Creator"));
  ByteVector text = {0x21, 0x01, 12, 0, 0, 0, 0, 8, 0, 8, 0, 8, 8, 1, 0, 17};
  append(text, as_bytes("Canary plain text"));
  text.push_back(0);
  ByteVector program = {0x21, 0xff, 11};
  append(program, as_bytes("CANARYAP1.0"));
  program.push_back(14);
  append(program, as_bytes("Canary program"));
  program.push_back(0);
  dirty = with_gif_block(with_gif_block(dirty, text), program);
  append(dirty, as_bytes("Canary tail of the file"));
  auto cleaned = clean(dirty);
  REQUIRE(cleaned);
  CHECK(more_than_structure(*cleaned) == "");
  using enum FindingClass;
  CHECK(tells(*cleaned, hidden, "a comment: “Canary comment”"));
  CHECK(tells(*cleaned, hidden, "Canary plain text"));
  CHECK(tells(*cleaned, other, "CANARYAP1.0"));
  CHECK(tells(*cleaned, hidden, "23 bytes after the end"));
}

TEST_CASE("colours that no dot shows cannot carry a name", "[scrub][photo][gif]") {
  photo::Gif gif{2, 2, {}, {}, {photo::GifFrame{0, 0, 2, 2, 0, 0, 3, {}, {0, 1, 3, 0}}}};
  gif.palette = {1, 2, 3, 200, 100, 50};
  append(gif.palette, as_bytes("Canary"));
  gif.palette.resize(12);
  auto cleaned = clean(photo::write_gif(gif));
  REQUIRE(cleaned);
  CHECK_FALSE(contains(cleaned->bytes, "anary"));
  CHECK(tells(*cleaned, FindingClass::hidden, "colours that no dot"));
}

TEST_CASE("a GIF of every size and number of colours is unpacked as it was packed", "[scrub][photo][gif]") {
  unsigned colours = GENERATE(2u, 3u, 16u, 130u, 256u), side = GENERATE(1u, 2u, 17u, 150u);
  photo::Gif gif{side, side, ByteVector(768), {}, {}};
  std::uint32_t state = 7;
  for (auto& b : gif.palette) b = static_cast<std::uint8_t>((state = state * 1664525 + 1013904223) >> 24);
  photo::GifFrame frame{0, 0, side, side, 3, 1, {}, {}, ByteVector(std::size_t{side} * side)};
  for (auto& d : frame.dots)
    d = static_cast<std::uint8_t>(((state = state * 1664525 + 1013904223) >> 20) % colours);
  gif.frames.push_back(frame);
  auto file = photo::write_gif(gif);
  photo::GifRest rest;
  auto back = photo::read_gif(file, rest);
  REQUIRE(back);
  CHECK(back->frames[0].dots == frame.dots);
  CHECK(clean(file));  // with the other unpacker
}

TEST_CASE("the verification refuses a GIF that the cleaner did not make", "[scrub][photo][gif][verify]") {
  auto file = photo_file("animation.gif");
  auto cleaned = rebuild(file);
  REQUIRE(cleaned);
  REQUIRE(verify(FileKind::gif, file, cleaned->bytes));
  CHECK_FALSE(verify(FileKind::gif, file, file));
  ByteVector comment = {0x21, 0xfe, 1, 'x', 0};
  CHECK_FALSE(verify(FileKind::gif, file, with_gif_block(cleaned->bytes, comment)));
  auto tail = cleaned->bytes;
  tail.push_back(0);
  CHECK_FALSE(verify(FileKind::gif, file, tail));
  int accepted = 0;
  for (std::size_t i = 0; i < cleaned->bytes.size(); i += 17) {
    auto other = cleaned->bytes;
    other[i] ^= 1;
    if (verify(FileKind::gif, file, other)) ++accepted;
  }
  CHECK(accepted == 0);
}

TEST_CASE("a page of a TIFF in any coding becomes a picture of the same dots", "[scrub][photo][tiff]") {
  auto drawing = decode_png(photo_file("landscape.png"));
  for (auto name : {"rgb.tif", "lzw.tif", "packbits.tif", "tiles.tif", "planes.tif", "wide-zip.tif"}) {
    INFO(name);
    auto cleaned = clean(photo_file(name));
    REQUIRE(cleaned);
    CHECK(cleaned->kind == FileKind::png);
    CHECK(decode_png(cleaned->bytes) == drawing);
    CHECK(more_than_structure(*cleaned) == "");
  }
  auto fax = clean(photo_file("black-white.tif"));
  REQUIRE(fax);
  for (auto name : {"fax-3.tif", "fax-3-2d.tif", "fax-4.tif", "fax-4-low-bits.tif"}) {
    INFO(name);
    auto cleaned = clean(photo_file(name));
    REQUIRE(cleaned);
    CHECK(cleaned->bytes == fax->bytes);
    CHECK(cleaned->bytes[24] == 1);  // bits of a dot
  }
  auto lossy = clean(photo_file("jpeg.tif"));
  REQUIRE(lossy);
  CHECK(lossy->kind == FileKind::jpeg);
  CHECK(likeness(shown(lossy->bytes), shown(photo_file("landscape.png"))) > 38);
  auto palette = clean(photo_file("palette.tif"));
  REQUIRE(palette);
  CHECK(likeness(shown(palette->bytes), shown(photo_file("landscape.png"))) > 25);
  auto alpha = clean(photo_file("alpha.tif"));
  REQUIRE(alpha);
  CHECK(decode_png(alpha->bytes) == decode_png(clean(photo_file("alpha.png"))->bytes));
}

TEST_CASE("all pages of a scan stay", "[scrub][photo][tiff]") {
  auto file = photo_file("pages.tif");
  auto dirty = exiftool_write(file, "tif", canary_arguments());
  REQUIRE(contains(dirty, "CANARY-SERIAL-123456"));
  REQUIRE(contains(dirty, "CANARY-HOST-7"));
  append(dirty, as_bytes("Canary tail of the file"));
  auto cleaned = clean(dirty);
  REQUIRE(cleaned);
  CHECK(cleaned->kind == FileKind::tiff);
  CHECK(more_than_structure(*cleaned) == "");
  CHECK(cleaned->bytes == clean(file)->bytes);
  using enum FindingClass;
  CHECK(tells(*cleaned, where, "the place: 4.32000 S, 28.12000 E"));
  CHECK(tells(*cleaned, device, "CANARY-HOST-7"));
  CHECK(tells(*cleaned, who, "Canary Artist"));
  auto before = photo::Tiff::parse(file), after = photo::Tiff::parse(cleaned->bytes);
  REQUIRE((before && after));
  REQUIRE(after->pages().size() == 5);
  for (std::size_t i = 0; i < 5; ++i) {
    INFO(i);
    auto a = photo::decode_page(*before, before->pages()[i]),
         b = photo::decode_page(*after, after->pages()[i]);
    REQUIRE((a && b));
    if (i == 2) {
      CHECK(likeness({a->width, a->height, 3, a->samples}, {b->width, b->height, 3, b->samples}) > 38);
    } else {
      drop_unseen(*a);
      CHECK((a->samples == b->samples && a->depth == b->depth && a->channels == b->channels));
    }
  }
}

TEST_CASE("what a TIFF page says beside its dots goes and is told", "[scrub][photo][tiff]") {
  auto name = GENERATE("lzw.tif", "fax-4.tif", "jpeg.tif", "palette.tif");
  INFO(name);
  auto dirty = exiftool_write(photo_file(name), "tif", canary_arguments());
  REQUIRE(contains(dirty, "CANARY-SERIAL-123456"));
  auto cleaned = clean(dirty);
  REQUIRE(cleaned);
  CHECK(more_than_structure(*cleaned) == "");
  CHECK(tells(*cleaned, FindingClass::device, "CANARY-SERIAL-123456"));
  CHECK(cleaned->bytes == clean(photo_file(name))->bytes);
}

TEST_CASE("raw photos and codings that are not read are refused", "[scrub][photo][tiff]") {
  auto file = photo_file("rgb.tif");
  auto raw = exiftool_write(file, "tif", {"-DNGVersion=1.4.0.0", "-m"});
  if (contains(raw, "\x12\xc6") || contains(raw, "\xc6\x12"))
    CHECK(clean(raw).error() == Error(Errc::file_type_refused));
  auto tiff = photo::Tiff::parse(file);
  REQUIRE(tiff);
  // Another compression in the same place.
  auto odd = file;
  for (std::size_t at = 8; at + 12 < odd.size(); ++at) {
    bool little = odd[0] == 'I';
    ByteVector tag = little ? le_bytes(259, 2) : be_bytes(259, 2),
               type = little ? le_bytes(3, 2) : be_bytes(3, 2);
    if (!std::ranges::equal(ByteSpan(odd).subspan(at, 2), tag) ||
        !std::ranges::equal(ByteSpan(odd).subspan(at + 2, 2), type))
      continue;
    odd[at + 8] = little ? 6 : 0;
    odd[at + 9] = little ? 0 : 6;
  }
  CHECK(clean(odd).error() == Error(Errc::file_type_refused));
  auto canon = file;
  std::ranges::copy(as_bytes("CR"), canon.begin() + 8);
  CHECK(clean(canon).error() == Error(Errc::file_type_refused));
}

TEST_CASE("the verification refuses a TIFF that the cleaner did not make", "[scrub][photo][tiff][verify]") {
  auto file = photo_file("pages.tif");
  auto cleaned = rebuild(file);
  REQUIRE(cleaned);
  REQUIRE(verify(FileKind::tiff, file, cleaned->bytes));
  CHECK_FALSE(verify(FileKind::tiff, file, file));
  auto tail = cleaned->bytes;
  tail.push_back(0);
  CHECK_FALSE(verify(FileKind::tiff, file, tail));
  // The dots of a page that was coded with loss may differ, everything else may not.
  auto after = photo::Tiff::parse(cleaned->bytes);
  REQUIRE(after);
  auto jpeg = photo::whole_jpeg(*after, after->pages()[2]);
  REQUIRE_FALSE(jpeg.empty());
  auto from = static_cast<std::size_t>(jpeg.data() - cleaned->bytes.data());
  int accepted = 0;
  for (std::size_t i = 0; i < cleaned->bytes.size(); i += 41) {
    if (i >= from + 600 && i < from + jpeg.size()) continue;
    auto other = cleaned->bytes;
    other[i] ^= 4;
    if (verify(FileKind::tiff, file, other)) ++accepted;
  }
  CHECK(accepted == 0);
}

TEST_CASE("the verification sees one dot of a page that is another", "[scrub][photo][tiff][bmp][verify]") {
  auto drawing = decode_png(photo_file("landscape.png"));
  ByteVector samples;
  for (std::size_t i = 0; i < drawing.rgba.size(); ++i) {
    if (i % 4 != 3) samples.push_back(static_cast<std::uint8_t>(drawing.rgba[i] >> 8));
  }
  auto bmp = bmp_of({drawing.width, drawing.height, 3, samples});
  auto right = clean(encode_png(drawing.width, drawing.height, samples, {}));
  samples[4000] ^= 1;
  auto wrong = clean(encode_png(drawing.width, drawing.height, samples, {}));
  REQUIRE((right && wrong));
  CHECK(verify(FileKind::png, photo_file("lzw.tif"), right->bytes));
  CHECK_FALSE(verify(FileKind::png, photo_file("lzw.tif"), wrong->bytes));
  CHECK(verify(FileKind::png, bmp, right->bytes));
  CHECK_FALSE(verify(FileKind::png, bmp, wrong->bytes));
}

TEST_CASE("a BMP becomes a PNG of the same dots", "[scrub][photo][bmp]") {
  auto drawing = landscape(61, 40);
  auto exact = decode_png(encode_png(61, 40, drawing.samples, {}));
  for (auto choices :
       {BmpChoices{}, BmpChoices{.bits = 32}, BmpChoices{.top_first = true}, BmpChoices{.head_bytes = 124}}) {
    auto cleaned = clean(bmp_of(drawing, choices));
    REQUIRE(cleaned);
    CHECK(cleaned->kind == FileKind::png);
    CHECK(decode_png(cleaned->bytes) == exact);
  }
  auto coarse = clean(bmp_of(drawing, {.bits = 16}));
  REQUIRE(coarse);
  CHECK(likeness(shown(coarse->bytes), drawing) > 30);
  // A name of a profile behind the header, and something behind the dots.
  auto dirty = bmp_of(drawing, {.head_bytes = 124});
  std::ranges::copy(as_bytes("Canary profile"), dirty.begin() + 14 + 80);
  append(dirty, as_bytes("Canary tail of the file"));
  auto cleaned = clean(dirty);
  REQUIRE(cleaned);
  CHECK(more_than_structure(*cleaned) == "");
  CHECK(tells(*cleaned, FindingClass::hidden, "23 bytes after the end"));
  CHECK(decode_png(cleaned->bytes) == exact);
}

TEST_CASE("a packed BMP is unpacked", "[scrub][photo][bmp]") {
  // 4 x 2 dots of 8 bits: three of one colour and one by itself; then a jump and two dots.
  ByteVector packed = {3, 1, 1, 0, 0, 0, 0, 2, 1, 0, 2, 1, 0, 1};
  ByteVector file = {'B', 'M'};
  for (auto [v, n] : std::initializer_list<std::pair<unsigned, unsigned>>{{0, 4},
                                                                          {0, 4},
                                                                          {62, 4},
                                                                          {40, 4},
                                                                          {4, 4},
                                                                          {2, 4},
                                                                          {1, 2},
                                                                          {8, 2},
                                                                          {1, 4},
                                                                          {0, 4},
                                                                          {0, 4},
                                                                          {0, 4},
                                                                          {2, 4},
                                                                          {0, 4}})
    append(file, le_bytes(v, n));
  append(file, ByteVector{10, 20, 30, 0, 200, 100, 50, 0});
  append(file, packed);
  auto cleaned = clean(file);
  REQUIRE(cleaned);
  auto d = shown(cleaned->bytes);
  REQUIRE((d.width == 4 && d.height == 2));
  std::string seen;
  for (unsigned i = 0; i < 8; ++i) seen += d.samples[3 * i] == 30 ? '0' : d.samples[3 * i] == 50 ? '1' : '?';
  CHECK(seen == "01101110");
}

}  // namespace adit::client
