// SPDX-License-Identifier: Apache-2.0
#include "client/desk/desk.h"

#include <sys/stat.h>

#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <set>

#include "tests/client/desk/bench.h"
#include "tests/support/temp_folder.h"

using namespace adit;
using namespace adit::client;
using test::Office;
using test::TempFolder;

namespace {

std::set<std::string> names_in(const std::filesystem::path& folder) {
  std::set<std::string> out;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    out.insert(std::filesystem::relative(entry.path(), folder).string());
  }
  return out;
}

}  // namespace

TEST_CASE("attachments are saved under neutral names, whatever the letter calls them", "[save]") {
  Office office;
  test::send_letter(
      office, {{"s2", "x"}},
      {{"../../../escape.jpg", "image/jpeg"}, {"/etc/cron.d/x", "text/plain", 70'000}, {"..", "a/b"}});
  TempFolder temp;
  auto saved = save_files(office.desks[0]->records, 1, temp.path() / "out");
  REQUIRE(saved);
  CHECK(saved->missing.empty());
  CHECK(names_in(temp.path()) ==
        std::set<std::string>{"out", "out/part-1.jpg", "out/part-2.txt", "out/part-3.bin"});
  CHECK(std::filesystem::file_size(temp.path() / "out/part-2.txt") == 70'000);
  struct stat s{};
  for (const auto& path : saved->files) {
    REQUIRE(stat(path.c_str(), &s) == 0);
    CHECK((s.st_mode & 0777) == 0600);
  }
}

TEST_CASE("saving never overwrites and follows no link", "[save]") {
  Office office;
  test::send_letter(office, {{"s2", "x"}}, {{"photo.jpg", "image/jpeg"}});
  TempFolder temp;
  auto out = temp.path() / "out";
  auto victim = temp.path() / "victim";
  std::ofstream(victim) << "keep me";
  SECTION("a file of that name") {
    std::filesystem::create_directory(out);
    std::ofstream(out / "part-1.jpg") << "keep me";
    victim = out / "part-1.jpg";
  }
  SECTION("a link of that name") {
    std::filesystem::create_directory(out);
    std::filesystem::create_symlink(victim, out / "part-1.jpg");
  }
  SECTION("a link in the place of the folder") {
    std::filesystem::create_directory(temp.path() / "elsewhere");
    std::filesystem::create_symlink(temp.path() / "elsewhere", out);
  }
  auto saved = save_files(office.desks[0]->records, 1, out);
  REQUIRE_FALSE(saved);
  CHECK(saved.error().code == Errc::file_exists);
  std::string text;
  std::getline(std::ifstream(victim), text);
  CHECK(text == "keep me");
  if (std::filesystem::exists(temp.path() / "elsewhere")) CHECK(names_in(temp.path() / "elsewhere").empty());
}

TEST_CASE("a part that has not arrived is named, and the others are saved", "[save]") {
  Office office;
  test::send_letter(office, {{"s2", "x"}},
                    {{"a", "image/jpeg"}, {"b", "image/png", 70'000, false}, {"c", "text/plain", 5}});
  TempFolder temp;
  auto saved = save_files(office.desks[0]->records, 1, temp.path() / "out");
  REQUIRE(saved);
  CHECK(saved->files.size() == 2);
  REQUIRE(saved->missing.size() == 1);
  CHECK(saved->missing[0].part == 2);
  CHECK(saved->missing[0].error.code == Errc::parcel_missing);
  CHECK(saved->missing[0].words == "pieces 1 and 2 of 2 have not arrived");
}

TEST_CASE("two letters never share a file", "[save]") {
  Office office;
  test::send_letter(office, {{"s2", "x"}}, {{"a", "image/jpeg"}}, "blacklisting/1", "en", 1);
  test::send_letter(office, {{"s2", "y"}}, {{"a", "image/jpeg"}}, "blacklisting/1", "en", 2);
  TempFolder temp;
  REQUIRE(save_files(office.desks[0]->records, 1, temp.path() / "out"));
  auto second = save_files(office.desks[0]->records, 2, temp.path() / "out");
  REQUIRE_FALSE(second);
  CHECK(second.error().code == Errc::file_exists);
}

TEST_CASE("an answer goes out with a round and is shown as sent", "[reply]") {
  Office office;
  test::send_letter(office, {{"s2", "x"}});
  Records& records = office.desks[0]->records;
  REQUIRE(queue_reply(records, 1, {CardKind::status, {3}, "we are on it"}, office.rng));
  auto before = view_letter(records, 1);
  REQUIRE(before->waiting.size() == 1);
  CHECK(before->sent.empty());
  for (int i = 0; i < 6; ++i) {
    office.gateway->publish();
    REQUIRE(office.sync(0));
  }
  auto after = view_letter(records, 1);
  CHECK(after->waiting.empty());
  REQUIRE(after->sent.size() == 1);
  CHECK(after->sent[0].text == "we are on it");
  std::vector<OpenedCard> cards = office.cards_for(1);
  REQUIRE(cards.size() == 2);  // the acknowledgement and the answer
  auto& answer = cards[0].content.kind == CardKind::status ? cards[0] : cards[1];
  CHECK(answer.content.kind == CardKind::status);
  CHECK(answer.content.body == std::vector<std::uint64_t>{3});
  CHECK(answer.content.text == "we are on it");
  CHECK(answer.content.acks.size() == 1);
  CHECK(office.cards_for(2).empty());
}

TEST_CASE("an answer that is too long or not text is refused before it is kept", "[reply]") {
  Office office;
  test::send_letter(office, {{"s2", "x"}});
  Records& records = office.desks[0]->records;
  std::string text(2000, 'a');
  while (CardQueue::bytes_left(CardKind::note, {}, text) > 0) text.push_back('a');
  std::size_t waiting = CardQueue(records).waiting()->size();
  auto longer = queue_reply(records, 1, {CardKind::note, {}, text + "a"}, office.rng);
  REQUIRE_FALSE(longer);
  CHECK(longer.error().code == Errc::report_too_long);
  CHECK_FALSE(queue_reply(records, 1, {CardKind::note, {}, "\xff"}, office.rng));
  CHECK_FALSE(queue_reply(records, 1, {CardKind::note, {}, std::string("a\0b", 3)}, office.rng));
  auto unknown = queue_reply(records, 2, {CardKind::note, {}, "x"}, office.rng);
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().code == Errc::not_found);
  CHECK(CardQueue(records).waiting()->size() == waiting);
  // The longest that fits goes all the way, with every acknowledgement a card can carry.
  for (int i = 0; i < 9; ++i) {
    office.gateway->publish({office.letter(1, "more", {office.to(0)})});
    REQUIRE(office.sync(0)->letters == 1);
  }
  REQUIRE(queue_reply(records, 1, {CardKind::note, {}, text}, office.rng));
  for (int i = 0; i < 8; ++i) {
    office.gateway->publish();
    REQUIRE(office.sync(0));
  }
  bool arrived = false;
  for (const OpenedCard& card : office.cards_for(1)) {
    arrived = arrived || (card.content.text == text && card.content.acks.size() == kMaxCardAcks);
  }
  CHECK(arrived);
}

TEST_CASE("health counts what there is", "[status]") {
  Office office;
  auto fresh = view_health(office.desks[0]->records, office.clock.now());
  REQUIRE(fresh);
  CHECK_FALSE(fresh->last_epoch);
  test::send_letter(office, {{"s2", "x"}});
  REQUIRE(queue_reply(office.desks[0]->records, 1, {CardKind::note, {}, "hello"}, office.rng));
  auto health = view_health(office.desks[0]->records, office.clock.now());
  REQUIRE(health);
  CHECK(health->listed);
  CHECK(health->letters == 1);
  CHECK(health->waiting_cards == 1);
  CHECK(health->automatic_cards == 1);
  CHECK(health->weeks_ahead == 5);
  CHECK(health->unread_epochs == 0);
  CHECK(health->alarms.empty());
  CHECK(health->last_epoch == Epoch{number(epoch_at(office.clock.now(), 600)) - 1});
}
