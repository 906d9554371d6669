// SPDX-License-Identifier: Apache-2.0
#include "client/trust/invitation.h"

#include <catch2/catch_test_macros.hpp>
#include <fstream>

#include "tests/client/net/servers.h"
#include "tests/support/fakes.h"

using namespace adit;
using namespace adit::client;
using adit::test::SeededRng;
using adit::test::TempFolder;

namespace {

Invitation make_invitation() {
  SeededRng rng(7);
  return {rng.bytes<DeploymentId>(), "http://" + std::string(55, 'q') + "d.onion"};
}

constexpr std::size_t kHeadLetters = 6 + 52 + 1 + 4 + 1;  // what stands before the address

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool is_the_same(const Result<Invitation>& read, const Invitation& meant) {
  return read && read->dep == meant.dep && read->address == meant.address;
}

}  // namespace

TEST_CASE("an invitation reads as it was written", "[trust]") {
  Invitation invitation = make_invitation();
  std::string text = invitation.encode();
  CHECK(text.substr(0, 6) == "adit1:");
  CHECK(text.size() == kHeadLetters + invitation.address.size());
  CHECK(is_the_same(Invitation::parse(text), invitation));
}

TEST_CASE("line breaks, spaces and capitals of a poster do not matter", "[trust]") {
  Invitation invitation = make_invitation();
  std::string poster;
  std::size_t n = 0;
  for (char c : invitation.encode()) {
    bool head = n < kHeadLetters;
    poster += head && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    if (++n % 4 == 0) poster += n % 20 == 0 ? "\r\n\t" : " ";
  }
  CHECK(is_the_same(Invitation::parse("\n" + poster + "\n"), invitation));
}

TEST_CASE("every slip of one character is caught", "[trust]") {
  Invitation invitation = make_invitation();
  const std::string text = invitation.encode();
  std::size_t tried = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string other = text;
    other.erase(i, 1);
    if (Invitation::parse(other)) FAIL("left out " << i);
    if (i + 1 < text.size() && text[i] != text[i + 1]) {
      other = text;
      std::swap(other[i], other[i + 1]);
      if (Invitation::parse(other)) FAIL("turned round " << i);
    }
    for (int c = 1; c < 256; ++c) {
      char letter = static_cast<char>(c);
      if (letter == text[i] || (i < kHeadLetters && lower(letter) == text[i])) continue;
      other = text;
      other[i] = letter;
      if (Invitation::parse(other)) FAIL("put " << c << " at " << i);
      if (is_space(letter)) continue;
      other = text;
      other.insert(i, 1, letter);
      // One more of the same before it is the same text, and another letter is not.
      if (Invitation::parse(other)) FAIL("added " << c << " at " << i);
      ++tried;
    }
  }
  CHECK(tried > 20'000);
}

TEST_CASE("what is not an invitation is refused", "[trust]") {
  std::string text = make_invitation().encode();
  for (const std::string& other :
       {std::string(), std::string("adit1:"), text.substr(0, kHeadLetters), "x" + text, text + text,
        text + std::string(300, 'a'), std::string(100'000, 'a'), "adit2" + text.substr(5),
        text.substr(0, 60) + std::string(1, '\0') + text.substr(60)}) {
    auto read = Invitation::parse(other);
    REQUIRE_FALSE(read);
    CHECK(read.error().code == Errc::invitation_invalid);
  }
}

TEST_CASE("an invitation may be given as text or as a file", "[trust]") {
  TempFolder folder;
  Invitation invitation = make_invitation();
  std::string path = folder.path() / "invitation.txt";
  std::ofstream(path) << invitation.encode() << "\n";
  CHECK(is_the_same(read_invitation(path), invitation));
  CHECK(is_the_same(read_invitation(invitation.encode()), invitation));
  CHECK(is_the_same(read_invitation(" ADIT1:" + invitation.encode().substr(6)), invitation));

  auto code = [](std::string_view given) {
    auto read = read_invitation(given);
    return read ? Errc::internal : read.error().code;
  };
  CHECK(code((folder.path() / "absent").string()) == Errc::file_unreadable);
  CHECK(code(folder.path().string()) == Errc::file_unreadable);
  CHECK(code("adit1:broken") == Errc::invitation_invalid);
  std::ofstream(path) << "no invitation\n";
  CHECK(code(path) == Errc::invitation_invalid);
  std::ofstream(path) << std::string(100'000, 'x');
  CHECK(code(path) == Errc::file_too_large);
}
