// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch_test_macros.hpp>

#include "client/scrub/builders.h"
#include "client/scrub/family.h"
#include "client/scrub/pdf/font_program.h"
#include "client/scrub/pdf/jbig2.h"
#include "client/scrub/pdf/jpeg_exact.h"
#include "client/scrub/pdf/jpx.h"
#include "client/scrub/pdf/lexer.h"
#include "client/scrub/pdf/pdf_builder.h"
#include "client/scrub/pdf/plain_pdf.h"
#include "client/scrub/pdf/program.h"
#include "client/scrub/pdf/tools.h"

namespace adit::client::pdf {
namespace {

using namespace adit::test;
constexpr auto kWord = "ADIT-CANARY-1";

}  // namespace

TEST_CASE("a photo inside a document keeps every dot and the way its colours are stored",
          "[scrub][pdf][jpeg]") {
  auto grey = landscape(50, 33, 1), colour = landscape(50, 33);
  Drawing four{40, 30, 4, {}};
  for (unsigned i = 0; i < 40 * 30 * 4; ++i) four.samples.push_back(static_cast<std::uint8_t>(i * 7));
  for (const auto& jpeg :
       {encode_jpeg(colour), encode_jpeg(colour, {.quality = 95, .progressive = true, .full_colour = true}),
        encode_jpeg(colour, {.optimised = false, .restart_rows = 1}), encode_jpeg(grey),
        encode_jpeg(four, {.cmyk = true})}) {
    auto marked =
        exiftool_write(jpeg, "jpg", {std::string("-EXIF:Artist=") + kWord, std::string("-Comment=") + kWord});
    append(marked, as_bytes("behind the end"));
    auto result = rewrite_jpeg(marked);
    REQUIRE(result);
    CHECK_FALSE(contains(*result, kWord));
    CHECK_FALSE(contains(*result, "behind"));
    CHECK(decode_jpeg(*result).samples == decode_jpeg(jpeg).samples);
    CHECK(decode_jpeg(*result).channels == decode_jpeg(jpeg).channels);
    auto again = rewrite_jpeg(*result);
    REQUIRE(again);
    CHECK(*again == *result);
    // Adobe's marker, which decides how four colours are read, is there exactly when it was.
    CHECK(contains(*result, "Adobe") == contains(jpeg, "Adobe"));
  }
  CHECK_FALSE(rewrite_jpeg({}));
  auto cut = encode_jpeg(colour);
  cut.resize(cut.size() / 2);
  CHECK_FALSE(rewrite_jpeg(cut));
}

TEST_CASE("embedded fonts keep their outlines and lose their words", "[scrub][pdf][fonts]") {
  auto sfnt = sample_sfnt(kWord);
  CHECK(contains(sfnt, kWord));
  auto clean = clean_sfnt(sfnt);
  REQUIRE(clean);
  CHECK_FALSE(contains(*clean, kWord));
  CHECK_FALSE(contains(*clean, "DSIG"));
  CHECK_FALSE(contains(*clean, "\x12\x34\x56\x78"));  // its dates
  CHECK(*clean_sfnt(*clean) == *clean);

  auto cff = sample_cff(kWord);
  auto plain = clean_cff(cff);
  REQUIRE(plain);
  CHECK(plain->size() == cff.size());
  CHECK(contains(cff, kWord));
  CHECK_FALSE(contains(*plain, kWord));
  CHECK(contains(*plain, "glyphA"));
  CHECK(*clean_cff(*plain) == *plain);

  auto type1 = sample_type1(kWord);
  auto bare = clean_type1(type1.bytes, type1.clear_bytes, type1.packed_bytes);
  REQUIRE(bare);
  CHECK_FALSE(contains(bare->bytes, kWord));
  CHECK(contains(bare->bytes, "/Encoding StandardEncoding def"));
  CHECK(contains(bare->bytes, "\xd9\xd6\x6f\x63"));
  auto again = clean_type1(bare->bytes, bare->clear_bytes, bare->packed_bytes);
  REQUIRE(again);
  CHECK(again->bytes == bare->bytes);

  for (std::size_t n = 0; n < sfnt.size(); ++n) {
    (void)clean_sfnt(ByteSpan(sfnt).first(n));
    (void)clean_cff(ByteSpan(cff).first(std::min(n, cff.size())));
  }
  CHECK_FALSE(clean_sfnt({}));
  CHECK_FALSE(clean_cff({}));
  CHECK_FALSE(clean_type1(type1.bytes, 1, 1));
}

TEST_CASE("JPEG 2000 keeps its picture and loses its records", "[scrub][pdf][jpx]") {
  // A picture of one tile that no decoder needs to understand: the boxes and segments are walked.
  auto be = [](std::size_t v, int n) {
    std::string out;
    for (int i = n - 1; i >= 0; --i) out += static_cast<char>(v >> (8 * i));
    return out;
  };
  auto segment = [&](unsigned marker, const std::string& body) {
    return be(marker, 2) + be(body.size() + 2, 2) + body;
  };
  auto comment = segment(0xff64, be(1, 2) + kWord);
  std::string dots = "\x12\x34\x56 coded dots";
  auto tile = [&](const std::string& more) {
    auto n = 12 + more.size() + 2 + dots.size();
    return be(0xff90, 2) + be(10, 2) + be(0, 2) + be(n, 4) + be(0, 1) + be(1, 1) + more + be(0xff93, 2) +
           dots;
  };
  auto head = be(0xff4f, 2) + segment(0xff51, std::string(36, '\1')) + segment(0xff52, std::string(10, '\2'));
  auto dirty = head + comment + tile(comment) + be(0xffd9, 2), expected = head + tile("") + be(0xffd9, 2);
  Harvest harvest;
  auto code = clean_jpx(as_bytes(dirty), false, harvest);
  REQUIRE(code);
  CHECK(std::string(as_text(*code)) == expected);
  CHECK(harvest.findings.size() == 1);

  auto box = [&](const std::string& type, const std::string& body) {
    return be(body.size() + 8, 4) + type + body;
  };
  auto colour = box("colr", be(1, 1) + be(7, 1) + be(9, 1) + be(16, 4)),
       profile = box("colr", be(2, 1) + be(0, 2) + kWord);
  auto file = [&](const std::string& colours) {
    return box("jP  ", "\r\n\x87\n") + box("ftyp", std::string("jp2 \0\0\0\0jp2 ", 12)) + box("xml ", kWord) +
           box("jp2h", box("ihdr", std::string(14, '\1')) + colours + box("res ", kWord)) +
           box("uuid", kWord) + box("jp2c", dirty) + box("xml ", kWord);
  };
  auto whole = clean_jpx(as_bytes(file(colour)), false, harvest);
  REQUIRE(whole);
  CHECK_FALSE(contains(*whole, kWord));
  CHECK(contains(*whole, dots));
  CHECK(*clean_jpx(*whole, false, harvest) == *whole);
  // A profile goes where the document says the colours; else the picture cannot be shown right.
  auto replaced = clean_jpx(as_bytes(file(profile)), true, harvest);
  REQUIRE(replaced);
  CHECK_FALSE(contains(*replaced, kWord));
  CHECK(clean_jpx(as_bytes(file(profile)), false, harvest).error() == Error(Errc::file_type_refused));
  auto text = file(colour);
  for (std::size_t n = 0; n < text.size(); ++n) (void)clean_jpx(as_bytes(text).first(n), true, harvest);
}

TEST_CASE("JBIG2 keeps its segments and loses its comments", "[scrub][pdf][jbig2]") {
  auto segment = [](std::uint8_t number, std::uint8_t type, const std::string& body) {
    return std::string{0, 0, 0, static_cast<char>(number),     static_cast<char>(type), 0, 1,
                       0, 0, 0, static_cast<char>(body.size())} +
           body;
  };
  auto page = [&](const std::string& resolution) {
    return segment(0, 48, std::string("\0\0\0\10\0\0\0\10", 8) + resolution + std::string("\0\0\0", 3));
  };
  auto region = segment(1, 38, std::string(18, '\1') + "dots");
  auto dirty =
      page("RESOLVED") + segment(2, 62, std::string("\x20\0\0\0", 4) + kWord) + region + segment(3, 49, "");
  Harvest harvest;
  auto result = clean_jbig2(as_bytes(dirty), harvest);
  REQUIRE(result);
  CHECK(std::string(as_text(*result)) == page(std::string(8, '\0')) + region);
  CHECK(harvest.findings.size() == 1);
  CHECK_FALSE(clean_jbig2(as_bytes(segment(0, 44, "x")), harvest));
  for (std::size_t n = 0; n < dirty.size(); ++n) (void)clean_jbig2(as_bytes(dirty).first(n), harvest);
}

TEST_CASE("numbers, programs and maps are written in one form", "[scrub][pdf]") {
  for (auto [from, to] : {std::pair{"1.500", "1.5"},
                          {"+.50", "0.5"},
                          {"-0.0", "0"},
                          {"007", "7"},
                          {"--3", "3"},
                          {"-.25", "-0.25"},
                          {"4.", "4"},
                          {"0.12345678901234", "0.123456789"},
                          {"1.12345678901", "1.1234567890"}}) {
    auto once = plain_number(from);
    if (std::string_view(from) != "1.12345678901") CHECK(once == to);
    CHECK(plain_number(once) == once);
  }
  CHECK(clean_calculator("{ % words\n 2.0 mul exch {pop} if }") == "{ 2 mul exch { pop } if }");
  CHECK_THROWS(clean_calculator("{ run }"));
  CHECK_THROWS(clean_calculator("{ 1 "));
  auto map = clean_to_unicode(
      "% words\n/CMapName /Mine def 2 beginbfchar <01> <0041> <02> <0042> endbfchar 1 beginbfrange "
      "<03> <04> [<0043> <0044>] endbfrange");
  CHECK(map.find("words") == map.npos);
  CHECK(map.find("Mine") == map.npos);
  CHECK(map.find("2 beginbfchar\n<01><0041>\n<02><0042>\nendbfchar") != map.npos);
  CHECK(map.find("<03><04>[<0043><0044>]") != map.npos);
  CHECK(clean_to_unicode(map) == map);
}

TEST_CASE("the verification's own words agree with what qpdf reads", "[scrub][pdf][verify]") {
  std::string text =
      "(a\\(b\\)\\101\\n(in)) <48 65 6C6> /Name#20x 1.5 -3 [1 2 R] << /A 3 0 R /B true >> % end";
  Lexer lexer(as_bytes(text));
  CHECK(lexer.next().text == "a(b)A\n(in)");
  CHECK(lexer.next().text == "Hel`");
  CHECK(lexer.next().text == "Name x");
  CHECK(parse_value(lexer, true)->text == "1.5");
  CHECK(parse_value(lexer, true)->text == "-3");
  CHECK_FALSE(parse_value(lexer, true));  // R alone is no value
  lexer.go(text.find("<< "));
  auto value = parse_value(lexer, true);
  REQUIRE(value);
  CHECK(value->get("A")->kind == Value::Kind::reference);
  CHECK(value->get("B")->kind == Value::Kind::boolean);
  CHECK(lexer.next().kind == Word::Kind::end);
  CHECK(lexer.saw_comment());
  std::string twice = "<< /A 1 /A 2 >>", deep(500, '[');
  Lexer second(as_bytes(twice)), third(as_bytes(deep));
  CHECK_FALSE(parse_value(second, false));
  CHECK_FALSE(parse_value(third, false));
}

}  // namespace adit::client::pdf
