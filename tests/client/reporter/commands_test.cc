// SPDX-License-Identifier: Apache-2.0
#include "client/reporter/commands.h"

#include <adit/api.h>

#include <catch2/catch_test_macros.hpp>

#include "tests/client/reporter/children.h"
#include "tests/client/reporter/command_bench.h"

namespace adit::client {
namespace {

using namespace adit::test;

constexpr std::string_view kReport =
    "form = \"blacklisting\"\n[answers]\ns2 = \"They called us one by one.\"\n";

Ran read_with(const std::string& words, CommandBench& b, const ReadOptions& more = {}) {
  ReadOptions options = more;
  options.secret_fd = 0;
  return run_forked([&] { return run_read(b.common, options, b.world); }, words + "\n");
}

TEST_CASE(
    "a script sends a report: stdout has the secret and the outcome, and the letter opens with its keys") {
  TempFolder folder;
  CommandBench b;
  write(folder.file("r.toml"), kReport);
  write(folder.file("note.txt"), "what I saw");
  ReportOptions options;
  options.write.from = folder.file("r.toml");
  options.write.attach = {folder.file("note.txt")};
  options.write.to = {"Recipient 2", "Recipient 3"};
  options.write.secret.digits = true;
  Ran ran = run_forked([&] {
    int code = run_report(b.common, options, b.world);
    b.save_accepted(folder.file("accepted"));
    return code;
  });
  CAPTURE(ran.err);
  REQUIRE(ran.code == 0);
  std::string words = line_after(ran.out, "secret: ");
  std::string digits = line_after(ran.out, "digits: ");
  CHECK(ran.out == "secret: " + words + "\ndigits: " + digits + "\nsent: yes\npieces: 1 of 1\n");
  CHECK(ran.err.find("was not typed back") != std::string::npos);
  CHECK(ran.err.find(words) == std::string::npos);

  ThreadKeys keys = keys_of_words(words, b.bench.world.dep);
  CHECK(keys_of_words(digits, b.bench.world.dep).reply_key() == keys.reply_key());
  auto accepted = CommandBench::load_accepted(folder.file("accepted"), kLetterBytes);
  REQUIRE(accepted.size() == 5);  // a letter, and a parcel of the size of four
  auto letter = SealedLetter::parse(accepted[0]);
  REQUIRE(letter);
  for (std::size_t i = 0; i < 4; ++i) {
    const TestRecipient& r = b.bench.world.recipients[i];
    WeekSecret week{week_at(kNow), &r.week_key};
    auto opened = open_letter(b.bench.world.dep, *letter, {&week, 1}, r.self(), TestKeyBook(b.bench.world));
    CHECK(opened.has_value() == (i == 1 || i == 2));
    if (!opened) continue;
    CHECK(opened->channel.reply_key == keys.reply_key());
    CHECK(opened->core.fields == Fields{{"s2", "They called us one by one."}});
    CHECK(opened->core.files.size() == 1);
  }
}

TEST_CASE("one file that cannot be cleaned stops everything before the network is touched") {
  TempFolder folder;
  CommandBench b;
  write(folder.file("r.toml"), kReport);
  write(folder.file("good.txt"), "good");
  write(folder.file("bad.doc"), "bad");
  ReportOptions options;
  options.write.from = folder.file("r.toml");
  options.write.attach = {folder.file("good.txt"), folder.file("bad.doc")};
  options.write.to = {"Recipient 1"};
  Ran ran = run_forked([&] {
    int code = run_report(b.common, options, b.world);
    return b.connections == 0 ? code : 77;
  });
  CHECK(ran.code == 7);
  CHECK(ran.out.empty());
  CHECK(ran.err.find("bad.doc") != std::string::npos);
  CHECK(ran.err.find("nothing was sent") != std::string::npos);
}

TEST_CASE("an unknown question in --from is named, exit 2, before the network is touched") {
  TempFolder folder;
  CommandBench b;
  write(folder.file("r.toml"), std::string(kReport) + "a99 = \"x\"\n");
  ReportOptions options;
  options.write.from = folder.file("r.toml");
  options.write.to = {"Recipient 1"};
  Ran ran = run_forked([&] {
    int code = run_report(b.common, options, b.world);
    return b.connections == 0 ? code : 77;
  });
  CHECK(ran.code == 2);
  CHECK(ran.out.empty());
  CHECK(ran.err.find("a99") != std::string::npos);
}

TEST_CASE("a report that is too long says by how much, exit 7, and shows no secret") {
  TempFolder folder;
  CommandBench b;
  write(folder.file("r.toml"), "form = \"open\"\n[answers]\ns2 = \"" + std::string(20000, 'x') + "\"\n");
  ReportOptions options;
  options.write.from = folder.file("r.toml");
  options.write.to = {"Recipient 1"};
  Ran ran = run_forked([&] { return run_report(b.common, options, b.world); });
  CHECK(ran.code == 7);
  CHECK(ran.out.empty());
  CHECK(ran.err.find("too long by ") != std::string::npos);
}

TEST_CASE("recipients who are unknown or too many are refused before a secret is made") {
  TempFolder folder;
  CommandBench b;
  write(folder.file("r.toml"), kReport);
  ReportOptions options;
  options.write.from = folder.file("r.toml");
  options.write.to = {"Nobody"};
  Ran ran = run_forked([&] { return run_report(b.common, options, b.world); });
  CHECK(ran.code == 2);
  CHECK(ran.out.empty());
  CHECK(ran.err.find("Nobody") != std::string::npos);
}

TEST_CASE("a state that cannot be trusted stops every subcommand with exit 5") {
  TempFolder folder;
  write(folder.file("r.toml"), kReport);
  write(folder.file("letter"), std::string(kLetterBytes, 'x'));
  CommandBench b;
  b.bench.transport.bundle = b.bench.world.bundle(1, kNow);
  auto guarded = [&](int code) { return b.bench.transport.bodies.empty() ? code : 77; };
  WriteOptions write_options;
  write_options.from = folder.file("r.toml");
  write_options.to = {"Recipient 1"};
  std::vector<std::pair<std::string_view, Ran>> all;
  all.emplace_back("report", run_forked([&] {
                     ReportOptions options;
                     options.write = write_options;
                     return guarded(run_report(b.common, options, b.world));
                   }));
  all.emplace_back("seal", run_forked([&] {
                     return guarded(run_seal(b.common, {write_options, folder.file("out"), ""}, b.world));
                   }));
  all.emplace_back(
      "carry", run_forked([&] { return guarded(run_carry(b.common, {{folder.file("letter")}}, b.world)); }));
  all.emplace_back("recipients", run_forked([&] { return guarded(run_recipients(b.common, {}, b.world)); }));
  all.emplace_back("invite", run_forked([&] { return guarded(run_invite(b.common, {}, b.world)); }));
  all.emplace_back("read", read_with(words_of(1), b));
  all.emplace_back("answer", run_forked(
                                 [&] {
                                   AnswerOptions options;
                                   options.to = {"Recipient 1"};
                                   options.yes = true;
                                   options.secret_fd = 0;
                                   return guarded(run_answer(b.common, options, b.world));
                                 },
                                 words_of(1) + "\n"));
  for (const auto& [name, ran] : all) {
    CAPTURE(name, ran.err);
    CHECK(ran.code == 5);
    CHECK(ran.err.find("cannot be trusted now") != std::string::npos);
    CHECK(ran.out.find("secret") == std::string::npos);
  }
  CHECK(listing(folder.path()) ==
        std::vector<std::string>{"letter 16384", "r.toml " + std::to_string(kReport.size())});
}

TEST_CASE("a mistyped secret is exit 6, and neither the network nor the invitation is touched") {
  CommandBench b;
  std::string words = words_of(1);
  std::string other = words_of(2);
  // The last word of another secret: each word is of the list, the check bits do not match.
  std::string slipped = words.substr(0, words.rfind(' ')) + other.substr(other.rfind(' '));
  for (const std::string& typed :
       {slipped, std::string("quarrelsome blue not words at all"), words + " apple"}) {
    CAPTURE(typed);
    Ran ran = run_forked(
        [&] {
          ReadOptions options;
          options.secret_fd = 0;
          int code = run_read(b.common, options, b.world);
          return b.connections == 0 && b.bench.transport.requests.empty() ? code : 77;
        },
        typed + "\n");
    CHECK(ran.code == 6);
    CHECK(ran.out.empty());
    CHECK(ran.err.find("answer") == std::string::npos);
  }
}

TEST_CASE("a wrong but well-formed secret gives exactly the screens of an empty thread") {
  CommandBench b;
  // A thread that has an answer, one that has none yet, and two that never were.
  ThreadKeys answered = keys_of_words(words_of(1), b.bench.world.dep);
  const TestRecipient& r = b.bench.world.recipients[0];
  CardContent content;
  content.text = "we are on it";
  ReplyTo to{answered.reply_key(), answered.thread_public(), answered.grant(r.rid)};
  auto card = seal_card(b.bench.world.dep, r.self(), to, content, b.bench.rng);
  REQUIRE(card);
  append(b.bench.transport.files[api::cards_path(day_at(kNow))], card->bytes());

  Ran first = read_with(words_of(2), b);
  Ran second = read_with(words_of(3), b);
  CHECK(first.code == 9);
  CHECK(first.out.empty());
  CHECK(second.code == first.code);
  CHECK(second.out == first.out);
  CHECK(second.err == first.err);
  ReadOptions json;
  json.json = true;
  CHECK(read_with(words_of(2), b, json).out == read_with(words_of(3), b, json).out);

  // The planted difference: with the right secret the screens do differ.
  Ran mine = read_with(words_of(1), b);
  CHECK(mine.code == 0);
  CHECK(mine.out.find("    we are on it\n") != std::string::npos);
  CHECK(mine.out != first.out);
}

TEST_CASE("answer sends a follow-up that opens in the same thread") {
  TempFolder folder;
  CommandBench b;
  write(folder.file("text"), "one more thing");
  AnswerOptions options;
  options.to = {"Recipient 1"};
  options.text_file = folder.file("text");
  options.secret_fd = 0;
  Ran ran = run_forked(
      [&] {
        int code = run_answer(b.common, options, b.world);
        b.save_accepted(folder.file("accepted"));
        return code;
      },
      words_of(1) + "\n");
  CAPTURE(ran.err);
  CHECK(ran.code == 0);
  CHECK(ran.out == "sent: yes\n");
  auto accepted = CommandBench::load_accepted(folder.file("accepted"), kLetterBytes);
  REQUIRE(accepted.size() == 1);
  const TestRecipient& r = b.bench.world.recipients[0];
  WeekSecret week{week_at(kNow), &r.week_key};
  auto letter = SealedLetter::parse(accepted[0]);
  auto opened = open_letter(b.bench.world.dep, *letter, {&week, 1}, r.self(), TestKeyBook(b.bench.world));
  REQUIRE(opened);
  CHECK(opened->channel.kind == LetterKind::follow_up);
  CHECK(opened->channel.reply_key == keys_of_words(words_of(1), b.bench.world.dep).reply_key());
}

TEST_CASE("seal writes a letter and its pieces, overwrites nothing, and carry sends them") {
  TempFolder folder;
  CommandBench b;
  write(folder.file("r.toml"), kReport);
  write(folder.file("note.txt"), "what I saw");
  SealOptions options;
  options.write.from = folder.file("r.toml");
  options.write.attach = {folder.file("note.txt")};
  options.write.to = {"Recipient 1"};
  options.out = folder.file("letter.adit");
  options.parts = folder.file("parts");
  Ran sealed = run_forked([&] { return run_seal(b.common, options, b.world); });
  CAPTURE(sealed.err);
  REQUIRE(sealed.code == 0);
  CHECK(sealed.out.starts_with("secret: "));
  std::vector<std::string> left = listing(folder.path());
  CHECK(std::ranges::count(left, "letter.adit 16384") == 1);
  CHECK(std::ranges::count(left, "parts/0001.adit 65536") == 1);

  Ran again = run_forked([&] { return run_seal(b.common, options, b.world); });
  CHECK(again.code == 2);
  CHECK(again.out.empty());
  CHECK(listing(folder.path()) == left);

  Ran carried = run_forked([&] {
    return run_carry(b.common, {{folder.file("letter.adit"), folder.file("parts/0001.adit")}}, b.world);
  });
  CAPTURE(carried.err);
  CHECK(carried.code == 0);
  CHECK(carried.out == folder.file("letter.adit") + ": sent\n" + folder.file("parts/0001.adit") + ": sent\n");
}

TEST_CASE("carry refuses a file of another size before the network is touched, and says what is known") {
  TempFolder folder;
  CommandBench b;
  write(folder.file("short"), "x");
  write(folder.file("letter"), std::string(kLetterBytes, 'x'));
  Ran ran = run_forked([&] {
    int code = run_carry(b.common, {{folder.file("letter"), folder.file("short")}}, b.world);
    return b.connections == 0 ? code : 77;
  });
  CHECK(ran.code == 7);
  CHECK(ran.err.find("short") != std::string::npos);

  b.bench.transport.breaks_after_accepting = [](std::size_t) { return true; };
  Ran broken = run_forked([&] { return run_carry(b.common, {{folder.file("letter")}}, b.world); });
  CHECK(broken.code == 3);
  CHECK(broken.out.find("may have been sent") != std::string::npos);
}

TEST_CASE("a report whose connection breaks keeps its secret, and says that it may have been sent") {
  TempFolder folder;
  CommandBench b;
  write(folder.file("r.toml"), kReport);
  b.bench.transport.breaks_after_accepting = [](std::size_t) { return true; };
  ReportOptions options;
  options.write.from = folder.file("r.toml");
  options.write.to = {"Recipient 1"};
  Ran ran = run_forked([&] { return run_report(b.common, options, b.world); });
  CHECK(ran.code == 3);
  CHECK(ran.out.starts_with("secret: "));
  CHECK(ran.out.ends_with("sent: maybe\n"));
  CHECK(ran.err.find("may have been sent") != std::string::npos);
}

TEST_CASE("report --resume sends the pieces again from the secret and the files") {
  TempFolder folder;
  CommandBench b;
  write(folder.file("r.toml"), kReport);
  write(folder.file("a.txt"), std::string(200000, 'a'));
  ReportOptions options;
  options.write.from = folder.file("r.toml");
  options.write.attach = {folder.file("a.txt")};
  options.write.to = {"Recipient 1"};
  // The gateway goes away after the second piece.
  b.bench.transport.fault = [](std::size_t number, const LoopRequest&) {
    return number >= 7 ? std::optional(Errc::network_unreachable) : std::nullopt;
  };
  Ran cut = run_forked([&] { return run_report(b.common, options, b.world); });
  CAPTURE(cut.err);
  CHECK(cut.code == 3);
  CHECK(cut.out.find("sent: yes\npieces: 2 of 4\n") != std::string::npos);
  CHECK(cut.err.find("--resume") != std::string::npos);
  b.bench.transport.fault = nullptr;
  ReportOptions resume;
  resume.resume = true;
  resume.write.attach = options.write.attach;
  resume.secret_fd = 0;
  Ran resumed = run_forked([&] { return run_report(b.common, resume, b.world); },
                           line_after(cut.out, "secret: ") + "\n");
  CAPTURE(resumed.err);
  CHECK(resumed.code == 0);
  CHECK(resumed.out == "pieces: 4 of 4\n");
}

TEST_CASE("recipients lists names as inert text, and says that a test deployment is one") {
  CommandBench b;
  b.bench.world.directory_body.recipients[0].name = "Legal\x1b[2J Aid\nRecipient 9";
  b.bench.world.directory = b.bench.world.sign_directory(b.bench.world.directory_body);
  b.bench.transport.bundle = b.bench.world.bundle(4, kNow);
  Ran text = run_forked([&] { return run_recipients(b.common, {}, b.world); });
  CHECK(text.code == 0);
  CHECK(text.out.find('\x1b') == std::string::npos);
  CHECK(text.out.find("\nRecipient 9") == std::string::npos);
  CHECK(text.out.find("TEST DEPLOYMENT") != std::string::npos);
  CHECK(text.err.find("TEST DEPLOYMENT") != std::string::npos);
  Ran json = run_forked([&] { return run_recipients(b.common, {true}, b.world); });
  CHECK(json.out.find("\"name\":\"Legal\\u001b[2J Aid\\nRecipient 9\"") != std::string::npos);
  CHECK(json.out.find("\"test_deployment\":true") != std::string::npos);
  CHECK(json.out.find("\"schema\":1") != std::string::npos);
}

TEST_CASE("invite shows what an invitation is for, and writes it out on request only") {
  TempFolder folder;
  CommandBench b;
  Ran shown = run_forked([&] { return run_invite(b.common, {}, b.world); });
  CHECK(shown.code == 0);
  CHECK(shown.out.find("deployment: ") != std::string::npos);
  CHECK(shown.out.find("address: http://127.0.0.1:9\n") != std::string::npos);
  CHECK(shown.out.find("test deployment: yes\n") != std::string::npos);
  CHECK(listing(folder.path()).empty());
  Ran saved = run_forked([&] { return run_invite(b.common, {folder.file("i.txt")}, b.world); });
  CHECK(saved.code == 0);
  auto read = read_invitation(folder.file("i.txt"));
  REQUIRE(read);
  CHECK(read->dep == b.bench.world.dep);
  CHECK(run_forked([&] { return run_invite(b.common, {folder.file("i.txt")}, b.world); }).code == 2);

  b.bench.transport.fault = [](std::size_t, const LoopRequest&) {
    return std::optional(Errc::network_unreachable);
  };
  Ran offline = run_forked([&] { return run_invite(b.common, {}, b.world); });
  CHECK(offline.code == 0);
  CHECK(offline.out.find("test deployment: not known") != std::string::npos);
}

}  // namespace
}  // namespace adit::client
