// SPDX-License-Identifier: Apache-2.0
// What a desk says of pieces that have not arrived, of files that were not cleaned, and of originals.
#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <iterator>

#include "client/thread/forms.h"
#include "crypto/sha256.h"
#include "tests/client/desk/bench.h"
#include "tests/support/temp_folder.h"

namespace adit::client {
namespace {

using namespace adit::test;

constexpr std::uint64_t kThread = 1;

struct Sent {
  LetterKind kind = LetterKind::report;
  std::vector<std::pair<std::string, std::string>> fields = {{"s2", "x"}};
  std::vector<FileEntry> files;
  std::vector<ByteVector> parcels;
};

// A letter of the thread to the first desk; synced. What the desk has of it.
LetterView send(Office& office, Sent sent) {
  LetterDraft draft = office.draft("", {office.to(0)});
  draft.kind = sent.kind;
  draft.core.form = sent.kind == LetterKind::sealed_original ? std::string(kOriginalForm) : "open";
  draft.core.fields = std::move(sent.fields);
  draft.core.files = std::move(sent.files);
  auto letter = seal_letter(make_thread(office.world.dep, kThread), draft, office.rng);
  REQUIRE(letter);
  office.gateway->publish({std::move(*letter)}, sent.parcels);
  REQUIRE(office.sync(0));
  auto views = view_letters(office.desks[0]->records);
  REQUIRE(views);
  return std::move(views->back());
}

std::string screen_of(const Office& office, const LetterView& view) {
  return letter_screen(view, office.world.directory_body, office.world.recipients[0].rid);
}

bool has(const std::string& text, std::string_view what) { return text.find(what) != std::string::npos; }

TEST_CASE("a piece of a file that has not arrived is named, and so is a list of pieces", "[originals]") {
  Office office;
  ThreadKeys keys = make_thread(office.world.dep, kThread);
  ByteVector bytes(7 * kParcelContentBytes, 5);
  office.rng.fill(bytes);
  auto sealed = seal_file(keys, bytes, "a", "image/jpeg");
  REQUIRE(sealed);
  Sent sent;
  sent.files.push_back(sealed->entry.clone());
  for (std::size_t i = 0; i < 7; ++i) {
    if (i != 2) sent.parcels.push_back(sealed->parcels[i]);
  }
  LetterView view = send(office, std::move(sent));
  CHECK(view.missing.at(0).parts == std::vector<std::uint32_t>{3});
  std::string screen = screen_of(office, view);
  CAPTURE(screen);
  CHECK(has(screen, "piece 3 of 7 has not arrived"));
  CHECK(has(letter_json(view, std::nullopt, office.world.recipients[0].rid), "\"missing\":[3]"));
  TempFolder temp;
  auto saved = save_files(office.desks[0]->records, 1, temp.path() / "out");
  REQUIRE(saved);
  CHECK(saved->missing.at(0).words == "piece 3 of 7 has not arrived");

  // It comes in a later epoch.
  office.gateway->publish({}, {sealed->parcels[2]});
  REQUIRE(office.sync(0));
  auto later = view_letter(office.desks[0]->records, 1);
  REQUIRE(later);
  CHECK(later->files.at(0) == FileState::complete);
  CHECK_FALSE(has(screen_of(office, *later), "not arrived"));
}

TEST_CASE("a file of more than 64 pieces is put together from its manifest, and its digest is compared",
          "[originals]") {
  Office office;
  ThreadKeys keys = make_thread(office.world.dep, kThread);
  ByteVector bytes(70 * kParcelContentBytes - 11);
  office.rng.fill(bytes);
  auto sealed = seal_file(keys, bytes, "a", "image/jpeg");
  REQUIRE(sealed);
  REQUIRE(sealed->entry.parts.size() == 1);
  std::vector<ByteVector> without_list(sealed->parcels.begin(), sealed->parcels.end() - 1);
  Sent sent;
  sent.files.push_back(sealed->entry.clone());
  // The second entry promises another digest for the same pieces.
  sent.files.push_back(sealed->entry.clone());
  sent.files.back().sha256.mutable_span()[0] ^= 1;
  sent.parcels = without_list;
  LetterView view = send(office, std::move(sent));
  CHECK(has(screen_of(office, view), "the list of its pieces has not arrived"));

  office.gateway->publish({}, {sealed->parcels.back()});
  REQUIRE(office.sync(0));
  auto later = view_letter(office.desks[0]->records, 1);
  REQUIRE(later);
  CHECK(later->files == std::vector<FileState>{FileState::complete, FileState::damaged});
  TempFolder temp;
  auto saved = save_files(office.desks[0]->records, 1, temp.path() / "out");
  REQUIRE(saved);
  REQUIRE(saved->files.size() == 1);
  std::ifstream in(saved->files[0], std::ios::binary);
  ByteVector back{std::istreambuf_iterator<char>(in), {}};
  CHECK(back == bytes);
  REQUIRE(saved->missing.size() == 1);
  CHECK(saved->missing[0].error.code == Errc::parcel_damaged);
}

TEST_CASE("a file that the reporter did not clean is shown and saved as such", "[originals]") {
  Office office;
  ThreadKeys keys = make_thread(office.world.dep, kThread);
  Sent sent;
  for (std::string_view text : {"first", "second"}) {
    auto sealed = seal_file(keys, as_bytes(text), "file", "application/octet-stream");
    REQUIRE(sealed);
    sent.files.push_back(std::move(sealed->entry));
    sent.parcels.push_back(sealed->parcels[0]);
  }
  // The third names no file, so it is shown like any field that is not known.
  sent.fields = {{"s2", "x"}, {"raw", "2"}, {"raw", "3"}};
  LetterView view = send(office, std::move(sent));
  std::string screen = screen_of(office, view);
  CAPTURE(screen);
  CHECK(screen.find("NOT CLEANED") > screen.find("part 2"));
  CHECK(screen.find("NOT CLEANED") == screen.rfind("NOT CLEANED"));
  CHECK(has(screen, "does not know (raw)\n    3\n"));
  CHECK_FALSE(has(screen, "\n    2\n"));
  TempFolder temp;
  auto saved = save_files(office.desks[0]->records, 1, temp.path() / "out");
  REQUIRE(saved);
  CHECK(saved->uncleaned);
  CHECK(saved->files.at(0).filename() == "part-1.bin");
  CHECK(saved->files.at(1).filename() == "uncleaned-2.bin");
}

TEST_CASE("an original is shown with a warning, and whether it is one of this thread is verified",
          "[originals]") {
  Office office;
  ThreadKeys keys = make_thread(office.world.dep, kThread);
  const Digest original = sha256(as_bytes("as it was"));
  auto cleaned = seal_file(keys, as_bytes("cleaned"), "photo-1.jpg", "image/jpeg");
  auto whole = seal_file(keys, as_bytes("as it was"), "original-1", "image/jpeg");
  auto other = seal_file(keys, as_bytes("another"), "original-2", "image/jpeg");
  REQUIRE((cleaned && whole && other));
  cleaned->entry.original = commit_original(keys, original);
  Sent report;
  report.files.push_back(std::move(cleaned->entry));
  report.parcels = cleaned->parcels;
  send(office, std::move(report));

  Sent handed;
  handed.kind = LetterKind::sealed_original;
  std::string salt = to_hex(original_salt(keys, original).expose());
  handed.fields = {{"salt", salt}, {"salt", salt}};
  handed.files.push_back(std::move(whole->entry));
  handed.files.push_back(std::move(other->entry));
  handed.parcels = {whole->parcels[0], other->parcels[0]};
  LetterView view = send(office, std::move(handed));
  std::string screen = screen_of(office, view);
  CAPTURE(screen);
  CHECK(has(screen, "UNCLEANED ORIGINALS"));
  CHECK(has(screen, "the original of part 1 of letter 1 (verified)"));
  CHECK(has(screen, "NOT the original of any file"));
  CHECK_FALSE(has(screen, salt));
  CHECK(has(letter_json(view, std::nullopt, office.world.recipients[0].rid),
            "\"original_of\":{\"letter\":1,\"part\":1}"));
  TempFolder temp;
  auto saved = save_files(office.desks[0]->records, 2, temp.path() / "out");
  REQUIRE(saved);
  CHECK(saved->uncleaned);
  CHECK(saved->files.at(0).filename() == "uncleaned-1.jpg");

  // What a reporter shows later, to a court, is checked the same way.
  Records& records = office.desks[0]->records;
  auto checked = check_original(records, 1, original, salt);
  REQUIRE(checked);
  REQUIRE(*checked);
  CHECK((*checked)->letter == 1);
  CHECK_FALSE(*check_original(records, 1, sha256(as_bytes("another")), salt));
  std::string wrong = to_hex(original_salt(keys, sha256(as_bytes("x"))).expose());
  CHECK_FALSE(*check_original(records, 1, original, wrong));
  CHECK(check_original(records, 1, original, "zz").error().code == Errc::form_invalid);
  CHECK(check_original(records, 9, original, salt).error().code == Errc::not_found);
}

}  // namespace
}  // namespace adit::client
