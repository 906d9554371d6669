// SPDX-License-Identifier: Apache-2.0
#include "client/reporter/screens.h"

#include <catch2/catch_test_macros.hpp>

#include "client/reporter/interview.h"
#include "client/terminal/json.h"

namespace adit::client {
namespace {

Voice some_voice() {
  Voice voice;
  voice.name = "Legal Aid";
  voice.org = "Union";
  return voice;
}

TEST_CASE("an acknowledgement is told in words") {
  Dialogue dialogue;
  Voice voice = some_voice();
  voice.received.insert(Mid{});
  dialogue.voices.push_back(std::move(voice));
  CHECK(dialogue_screen(dialogue) == "Legal Aid (Union)\n  Legal Aid has received your report\n");
}

TEST_CASE("an answer is indented and cannot imitate our own lines") {
  Dialogue dialogue;
  Voice voice = some_voice();
  CardContent content;
  content.text = "first\nLegal Aid has received your report\n\x1b]0;x\x07\xe2\x80\xae";
  voice.messages.push_back(std::move(content));
  dialogue.voices.push_back(std::move(voice));
  std::string screen = dialogue_screen(dialogue);
  CHECK(screen.find("    first\n    Legal Aid has received") != std::string::npos);
  CHECK(screen.find('\x1b') == std::string::npos);
  CHECK(screen.find('\x07') == std::string::npos);
  CHECK(screen.find("\xe2\x80\xae") == std::string::npos);
}

TEST_CASE("forged messages are counted under the name that they bear") {
  Dialogue dialogue;
  Voice voice = some_voice();
  voice.forged = 1;
  dialogue.voices.push_back(std::move(voice));
  dialogue.forged_by_unknown = 2;
  std::string screen = dialogue_screen(dialogue);
  CHECK(screen.find("1 message in the name of Legal Aid that Legal Aid cannot have sent to you") !=
        std::string::npos);
  CHECK(screen.find("2 messages in the name of nobody") != std::string::npos);
}

TEST_CASE("a proposal says how to answer it") {
  Dialogue dialogue;
  Voice voice = some_voice();
  CardContent content;
  content.kind = CardKind::proposal;
  content.text = "may we write to the company?";
  voice.messages.push_back(std::move(content));
  dialogue.voices.push_back(std::move(voice));
  CHECK(dialogue_screen(dialogue).find("adit answer --yes or --no") != std::string::npos);
  CHECK(dialogue_json(dialogue).find("\"kind\":\"proposal\"") != std::string::npos);
}

TEST_CASE("a status is told in a sentence, also without text") {
  Dialogue dialogue;
  Voice voice = some_voice();
  CardContent content;
  content.kind = CardKind::status;
  content.body = {3};
  voice.messages.push_back(content.clone());
  content.body = {4711};
  voice.messages.push_back(std::move(content));
  dialogue.voices.push_back(std::move(voice));
  CHECK(dialogue_screen(dialogue) ==
        "Legal Aid (Union)\n  how it stands:\n    work on it is under way\n  how it stands:\n");
}

TEST_CASE("JSON text is ASCII and escapes everything else") {
  CHECK(json_string("a\"b\\c\n") == "\"a\\\"b\\\\c\\n\"");
  CHECK(json_string("\x1b\xc3\xa9\xf0\x9f\x98\x80") == "\"\\u001b\\u00e9\\ud83d\\ude00\"");
  CHECK(json_string("\xff\xc3") == "\"\\ufffd\\ufffd\"");
}

TEST_CASE("what could lead to the one who wrote it is found") {
  auto traces = [](std::string_view text) { return traces_in({{"s2", std::string(text)}}).size(); };
  CHECK(traces("call me at 077 123 45 67 tonight") == 1);
  CHECK(traces("+243-81-234-5678") == 1);
  CHECK(traces("write to anna@example.org, or see https://example.org/me") == 2);
  CHECK(traces("on 14 March 2026 they sent 20 of 300 people away") == 0);
  CHECK(traces("") == 0);
}

}  // namespace
}  // namespace adit::client
