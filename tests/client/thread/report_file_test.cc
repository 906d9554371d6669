// SPDX-License-Identifier: Apache-2.0
#include "client/thread/report_file.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>

namespace adit::client {
namespace {

constexpr std::string_view kGood = R"(
form = "blacklisting"
language = "en"
[answers]
a1 = ["union", "strike"]
s2 = """They called us one by one.
Then the pass did not open the gate."""
a4 = "2026-03"
w4 = ["Mine A", "Agency B"]
a5 = "dont-say"
)";

TEST_CASE("a report file becomes fields in the order of the form") {
  auto report = parse_report_file(kGood);
  REQUIRE(report.has_value());
  CHECK(report->form->id == "blacklisting/1");
  CHECK(report->language == "en");
  Fields expected = {{"s2", "They called us one by one.\nThen the pass did not open the gate."},
                     {"a1", "union"},
                     {"a1", "strike"},
                     {"a4", "2026-03"},
                     {"a5", "dont-say"},
                     {"w4", "Mine A"},
                     {"w4", "Agency B"}};
  CHECK(report->fields == expected);
}

struct Case {
  std::string_view name;
  std::string_view file;
  std::string_view named;  // must be in the complaint
};

TEST_CASE("what the form does not know is an error that names it") {
  auto c = GENERATE(
      Case{"unknown question", "form = \"blacklisting\"\n[answers]\ns2 = \"x\"\na99 = \"y\"", "a99"},
      Case{"question of another form", "form = \"open\"\n[answers]\ns2 = \"x\"\na1 = [\"union\"]", "a1"},
      Case{"unknown value", "form = \"blacklisting\"\n[answers]\ns2 = \"x\"\na1 = [\"onion\"]", "onion"},
      Case{"a number", "form = \"blacklisting\"\n[answers]\ns2 = \"x\"\na12 = 6", "a12"},
      Case{"a list where one answer is taken",
           "form = \"blacklisting\"\n[answers]\ns2 = \"x\"\na12 = [\"more\"]", "a12"},
      Case{"an empty list", "form = \"blacklisting\"\n[answers]\ns2 = \"x\"\na1 = []", "a1"},
      Case{"a day instead of a month", "form = \"blacklisting\"\n[answers]\ns2 = \"x\"\na4 = \"2026-03-04\"",
           "a4"},
      Case{"no account", "form = \"blacklisting\"\n[answers]\na1 = [\"union\"]", "s2"},
      Case{"an empty account", "form = \"blacklisting\"\n[answers]\ns2 = \" \"", "s2"},
      Case{"unknown form", "form = \"gossip\"\n[answers]\ns2 = \"x\"", "gossip"},
      Case{"no form", "[answers]\ns2 = \"x\"", "form"},
      Case{"unknown heading", "form = \"open\"\nsender = \"me\"\n[answers]\ns2 = \"x\"", "sender"},
      Case{"bad language", "form = \"open\"\nlanguage = \"en us\"\n[answers]\ns2 = \"x\"", "language"},
      Case{"no answers", "form = \"open\"", "answers"},
      Case{"not TOML", "form = \"open\"\n[answers\ns2 = 'x'", "line 2"});
  CAPTURE(c.name);
  auto report = parse_report_file(c.file);
  REQUIRE_FALSE(report.has_value());
  CHECK(report.error().error.code == Errc::form_invalid);
  CAPTURE(report.error().text);
  CHECK(report.error().text.find(c.named) != std::string::npos);
}

TEST_CASE("a file larger than any report is refused before it is parsed") {
  std::string file = "form = \"open\"\n# " + std::string(kMaxReportFileBytes, 'x');
  CHECK_FALSE(parse_report_file(file).has_value());
}

TEST_CASE("the description of a form lists every question with its values") {
  for (const Form& form : forms()) {
    std::string text = describe(form);
    for (const Block& block : form.blocks) {
      for (const Question& question : block.questions) {
        CAPTURE(question.key);
        CHECK(text.find(std::string(question.key) + ": ") != std::string::npos);
        for (const Choice& choice : question.choices) {
          CHECK(text.find("\"" + std::string(choice.code) + "\"") != std::string::npos);
        }
      }
    }
  }
}

}  // namespace
}  // namespace adit::client
