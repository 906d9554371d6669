// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/formats.h"

#include <catch2/catch_test_macros.hpp>

#include "client/scrub/builders.h"
#include "client/scrub/scrub.h"

namespace adit::client {
namespace {

using namespace std::string_view_literals;

std::string padded(std::string_view head) {
  std::string out(head);
  out.resize(std::max<std::size_t>(out.size(), 600), '\x01');
  return out;
}

std::string zip_with(std::string_view member) {
  return padded(std::string("PK\x03\x04") + std::string(26, '\0') + std::string(member));
}

}  // namespace

TEST_CASE("what cannot be cleaned is refused and named by its content", "[scrub][formats]") {
  struct Case {
    std::string bytes;
    std::string_view name;
  };
  const Case cases[] = {
      {padded("%PDF-1.7\n"), "a PDF document"},
      {padded("\0\0\0\x18"
              "ftypheic\0\0\0\0"sv),
       "a HEIC photo"},
      {padded("\0\0\0\x18"
              "ftypavif\0\0\0\0"sv),
       "an AVIF picture"},
      {padded("\0\0\0\x18"
              "ftypisom\0\0\0\0"sv),
       "an MP4 video"},
      {padded("\0\0\0\x18"
              "ftypqt  \0\0\0\0"sv),
       "a QuickTime video"},
      {padded("\0\0\0\x18"
              "ftypM4A \0\0\0\0"sv),
       "an M4A recording"},
      {padded("\0\0\0\x18"
              "ftyp3gp5\0\0\0\0"sv),
       "a 3GP video"},
      {zip_with("word/document.xml"), "a Word document"},
      {zip_with("xl/workbook.xml"), "an Excel workbook"},
      {zip_with("ppt/presentation.xml"), "a PowerPoint presentation"},
      {zip_with("mimetypeapplication/vnd.oasis.opendocument.text"), "an OpenDocument text"},
      {zip_with("photos/1.jpg"), "a ZIP archive"},
      {padded("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "an older or encrypted Office document"},
      {padded("GIF89a"), "a GIF picture"},
      {padded("RIFF\x10\0\0\0WEBPVP8 "sv), "a WebP picture"},
      {padded("RIFF\x10\0\0\0WAVEfmt "sv), "a WAV recording"},
      {padded("II*\0\x08\0\0\0"sv), "a TIFF picture or a raw photo"},
      {padded("ID3\x04\0\0"sv), "an MP3 recording"},
      {padded("OggS\0"sv), "an Ogg recording"},
      {padded("#!AMR\n"), "an AMR voice note"},
      {padded("\x1a\x45\xdf\xa3"), "a Matroska video"},
      {padded("7z\xbc\xaf\x27\x1c"), "a 7-Zip archive"},
      {padded("BM\x36\x10\0\0"sv), "a BMP picture"},
      {"{\\rtf1 hello}", "an RTF document"},
      {"<!DOCTYPE html><p>\x81", "a web page"},
      {"<?xml version=\"1.0\"?><svg xmlns=\"x\">", "an SVG picture"},
      {"Return-Path: <a@b>\nSubject: x\nContent-Type: text/plain; charset=koi8-r\n\n\xd0\n", "an e-mail"},
      {"BEGIN:VCARD\nN:Kambale\n", "a contact card"},
      {padded("\x01\x02\x03\x04nothing known"), "a kind of file that this program does not know"},
      {"\xcf\xf0\xe8\xe2\xe5\xf2 \xec\xe8\xf0\n", "a text in an encoding that this program does not know"},
  };
  for (const auto& c : cases) {
    INFO(c.name);
    CHECK(seems_to_be(as_bytes(c.bytes)) == c.name);
    auto result = clean(as_bytes(c.bytes));
    REQUIRE_FALSE(result);
    // Of a kind that can be cleaned there is only a beginning here.
    bool known = kind_of(as_bytes(c.bytes)).has_value();
    CHECK((result.error() == Error(Errc::file_type_refused) ||
           (known && result.error() == Error(Errc::file_damaged))));
  }
  CHECK(seems_to_be({}) == "an empty file");
}

TEST_CASE("sentences that begin like a file of another kind are text", "[scrub][formats]") {
  for (auto text : {"BM is how we call the mine\n"sv, "MZ wrote to me\n"sv, "ID3 is a road\n"sv,
                    "From the start: no pay\n"sv}) {
    CHECK(kind_of(as_bytes(text)) == FileKind::text);
  }
}

TEST_CASE("a name that says something else than the content is noticed", "[scrub][formats]") {
  CHECK_FALSE(name_disagrees("photo.JPG", FileKind::jpeg));
  CHECK_FALSE(name_disagrees("/a.b/noextension", FileKind::jpeg));
  CHECK_FALSE(name_disagrees(".hidden", FileKind::text));
  CHECK(name_disagrees("photo.png", FileKind::jpeg));
  CHECK(name_disagrees("payslip.pdf", FileKind::text));
  CHECK_FALSE(name_disagrees("list.csv", FileKind::text));
}

TEST_CASE("names and media types that leave the machine say nothing", "[scrub][formats]") {
  CHECK(neutral_name(FileKind::jpeg, 1) == "photo-1.jpg");
  CHECK(neutral_name(FileKind::png, 2) == "picture-2.png");
  CHECK(neutral_name(FileKind::text, 13) == "text-13.txt");
  CHECK(media_type(FileKind::jpeg) == "image/jpeg");
  CHECK(media_type(FileKind::png) == "image/png");
  CHECK(media_type(FileKind::text) == "text/plain");
}

TEST_CASE("docs/attachments.md shows the table of the code", "[scrub][formats]") {
  auto page = test::read_file(std::filesystem::path(ADIT_SOURCE_DIR) / "docs/attachments.md");
  CHECK(test::contains(page, formats_as_markdown()));
  // And no second table of formats by hand.
  CHECK(as_text(page).find("| format |") == as_text(page).rfind("| format |"));
}

}  // namespace adit::client
