// SPDX-License-Identifier: Apache-2.0
// What each command shows on the wire (P14), and the edges of the reporter's state machine that take
// a command: a gateway that is away for long, one that cheats, a person who waits, stops or writes again.
#include <adit/api.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <fstream>
#include <iterator>

#include "client/reporter/commands.h"
#include "client/reporter/write.h"
#include "tests/client/reporter/children.h"
#include "tests/client/reporter/command_bench.h"

namespace adit::client {
namespace {

using namespace adit::test;

const std::vector<std::string_view> kPrompts = {
    "(Enter: no) ",      "(Enter: no): ",   "[yes/no] ", "written it down. ",
    "it is not shown: ", "(empty: none): ", "> "};

// State, one letter, three days of answers.
std::string session_shape() {
  std::string out = "GET /v1/state 0\nPOST /v1/u 16512\n";
  for (unsigned back = 0; back < 3; ++back)
    out += "GET " + api::cards_path(Day{number(day_at(kNow)) - back}) + " 0\n";
  return out;
}

struct Scene {
  TempFolder folder;
  CommandBench b;
  Scene() {
    write(folder.file("r.toml"), "form = \"open\"\n[answers]\ns2 = \"They called us one by one.\"\n");
    write(folder.file("text"), "one more thing");
    write(folder.file("letter"), std::string(kLetterBytes, 'x'));
    write(folder.file("piece"), std::string(kParcelBytes, 'x'));
  }
  WriteOptions written() const {
    WriteOptions out;
    out.from = folder.file("r.toml");
    out.to = {"Recipient 1"};
    return out;
  }
  // In the child: what it asked the gateway for, how long it waited, and what was accepted.
  int save(int code) const {
    std::string wire, waits;
    for (const LoopRequest& r : b.bench.transport.requests)
      wire +=
          std::string(r.is_post ? "POST " : "GET ") + r.target + " " + std::to_string(r.body_bytes) + "\n";
    for (unsigned wait : b.bench.pauses.waits) waits += std::to_string(wait) + "\n";
    write(folder.file("wire"), wire);
    write(folder.file("waits"), waits);
    b.save_accepted(folder.file("accepted"));
    return code;
  }
  int report() {
    ReportOptions options;
    options.write = written();
    return save(run_report(b.common, options, b.world));
  }
  std::string wire() const { return content(folder.file("wire")); }
  std::vector<unsigned> waits() const {
    std::ifstream in(folder.file("waits"));
    return {std::istream_iterator<unsigned>(in), {}};
  }
  std::vector<OpenedLetter> letters(const std::string& file) const {
    return letters_for(b, folder.file(file), 0);
  }
};

// Plays a person who says `replies` to what is asked, the first that fits, and gives the secret back.
int play(OnTerminal& t, const std::vector<std::pair<std::string_view, std::string>>& replies) {
  for (;;) {
    std::string question = t.next_prompt(kPrompts);
    if (question.empty()) return t.end();
    if (question.ends_with("it is not shown: ")) {
      t.type(words_on(t.screen()));
      continue;
    }
    std::string reply = question.ends_with("[yes/no] ") ? "yes" : "";
    for (const auto& [part, words] : replies) {
      if (!has(question, part)) continue;
      reply = words;
      break;
    }
    t.type(reply);
  }
}

TEST_CASE("P14: invite, recipients, seal, carry, read, answer and report show the same requests") {
  Scene s;
  auto run = [&](const std::function<int()>& body, std::string_view input = {}) {
    Ran ran = run_forked([&] { return s.save(body()); }, input);
    CAPTURE(ran.err);
    CHECK((ran.code == 0 || ran.code == 9));
    return s.wire();
  };
  const std::string words = words_of(1) + "\n";
  std::map<std::string, std::string> seen;
  seen["invite"] = run([&] { return run_invite(s.b.common, {}, s.b.world); });
  seen["recipients"] = run([&] { return run_recipients(s.b.common, {}, s.b.world); });
  seen["seal"] =
      run([&] { return run_seal(s.b.common, {s.written(), s.folder.file("out"), ""}, s.b.world); });
  seen["carry"] = run([&] { return run_carry(s.b.common, {{s.folder.file("letter")}}, s.b.world); });
  seen["read"] = run(
      [&] {
        ReadOptions options;
        options.secret_fd = 0;
        return run_read(s.b.common, options, s.b.world);
      },
      words);
  seen["answer"] = run(
      [&] {
        AnswerOptions options;
        options.to = {"Recipient 1"};
        options.text_file = s.folder.file("text");
        options.secret_fd = 0;
        return run_answer(s.b.common, options, s.b.world);
      },
      words);
  seen["report"] = run([&] {
    ReportOptions options;
    options.write = s.written();
    return run_report(s.b.common, options, s.b.world);
  });
  for (const auto& [command, wire] : seen) {
    CAPTURE(command);
    CHECK(wire == session_shape());
  }
  // The planted fault: a command that only fetches the state is seen.
  std::string only_looks = run([&] {
    auto invitation = read_invitation(s.b.common.invitation);
    return Online::open(s.b.common, *invitation, s.b.world) ? 0 : 1;
  });
  CHECK(only_looks != session_shape());
}

TEST_CASE(
    "P14: pieces are carried after a letter's session or a decoy's, and each letter has a session of its "
    "own") {
  Scene s;
  auto carry = [&](std::vector<std::string> files) {
    for (auto& file : files) file = s.folder.file(file);
    Ran ran = run_forked([&] { return s.save(run_carry(s.b.common, {files}, s.b.world)); });
    CAPTURE(ran.err);
    CHECK(ran.code == 0);
    return s.wire();
  };
  const std::string piece = "POST /v1/u 65664\n";
  CHECK(carry({"letter", "piece"}) == session_shape() + piece);
  CHECK(carry({"piece", "piece"}) == session_shape() + piece + piece);
  CHECK(carry({"letter", "letter", "piece"}) == session_shape() + piece + session_shape());
}

TEST_CASE("P14: between all requests of every command lie pauses of chance length") {
  Scene s;
  s.b.common.no_pauses = false;
  for (bool looks : {true, false}) {
    Ran ran =
        run_forked([&] { return looks ? s.save(run_recipients(s.b.common, {}, s.b.world)) : s.report(); });
    CHECK(ran.code == 0);
    CHECK(s.waits().size() == 4);
  }
}

TEST_CASE(
    "P14: a person who writes a report shows two whole sessions, with all of the writing between them") {
  Scene s;
  OnTerminal t([&] { return s.report(); });
  int code = play(t, {});
  CAPTURE(t.screen());
  REQUIRE(code == 0);
  CHECK(s.wire() == session_shape() + session_shape());
  REQUIRE(s.letters("accepted").size() == 1);  // the other is a decoy
}

TEST_CASE(
    "SEALED: a gateway that is busy for long is asked again in later sessions, with pauses that double") {
  Scene s;
  // Three sessions long, then it takes everything.
  std::size_t refused = 0;
  s.b.bench.transport.fault = [&](std::size_t, const LoopRequest& r) -> std::optional<Errc> {
    if (!r.is_post || refused == 3 * kMaxTries) return std::nullopt;
    ++refused;
    return Errc::gateway_busy;
  };
  s.b.common.patience_minutes = 120;
  Ran ran = run_forked([&] { return s.report(); });
  CAPTURE(ran.err);
  REQUIRE(ran.code == 0);
  CHECK(ran.out.ends_with("sent: yes\n"));
  CHECK(s.letters("accepted").size() == 1);
  std::string wire = s.wire();
  std::string failing = "GET /v1/state 0\n";
  for (unsigned i = 0; i < kMaxTries; ++i) failing += "POST /v1/u 16512\n";
  failing += session_shape().substr(session_shape().find("GET /v1/cards"));
  CHECK(wire == failing + failing + failing + session_shape());
  // 5 and 10 and 20 minutes, each half as long to half as long again.
  std::vector<unsigned> longer;
  for (unsigned wait : s.waits()) {
    if (wait > 130) longer.push_back(wait);
  }
  REQUIRE(longer.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    unsigned base = 300u << i;
    CHECK((longer[i] >= base / 2 && longer[i] <= base / 2 + base));
  }
}

TEST_CASE("SEALED: a patience shorter than the first pause comes back once, within it") {
  Scene s;
  const unsigned minutes = GENERATE(1u, 4u);
  const bool stays_busy = GENERATE(false, true);
  CAPTURE(minutes, stays_busy);
  std::size_t refused = 0;
  s.b.bench.transport.fault = [&](std::size_t, const LoopRequest& r) -> std::optional<Errc> {
    if (!r.is_post || (!stays_busy && refused == kMaxTries)) return std::nullopt;
    ++refused;
    return Errc::gateway_busy;
  };
  s.b.common.patience_minutes = minutes;
  Ran ran = run_forked([&] { return s.report(); });
  CAPTURE(ran.err);
  CHECK(ran.code == (stays_busy ? 4 : 0));
  CHECK(ran.out.ends_with(stays_busy ? "sent: no\n" : "sent: yes\n"));
  CHECK(std::ranges::count(s.wire(), '\n') == (stays_busy ? 2 * (4 + kMaxTries) : 4 + kMaxTries + 5));
  // Between the two sessions, behind the pauses of the first one's tries.
  std::vector<unsigned> waits = s.waits();
  REQUIRE(waits.size() == (stays_busy ? 2 * kMaxTries - 1 : kMaxTries));
  const unsigned base = 60 * minutes;
  CHECK((waits[kMaxTries - 1] >= base / 2 && waits[kMaxTries - 1] <= base / 2 + base));
}

TEST_CASE("SEALED: a script without patience ends, says what is known, and what else could be done") {
  Scene s;
  s.b.bench.transport.fault = [](std::size_t, const LoopRequest& r) {
    return r.is_post ? std::optional(Errc::gateway_busy) : std::nullopt;
  };
  Ran ran = run_forked([&] { return s.report(); });
  CHECK(ran.code == 4);
  CHECK(ran.out.ends_with("sent: no\n"));
  CHECK(has(ran.err, "nothing was sent"));
  CHECK(has(ran.err, "adit seal"));
  CHECK(has(ran.err, "--patience"));
}

TEST_CASE(
    "SEALED to STOPPED: a gateway that can no longer be trusted gets nothing, and the report can be "
    "carried") {
  Scene s;
  // It turns after the person has looked: the second session meets too few witnesses.
  std::size_t states = 0;
  StateBundle forked = s.b.bench.world.bundle(1, kNow);
  s.b.bench.transport.fault = [&](std::size_t, const LoopRequest& r) -> std::optional<Errc> {
    if (!r.is_post && r.target == "/v1/state" && ++states == 2) s.b.bench.transport.bundle = forked;
    return std::nullopt;
  };
  OnTerminal t([&] { return s.report(); });
  int code = play(t, {{"be sent later with adit carry", s.folder.file("kept")}});
  CAPTURE(t.screen());
  CHECK(code == 5);
  CHECK(has(t.screen(), "nothing more is sent to this gateway"));
  CHECK(s.wire() == session_shape() + "GET /v1/state 0\n");
  CHECK(s.letters("accepted").empty());
  auto kept = s.letters("kept");
  REQUIRE(kept.size() == 1);
  CHECK(kept[0].core.fields.front().second == "They called us one by one.");
}

TEST_CASE("SEALED: a person is asked whether to wait, and Ctrl-C there ends with the letter in a file") {
  Scene s;
  bool waiting = false;
  s.b.bench.transport.fault = [&](std::size_t number, const LoopRequest& r) -> std::optional<Errc> {
    if (number < 5) return std::nullopt;
    // Away; and at the second session's third request somebody presses Ctrl-C.
    if (number > 8) s.b.bench.pauses.is_interrupted = waiting = true;
    (void)r;
    return Errc::network_unreachable;
  };
  OnTerminal t([&] { return s.report(); });
  int code = play(t, {{"be sent later with adit carry", s.folder.file("kept")}});
  CAPTURE(t.screen());
  CHECK(code != 0);
  CHECK(has(t.screen(), "What you wrote is still here"));
  CHECK(std::ranges::any_of(s.waits(), [](unsigned wait) { return wait >= 150; }));
  CHECK(has(t.screen(), "nothing was sent"));
  CHECK(s.letters("kept").size() == 1);
}

TEST_CASE(
    "PINNED: a clock that is off by more than a day, and a list of recipients near its end, are warned of") {
  Scene s;
  s.b.bench.clock.advance(30 * 3600);
  Ran ran = run_forked([&] { return s.save(run_recipients(s.b.common, {}, s.b.world)); });
  CHECK(ran.code == 0);
  CHECK(has(ran.err, "off by more than a day"));
  CHECK(s.wire() == session_shape());  // the days of the witnesses, not of this machine

  CommandBench fresh;
  CHECK(warnings_about(fresh.bench.world.state()).size() == 1);  // a test deployment
  DirectoryBody& body = fresh.bench.world.directory_body;
  const std::uint64_t a_day = 86400 / body.params.epoch_seconds;
  const std::uint64_t now = number(epoch_at(kNow, body.params.epoch_seconds));
  auto warned = [&](std::uint64_t days_left, std::uint64_t days_gone) {
    body.from_epoch = Epoch{now - days_gone * a_day};
    body.expires_epoch = Epoch{now + days_left * a_day};
    fresh.bench.world.directory = fresh.bench.world.sign_directory(body);
    std::string all;
    for (const std::string& warning : warnings_about(fresh.bench.world.state())) all += warning + "\n";
    return all;
  };
  CHECK(has(warned(13, 100), "within 13 days"));
  CHECK(has(warned(1, 100), "within about 24 hours"));
  CHECK_FALSE(has(warned(15, 100), "must be renewed"));
  CHECK_FALSE(has(warned(8, 20), "must be renewed"));  // a list of four weeks: a quarter is seven days
  CHECK(has(warned(6, 22), "within 6 days"));
}

TEST_CASE("SENT: where nobody has confirmed anything, a person can look further back, or write again") {
  Scene s;
  write(s.folder.file("words"), words_of(1) + "\n");
  bool as_json = false;
  auto read = [&] {
    std::FILE* words = std::fopen(s.folder.file("words").c_str(), "r");
    ReadOptions options;
    options.secret_fd = ::fileno(words);
    options.json = as_json;
    return s.save(run_read(s.b.common, options, s.b.world));
  };
  SECTION("look further back, then leave") {
    OnTerminal t(read);
    std::size_t asked = 0;
    for (;;) {
      std::string question = t.next_prompt(kPrompts);
      if (question.empty()) break;
      t.type(++asked == 1 ? "2" : "");
    }
    CHECK(t.end() == 9);
    CAPTURE(t.screen());
    CHECK(has(t.screen(), "nothing new in the last 14 days"));
    CHECK(s.wire().starts_with(session_shape() + "GET /v1/state 0\nPOST /v1/u 16512\n"));
    CHECK(std::ranges::count(s.wire(), '\n') == 5 + 16);
  }
  SECTION("with --json nobody is asked, since there is one object") {
    as_json = true;
    OnTerminal t(read);
    CHECK(t.next_prompt(kPrompts).empty());
    CAPTURE(t.screen());
    CHECK(t.screen().find("\"schema\"") == t.screen().rfind("\"schema\""));
    CHECK(has(t.screen(), "\"schema\""));
    REQUIRE_FALSE(has(t.screen(), "What now?"));
    CHECK(t.end() == 9);
  }
  SECTION("write again: a letter in the same thread") {
    OnTerminal t(read);
    int code = play(
        t,
        {{"What now?", "1"}, {"Who may read this?", "1"}, {"What do you want to write?", "It may be lost."}});
    CAPTURE(t.screen());
    CHECK(code == 0);
    auto letters = s.letters("accepted");
    REQUIRE(letters.size() == 1);
    CHECK(letters[0].channel.reply_key == keys_of_words(words_of(1), s.b.bench.world.dep).reply_key());
    CHECK(letters[0].core.fields.front().second == "It may be lost.");
  }
  SECTION("a script is told") {
    Ran ran = run_forked(
        [&] {
          ReadOptions options;
          options.secret_fd = 0;
          return run_read(s.b.common, options, s.b.world);
        },
        words_of(1) + "\n");
    CHECK(ran.code == 9);
    CHECK(has(ran.err, "write again in the same thread with adit answer"));
  }
}

}  // namespace
}  // namespace adit::client
