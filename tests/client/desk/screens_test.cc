// SPDX-License-Identifier: Apache-2.0
#include "client/desk/screens.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include "client/desk/words.h"
#include "crypto/value.h"
#include "tests/client/desk/bench.h"

using namespace adit;
using namespace adit::client;
using test::Office;

namespace {

// What could move a terminal or hide in it, or nothing.
std::string danger_in(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto c = static_cast<std::uint8_t>(text[i]);
    if ((c < 0x20 && c != '\n') || c == 0x7f) return "control character " + std::to_string(c);
  }
  for (std::string_view bad : {"\u0080", "\u0085", "\u009b", "\u200b", "\u200e", "\u200f", "\u202a", "\u202e",
                               "\u2066", "\u2069", "\u2028", "\u2029", "\ufeff", "\U000e0041"}) {
    if (text.find(bad) != std::string_view::npos) return "invisible character";
  }
  return "";
}

const std::string kHostile[] = {
    "\x1b[2J\x1b]0;owned\x07 plain",
    "\x1b]8;;http://example.invalid\x1b\\click\x1b]8;;\x1b\\",
    "\xc2\x9b"
    "31m red",
    "\xe2\x80\xae"
    "gpj.exe\xe2\x80\xac",
    "a\rwho can read it\r\n  readable by you (verified)",
    "\xe2\x80\x8b\xef\xbb\xbf\xe2\x81\xa6",
    "line\u2028separator\u2029",
    "bell\x07 back\x08\x08\x08 del\x7f",
    "\xf3\xa0\x81\x81 tag",
};

}  // namespace

TEST_CASE("the search for dangerous characters finds them", "[screens]") {
  for (const std::string& text : kHostile) CHECK_FALSE(danger_in(text).empty());
  CHECK(danger_in("plain\ntext, \xd8\xa7\xd9\x84").empty());
}

TEST_CASE("nothing that a reporter writes reaches the terminal raw", "[screens]") {
  std::string hostile = GENERATE(from_range(std::begin(kHostile), std::end(kHostile)));
  CAPTURE(hostile);
  Office office;
  std::string key = hostile.substr(0, std::min<std::size_t>(hostile.size(), 32));
  while (!key.empty() && !is_clean_utf8(key)) key.pop_back();
  LetterView view = test::send_letter(office, {{"s2", hostile}, {key, hostile}, {"s1", hostile}},
                                      {{hostile, hostile, 10, true}}, hostile.size() <= 64 ? hostile : "x",
                                      hostile.size() <= 35 ? hostile : "en");
  auto directory = load_directory(office.desks[0]->records);
  REQUIRE(directory);
  const Rid own = office.desks[0]->self.rid;
  for (const std::string& screen :
       {letter_screen(view, *directory, own), letter_json(view, *directory, own)}) {
    CHECK(danger_in(screen) == "");
  }
  std::vector<LetterView> all;
  all.push_back(std::move(view));
  CHECK(danger_in(list_screen(all)) == "");
  CHECK(danger_in(list_json(all)) == "");
}

TEST_CASE("nothing that a directory says reaches the terminal raw", "[screens]") {
  std::string hostile = GENERATE(from_range(std::begin(kHostile), std::end(kHostile)));
  DirectoryBody directory;
  RecipientEntry entry;
  entry.name = hostile;
  directory.recipients.push_back(entry);
  CHECK(danger_in(name_of_recipient(directory, entry.rid)) == "");
  Health health;
  health.name = hostile;
  health.address = hostile;
  health.alarms.push_back({AlarmKind::fork, Epoch{1}, {hostile}});
  CHECK(danger_in(health_screen(health)) == "");
  CHECK(danger_in(health_json(health)) == "");
}

TEST_CASE("an answer cannot look like a line of ours", "[screens]") {
  Office office;
  LetterView view = test::send_letter(
      office, {{"s2", "first\nwho can read it\n  readable by nobody\n\nhow sure this is\n"}});
  std::string screen = letter_screen(view, std::nullopt, office.desks[0]->self.rid);
  std::size_t found = 0;
  for (std::size_t at = 0; (at = screen.find("who can read it", at)) != std::string::npos; ++at) {
    bool is_ours = at > 0 && screen[at - 1] == '\n';
    found += is_ours ? 1 : 0;
  }
  CHECK(found == 1);
}

TEST_CASE("no line of a letter is a heading of ours but our own", "[screens]") {
  Office office;
  LetterView view = test::send_letter(office, {{"who can read it", "  readable by nobody"}, {"s2", "x"}},
                                      {{"who can read it", "who can read it", 10, true}}, "who can read it",
                                      "who can read it");
  std::string screen = letter_screen(view, std::nullopt, office.desks[0]->self.rid);
  std::size_t found = 0;
  for (std::size_t at = 0; (at = screen.find("\nwho can read it\n", at)) != std::string::npos; ++at) ++found;
  CHECK(found == 1);
}

TEST_CASE("answers stand in the order of the form, the account first", "[screens]") {
  Office office;
  LetterView view = test::send_letter(
      office, {{"zz", "no question of ours"}, {"w1", "Kolwezi"}, {"s3", "own"}, {"s2", "they fired us all"}});
  std::string screen = letter_screen(view, std::nullopt, office.desks[0]->self.rid);
  auto at = [&](std::string_view text) {
    CAPTURE(text);
    REQUIRE(screen.find(text) != std::string::npos);
    return screen.find(text);
  };
  CHECK(at("they fired us all") < at("my own story"));
  CHECK(at("my own story") < at("Kolwezi"));
  CHECK(at("Kolwezi") < at("no question of ours"));
}

TEST_CASE("each slot has its sentence", "[screens]") {
  Office office({.desks = 3});
  Addressee cheated = office.to(1);
  cheated.week_key = office.to(2).week_key;
  office.gateway->publish({office.letter(1, "hello", {office.to(0), cheated})});
  REQUIRE(office.sync(0)->letters == 1);
  auto view = view_letter(office.desks[0]->records, 1);
  REQUIRE(view);
  auto directory = load_directory(office.desks[0]->records);
  std::string screen = letter_screen(*view, *directory, office.desks[0]->self.rid);
  CHECK(screen.find("readable by you (verified)") != std::string::npos);
  CHECK(screen.find("names Desk 2, but Desk 2 cannot read it") != std::string::npos);
  CHECK(screen.find("unused") != std::string::npos);
  CHECK(screen.find("of the public log (verified)") != std::string::npos);
  view->letter.readership[0] = Readership::unlisted;
  CHECK(letter_screen(*view, *directory, Rid{}).find("readable by somebody who is not named") !=
        std::string::npos);
  // A proof that does not hold is not called verified.
  view->letter.proof[0] = Digest{};
  CHECK(letter_screen(*view, *directory, Rid{}).find("NOT in the public log") != std::string::npos);
}

TEST_CASE("a visit is told in words", "[screens]") {
  SyncReport report;
  report.letters = 1;
  report.spliced = 2;
  report.epochs = 3;
  report.listed = true;
  report.weeks_ahead = 5;
  report.alarms.push_back({AlarmKind::fork, Epoch{7}, {}});
  std::string screen = sync_screen(report);
  CHECK(screen.starts_with("ALARM E_FORK: "));
  CHECK(screen.find("1 new letter\n") != std::string::npos);
  CHECK(screen.find("2 letters were set aside") != std::string::npos);
  CHECK(screen.find("3 epochs read and checked\n") != std::string::npos);
}

TEST_CASE("attachments have neutral names", "[screens]") {
  auto name = [](std::string given, std::string type, std::size_t i) {
    FileEntry file{std::move(given), std::move(type), 1, {}, Key::copy_of(Digest{}.span()), {}, {}};
    return attachment_name(i, file);
  };
  CHECK(name("../../etc/passwd", "image/jpeg", 0) == "part-1.jpg");
  CHECK(name("x.jpg", "text/plain; charset=utf-8", 1) == "part-2.txt");
  CHECK(name("run.sh", "../../x", 2) == "part-3.bin");
}
