// SPDX-License-Identifier: Apache-2.0
#include "client/thread/attachments.h"

#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <fstream>

#include "crypto/sha256.h"
#include "tests/support/world.h"

namespace adit::client {
namespace {

namespace fs = std::filesystem;

struct TempFile {
  fs::path path;
  explicit TempFile(std::string_view content) {
    std::string name = (fs::temp_directory_path() / "adit-attachment-XXXXXX").string();
    int fd = ::mkstemp(name.data());
    REQUIRE(fd >= 0);
    ::close(fd);
    path = name;
    std::ofstream(path, std::ios::binary) << content;
  }
  ~TempFile() { fs::remove(path); }
};

// Takes out everything up to the first colon and says so.
Result<CleanedFile> fake_clean(ByteSpan file) {
  std::string_view text = as_text(file);
  std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return fail(Errc::file_type_refused);
  ByteSpan rest = file.subspan(colon + 1);
  return CleanedFile{FileKind::text,
                     ByteVector(rest.begin(), rest.end()),
                     {{FindingClass::where, std::string(text.substr(0, colon))}},
                     {"the wording"}};
}

TEST_CASE("only cleaned bytes and a neutral name are kept for sending") {
  TempFile file("4.32 S 28.12 E:what I saw");
  auto attachment = clean_attachment(file.path, 3, fake_clean);
  REQUIRE(attachment);
  CHECK(as_text(attachment->cleaned.bytes) == "what I saw");
  CHECK(attachment->name == neutral_name(FileKind::text, 3));
  CHECK(attachment->original == sha256(as_bytes("4.32 S 28.12 E:what I saw")));

  ThreadKeys keys = adit::test::make_thread(DeploymentId{}, 1);
  std::vector<Attachment> list;
  list.push_back(std::move(*attachment));
  auto sealed = seal_files(keys, list);
  REQUIRE(sealed);
  REQUIRE(sealed->entries.size() == 1);
  CHECK(sealed->entries[0].sha256 == sha256(as_bytes("what I saw")));
  CHECK(sealed->entries[0].type == "text/plain");
  // The plain hash of the original would be a tracking number.
  CHECK(sealed->entries[0].original != sha256(as_bytes("4.32 S 28.12 E:what I saw")));
  CHECK(sealed->entries[0].original.has_value());
}

TEST_CASE("the reporter is told what was found, what was taken out, and what stays") {
  TempFile file("4.32 S\x1b[2J:what I saw");
  auto attachment = clean_attachment(file.path, 1, fake_clean);
  REQUIRE(attachment);
  std::string text = describe(*attachment);
  CHECK(text.find("where") != std::string::npos);
  CHECK(text.find("4.32 S") != std::string::npos);
  CHECK(text.find("the wording") != std::string::npos);
  CHECK(text.find('\x1b') == std::string::npos);
}

TEST_CASE("a file that cannot be cleaned, or is not there, is an error") {
  TempFile file("no colon");
  CHECK(clean_attachment(file.path, 1, fake_clean).error().code == Errc::file_type_refused);
  CHECK(clean_attachment(file.path.string() + ".missing", 1, fake_clean).error().code ==
        Errc::file_unreadable);
}

TEST_CASE("the same file twice makes its parcels once") {
  TempFile file("here:x");
  std::vector<Attachment> list;
  for (unsigned i = 1; i <= 2; ++i) {
    auto attachment = clean_attachment(file.path, i, fake_clean);
    REQUIRE(attachment);
    list.push_back(std::move(*attachment));
  }
  auto sealed = seal_files(adit::test::make_thread(DeploymentId{}, 1), list);
  REQUIRE(sealed);
  CHECK(sealed->entries.size() == 2);
  CHECK(sealed->parcels.size() == 1);
}

}  // namespace
}  // namespace adit::client
