// SPDX-License-Identifier: Apache-2.0
// Archives by Python and Info-ZIP; what comes out is read by zipinfo, unzip and Python.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <cstdlib>
#include <fstream>

#include "client/scrub/archive/members.h"
#include "client/scrub/archive/tar.h"
#include "client/scrub/builders.h"
#include "client/scrub/family.h"
#include "client/scrub/formats.h"
#include "tests/support/temp_folder.h"

namespace adit::client {
namespace {

using namespace adit::test;
namespace fs = std::filesystem;

std::string output_of(const std::string& command) {
  std::string out;
  auto* pipe = popen((command + " 2>&1").c_str(), "r");
  REQUIRE(pipe != nullptr);
  char block[4096];
  while (auto n = fread(block, 1, sizeof block, pipe)) out.append(block, n);
  auto code = pclose(pipe);
  if (code != 0) out += "\nFAILED";
  return out;
}

ByteVector photo(unsigned side = 24) {
  return exiftool_write(encode_jpeg(landscape(side, side)), "jpg",
                        {"-EXIF:Artist=ADIT-CANARY-artist-1", "-GPSLatitude=4.32", "-GPSLatitudeRef=S",
                         "-XMP-dc:Creator=ADIT-CANARY-xmp-1"});
}

// Made once for all tests of this program.
const fs::path& corpus() {
  static const TempFolder folder;
  static const bool made = [] {
    write_file(folder.path() / "one.jpg", photo());
    write_file(folder.path() / "two.jpg", photo(40));
    write_file(folder.path() / "three.png", exiftool_write(encode_png(20, 20, landscape(20, 20).samples, {}),
                                                           "png", {"-PNG:Author=ADIT-CANARY-png-1"}));
    write_file(folder.path() / "four.txt", as_bytes("what was \xe2\x80\x8bsaid\r\n"));
    auto said =
        output_of("cd " + folder.path().string() +
                  " && python3 " ADIT_SOURCE_DIR
                  "/tests/client/scrub/archive/make_archives.py . one.jpg two.jpg three.png four.txt");
    INFO(said);
    REQUIRE(said.empty());
    return true;
  }();
  (void)made;
  return folder.path();
}

ByteVector sample(std::string_view name) { return read_file(corpus() / name); }

bool tells(const CleanedFile& file, std::string_view words) {
  return std::ranges::any_of(file.removed, [&](const auto& f) { return f.text.find(words) != f.text.npos; });
}

constexpr std::string_view kNames[] = {"photo-1.jpg", "photo-2.jpg", "picture-3.png", "text-4.txt"};

}  // namespace

TEST_CASE("a ZIP comes out with neutral names, one time and cleaned files", "[scrub][archive]") {
  auto name = GENERATE("dirty.zip", "prefixed.zip");
  auto dirty = sample(name);
  REQUIRE(contains(dirty, "ADIT-CANARY"));
  auto cleaned = clean(dirty);
  REQUIRE(cleaned);
  REQUIRE(cleaned->kind == FileKind::zip);

  TempFolder folder;
  write_file(folder.path() / "out.zip", cleaned->bytes);
  auto at = folder.path().string();
  CHECK(output_of("unzip -tqq " + at + "/out.zip").empty());
  auto info = output_of("zipinfo -v " + at + "/out.zip");
  CHECK(info.find("CANARY") == info.npos);
  CHECK(info.find("1980 Jan 1 00:00:00") != info.npos);
  CHECK(info.find("2024") == info.npos);
  auto names = output_of("zipinfo -1 " + at + "/out.zip");
  CHECK(names == "photo-1.jpg\nphoto-2.jpg\npicture-3.png\ntext-4.txt\n");
  CHECK(output_of("cd " + at + " && unzip -q out.zip && rm out.zip && exiftool -a -G . && grep -rc CANARY .")
            .find("CANARY") == std::string::npos);
  CHECK(as_text(read_file(folder.path() / "text-4.txt")) == "what was said\n");

  for (auto words :
       {"ADIT-CANARY-name-0 Kambale", "the times of its files", "2024-05-17 10:11", "1234567, 7654321",
        "ADIT-CANARY-zipcomment-1", "ADIT-CANARY-filecomment-0", "a file that a system added by itself",
        "an empty file", "further fields", "ADIT-CANARY-artist-1", "ADIT-CANARY-png-1"}) {
    INFO(words);
    CHECK(tells(*cleaned, words));
  }
  if (std::string_view(name) == "prefixed.zip") CHECK(tells(*cleaned, "18 bytes that are in no file"));
  auto again = clean(cleaned->bytes);
  REQUIRE(again);
  CHECK(again->bytes == cleaned->bytes);
  CHECK(again->removed.empty());
}

TEST_CASE("a TAR of each dialect comes out in one form, and a packed one is unpacked", "[scrub][archive]") {
  auto name = GENERATE("dirty-pax.tar", "dirty-gnu.tar", "dirty-ustar.tar", "dirty.tar.gz", "tail.tar");
  auto cleaned = clean(sample(name));
  REQUIRE(cleaned);
  REQUIRE(cleaned->kind == FileKind::tar);
  CHECK_FALSE(contains(cleaned->bytes, "CANARY"));
  TempFolder folder;
  write_file(folder.path() / "out.tar", cleaned->bytes);
  auto at = folder.path().string();
  auto list = output_of("TZ=UTC tar --full-time --numeric-owner -tvf " + at + "/out.tar");
  INFO(list);
  std::size_t lines = 0;
  for (auto line_name : kNames) lines += list.find(line_name) != list.npos ? 1 : 0;
  CHECK(lines == 4);
  CHECK(std::ranges::count(list, '\n') == 4);
  for (std::size_t i = 0; i < list.size(); i = list.find('\n', i) + 1) {
    CHECK(list.substr(i).starts_with("-rw-r--r-- 0/0"));
    CHECK(list.substr(i, list.find('\n', i) - i).find(" 1970-01-01 00:00") != list.npos);
  }
  CHECK(output_of("cd " + at + " && tar xf out.tar && exiftool -a -G *-*").find("CANARY") ==
        std::string::npos);
  auto python = output_of(
      "python3 -c \"import tarfile; print([(m.uid, m.uname, m.mtime, m.pax_headers) for m in "
      "tarfile.open('" +
      at + "/out.tar')])\"");
  CHECK(python == "[(0, '', 0, {}), (0, '', 0, {}), (0, '', 0, {}), (0, '', 0, {})]\n");

  CHECK(tells(*cleaned, "ADIT-CANARY-uname-1"));
  CHECK(tells(*cleaned, "54321"));
  CHECK(tells(*cleaned, "2024-05-17"));
  CHECK(tells(*cleaned, "ADIT-CANARY-name-2"));
  std::string_view which = name;
  if (which == "dirty-pax.tar") CHECK(tells(*cleaned, "where a file was downloaded from"));
  if (which == "dirty.tar.gz") CHECK(tells(*cleaned, "ADIT-CANARY-gzipname"));
  if (which == "tail.tar") CHECK(tells(*cleaned, "after the end of the archive"));
  auto again = clean(cleaned->bytes);
  REQUIRE(again);
  CHECK(again->bytes == cleaned->bytes);
  CHECK(again->removed.empty());
}

TEST_CASE("the same files under other names and in another order make the same archive", "[scrub][archive]") {
  auto zip = [](std::vector<ZipEntry> entries) { return *write_zip(entries); };
  ZipEntry a{"z.txt", {}, false}, b{"a.txt", {}, false};
  append(a.bytes, as_bytes("one\n"));
  append(b.bytes, as_bytes("two\n"));
  auto first = clean(zip({a, b}));
  std::swap(a.name, b.name);
  auto second = clean(zip({b, a}));
  REQUIRE(first);
  REQUIRE(second);
  CHECK(first->bytes == second->bytes);
}

TEST_CASE("an archive in an archive is opened, one deeper is not", "[scrub][archive]") {
  auto inner = clean(sample("nested-1.zip"));
  REQUIRE(inner);
  CHECK_FALSE(contains(inner->bytes, "CANARY"));
  CHECK(tells(*inner, "in “in.zip”: names of files and folders"));
  CHECK(clean(sample("nested-2.zip")).error() == Error(Errc::file_type_refused));
}

TEST_CASE("a file that cannot be cleaned stops the archive and is named by its kind", "[scrub][archive]") {
  std::vector<std::string> why;
  auto refused = clean(sample("bad-program.zip"), {}, &why);
  REQUIRE_FALSE(refused);
  CHECK(refused.error() == Error(Errc::file_type_refused));
  REQUIRE(why.size() == 1);
  CHECK(why[0] == "2 of its 3 files cannot be cleaned: a Windows program (2 times)");
  // And through the child.
  why.clear();
  CHECK_FALSE(clean_in_child(fs::path(ADIT_BIN_DIR) / "adit-scrub", sample("bad-program.zip"), {}, &why));
  REQUIRE(why.size() == 1);
  CHECK(why[0].find("a Windows program") != std::string::npos);
  auto there = clean_in_child(fs::path(ADIT_BIN_DIR) / "adit-scrub", sample("dirty.zip"), {}, &why);
  REQUIRE(there);
  CHECK(why.empty());
  CHECK(there->bytes == clean(sample("dirty.zip"))->bytes);
}

TEST_CASE("links, devices, tricks with paths and bombs are refused", "[scrub][archive]") {
  for (auto name : {"bad-link.tar", "bad-hard.tar", "bad-device.tar", "bad-up.tar", "bad-absolute.tar",
                    "bad-inside.tar", "bad-up.zip", "bad-absolute.zip", "bad-inside.zip", "bad-link.zip"}) {
    INFO(name);
    auto result = clean(sample(name));
    REQUIRE_FALSE(result);
    auto code = result.error().code;
    CHECK((code == Errc::file_type_refused || code == Errc::file_damaged));
  }
  CHECK(clean(sample("bomb.zip")).error() == Error(Errc::file_too_large));
  CHECK(clean(sample("many.zip")).error() == Error(Errc::file_too_large));
  auto entries = std::vector<ZipEntry>{{"only.txt", {}, false}};
  CHECK(clean(*write_zip(entries)).error() == Error(Errc::file_type_refused));  // nothing in it
  // A password, as the two headers of a file say it.
  append(entries[0].bytes, as_bytes("words\n"));
  auto locked = *write_zip(entries);
  REQUIRE(clean(locked));
  locked[6] |= 1;
  auto directory = as_text(locked).find("PK\x01\x02");
  locked[directory + 8] |= 1;
  std::vector<std::string> why;
  CHECK(clean(locked, {}, &why).error() == Error(Errc::file_type_refused));
  REQUIRE(why.size() == 1);
  CHECK(why[0].find("password") != std::string::npos);
}

TEST_CASE("what is in an archive does not decide what the archive is", "[scrub][archive][formats]") {
  ZipEntry inner{"word/document.xml", {}, true};
  append(inner.bytes, as_bytes("<w/>"));
  ZipEntry outer{"letter", *write_zip({inner}), true};
  CHECK(kind_of(*write_zip({inner})) != FileKind::zip);
  CHECK(recognised(*write_zip({outer})) == FileKind::zip);
  // A TAR is one whatever the name of its first file begins with.
  ZipEntry car{"bmw.txt", {}, false};
  append(car.bytes, as_bytes("words\n"));
  auto tar = write_tar({car});
  tar[0] = 'B', tar[1] = 'M';
  CHECK(recognised(tar) == FileKind::tar);
}

TEST_CASE("the verification refuses an archive with a place for a name", "[scrub][archive][verify]") {
  for (auto name : {"dirty.zip", "dirty-ustar.tar"}) {
    INFO(name);
    auto original = sample(name);
    auto cleaned = rebuild(original);
    REQUIRE(cleaned);
    auto kind = cleaned->kind;
    REQUIRE(verify(kind, original, cleaned->bytes));
    CHECK_FALSE(verify(kind, original, original));
    CHECK_FALSE(verify(kind, original, {}));
    for (std::size_t i = 0; i < 60; ++i) {  // each bit of the first header
      auto changed = cleaned->bytes;
      changed[i] ^= 1;
      CHECK_FALSE(verify(kind, original, changed));
    }
    auto tail = cleaned->bytes;
    tail.push_back(0);
    CHECK_FALSE(verify(kind, original, tail));
  }
  auto tar = sample("dirty-ustar.tar");
  auto cleaned = rebuild(tar);
  REQUIRE(cleaned);
  auto entries = read_own_tar(cleaned->bytes);
  REQUIRE(entries);
  auto check = [&](const std::vector<ZipEntry>& list) { return verify(FileKind::tar, tar, write_tar(list)); };
  REQUIRE(check(*entries));
  SECTION("one file is missing") {
    entries->pop_back();
    CHECK_FALSE(check(*entries));
  }
  SECTION("one file is another") {
    entries->back().bytes.insert(entries->back().bytes.begin(), 'x');
    CHECK_FALSE(check(*entries));
  }
  SECTION("one file was left as it was") {
    entries->front().bytes = photo();
    CHECK_FALSE(check(*entries));
  }
  SECTION("the old order") {
    std::swap((*entries)[0].bytes, (*entries)[1].bytes);
    CHECK_FALSE(check(*entries));
  }
}

TEST_CASE("damaged archives are cleaned or refused, cut ones are refused", "[scrub][archive][broken]") {
  ZipEntry a{"a.txt", {}, false}, b{"b.txt", {}, false};
  append(a.bytes, as_bytes(std::string(300, 'a') + " words\n"));
  append(b.bytes, as_bytes("others\n"));
  auto zip = *write_zip({a, b});
  auto tar = write_tar({a, b});
  for (std::size_t n = 4; n < zip.size(); ++n) CHECK_FALSE(clean(ByteSpan(zip).first(n)));
  for (std::size_t n = 300; n < tar.size(); ++n) CHECK_FALSE(clean(ByteSpan(tar).first(n)));
  for (const auto& good : {zip, tar, sample("dirty-pax.tar"), sample("dirty.tar.gz")}) {
    std::uint32_t state = 7;
    int cleaned = 0, refused = 0;
    for (int i = 0; i < (good.size() < 4000 ? 1500 : 60); ++i) {
      auto file = good;
      state = state * 1664525 + 1013904223;
      file[(state >> 4) % std::min<std::size_t>(file.size(), 6000)] ^=
          static_cast<std::uint8_t>(1u << (state >> 29));
      clean(file) ? ++cleaned : ++refused;
    }
    CHECK(refused > 0);
  }
}

}  // namespace adit::client
