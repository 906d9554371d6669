// SPDX-License-Identifier: Apache-2.0
#include "client/trust/keyfile.h"

#include <sys/stat.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <fstream>

#include "client/trust/files.h"
#include "crypto/sha256.h"
#include "tests/client/net/servers.h"

using namespace adit;
using namespace adit::client;
using adit::test::TempFolder;

namespace {

const ByteVector kSecret(32, 0x5A);

SecretBuffer passphrase(std::string_view text) { return SecretBuffer(as_bytes(text)); }

void rewrite(const std::filesystem::path& path, const ByteVector& bytes) {
  std::ofstream(path, std::ios::binary) << as_text(bytes);
}

// The checksum of a file that someone changed on purpose.
void fix_sum(ByteVector& file) {
  file.resize(file.size() - Digest::kSize);
  Digest sum = sha256(file);
  append(file, sum.span());
}

Errc open_error(const std::filesystem::path& path, std::string_view text) {
  auto opened = open_keyfile(path, passphrase(text));
  return opened ? Errc::internal : opened.error().code;
}

}  // namespace

TEST_CASE("a key file opens with its passphrase and no other", "[trust]") {
  TempFolder folder;
  auto path = folder.path() / "member.key";
  REQUIRE(write_keyfile(path, passphrase("correct horse"), kSecret));
  auto opened = open_keyfile(path, passphrase("correct horse"));
  REQUIRE(opened);
  CHECK(std::ranges::equal(opened->expose(), kSecret));
  for (std::string_view other : {"correct hors", "correct horse ", "Correct horse", ""}) {
    CHECK(open_error(path, other) == Errc::passphrase_wrong);
  }
  struct stat info{};
  REQUIRE(stat(path.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
}

TEST_CASE("a key file shows nothing of its secret and is never the same twice", "[trust]") {
  TempFolder folder;
  REQUIRE(write_keyfile(folder.path() / "a", passphrase("p"), kSecret));
  REQUIRE(write_keyfile(folder.path() / "b", passphrase("p"), kSecret));
  ByteVector a = read_file(folder.path() / "a", 1000).value();
  ByteVector b = read_file(folder.path() / "b", 1000).value();
  CHECK(a.size() == 16 + 16 + 32 + 16 + 32);
  CHECK(std::ranges::search(a, ByteVector(4, 0x5A)).empty());
  CHECK(!std::ranges::equal(ByteSpan(a).subspan(16), ByteSpan(b).subspan(16)));
  CHECK(std::ranges::equal(ByteSpan(a).first(16), ByteSpan(b).first(16)));
}

TEST_CASE("a key file is never overwritten", "[trust]") {
  TempFolder folder;
  auto path = folder.path() / "member.key";
  REQUIRE(write_keyfile(path, passphrase("p"), kSecret));
  auto again = write_keyfile(path, passphrase("q"), ByteVector(32, 1));
  REQUIRE_FALSE(again);
  CHECK(again.error().code == Errc::file_exists);
  CHECK(open_keyfile(path, passphrase("p")));
}

TEST_CASE("a damaged key file is told from a wrong passphrase", "[trust]") {
  TempFolder folder;
  auto path = folder.path() / "member.key";
  REQUIRE(write_keyfile(path, passphrase("p"), kSecret));
  const ByteVector good = read_file(path, 1000).value();
  for (std::size_t i = 0; i < good.size(); ++i) {
    ByteVector bad = good;
    bad[i] ^= 1;
    rewrite(path, bad);
    if (open_error(path, "p") != Errc::store_corrupt) FAIL("byte " << i);
    bad = good;
    bad.resize(i);
    rewrite(path, bad);
    if (open_error(path, "p") != Errc::store_corrupt) FAIL("cut at " << i);
  }
  ByteVector longer = good;
  longer.push_back(0);
  rewrite(path, longer);
  CHECK(open_error(path, "p") == Errc::store_corrupt);
  rewrite(path, ByteVector(100'000));
  CHECK(open_error(path, "p") == Errc::store_corrupt);
  rewrite(path, good);
  CHECK(open_keyfile(path, passphrase("p")));
  CHECK(open_error(folder.path() / "absent", "p") == Errc::file_unreadable);
}

TEST_CASE("a key file changed on purpose does not open, wherever it was changed", "[trust]") {
  TempFolder folder;
  auto path = folder.path() / "member.key";
  REQUIRE(write_keyfile(path, passphrase("p"), kSecret));
  const ByteVector good = read_file(path, 1000).value();
  for (std::size_t i :
       {std::size_t{16}, std::size_t{31}, std::size_t{32}, std::size_t{63}, std::size_t{79}}) {
    ByteVector bad = good;
    bad[i] ^= 1;
    fix_sum(bad);
    rewrite(path, bad);
    CHECK(open_error(path, "p") == Errc::passphrase_wrong);
  }
}

TEST_CASE("a key file takes a secret of any size up to its bound", "[trust]") {
  TempFolder folder;
  for (std::size_t n : {std::size_t{0}, std::size_t{1}, kMaxKeyfileSecretBytes}) {
    auto path = folder.path() / std::to_string(n);
    REQUIRE(write_keyfile(path, passphrase("p"), ByteVector(n, 3)));
    CHECK(std::ranges::equal(open_keyfile(path, passphrase("p"))->expose(), ByteVector(n, 3)));
  }
  CHECK_FALSE(write_keyfile(folder.path() / "x", passphrase("p"), ByteVector(kMaxKeyfileSecretBytes + 1)));
}
