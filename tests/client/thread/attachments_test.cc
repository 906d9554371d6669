// SPDX-License-Identifier: Apache-2.0
#include "client/thread/attachments.h"

#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <fstream>

#include "client/thread/attachment_words.h"
#include "client/thread/forms.h"
#include "crypto/sha256.h"
#include "tests/client/thread/one_kept.h"
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
Result<std::vector<KeptFile>> fake_clean(const HeldBytes& held, const CleanOptions& options, Reasons& why) {
  ADIT_TRY(ByteVector file, held.read_all());
  std::string_view text = as_text(file);
  std::size_t colon = text.find(':');
  if (colon == std::string_view::npos && options.way == Way::rebuild) {
    why.emplace_back("there is no colon in it");
    return fail(Errc::file_type_refused);
  }
  ByteSpan rest = ByteSpan(file).subspan(colon + 1);
  return adit::test::one_kept({FileKind::text,
                               ByteVector(rest.begin(), rest.end()),
                               {{FindingClass::where, std::string(text.substr(0, colon))}},
                               {"the wording"}});
}
Result<std::vector<Attachment>> cleaned(const fs::path& path, unsigned number = 1) {
  Reasons why;
  return clean_attachment(path, number, fake_clean, {}, why);
}

TEST_CASE("only cleaned bytes and a neutral name are kept for sending") {
  TempFile file("4.32 S 28.12 E:what I saw");
  auto list = cleaned(file.path, 3);
  REQUIRE(list);
  REQUIRE(list->size() == 1);
  const Attachment& attachment = list->front();
  CHECK(as_text(*attachment.sent.bytes.read_all()) == "what I saw");
  CHECK(attachment.name == neutral_name(FileKind::text, 3));
  CHECK(attachment.original == sha256(as_bytes("4.32 S 28.12 E:what I saw")));
  CHECK(attachment.treatment == Treatment::cleaned);

  ThreadKeys keys = adit::test::make_thread(DeploymentId{}, 1);
  auto sealed = seal_files(keys, *list);
  REQUIRE(sealed);
  REQUIRE(sealed->entries.size() == 1);
  CHECK(sealed->entries[0].sha256 == sha256(as_bytes("what I saw")));
  CHECK(sealed->entries[0].type == "text/plain");
  // The plain hash of the original would be a tracking number.
  CHECK(sealed->entries[0].original != sha256(as_bytes("4.32 S 28.12 E:what I saw")));
  CHECK(sealed->entries[0].original == commit_original(keys, attachment.original));
  CHECK(raw_fields(*list).empty());
}

TEST_CASE("a file that became several is several attachments, with numbers that go on") {
  TempFile file("a:b");
  Reasons why;
  auto twice = [&](const HeldBytes& held, const CleanOptions& options,
                   Reasons& w) -> Result<std::vector<KeptFile>> {
    ADIT_TRY(auto one, fake_clean(held, options, w));
    ADIT_TRY(auto other, fake_clean(held, options, w));
    one.push_back(std::move(other.front()));
    return one;
  };
  auto list = clean_attachment(file.path, 4, twice, {}, why);
  REQUIRE(list);
  REQUIRE(list->size() == 2);
  CHECK((*list)[0].name == "text-4.txt");
  CHECK((*list)[1].name == "text-5.txt");
  // Both come from one original, which is handed over once.
  auto originals = seal_originals(adit::test::make_thread(DeploymentId{}, 1), *list);
  REQUIRE(originals);
  CHECK(originals->files.entries.size() == 1);
}

TEST_CASE("the reporter is told before and after, what was found, what was taken out, and what stays") {
  TempFile file("4.32 S\x1b[2J:what I saw");
  auto list = cleaned(file.path);
  REQUIRE(list);
  std::string text = describe(list->front());
  for (std::string_view what : {"before", "after", "text-1.txt", "Where", "1 found", "taken out", "4.32 S",
                                "the wording", "10 bytes", "21 bytes"}) {
    CAPTURE(text, what);
    CHECK(text.find(what) != std::string::npos);
  }
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(attachment_json(list->front()).find('\x1b') == std::string::npos);
}

TEST_CASE("a name that disagrees with the content is said") {
  TempFile file("here:x");
  fs::path wrong = file.path.string() + ".jpg";
  fs::rename(file.path, wrong);
  auto list = cleaned(wrong);
  fs::rename(wrong, file.path);
  REQUIRE(list);
  CHECK(list->front().name_disagrees);
  CHECK(describe(list->front()).find("its name says something else") != std::string::npos);
  CHECK_FALSE(cleaned(file.path)->front().name_disagrees);
}

TEST_CASE(
    "a file that cannot be cleaned, or is not there, is an error, and what it is and the way on is said") {
  TempFile file("no colon");
  CHECK(cleaned(file.path).error().code == Errc::file_type_refused);
  CHECK(cleaned(file.path.string() + ".missing").error().code == Errc::file_unreadable);
  Refusal refusal =
      refusal_of(file.path, 1, Error(Errc::file_type_refused), {}, fake_clean, {"for\x1b a reason"});
  std::string said = describe(refusal);
  CHECK(said.find("a plain text") != std::string::npos);
  CHECK(said.find("--convert") != std::string::npos);  // which this cleaner can
  CHECK(said.find("a reason") != std::string::npos);
  CHECK(said.find('\x1b') == std::string::npos);
  CHECK(refusal_json(refusal).find("\"cleaned\":false") != std::string::npos);

  TempFile archive("7z\xbc\xaf\x27\x1c...");
  auto never = [](const HeldBytes&, const CleanOptions&, Reasons&) -> Result<std::vector<KeptFile>> {
    return fail(Errc::file_type_refused);
  };
  said = describe(refusal_of(archive.path, 1, Error(Errc::file_type_refused), {}, never, {}));
  CHECK(said.find("a 7-Zip archive") != std::string::npos);
  CHECK(said.find("unpack it") != std::string::npos);
  CHECK(said.find("--convert") == std::string::npos);
}

TEST_CASE("a file that goes as it is has no name, no kind and no other original, and the letter says so") {
  TempFile file("bad content");
  auto raw = attach_as_it_is(file.path, 2);
  REQUIRE(raw);
  CHECK(raw->name == "file-2.bin");
  CHECK(describe(*raw).find("NOT CLEANED") != std::string::npos);
  std::vector<Attachment> list = std::move(*cleaned(TempFile("a:b").path));
  list.push_back(std::move(*raw));
  using Field = std::pair<std::string, std::string>;
  CHECK(raw_fields(list) == std::vector<Field>{{"raw", "2"}});
  auto sealed = seal_files(adit::test::make_thread(DeploymentId{}, 1), list);
  REQUIRE(sealed);
  CHECK(sealed->entries[1].type == "application/octet-stream");
  CHECK_FALSE(sealed->entries[1].original.has_value());
  CHECK(sealed->entries[0].original.has_value());
  // No question of any form is answered by it.
  for (const Form& form : forms()) CHECK(find_question(form, kRawKey) == nullptr);
}

TEST_CASE("the same file twice makes its parcels once") {
  TempFile file("here:x");
  std::vector<Attachment> list;
  for (unsigned i = 1; i <= 2; ++i) {
    auto attachment = cleaned(file.path, i);
    REQUIRE(attachment);
    list.push_back(std::move(attachment->front()));
  }
  auto sealed = seal_files(adit::test::make_thread(DeploymentId{}, 1), list);
  REQUIRE(sealed);
  CHECK(sealed->entries.size() == 2);
  CHECK(sealed->parcels.count == 1);
}

TEST_CASE("sixteen files of two megabytes leave room for what the letter says") {
  TempFile file("here:" + std::string(2'000'000, 'x'));
  std::vector<Attachment> list;
  for (unsigned i = 1; i <= kMaxAttachments; ++i) {
    auto attachment = cleaned(file.path, i);
    REQUIRE(attachment);
    list.push_back(std::move(attachment->front()));
  }
  auto sealed = seal_files(adit::test::make_thread(DeploymentId{}, 1), list);
  REQUIRE(sealed);
  Core core{"open", "en", {}, sealed->clone_entries()};
  CHECK(core_bytes_left(core) > 6000);
  // Listed in full they would not fit.
  for (FileEntry& entry : core.files) entry.parts.assign(plan_parcels(entry.size).content, ParcelId{});
  CHECK(core_bytes_left(core) < 0);
}

TEST_CASE("the originals' salts open the commitments of the report, and their id stays") {
  TempFile file("here:x");
  ThreadKeys keys = adit::test::make_thread(DeploymentId{}, 1);
  auto list = cleaned(file.path);
  REQUIRE(list);
  auto sealed = seal_files(keys, *list);
  auto originals = seal_originals(keys, *list);
  REQUIRE((sealed && originals));
  REQUIRE(originals->fields.size() == 1);
  CHECK(originals->fields[0].first == "salt");
  auto salt = from_hex(originals->fields[0].second);
  REQUIRE(salt);
  Key key = Key::copy_of(std::span<const std::uint8_t, 32>(*salt));
  const FileEntry& original = originals->files.entries[0];
  CHECK(opens_original(*sealed->entries[0].original, key, original.sha256));
  CHECK(original.sha256 == sha256(as_bytes("here:x")));
  CHECK(original.name == "original-1");
  CHECK(seal_originals(keys, *list)->mid == originals->mid);
  // A file that has changed since is not its original.
  std::ofstream(file.path, std::ios::binary) << "here:y";
  CHECK(seal_originals(keys, *list).error().code == Errc::file_unreadable);
}

}  // namespace
}  // namespace adit::client
