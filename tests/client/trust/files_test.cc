// SPDX-License-Identifier: Apache-2.0
#include "client/trust/files.h"

#include <sys/resource.h>
#include <sys/stat.h>

#include <catch2/catch_test_macros.hpp>
#include <csignal>

#include "tests/client/net/servers.h"

using namespace adit;
using namespace adit::client;
using adit::test::TempFolder;

namespace {

const ByteVector kBytes{1, 2, 3};

Errc write_error(const std::filesystem::path& path, ByteSpan bytes = kBytes) {
  auto written = write_new_file(path, bytes, Rights::owner_only);
  return written ? Errc::internal : written.error().code;
}

}  // namespace

TEST_CASE("a new file holds what was written, for its owner only", "[trust]") {
  TempFolder folder;
  auto path = folder.path() / "secret";
  REQUIRE(write_new_file(path, kBytes, Rights::owner_only));
  CHECK(read_file(path, 3).value() == kBytes);
  struct stat info{};
  REQUIRE(stat(path.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
}

TEST_CASE("nothing is overwritten, and no link is followed", "[trust]") {
  TempFolder folder;
  auto path = folder.path() / "there";
  REQUIRE(write_new_file(path, kBytes, Rights::as_umask));
  CHECK(write_error(path, ByteVector{9}) == Errc::file_exists);
  CHECK(read_file(path, 3).value() == kBytes);
  std::filesystem::create_symlink(folder.path() / "elsewhere", folder.path() / "link");
  CHECK(write_error(folder.path() / "link") == Errc::file_exists);
  CHECK_FALSE(std::filesystem::exists(folder.path() / "elsewhere"));
}

TEST_CASE("a folder that cannot take a file is named as what it is", "[trust]") {
  TempFolder folder;
  CHECK(write_error(folder.path() / "absent" / "file") == Errc::disk_read_only);
  CHECK(write_error("/proc/adit-test") == Errc::disk_read_only);
}

TEST_CASE("a full disk leaves nothing behind", "[trust]") {
  TempFolder folder;
  // The system's limit on file sizes ends a write as a full disk does: half-way.
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  auto handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit small{1000, before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  Errc errc = write_error(folder.path() / "large", ByteVector(5000));
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  CHECK(errc == Errc::disk_full);
  CHECK_FALSE(std::filesystem::exists(folder.path() / "large"));
}

TEST_CASE("a file is read up to its bound and no further", "[trust]") {
  TempFolder folder;
  auto path = folder.path() / "file";
  ByteVector bytes(200'000, 7);
  REQUIRE(write_new_file(path, bytes, Rights::owner_only));
  CHECK(read_file(path, bytes.size()).value() == bytes);
  CHECK(read_file(path, bytes.size() - 1).error().code == Errc::file_too_large);
  // No size is known before: it is counted on the way.
  CHECK(read_file("/dev/zero", 100'000).error().code == Errc::file_too_large);
  CHECK(read_file(folder.path() / "absent", 10).error().code == Errc::file_unreadable);
  CHECK(read_file(folder.path(), 10).error().code == Errc::file_unreadable);
}
