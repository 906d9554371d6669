// SPDX-License-Identifier: Apache-2.0
// The interview on a terminal of its own: some questions are answered, the secret is asked back, and
// the letter says what was typed.
#include <unistd.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <fstream>
#include <map>

#include "client/reporter/commands.h"
#include "tests/client/reporter/children.h"
#include "tests/client/reporter/command_bench.h"

namespace adit::client {
namespace {

using namespace adit::test;

const std::vector<std::string_view> kPrompts = {"> ",
                                                "(empty: none): ",
                                                "[yes/no] ",
                                                "written it down. ",
                                                "it is not shown: ",
                                                "(Enter: no more): ",
                                                "(Enter: no) ",
                                                "(Enter: no): "};

std::size_t occurrences(std::string_view text, std::string_view part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

struct Script {
  // By what stands in a question; each once. Everything else is skipped.
  std::map<std::string, std::string> answers;
  std::string typed_back_first;  // instead of the secret, the first time
  std::string words;             // as shown
  std::size_t asked_back = 0;
  std::size_t questions = 0;
};

// Answers until the program ends; its exit code.
int play(OnTerminal& t, Script& script) {
  for (;;) {
    std::string question = t.next_prompt(kPrompts);
    if (question.empty()) return t.end();
    ++script.questions;
    if (question.ends_with("written it down. ")) {
      script.words = words_on(question);
      t.type("");
      continue;
    }
    if (question.ends_with("it is not shown: ")) {
      ++script.asked_back;
      t.type(script.asked_back == 1 && !script.typed_back_first.empty() ? script.typed_back_first
                                                                        : script.words);
      continue;
    }
    std::string reply;
    for (auto it = script.answers.begin(); it != script.answers.end(); ++it) {
      if (question.find(it->first) == std::string::npos) continue;
      reply = it->second;
      script.answers.erase(it);
      break;
    }
    t.type(reply);
    // Lines that are typed ahead have a prompt each; an answer to one of those would be ahead of all
    // that follows, and no empty line would ever be the last.
    auto lines = static_cast<std::size_t>(std::ranges::count(reply, '\n'));
    if (lines == 0) continue;
    for (std::size_t prompts = 0; prompts < lines + 1;) {
      std::string part = t.next_prompt(kPrompts);
      if (part.empty()) return t.end();
      prompts += occurrences(part, "> ");
    }
    t.type("");
  }
}

TEST_CASE("the interview answers some questions, asks the secret back, and sends what was typed") {
  TempFolder folder;
  CommandBench b;
  OnTerminal t([&] {
    int code = run_report(b.common, {}, b.world);
    b.save_accepted(folder.file("accepted"));
    return code;
  });
  Script script;
  script.answers = {{"in your own words", "They called us one by one."},
                    {"What is this about?", "1"},
                    {"What did you do before this happened?", "1 3"},
                    {"near which place or mine?", "near the old plant"},
                    {"Who said or decided it", "-"},
                    {"How many people could know this story?", "5"},
                    {"Who may read this?", "2 4"},
                    {"Seal it now?", "yes"}};
  script.typed_back_first = words_of(77);
  int code = play(t, script);
  CAPTURE(t.screen());
  CHECK(code == 0);
  CHECK(script.answers.empty());
  // Somebody else's words are not taken: it was asked twice.
  CHECK(script.asked_back == 2);
  CHECK(script.questions > 40);
  CHECK(t.screen().find("that is not the same") != std::string::npos);
  CHECK(t.screen().find("room for ") != std::string::npos);
  CHECK(t.screen().find("three days") != std::string::npos);
  // What is typed back is not echoed: the words are on the screen as often as they were shown.
  CHECK(occurrences(t.screen(), script.words) == 2);

  auto accepted = CommandBench::load_accepted(folder.file("accepted"), kLetterBytes);
  REQUIRE(accepted.size() ==
          2);  // the first is a decoy, of the session in which the recipients were asked for
  auto letter = SealedLetter::parse(accepted[1]);
  REQUIRE(letter);
  ThreadKeys keys = keys_of_words(script.words, b.bench.world.dep);
  for (std::size_t i = 0; i < 4; ++i) {
    const TestRecipient& r = b.bench.world.recipients[i];
    WeekSecret week{week_at(kNow), &r.week_key};
    auto opened = open_letter(b.bench.world.dep, *letter, {&week, 1}, r.self(), TestKeyBook(b.bench.world));
    CHECK(opened.has_value() == (i == 1 || i == 3));
    if (!opened) continue;
    CHECK(opened->channel.reply_key == keys.reply_key());
    CHECK(opened->core.fields == Fields{{"s2", "They called us one by one."},
                                        {"s1", "blacklisting"},
                                        {"a1", "union"},
                                        {"a1", "strike"},
                                        {"a6_role", "dont-say"},
                                        {"w1", "near the old plant"},
                                        {"f2", "dont-know"}});
  }
}

TEST_CASE("files are asked for; one that cannot be cleaned is left out, and said") {
  TempFolder folder;
  std::ofstream(folder.file("bad.doc")) << "worst";
  std::ofstream(folder.file("good.txt")) << "good";
  CommandBench b;
  OnTerminal t([&] {
    int code = run_report(b.common, {}, b.world);
    b.save_accepted(folder.file("accepted"));
    return code;
  });
  Script script;
  script.answers = {{"in your own words", "They follow her."},
                    {"do not go and collect more", folder.file("bad.doc")},
                    {"it is left out", folder.file("good.txt")},
                    {"Send it like this?", "yes"},
                    {"Who may read this?", "1"},
                    {"Seal it now?", "yes"}};
  int code = play(t, script);
  CAPTURE(t.screen());
  CHECK(code == 0);
  CHECK(script.answers.empty());
  CHECK(t.screen().find("with 1 files") != std::string::npos);
  CHECK(t.screen().find("pieces: 1 of 1") != std::string::npos);
}

TEST_CASE("adit alone on a terminal is a menu that can be left") {
  std::string program = std::string(ADIT_BIN_DIR) + "/adit";
  OnTerminal t([&] {
    ::execl(program.c_str(), program.c_str(), nullptr);
    return 97;
  });
  CHECK(t.next_prompt(kPrompts).find("Write a report") != std::string::npos);
  t.type("5");
  CHECK(t.next_prompt(kPrompts).find("Adit cannot force them to act.") != std::string::npos);
  t.type("2");
  CHECK(t.next_prompt({"name of its file): "}).find("Your invitation") != std::string::npos);
  t.type("adit1:nonsense");
  CHECK(t.next_prompt(kPrompts).find("this is not an invitation") != std::string::npos);
  t.type("");
  CHECK(t.end() == 0);
}

TEST_CASE("a subject without a form of its own gets the open one, and danger gets a word of its own") {
  CommandBench b;
  OnTerminal t([&] { return run_report(b.common, {}, b.world); });
  Script script;
  script.answers = {{"in your own words", "They follow her."},
                    {"What is this about?", "2"},
                    {"Who may read this?", "1"},
                    {"Seal it now?", "yes"}};
  CHECK(play(t, script) == 0);
  CHECK(t.screen().find("not an emergency number") != std::string::npos);
  CHECK(t.screen().find("What did you do before this happened?") == std::string::npos);
  CHECK(t.screen().find("What do you hope will happen?") != std::string::npos);
}

TEST_CASE("Ctrl-C while sending stops, and says what is known") {
  CommandBench b;
  SignalPauses pauses;
  ReporterWorld world{b.bench.clock, b.bench.rng, b.bench.talk, pauses, b.world.connect, b.world.cleaner};
  OnTerminal t([&] {
    // The pause after the first answer to the report is the moment to stop in; before it was a session
    // of five requests, and a state.
    b.bench.transport.fault = [](std::size_t number, const LoopRequest&) {
      if (number < 6) return std::optional<Errc>();
      ::raise(SIGINT);
      return std::optional(Errc::gateway_busy);
    };
    return run_report(b.common, {}, world);
  });
  Script script;
  script.answers = {
      {"in your own words", "They follow her."}, {"Who may read this?", "1"}, {"Seal it now?", "yes"}};
  int code = play(t, script);
  CAPTURE(t.screen());
  CHECK(code == 130);
  CHECK(t.screen().find("stopping") != std::string::npos);
  CHECK(t.screen().find("nothing was sent") != std::string::npos);
  CHECK(t.screen().find("sent: no") != std::string::npos);
}

TEST_CASE("whoever says no before sealing has sent nothing, and gets no secret") {
  CommandBench b;
  OnTerminal t([&] {
    int code = run_report(b.common, {}, b.world);
    return b.bench.transport.accepted.size() == 1 ? code : 77;  // a decoy
  });
  Script script;
  script.answers = {
      {"in your own words", "I changed my mind."}, {"Who may read this?", "1"}, {"Seal it now?", "no"}};
  int code = play(t, script);
  CAPTURE(t.screen());
  CHECK(code == 130);
  CHECK(script.asked_back == 0);
  CHECK(t.screen().find("nothing was sent") != std::string::npos);
}

TEST_CASE("the account is the one question that cannot be skipped") {
  CommandBench b;
  OnTerminal t([&] { return run_report(b.common, {}, b.world); });
  std::string first = t.next_prompt(kPrompts);
  CHECK(first.find("in your own words") != std::string::npos);
  t.type("");
  std::string again = t.next_prompt(kPrompts);
  CAPTURE(t.screen());
  CHECK(again.find("has to be answered") != std::string::npos);
  CHECK(again.find("in your own words") != std::string::npos);
}

TEST_CASE("an account that is too long is asked for again") {
  CommandBench b;
  OnTerminal t([&] { return run_report(b.common, {}, b.world); });
  Script script;
  script.answers = {{"in your own words",
                     std::string(3900, 'x') + "\n" + std::string(3900, 'y') + "\n" + std::string(3900, 'z')},
                    {"Tell it again, shorter", "They called us."},
                    {"Who may read this?", "1"},
                    {"Seal it now?", "yes"}};
  int code = play(t, script);
  CAPTURE(t.screen());
  CHECK(code == 0);
  CHECK(script.answers.empty());
  CHECK(t.screen().find("too long by ") != std::string::npos);
}

}  // namespace
}  // namespace adit::client
