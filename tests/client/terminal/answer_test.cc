// SPDX-License-Identifier: Apache-2.0
#include "client/terminal/answer.h"

#include <catch2/catch_test_macros.hpp>

using namespace adit::client;
using Indices = std::vector<std::size_t>;

TEST_CASE("an answer is cleaned of what keys and pastes leave in it", "[terminal]") {
  CHECK(cleaned_answer("  hello \t") == "hello");
  CHECK(cleaned_answer("a\tb") == "a b");
  CHECK(cleaned_answer("\x1b[200~pasted\x1b[201~") == "pasted");
  CHECK(cleaned_answer("le\x1b[D\x1b[Dft") == "left");
  CHECK(cleaned_answer("\x1bOHhome\x1bOF") == "home");
  CHECK(cleaned_answer("cut\x1b[") == "cut");
  CHECK(cleaned_answer("cut\x1b") == "cut");
  CHECK(cleaned_answer("a\x1b[\nb") == "ab");
  CHECK(cleaned_answer("a\x01\x7f\xC2\x9B"
                       "b") == "ab");
  CHECK(cleaned_answer("a\xFF\xE2\x82") == "a???");
  CHECK(cleaned_answer("\x1b\xC3\xA9t\xC3\xA9") == "\xC3\xA9t\xC3\xA9");
  CHECK(cleaned_answer("").empty());
}

TEST_CASE("yes and no are yes and no, all else is neither", "[terminal]") {
  for (auto text : {"y", "Y", "yes", "YES"}) CHECK(parse_yes_no(text) == true);
  for (auto text : {"n", "N", "no", "No"}) CHECK(parse_yes_no(text) == false);
  for (auto text : {"", "ye", "yess", "1", "ok", "yes no"}) CHECK(parse_yes_no(text) == std::nullopt);
}

TEST_CASE("choices are numbers of the list", "[terminal]") {
  CHECK(parse_choices("", 3, 2) == Indices{});
  CHECK(parse_choices("3 1", 3, 2) == Indices{0, 2});
  CHECK(parse_choices("1,2", 3, 2) == Indices{0, 1});
  CHECK(parse_choices(" 2 , 2,2", 3, 1) == Indices{1});
  CHECK(parse_choices("12", 12, 1) == Indices{11});
  for (auto text : {"0", "4", "1 2 3", "one", "1-2", "-1", "99999999999999999999999", "1.", "\xD9\xA1"}) {
    CAPTURE(text);
    CHECK(parse_choices(text, 3, 2) == std::nullopt);
  }
}
