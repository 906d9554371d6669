// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "client/scrub/builders.h"
#include "client/scrub/family.h"
#include "client/scrub/pdf/pdf_builder.h"
#include "client/scrub/pdf/tools.h"

namespace adit::client {
namespace {

using namespace adit::test;

const std::filesystem::path kScrub = std::filesystem::path(ADIT_BIN_DIR) / "adit-scrub";

ByteSpan bytes(const std::string& text) { return as_bytes(text); }

CleanedFile cleaned(const std::string& file) {
  auto result = clean(bytes(file));
  if (!result) UNSCOPED_INFO(result.error().file << ":" << result.error().line);
  REQUIRE(result);
  CHECK(result->kind == FileKind::pdf);
  return std::move(*result);
}

Errc refusal(const std::string& file) {
  auto result = clean(bytes(file));
  REQUIRE_FALSE(result);
  return result.error().code;
}

std::string wide(std::string_view word, bool big) {
  std::string out;
  for (char c : word) big ? (out += '\0') += c : (out += c) += '\0';
  return out;
}

bool told(const CleanedFile& file, FindingClass what, std::string_view words) {
  return std::ranges::any_of(file.removed, [&](const Finding& f) {
    return f.what == what && f.text.find(words) != std::string::npos;
  });
}
bool stays(const CleanedFile& file, std::string_view words) {
  return std::ranges::any_of(file.stays,
                             [&](const auto& line) { return line.find(words) != std::string::npos; });
}

const DirtyPdf& dirty() {
  static const DirtyPdf file = dirty_pdf();
  return file;
}

}  // namespace

TEST_CASE("a document with a canary in every place comes out without one", "[scrub][pdf]") {
  CHECK(dirty().canaries.size() > 130);
  auto before = inflated_by_python(bytes(dirty().file));
  // The file that is cleaned really has them: what python can see of them, nearly all.
  std::size_t there = 0;
  for (const auto& canary : dirty().canaries) {
    there += contains(before, canary) || contains(before, to_hex(bytes(canary))) ||
             contains(before, wide(canary, true));
  }
  CHECK(there + 15 > dirty().canaries.size());

  auto file = cleaned(dirty().file);
  auto after = inflated_by_python(file.bytes);
  CHECK(after.size() > file.bytes.size());
  for (const auto& canary : dirty().canaries) {
    INFO(canary);
    CHECK_FALSE(contains(after, canary));
    CHECK_FALSE(contains(after, wide(canary, true)));
    CHECK_FALSE(contains(after, wide(canary, false)));
    CHECK_FALSE(contains(after, to_hex(bytes(canary))));
  }
  CHECK_FALSE(contains(after, "CANARY"));
  for (auto word :
       {"/Info", "/Metadata", "/PieceInfo", "/Annots", "/AcroForm", "/JavaScript", "/EmbeddedFile", "/OCG",
        "/StructParents", "/LastModified", "/Thumb", "/ICCBased", "/Outlines", "/Lang"}) {
    INFO(word);
    CHECK_FALSE(contains(after, word));
  }
}

TEST_CASE("qpdf and exiftool find a sound document that says nothing", "[scrub][pdf]") {
  auto file = cleaned(dirty().file);
  int code = 1;
  run_tool("qpdf --check {}", file.bytes, &code);
  CHECK(code == 0);
  CHECK(contains(bytes(run_tool("qpdf --show-npages {}", file.bytes)), "2"));
  for (const auto& tag : exiftool_tags(file.bytes, "pdf")) {
    INFO(tag);
    bool plain = false;
    for (auto known : {"PDFVersion", "Linearized", "PageCount", "FileType", "MIMEType"})
      plain = plain || tag.find(known) != tag.npos;
    CHECK(plain);
  }
}

TEST_CASE("the cleaned document shows what the original showed", "[scrub][pdf]") {
  auto file = cleaned(dirty().file);
  auto text = pdf_text(file.bytes);
  for (const auto& word : dirty().shown) {
    INFO(word);
    CHECK(text.find(word) != text.npos);
  }
  for (unsigned page : {1u, 2u}) {
    auto before = pdf_page(bytes(dirty().file), page), after = pdf_page(file.bytes, page);
    CHECK(before.width > 100);
    // Icons of the notes that are gone.
    CHECK(differing(before, after) < 0.004);
    CHECK(std::ranges::count_if(after.dots, [](auto d) { return d < 100; }) > 40);
  }
}

TEST_CASE("what was found is told by meaning", "[scrub][pdf]") {
  auto file = cleaned(dirty().file);
  CHECK(told(file, FindingClass::who, "the author: “ADIT-CANARY-Author"));
  CHECK(told(file, FindingClass::when, "the time it was made"));
  CHECK(told(file, FindingClass::where, "the town"));
  CHECK(told(file, FindingClass::device, "serial number"));
  CHECK(told(file, FindingClass::history, "1 earlier version of the document"));
  CHECK(told(file, FindingClass::hidden, "token=ADIT-CANARY-LinkToken"));
  CHECK(told(file, FindingClass::hidden, "a layer that is switched off: “ADIT-CANARY-LayerOff"));
  CHECK(told(file, FindingClass::hidden, "an attached file: “ADIT-CANARY-FileNameWide"));
  CHECK(told(file, FindingClass::hidden, "JavaScript"));
  CHECK(told(file, FindingClass::hidden, "words behind what is shown: “ADIT-CANARY-ActualText"));
  CHECK(told(file, FindingClass::hidden, "comments inside the pages"));
  CHECK(told(file, FindingClass::who, "a digital signature"));
  CHECK(told(file, FindingClass::who, "“Text” by “ADIT-CANARY-TextAuthor"));
  CHECK(told(file, FindingClass::who, "(no longer shown)"));
  CHECK(told(file, FindingClass::who, "(its drawing is part of the page now)"));
  CHECK(told(file, FindingClass::other, "a form field “ADIT-CANARY-FieldName"));
  CHECK(told(file, FindingClass::other, "bookmarks"));
  CHECK(stays(file, "invisible text"));
  CHECK(stays(file, "photos inside"));
  auto plain = cleaned(simple_pdf({"BT /F1 12 Tf 20 100 Td (Hello) Tj ET"}));
  CHECK(plain.removed.empty());
  CHECK_FALSE(stays(plain, "invisible text"));
  CHECK_FALSE(stays(plain, "photos inside"));
}

TEST_CASE("cleaning a cleaned document changes nothing", "[scrub][pdf]") {
  for (const auto& file :
       {dirty().file, simple_pdf({"BT /F1 12 Tf 20 100 Td (Hello) Tj ET", "0 0 10 10 re f"})}) {
    auto once = cleaned(file);
    auto twice = clean(once.bytes);
    REQUIRE(twice);
    CHECK(twice->bytes == once.bytes);
    CHECK(twice->removed.size() <= 1);  // its own number
  }
}

TEST_CASE("a document cleaned in the cage is the document cleaned here", "[scrub][pdf][child]") {
  auto there = clean_in_child(kScrub, bytes(dirty().file));
  REQUIRE(there);
  CHECK(there->bytes == cleaned(dirty().file).bytes);
}

TEST_CASE("a document that only forbids printing is opened in the cage as well", "[scrub][pdf][child]") {
  auto plain = simple_pdf({"BT /F1 12 Tf 20 100 Td (Hello) Tj ET"});
  for (std::string_view bits : {"128 --use-aes=y", "256"}) {
    CAPTURE(bits);
    auto locked =
        run_tool("qpdf --encrypt '' owner " + std::string(bits) + " --print=none -- {} -", bytes(plain));
    auto there = clean_in_child(kScrub, bytes(locked));
    REQUIRE(there);
    CHECK(there->bytes == cleaned(locked).bytes);
  }
}

TEST_CASE("a document behind a password, a portfolio and an XFA form are refused as kinds", "[scrub][pdf]") {
  auto plain = simple_pdf({"BT /F1 12 Tf 20 100 Td (Hello) Tj ET"});
  auto lock = [&](const std::string& arguments) {
    return run_tool("qpdf " + arguments + " -- {} -", bytes(plain));
  };
  CHECK(refusal(lock("--encrypt user owner 256")) == Errc::file_type_refused);
  CHECK(refusal(lock("--allow-weak-crypto --encrypt user owner 128")) == Errc::file_type_refused);
  // A lock that only forbids is opened by any reader, and is gone.
  auto opened = cleaned(lock("--encrypt '' owner 256 --print=none"));
  CHECK(told(opened, FindingClass::other, "a lock on printing"));
  CHECK(pdf_text(opened.bytes).find("Hello") != std::string::npos);

  auto with_root = [&](const std::string& entry) {
    auto file = plain;
    auto at = file.find("/Type /Catalog");
    PdfBuilder pdf;
    int root = pdf.reserve(), pages = pdf.reserve();
    pdf.set(pages, "<< /Type /Pages /Kids [] /Count 0 >>");
    pdf.set(root, "<< /Type /Catalog /Pages 2 0 R " + entry + " >>");
    CHECK(at != file.npos);
    return pdf.finish("/Root 1 0 R");
  };
  CHECK(refusal(with_root("/Collection << >>")) == Errc::file_type_refused);
  CHECK(refusal(with_root("/AcroForm << /XFA [(x) 2 0 R] >>")) == Errc::file_type_refused);
  CHECK(refusal(with_root("")) == Errc::file_damaged);  // no page at all
}

TEST_CASE("a document that would have to be repaired first is refused", "[scrub][pdf][broken]") {
  auto plain = simple_pdf({"BT /F1 12 Tf 20 100 Td (Hello) Tj ET"});
  auto moved = plain;
  moved.insert(9, "\n\n");  // every offset is wrong now
  CHECK(refusal(moved) == Errc::file_damaged);
  CHECK(refusal(plain.substr(0, plain.size() / 2)) == Errc::file_damaged);
  CHECK(refusal("%PDF-1.7\n") == Errc::file_damaged);
  CHECK(refusal("%PDF-1.7\n%%EOF\n") == Errc::file_damaged);
}

TEST_CASE("a bomb ends in a sentence", "[scrub][pdf][broken]") {
  std::string zeros(std::size_t{120} << 20, ' ');
  auto bomb = simple_pdf({zeros});
  CHECK(bomb.size() < (1 << 20));
  CHECK(refusal(bomb) == Errc::file_too_large);
  // Forms that draw forms that draw forms, and one that draws itself.
  PdfBuilder pdf;
  int root = pdf.reserve(), pages = pdf.reserve(), self = pdf.reserve();
  pdf.set(
      self,
      "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /A 3 0 R >> >> /Length 5 "
      ">>\nstream\n/A Do\nendstream");
  int contents = pdf.stream("", "/A Do");
  int page = pdf.add("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents " +
                     PdfBuilder::ref(contents) + " /Resources << /XObject << /A 3 0 R >> >> >>");
  pdf.set(pages, "<< /Type /Pages /Count 1 /Kids [" + PdfBuilder::ref(page) + "] >>");
  pdf.set(root, "<< /Type /Catalog /Pages 2 0 R >>");
  CHECK(refusal(pdf.finish("/Root 1 0 R")) == Errc::file_damaged);
}

TEST_CASE("damaged documents are cleaned or refused", "[scrub][pdf][broken]") {
  const auto& good = dirty().file;
  int done = 0, refused = 0;
  std::uint32_t state = 1;
  for (int i = 0; i < 1000; ++i) {
    auto file = good;
    state = state * 1664525 + 1013904223;
    auto at = (state >> 4) % file.size();
    file[at] = static_cast<char>(file[at] ^ (1 << (state >> 29)));
    clean(bytes(file)) ? ++done : ++refused;
  }
  CHECK(done > 50);
  CHECK(refused > 50);
  auto small = simple_pdf({"BT /F1 12 Tf 20 100 Td (Hello) Tj ET"});
  for (std::size_t n = 8; n + 1 < small.size(); n += 3) CHECK_FALSE(clean(bytes(small).first(n)));
}

TEST_CASE("layers that are shown stay, those that are not go, by every rule", "[scrub][pdf]") {
  struct Case {
    std::string setting, layer;
    bool shown;
  };
  // Objects 3 and 4 are two layers; the first is off where OFF names it.
  const Case cases[] = {
      {"/D << /OFF [3 0 R] >>", "3 0 R", false},
      {"/D << /OFF [3 0 R] >>", "4 0 R", true},
      {"/D << /BaseState /OFF /ON [4 0 R] >>", "3 0 R", false},
      {"/D << /BaseState /OFF /ON [4 0 R] >>", "4 0 R", true},
      {"/D << /OFF [3 0 R] >>", "<< /Type /OCMD /OCGs [3 0 R 4 0 R] >>", true},
      {"/D << /OFF [3 0 R] >>", "<< /Type /OCMD /OCGs [3 0 R 4 0 R] /P /AllOn >>", false},
      {"/D << /OFF [3 0 R] >>", "<< /Type /OCMD /OCGs [3 0 R 4 0 R] /P /AnyOff >>", true},
      {"/D << /OFF [3 0 R] >>", "<< /Type /OCMD /OCGs [3 0 R 4 0 R] /P /AllOff >>", false},
      {"/D << /OFF [3 0 R] >>", "<< /Type /OCMD /VE [/Not 3 0 R] >>", true},
      {"/D << /OFF [3 0 R] >>", "<< /Type /OCMD /VE [/And [/Not 3 0 R] [/Not 4 0 R]] >>", false},
      {"/D << /OFF [3 0 R] >>", "<< /Type /OCMD /VE [/Or 3 0 R 4 0 R] >>", true},
      {"/D << >>", "3 0 R", true},
  };
  for (const auto& c : cases) {
    INFO(c.setting << " " << c.layer);
    PdfBuilder pdf;
    int root = pdf.reserve(), pages = pdf.reserve();
    pdf.add("<< /Type /OCG /Name (One) >>");
    pdf.add("<< /Type /OCG /Name (Two) >>");
    int contents = pdf.stream("", "/OC /L BDC BT /F1 12 Tf 20 100 Td (Layered) Tj ET EMC");
    int page = pdf.add("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents " +
                       PdfBuilder::ref(contents) +
                       " /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> "
                       ">> /Properties << /L " +
                       c.layer + " >> >> >>");
    pdf.set(pages, "<< /Type /Pages /Count 1 /Kids [" + PdfBuilder::ref(page) + "] >>");
    pdf.set(root,
            "<< /Type /Catalog /Pages 2 0 R /OCProperties << /OCGs [3 0 R 4 0 R] " + c.setting + " >> >>");
    auto file = pdf.finish("/Root 1 0 R");
    CHECK((pdf_text(bytes(file)).find("Layered") != std::string::npos) == c.shown);  // poppler agrees
    CHECK((pdf_text(cleaned(file).bytes).find("Layered") != std::string::npos) == c.shown);
  }
}

}  // namespace adit::client
