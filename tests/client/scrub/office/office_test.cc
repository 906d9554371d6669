// SPDX-License-Identifier: Apache-2.0
// Office files with a name in every field that can carry one: cleaned, held against an independent
// checker, and spoiled again to see that the second look sees it.
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <cstdlib>

#include "client/scrub/builders.h"
#include "client/scrub/family.h"
#include "client/scrub/formats.h"
#include "client/scrub/zip/zip.h"

namespace adit::client {
namespace {

using namespace adit::test;
namespace fs = std::filesystem;

const fs::path kHere = fs::path(ADIT_SOURCE_DIR) / "tests/client/scrub/office";
constexpr std::string_view kKinds[] = {"docx", "xlsx", "pptx", "odt", "ods", "odp"};

// Of this process alone: ctest runs each test in one of its own, several at once.
fs::path made_folder(const std::string& name) {
  auto folder = fs::path(ADIT_BIN_DIR).parent_path() / "office-test" / std::to_string(getpid()) / name;
  fs::remove_all(folder);
  fs::create_directories(folder);
  return folder;
}

int python(const std::string& arguments) {
  auto command = "/usr/bin/python3 " + arguments;
  return std::system(command.c_str());  // NOLINT: test input only
}

// The dirty files, made once.
const fs::path& corpus() {
  static const fs::path folder = [] {
    auto out = made_folder("dirty");
    auto photo = exiftool_write(
        encode_jpeg(landscape(40, 30)), "jpg",
        {"-EXIF:Artist=ADIT-CANARY-photo-artist", "-GPSLatitude=4.32", "-GPSLatitudeRef=S",
         "-EXIF:SerialNumber=ADIT-CANARY-photo-serial", "-XMP-dc:Creator=ADIT-CANARY-photo-xmp"});
    write_file(out / "photo.jpg", photo);
    if (python((kHere / "make_corpus.py").string() + " " + out.string() + " " +
               (out / "photo.jpg").string()) != 0)
      std::abort();
    return out;
  }();
  return folder;
}

ByteVector dirty(std::string_view kind) { return read_file(corpus() / ("dirty." + std::string(kind))); }

bool check(const std::string& command, const fs::path& file, const std::string& rest = {}) {
  return python((kHere / "check_office.py").string() + " " + command + " " + file.string() + " " + rest) == 0;
}

// The members of an archive, changed and packed again in the one form.
template <class Change>
ByteVector changed(ByteSpan file, Change change) {
  auto entries = read_own_zip(file);
  REQUIRE(entries);
  change(*entries);
  auto out = write_zip(*entries);
  REQUIRE(out);
  return *out;
}

bool replace(std::vector<ZipEntry>& entries, std::string_view name, std::string_view from,
             std::string_view to) {
  for (auto& entry : entries) {
    if (entry.name != name) continue;
    std::string text(as_text(entry.bytes));
    auto at = text.find(from);
    if (at == text.npos) return false;
    text.replace(at, from.size(), to);
    entry.bytes.assign(text.begin(), text.end());
    return true;
  }
  return false;
}

}  // namespace

TEST_CASE("no value of a dirty office file is left, and nothing in it dangles", "[scrub][office]") {
  auto out = made_folder("clean");
  for (auto kind : kKinds) {
    INFO(kind);
    auto file = dirty(kind);
    auto cleaned = clean(file);
    REQUIRE(cleaned);
    CHECK(cleaned->kind == kind_of(file));
    CHECK(cleaned->removed.size() > 15);
    auto path = out / ("clean." + std::string(kind));
    write_file(path, cleaned->bytes);
    CHECK(check("whole", path));
    CHECK(check("free", path, (corpus() / "values.txt").string()));
    // The checker can fail.
    CHECK_FALSE(check("free", corpus() / ("dirty." + std::string(kind)), (corpus() / "values.txt").string()));
  }
  CHECK_FALSE(check("whole", corpus() / "dirty.docx"));
  auto shown = [&](const char* kind, const std::string& texts) {
    return check("shows", out / ("clean." + std::string(kind)), texts);
  };
  CHECK(shown(
      "docx",
      "'Shown heading' 'inserted ' 'moved here' 'not hidden' 'shown result' 'a shown link' 'in a control' "
      "'smart' 'Shown title' 'Shown in a box' 'Shown header' 'Shown footer' 'Shown note' 'Shown endnote' "
      "'unseen marks and spaces'"));
  CHECK(shown("xlsx", "'Shown text' 'Shown ' 'Shown inline' 'Shown head' 'Shown series' '42.5'"));
  CHECK(shown("pptx", "'Shown title' 'Shown cell' 'Shown logo' 'Shown series'"));
  CHECK(
      shown("odt",
            "'Shown ' 'inserted' 'in a section' 'Shown note' 'Shown contents' 'Shown header' 'unseen mark'"));
  CHECK(shown("ods", "'Shown cell' '4.5'"));
  CHECK(shown("odp", "'Shown title' 'Shown shape'"));
}

TEST_CASE("documents of other programs read the same before and after", "[scrub][office]") {
  auto out = made_folder("plain");
  write_file(out / "dot.png", encode_png(24, 20, landscape(24, 20).samples, {}));
  REQUIRE(python((kHere / "make_plain.py").string() + " " + out.string() + " " +
                 (out / "dot.png").string()) == 0);
  for (std::string kind : {"docx", "xlsx"}) {
    INFO(kind);
    auto cleaned = clean(read_file(out / ("plain." + kind)));
    REQUIRE(cleaned);
    write_file(out / ("clean." + kind), cleaned->bytes);
    CHECK(check("whole", out / ("clean." + kind)));
    CHECK(check("same", out / ("plain." + kind), (out / ("clean." + kind)).string()));
    CHECK_FALSE(contains(cleaned->bytes, "ADIT-CANARY"));
  }
}

TEST_CASE("any office file can be had as plain text", "[scrub][office]") {
  for (auto kind : kKinds) {
    INFO(kind);
    auto text = clean(dirty(kind), {Way::convert, PictureSize::as_is});
    REQUIRE(text);
    CHECK(text->kind == FileKind::text);
    CHECK(contains(text->bytes, "Shown"));
    CHECK_FALSE(contains(text->bytes, "CANARY"));
  }
}

TEST_CASE("cleaning in the locked process gives the same bytes", "[scrub][office]") {
  auto program = fs::path(ADIT_BIN_DIR) / "adit-scrub";
  for (auto kind : kKinds) {
    INFO(kind);
    auto here = clean(dirty(kind)), there = clean_in_child(program, dirty(kind));
    REQUIRE(here);
    REQUIRE(there);
    CHECK(here->bytes == there->bytes);
    CHECK(here->removed.size() == there->removed.size());
  }
}

TEST_CASE("a document that claims to be clean and is not is found out", "[scrub][office]") {
  auto original = dirty("docx");
  auto good = clean(original);
  REQUIRE(good);
  auto spoiled = [&](auto change) {
    auto file = changed(good->bytes, change);
    return !verify_office(FileKind::docx, FileKind::docx, original, file, {});
  };
  REQUIRE(verify_office(FileKind::docx, FileKind::docx, original, good->bytes, {}));
  CHECK_FALSE(spoiled([](auto&) {}));
  // An element, an attribute, a value, a part, a type that cleaning does not write.
  CHECK(spoiled([](auto& e) { REQUIRE(replace(e, "word/document.xml", "<w:p>", "<w:p><w:proofErr/>")); }));
  CHECK(spoiled(
      [](auto& e) { REQUIRE(replace(e, "word/document.xml", "<w:p>", "<w:p w:rsidR=\"00AA1122\">")); }));
  CHECK(spoiled(
      [](auto& e) { REQUIRE(replace(e, "word/document.xml", "w:w=\"11906\"", "w:w=\"ADIT-CANARY-1\"")); }));
  CHECK(spoiled([](auto& e) { REQUIRE(replace(e, "word/document.xml", "?>", "?><!-- who -->")); }));
  CHECK(
      spoiled([](auto& e) { REQUIRE(replace(e, "docProps/core.xml", "/>", "><a/></cp:coreProperties>")); }));
  CHECK(spoiled([](auto& e) { e.push_back({"word/people.xml", ByteVector(10, 'x')}); }));
  // Something that dangles.
  CHECK(spoiled([](auto& e) {
    std::erase_if(e, [](const auto& entry) { return entry.name == "word/charts/chart1.xml"; });
  }));
  CHECK(
      spoiled([](auto& e) { REQUIRE(replace(e, "word/document.xml", "r:embed=\"rId", "r:embed=\"rId9")); }));
  CHECK(spoiled([](auto& e) {
    REQUIRE(replace(e, "word/_rels/document.xml.rels", "Target=\"styles.xml\"",
                    "Target=\"http://x/\" TargetMode=\"External\""));
  }));
  // A text that is not the original's, or one of its values in a place where texts may be.
  CHECK(spoiled([](auto& e) { REQUIRE(replace(e, "word/document.xml", "Shown heading", "Shown healing")); }));
  auto zip = ZipReader::open(original);
  REQUIRE(zip);
  std::string core(as_text(*zip->unpack(*zip->find("docProps/core.xml"))));
  auto from = core.find("<dc:creator>") + 12;
  auto author = core.substr(from, core.find('<', from) - from);
  CHECK_FALSE(spoiled([&](auto& e) { REQUIRE(replace(e, "word/numbering.xml", "%1.", "%2.")); }));
  CHECK(spoiled([&](auto& e) { REQUIRE(replace(e, "word/numbering.xml", "%1.", author)); }));
  CHECK(spoiled([](auto& e) { std::swap(e[1], e[2]); }));
  // Bytes behind the end.
  auto tail = good->bytes;
  tail.push_back('x');
  CHECK_FALSE(verify_office(FileKind::docx, FileKind::docx, original, tail, {}));
}

TEST_CASE("what is hidden is left out and said", "[scrub][office]") {
  auto said = [](std::string_view kind, std::string_view words) {
    auto cleaned = clean(dirty(kind));
    REQUIRE(cleaned);
    for (const auto& f : cleaned->removed) {
      if (f.text.find(words) != f.text.npos) return true;
    }
    return false;
  };
  CHECK(said("docx", "hidden text: “ADIT-CANARY-hidden-text"));
  CHECK(said("docx", "3 insertions") == false);
  CHECK(said("docx", "1 comment"));
  CHECK(said("docx", "author: “ADIT-CANARY-dc-creator"));
  CHECK(said("docx", "fetched from elsewhere"));
  CHECK(said("docx", "in a picture:"));
  CHECK(said("xlsx", "a hidden sheet, left out"));
  CHECK(said("xlsx", "1 hidden row and 1 hidden column"));
  CHECK(said("xlsx", "2 formulas: only the results stay"));
  CHECK(said("pptx", "a hidden slide, left out"));
  CHECK(said("pptx", "the speaker's notes"));
  CHECK(said("odt", "a hidden section"));
  CHECK(said("ods", "hidden rows and columns"));
  CHECK(said("odp", "a hidden slide, left out"));
}

TEST_CASE("forms with macros, passwords and strict forms are refused", "[scrub][office]") {
  auto clean_docx = clean(dirty("docx"));
  REQUIRE(clean_docx);
  auto macro = changed(clean_docx->bytes, [](auto& e) {
    REQUIRE(replace(e, "[Content_Types].xml",
                    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                    "application/vnd.ms-word.document.macroEnabled.main+xml"));
    e.push_back({"word/vbaProject.bin", ByteVector(100, 'm')});
  });
  CHECK(seems_to_be(macro) == "a Word document with macros");
  CHECK(clean(macro).error() == Error(Errc::file_type_refused));
  auto text = clean(macro, {Way::convert, PictureSize::as_is});
  REQUIRE(text);
  CHECK(contains(text->bytes, "Shown heading"));

  auto strict = changed(clean_docx->bytes, [](auto& e) {
    REQUIRE(replace(e, "word/document.xml", "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                    "http://purl.oclc.org/ooxml/wordprocessingml/main"));
  });
  CHECK(clean(strict).error() == Error(Errc::file_type_refused));

  auto locked = dirty("odt");
  auto zip = ZipReader::open(locked);
  REQUIRE(zip);
  std::vector<ZipEntry> entries;
  for (const auto& member : zip->members())
    entries.push_back({member.name, *zip->unpack(member), member.name == "mimetype"});
  REQUIRE(replace(entries, "META-INF/manifest.xml", "manifest:media-type=\"text/xml\"/>",
                  "manifest:media-type=\"text/xml\"><manifest:encryption-data/></manifest:file-entry>"));
  CHECK(clean(*write_zip(entries)).error() == Error(Errc::file_type_refused));

  std::string ole = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
  ole.resize(4096, '\x01');
  CHECK(clean(as_bytes(ole)).error() == Error(Errc::file_type_refused));
}

TEST_CASE("entities, deep nesting and parts that contradict each other are refused", "[scrub][office]") {
  auto good = clean(dirty("docx"));
  REQUIRE(good);
  auto refused = [&](auto change) { return !clean(changed(good->bytes, change)); };
  CHECK(refused([](auto& e) {
    REQUIRE(replace(e, "word/document.xml", "<w:document",
                    "<!DOCTYPE w:document [<!ENTITY a \"b\">]><w:document"));
  }));
  CHECK(refused([](auto& e) {
    std::string deep, shut;
    for (int i = 0; i < 5000; ++i) deep += "<w:sdt>", shut += "</w:sdt>";
    REQUIRE(replace(e, "word/document.xml", "<w:body>", "<w:body>" + deep + shut));
  }));
  CHECK(refused([](auto& e) { REQUIRE(replace(e, "word/document.xml", "</w:body>", "</w:boby>")); }));
  CHECK(refused([](auto& e) { e.push_back({"word/DOCUMENT.xml", ByteVector(20, 'x')}); }));
  CHECK(refused(
      [](auto& e) { REQUIRE(replace(e, "word/document.xml", "Shown heading", "Shown \xff\xfe heading")); }));
  CHECK(refused([](auto& e) {
    std::erase_if(e, [](const auto& entry) { return entry.name == "[Content_Types].xml"; });
  }));
}

TEST_CASE("damaged office files are cleaned or refused", "[scrub][office][broken]") {
  int cleaned = 0, refused = 0;
  std::uint32_t state = 7;
  for (auto kind : kKinds) {
    auto good = dirty(kind);
    for (std::size_t n = 40; n < good.size(); n += good.size() / 60)
      CHECK_FALSE(clean(ByteSpan(good).first(n)));
    for (int i = 0; i < 250; ++i) {
      auto file = good;
      state = state * 1664525 + 1013904223;
      // Half of the flips into the directory at the end.
      std::size_t range = i % 2 ? file.size() : std::min<std::size_t>(file.size(), 4000);
      file[file.size() - 1 - (state >> 4) % range] ^= static_cast<std::uint8_t>(1u << (state >> 29));
      auto result = clean(file);
      (result ? cleaned : refused)++;
      if (!result) {
        auto code = result.error().code;
        CHECK(
            (code == Errc::file_damaged || code == Errc::file_type_refused || code == Errc::file_too_large));
      }
    }
  }
  CHECK(cleaned > 0);
  CHECK(refused > 0);
}

}  // namespace adit::client
