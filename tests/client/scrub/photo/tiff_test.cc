// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/photo/tiff.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "client/scrub/family.h"
#include "client/scrub/photo/heif_builder.h"
#include "client/scrub/photo/shown.h"

namespace adit::client {
namespace {

using namespace adit::test;

}  // namespace

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

}  // namespace adit::client
