// SPDX-License-Identifier: Apache-2.0
// V9: text of others reaches a terminal through many doors: names in the directory, answers, file names,
// what was found in a file, report files, the command line itself. None of them lets a control through.
#include <adit/api.h>

#include <catch2/catch_test_macros.hpp>

#include "client/reporter/commands.h"
#include "client/reporter/write.h"
#include "tests/client/reporter/children.h"
#include "tests/client/reporter/command_bench.h"

namespace adit::client {
namespace {

using namespace adit::test;

const std::string kAdit = std::string(ADIT_BIN_DIR) + "/adit";

// Clears the screen, titles, clipboards, links, questions that the terminal answers, C1, bidi, invisible.
const std::vector<std::string>& hostile() {
  static const std::vector<std::string> texts = {
      "\x1b[2J\x1b[H",
      "\x1b]0;title\x07",
      "\x1b]52;c;cm0gLXJm\x07",
      "\x1b]8;;http://x.example\x1b\\link\x1b]8;;\x1b\\",
      "\x1bP+q544e\x1b\\",
      "\x1b[6n\x1b[c",
      "\xC2\x9B"
      "2J",
      "back\b\b\b\bspace",
      "a\rb",
      "\xE2\x80\xAE"
      "txt.exe",
      "\xE2\x81\xA6"
      "iso\xE2\x81\xA9",
      "zero\xE2\x80\x8Bwidth",
  };
  return texts;
}

// The first place where something is that a terminal obeys or that hides, or nothing.
std::string harm_in(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto at = [&](std::size_t k) { return k < text.size() ? static_cast<unsigned char>(text[k]) : 0u; };
    const unsigned c = at(i);
    const bool control = (c < 0x20 && c != '\n') || c == 0x7F || (c == 0xC2 && at(i + 1) < 0xA0);
    const bool general =
        c == 0xE2 && at(i + 1) == 0x80 && (at(i + 2) == 0x8B || (at(i + 2) >= 0xAA && at(i + 2) <= 0xAE));
    const bool isolate = c == 0xE2 && at(i + 1) == 0x81 && at(i + 2) >= 0xA6 && at(i + 2) <= 0xA9;
    if (control || general || isolate)
      return "at " + std::to_string(i) + ": " + inert_line(text.substr(i > 20 ? i - 20 : 0, 60));
  }
  return {};
}

void is_harmless(const Ran& ran) {
  CHECK(harm_in(ran.out).empty());
  CHECK(harm_in(ran.err).empty());
}

// As the name of a file, which takes anything but a slash.
std::string as_name(std::string text) {
  std::ranges::replace(text, '/', '_');
  return text;
}

TEST_CASE("V9: names in the directory and answers of recipients move no terminal") {
  for (const std::string& bad : hostile()) {
    CAPTURE(inert_line(bad));
    REQUIRE_FALSE(harm_in(bad).empty());  // the planted fault: unrendered, each is found
    CommandBench b;
    RecipientEntry& entry = b.bench.world.directory_body.recipients[0];
    entry.name = entry.org = entry.scope = bad;
    b.bench.world.directory = b.bench.world.sign_directory(b.bench.world.directory_body);
    b.bench.transport.bundle = b.bench.world.bundle(4, kNow);
    is_harmless(run_forked([&] { return run_recipients(b.common, {}, b.world); }));
    is_harmless(run_forked([&] { return run_recipients(b.common, {true}, b.world); }));

    const TestRecipient& r = b.bench.world.recipients[0];
    ThreadKeys keys = keys_of_words(words_of(1), b.bench.world.dep);
    CardContent content;
    content.text = bad;
    auto card = seal_card(b.bench.world.dep, r.self(),
                          {keys.reply_key(), keys.thread_public(), keys.grant(r.rid)}, content, b.bench.rng);
    REQUIRE(card);
    append(b.bench.transport.files[api::cards_path(day_at(kNow))], card->bytes());
    for (bool json : {false, true}) {
      ReadOptions options;
      options.secret_fd = 0;
      options.json = json;
      Ran ran = run_forked([&] { return run_read(b.common, options, b.world); }, words_of(1) + "\n");
      CHECK(ran.code == 0);
      is_harmless(ran);
    }
  }
}

TEST_CASE("V9: file names, what is found in files and reasons for refusing them move no terminal") {
  for (const std::string& bad : hostile()) {
    CAPTURE(inert_line(bad));
    TempFolder folder;
    CommandBench b;
    write(folder.file("r.toml"), "form = \"open\"\n[answers]\ns2 = \"x\"\n");
    const std::string good = folder.file("good" + as_name(bad));
    const std::string worst = folder.file("worst" + as_name(bad));
    write(good, bad + ":what I saw");  // the cleaner finds what stands before the colon
    write(worst, "worst");
    for (bool json : {false, true}) {
      CleanCommandOptions options{{good, worst, folder.file("no" + as_name(bad))}, "", true, json, {}};
      Ran ran = run_forked([&] { return run_clean(options, b.world); });
      CHECK(ran.code == 7);
      is_harmless(ran);
    }
    ReportOptions options;
    options.write.from = folder.file("r.toml");
    options.write.to = {"Recipient 1"};
    options.write.attach = {good};
    is_harmless(run_forked([&] { return run_report(b.common, options, b.world); }));
    options.write.to = {bad};
    is_harmless(run_forked([&] { return run_report(b.common, options, b.world); }));
    is_harmless(run_forked([&] { return run_carry(b.common, {{worst}}, b.world); }));
    SealOptions seal{options.write, folder.file("out" + as_name(bad)), folder.file("parts" + as_name(bad))};
    seal.write.to = {"Recipient 1"};
    Ran sealed = run_forked([&] { return run_seal(b.common, seal, b.world); });
    CHECK(sealed.code == 0);
    is_harmless(sealed);
  }
}

TEST_CASE(
    "V9: report files, what could lead to their writer, invitations and the command line move no terminal") {
  for (const std::string& bad : hostile()) {
    CAPTURE(inert_line(bad));
    TempFolder folder;
    CommandBench b;
    const std::vector<std::string> files = {
        "form = \"" + bad + "\"\n[answers]\ns2 = \"x\"\n",
        "form = \"open\"\n[answers]\n\"" + bad + "\" = \"x\"\n",
        "form = \"open\"\nlanguage = \"" + bad + "\"\n[answers]\ns2 = \"x\"\n",
        bad,
        "form = \"open\"\n[answers]\ns1 = \"" + bad + "\"\ns2 = \"x\"\n",
        "form = \"open\"\n[answers]\ns2 = '''see http://" + bad + " and a@" + bad + "'''\n"};
    for (const std::string& text : files) {
      write(folder.file("r.toml"), text);
      ReportOptions options;
      options.write.from = folder.file("r.toml");
      options.write.to = {"Recipient 1"};
      is_harmless(run_forked([&] { return run_report(b.common, options, b.world); }));
    }
    for (const std::vector<std::string>& arguments :
         std::vector<std::vector<std::string>>{{bad},
                                               {"--" + bad},
                                               {"report", "--language", bad},
                                               {"report", "--words", bad},
                                               {"read", "--days", bad},
                                               {"-i", bad, "recipients"},
                                               {"-i", "adit1:" + bad, "invite"},
                                               {"clean", bad, "--out", folder.file("o")}}) {
      Ran ran = run_program(kAdit, arguments, folder.path());
      CHECK(ran.code != 0);
      is_harmless(ran);
    }
  }
}

}  // namespace
}  // namespace adit::client
