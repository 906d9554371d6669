// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/zip/zip.h"

#include <catch2/catch_test_macros.hpp>

#include "client/scrub/builders.h"

namespace adit::client {
namespace {

ByteVector bytes(std::string_view text) { return {text.begin(), text.end()}; }

ByteVector two() {
  auto out =
      write_zip({{"a.txt", bytes("hello hello hello hello hello")}, {"b/c.txt", bytes("second"), true}});
  REQUIRE(out);
  return *out;
}

void put16(ByteVector& file, std::size_t at, unsigned v) {
  file[at] = static_cast<std::uint8_t>(v);
  file[at + 1] = static_cast<std::uint8_t>(v >> 8);
}
void put32(ByteVector& file, std::size_t at, std::uint32_t v) {
  put16(file, at, v & 0xffff);
  put16(file, at + 2, v >> 16);
}
std::size_t directory_at(const ByteVector& file) {
  return load_le(ByteSpan(file).subspan(file.size() - 6, 4));
}

}  // namespace

TEST_CASE("what was packed is unpacked, by both readers", "[scrub][zip]") {
  auto file = two();
  auto zip = ZipReader::open(file);
  REQUIRE(zip);
  REQUIRE(zip->members().size() == 2);
  CHECK(*zip->unpack(*zip->find("a.txt")) == bytes("hello hello hello hello hello"));
  CHECK(*zip->unpack(*zip->find("b/c.txt")) == bytes("second"));
  CHECK(zip->find("none") == nullptr);
  CHECK(zip->stray_bytes() == 0);
  auto own = read_own_zip(file);
  REQUIRE(own);
  CHECK(write_zip(*own) == file);
}

TEST_CASE("a local header that says something else than the directory is refused", "[scrub][zip]") {
  auto good = two();
  struct Spot {
    std::size_t at, bytes;
  };
  // Flags that matter, method, sum, sizes, name.
  for (auto spot :
       {Spot{6, 1}, Spot{8, 1}, Spot{14, 4}, Spot{18, 4}, Spot{22, 4}, Spot{26, 1}, Spot{30, 1}}) {
    for (std::size_t i = 0; i < spot.bytes; ++i) {
      auto bad = good;
      bad[spot.at + i] ^= 1;
      INFO(spot.at + i);
      CHECK_FALSE(ZipReader::open(bad));
      CHECK_FALSE(read_own_zip(bad));
    }
  }
}

TEST_CASE("every byte of our own form is expected", "[scrub][zip]") {
  auto good = two();
  for (std::size_t i = 0; i < good.size(); ++i) {
    auto bad = good;
    bad[i] ^= 0x10;
    auto own = read_own_zip(bad);
    // Packed bytes may differ and mean the same; nothing else may.
    if (own) CHECK(write_zip(*own) == good);
    CHECK_FALSE((own && (*own)[0].bytes != bytes("hello hello hello hello hello")));
  }
  for (std::size_t n = 0; n < good.size(); ++n) {
    CHECK_FALSE(read_own_zip(ByteSpan(good).first(n)));
    CHECK_FALSE(ZipReader::open(ByteSpan(good).first(n)));
  }
}

TEST_CASE("members that overlap, occur twice or lead outside are refused", "[scrub][zip]") {
  auto good = two();
  auto second = directory_at(good) + 46 + 5;  // of the directory
  auto bad = good;
  put32(bad, second + 42, 0);  // the second member is where the first one is
  CHECK_FALSE(ZipReader::open(bad));

  auto twice = write_zip({{"a", bytes("x")}, {"b", bytes("y")}});
  REQUIRE(twice);
  auto same = *twice;
  for (auto& b : same) {
    if (b == 'b') b = 'a';
  }
  CHECK_FALSE(ZipReader::open(same));
  for (std::string name : {"../a", "/a", "a/../b", "a//b", "C:/a", "a\nb", "..\\a"}) {
    INFO(name);
    auto file = write_zip({{name, bytes("x")}});
    REQUIRE(file);
    CHECK_FALSE(ZipReader::open(*file));
    CHECK_FALSE(read_own_zip(*file));
  }
}

TEST_CASE("bombs and long lists are refused before they are unpacked", "[scrub][zip]") {
  ByteVector zeros(8 << 20);
  auto bomb = write_zip({{"z", zeros}});
  REQUIRE(bomb);
  CHECK(ZipReader::open(*bomb).error() == Error(Errc::file_too_large));
  CHECK(ZipReader::open(*bomb, {.ratio = 2000}));
  CHECK(ZipReader::open(*bomb, {.total_bytes = 1 << 20, .ratio = 2000}).error() ==
        Error(Errc::file_too_large));
  CHECK(ZipReader::open(two(), {.members = 1}).error() == Error(Errc::file_too_large));
  // A size that is a lie.
  auto good = two();
  auto lie = good;
  put32(lie, 22, 30);
  put32(lie, directory_at(good) + 24, 30);
  auto zip = ZipReader::open(lie);
  REQUIRE(zip);
  CHECK_FALSE(zip->unpack(zip->members()[0]));
}

TEST_CASE("passwords and other ways to pack are refused as such", "[scrub][zip]") {
  auto good = two();
  auto locked = good;
  put16(locked, 6, 1);
  put16(locked, directory_at(good) + 8, 1);
  CHECK(ZipReader::open(locked).error() == Error(Errc::file_type_refused));
  auto other = good;
  put16(other, 8, 93);
  put16(other, directory_at(good) + 10, 93);
  CHECK(ZipReader::open(other).error() == Error(Errc::file_type_refused));
}

TEST_CASE("bytes around an archive are seen and counted", "[scrub][zip]") {
  auto file = bytes("#!/bin/sh\n");
  append(file, two());
  append(file, as_bytes("tail"));
  auto zip = ZipReader::open(file);
  REQUIRE(zip);
  CHECK(zip->stray_bytes() == 14);
  REQUIRE(zip->strays().size() == 2);
  CHECK(as_text(zip->strays()[0]) == "#!/bin/sh\n");
  CHECK_FALSE(read_own_zip(file));
}

TEST_CASE("two archives that claim the same end are refused", "[scrub][zip]") {
  auto inner = two(), outer = two();
  put16(outer, outer.size() - 2, static_cast<unsigned>(inner.size()));
  append(outer, inner);
  CHECK_FALSE(ZipReader::open(outer));
}

}  // namespace adit::client
