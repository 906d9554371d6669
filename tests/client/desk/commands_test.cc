// SPDX-License-Identifier: Apache-2.0
// The subcommands on a real vault, with a fake gateway in the network's place.
#include "client/desk/commands.h"

#include <adit/parcel.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <iterator>

#include "client/trust/application.h"
#include "tests/client/case/office.h"
#include "tests/client/desk/bench.h"
#include "tests/support/temp_folder.h"

using namespace adit;
using namespace adit::client;
using test::Office;
using test::TempFolder;

namespace {

constexpr std::string_view kPassphrase = "a long enough passphrase";

// Hands every request on to a gateway that outlives it.
class Borrowed final : public Transport {
 public:
  explicit Borrowed(Transport& to) : to_(to) {}
  Result<ByteVector> get(std::string_view target, std::size_t max_bytes) override {
    return to_.get(target, max_bytes);
  }
  Status post(std::string_view path, ByteSpan body) override { return to_.post(path, body); }

 private:
  Transport& to_;
};

// Takes what is printed on stdout meanwhile.
class Captured {
 public:
  explicit Captured(const std::filesystem::path& file) : file_(file) {
    std::fflush(stdout);
    saved_ = dup(STDOUT_FILENO);
    FILE* out = std::fopen(file.c_str(), "w");
    dup2(fileno(out), STDOUT_FILENO);
    std::fclose(out);
  }
  ~Captured() { restore(); }
  std::string text() {
    restore();
    std::ifstream in(file_);
    return {std::istreambuf_iterator<char>(in), {}};
  }

 private:
  void restore() {
    if (saved_ < 0) return;
    std::fflush(stdout);
    dup2(saved_, STDOUT_FILENO);
    close(saved_);
    saved_ = -1;
  }
  std::filesystem::path file_;
  int saved_ = -1;
};

// The first desk of an office once more, in a vault of its own that the subcommands open.
struct Bench {
  Office office{{.desks = 2}};
  TempFolder temp;
  DeskCommon common;
  test::ClockPauses pauses{office.clock};
  DeskWorld world{office.clock, office.rng,
                  [this](const Address&, const NetOptions&) {
                    return Result<std::unique_ptr<Transport>>(std::make_unique<Borrowed>(*office.gateway));
                  },
                  pauses};
  std::string out;

  Bench() {
    common.vault = temp.path() / "vault";
    SecretBuffer passphrase(as_bytes(kPassphrase));
    auto vault = Vault::create(common.vault, passphrase, office.rng);
    REQUIRE(vault);
    REQUIRE((*vault)->begin());
    // Everything that a desk knows before its first visit.
    for (Kind kind : {Kind::secret, Kind::profile, Kind::week_secret, Kind::week_published}) {
      auto rows = office.desks[0]->records.list(kind);
      for (const Record& row : *rows) {
        REQUIRE((*vault)->put(kind, row.name, row.value.expose()));
      }
    }
    REQUIRE((*vault)->commit());
  }

  template <class Options>
  int run(int (*command)(const DeskCommon&, const Options&, DeskWorld&), const Options& options,
          std::string_view passphrase = kPassphrase) {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    std::string line = std::string(passphrase) + "\n";
    REQUIRE(write(ends[1], line.data(), line.size()) == static_cast<ssize_t>(line.size()));
    close(ends[1]);
    common.passphrase_fd = ends[0];
    Captured captured(temp.path() / "out");
    int code = command(common, options, world);
    out = captured.text();
    close(ends[0]);
    return code;
  }
  bool printed(std::string_view text) const { return out.find(text) != std::string::npos; }
};

std::string bytes_of(const std::filesystem::path& folder) {
  std::string out;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    out.append(std::istreambuf_iterator<char>(in), {});
  }
  return out;
}

}  // namespace

TEST_CASE("a recipient's day: sync, list, show, reply, sync, status", "[commands]") {
  Bench b;
  CHECK(b.run(run_sync, ShowOptions{}) == 9);
  CHECK(b.run(run_list, ShowOptions{}) == 9);
  b.office.gateway->publish(
      {b.office.letter(1, "the list is in the drawer", {b.office.to(0), b.office.to(1)})});
  CHECK(b.run(run_sync, ShowOptions{}) == 0);
  CHECK(b.printed("1 new letter\n"));
  CHECK(b.run(run_sync, ShowOptions{.json = true}) == 9);
  CHECK(b.printed("{\"schema\":1,\"letters\":0,"));
  CHECK(b.run(run_list, ShowOptions{}) == 0);
  CHECK(b.printed("the list is in the drawer"));
  CHECK(b.run(run_show, ShowOptions{.number = 1}) == 0);
  CHECK(b.printed("the list is in the drawer"));
  CHECK(b.printed("readable by Desk 2 (verified)"));
  CHECK(b.run(run_show, ShowOptions{.number = 1, .json = true}) == 0);
  CHECK(b.printed("\"included\":true"));
  CHECK(b.run(run_show, ShowOptions{.number = 2}) == 9);

  std::ofstream(b.temp.path() / "answer") << "we read it\n";
  ReplyOptions reply{
      .number = 1, .text_file = b.temp.path() / "answer", .kind = "note", .status = "", .json = false};
  CHECK(b.run(run_reply, reply) == 0);
  CHECK(b.run(run_status, ShowOptions{}) == 0);
  CHECK(b.printed("1 answer and 1 acknowledgement on their way"));
  for (int i = 0; i < 6; ++i) {
    b.office.gateway->publish();
    int code = b.run(run_sync, ShowOptions{});
    CHECK((code == 0 || code == 9));
  }
  // The answer acknowledges too, so it went out alone.
  auto cards = b.office.cards_for(1);
  REQUIRE(cards.size() == 1);
  CHECK(cards[0].content.text == "we read it");
  CHECK(cards[0].content.acks.size() == 1);
  CHECK(b.run(run_show, ShowOptions{.number = 1}) == 0);
  CHECK(b.printed("note (published)\n    we read it\n"));
}

TEST_CASE("an alarm ends in exit code 10 and names itself", "[commands]") {
  Bench b;
  CHECK(b.run(run_sync, ShowOptions{}) == 9);
  b.office.gateway->publish({}, {}, {}, [](test::Batch& batch) { batch.feed.back() ^= 1; });
  CHECK(b.run(run_sync, ShowOptions{}) == 10);
  CHECK(b.printed("ALARM E_COUNT: "));
  CHECK(b.run(run_status, ShowOptions{.json = true}) == 0);
  CHECK(b.printed("\"name\":\"E_COUNT\""));
  CHECK(b.printed("\"evidence\":[\"adit.invalid/"));
}

TEST_CASE("a gateway that cannot be reached is exit code 3, and nothing is lost", "[commands]") {
  Bench b;
  b.office.gateway->publish({b.office.letter(1, "hello", {b.office.to(0)})});
  b.office.gateway->unreachable = true;
  CHECK(b.run(run_sync, ShowOptions{}) == 3);
  b.office.gateway->unreachable = false;
  CHECK(b.run(run_sync, ShowOptions{}) == 0);
}

TEST_CASE("a wrong passphrase is exit code 6 for every subcommand", "[commands]") {
  Bench b;
  CHECK(b.run(run_sync, ShowOptions{}, "wrong") == 6);
  CHECK(b.run(run_list, ShowOptions{}, "wrong") == 6);
  CHECK(b.run(run_show, ShowOptions{.number = 1}, "wrong") == 6);
  CHECK(b.run(run_status, ShowOptions{}, "wrong") == 6);
  CHECK(b.run(run_publish, PublishOptions{}, "wrong") == 6);
  CHECK(b.run(run_save, SaveOptions{.number = 1, .out = b.temp.path() / "x", .json = false}, "wrong") == 6);
  CHECK_FALSE(std::filesystem::exists(b.temp.path() / "x"));
}

TEST_CASE("a wrong kind of answer is a usage error", "[commands]") {
  Bench b;
  ReplyOptions o{
      .number = 1, .text_file = "/dev/null", .kind = "acknowledgement", .status = "", .json = false};
  CHECK(b.run(run_reply, o) == 2);
  o.kind = "status";
  CHECK(b.run(run_reply, o) == 2);
  o.status = "finished";
  CHECK(b.run(run_reply, o) == 2);
  o.kind = "note";
  o.status = "";
  CHECK(b.run(run_reply, o) == 2);  // nothing in it
}

TEST_CASE("a vault with letters in it shows nothing of them on the disk", "[commands][vault]") {
  Bench b;
  ThreadKeys keys = test::make_thread(b.office.world.dep, 1);
  ByteVector photo(100'000);
  b.office.rng.fill(photo);
  auto file = seal_file(keys, photo, "drawer.jpg", "image/jpeg");
  LetterDraft draft = b.office.draft("the list is in the drawer", {b.office.to(0)});
  draft.core.files.push_back(file->entry.clone());
  b.office.gateway->publish({*seal_letter(keys, draft, b.office.rng)}, file->parcels);
  CHECK(b.run(run_sync, ShowOptions{}) == 0);
  CHECK(b.run(run_show, ShowOptions{.number = 1}) == 0);
  CHECK(b.printed("complete"));
  std::string disk = bytes_of(b.common.vault);
  auto is_there = [&](ByteSpan bytes) { return disk.find(as_text(bytes)) != std::string::npos; };
  CHECK(disk.size() > 200'000);
  CHECK_FALSE(is_there(as_bytes("the list is in the drawer")));
  CHECK_FALSE(is_there(as_bytes("drawer.jpg")));
  CHECK_FALSE(is_there(as_bytes("Desk 1")));
  CHECK_FALSE(is_there(as_bytes("Desk 2")));
  CHECK_FALSE(is_there(as_bytes("127.0.0.1")));
  CHECK_FALSE(is_there(as_bytes("adit.invalid")));
  for (const auto& desk : b.office.desks) CHECK_FALSE(is_there(desk->self.rid.span()));
  CHECK_FALSE(is_there(b.office.world.dep.span()));
  CHECK_FALSE(is_there(keys.thread_public().span()));
  CHECK_FALSE(is_there(draft.mid.span()));
  CHECK_FALSE(is_there(ByteSpan(photo).first(32)));
  for (const ByteVector& parcel : file->parcels) CHECK_FALSE(is_there(ByteSpan(parcel).first(32)));
  CHECK_FALSE(is_there(as_bytes(kPassphrase)));
  // The same search finds what lies there in the clear.
  std::ofstream(b.common.vault / "note") << "the list is in the drawer";
  disk = bytes_of(b.common.vault);
  CHECK(is_there(as_bytes("the list is in the drawer")));
}

TEST_CASE("init makes a vault and an application that the council can verify", "[commands]") {
  Bench b;
  Invitation invitation{b.office.world.dep, "http://127.0.0.1:8080"};
  InitOptions o{.invitation = invitation.encode(),
                .name = "New Desk",
                .org = "Union",
                .scope = "all",
                .languages = {"en", "fr"},
                .application = b.temp.path() / "new.app"};
  b.common.vault = b.temp.path() / "new";
  CHECK(b.run(run_init, o) == 0);
  std::ifstream in(o.application);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  auto application = Application::parse(text, invitation.dep);
  REQUIRE(application);
  CHECK(application->name == "New Desk");
  CHECK(application->witness.name == witness_name(application->rid()));
  CHECK(b.run(run_status, ShowOptions{}) == 0);
  CHECK(b.printed(to_hex(application->rid().span())));
  // Never over another one.
  o.application = b.temp.path() / "second.app";
  CHECK(b.run(run_init, o) == 2);
  CHECK_FALSE(std::filesystem::exists(o.application));
  CHECK(b.run(run_status, ShowOptions{}) == 0);
}

TEST_CASE("an init that fails leaves no vault behind", "[commands]") {
  Bench b;
  b.common.vault = b.temp.path() / "new";
  InitOptions o{.invitation = Invitation{b.office.world.dep, "http://127.0.0.1:8080"}.encode(),
                .name = "two\nlines",
                .org = "",
                .scope = "",
                .languages = {"en"},
                .application = b.temp.path() / "new.app"};
  SECTION("a name that is no line") { CHECK(b.run(run_init, o) == 2); }
  SECTION("an application that cannot be written") {
    o.name = "fine";
    o.application = b.temp.path() / "no-such-folder" / "new.app";
    CHECK(b.run(run_init, o) != 0);
  }
  CHECK_FALSE(std::filesystem::exists(b.common.vault / kVaultFile));
  CHECK_FALSE(std::filesystem::exists(o.application));
}

TEST_CASE("publish says what it did, and does it once", "[commands]") {
  Bench b;
  CHECK(b.run(run_publish, PublishOptions{}) == 0);
  CHECK(b.printed("0 week keys published now; reporters can write to you for 5 weeks"));
  b.office.clock.advance(kWeekSeconds);
  CHECK(b.run(run_publish, PublishOptions{.weeks = 5, .json = true}) == 0);
  CHECK(b.printed("\"published\":1,"));
}
