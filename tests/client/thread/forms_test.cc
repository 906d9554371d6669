// SPDX-License-Identifier: Apache-2.0
#include "client/thread/forms.h"

#include <catch2/catch_test_macros.hpp>
#include <set>

#include "client/thread/report_file.h"
#include "crypto/value.h"

namespace adit::client {
namespace {

template <class Visit>
void for_each_question(const Form& form, Visit&& visit) {
  for (const Block& block : form.blocks) {
    for (const Question& question : block.questions) visit(question);
  }
}

TEST_CASE("every key of a form is there once and can be found") {
  for (const Form& form : forms()) {
    CAPTURE(form.id);
    std::set<std::string_view> keys;
    for_each_question(form, [&](const Question& question) {
      CAPTURE(question.key);
      CHECK(keys.insert(question.key).second);
      CHECK(find_question(form, question.key) == &question);
      CHECK(question.key.size() <= 32);
      CHECK_FALSE(question.text.empty());
    });
    CHECK(find_question(form, "a99") == nullptr);
  }
}

TEST_CASE("the blacklisting form has every question of its blocks") {
  const Form* form = find_form("blacklisting");
  REQUIRE(form != nullptr);
  CHECK(find_form("blacklisting/1") == form);
  for (std::string_view key :
       {"s1",      "s2", "s3", "s4", "w1",  "w2",  "w3",  "w4",  "w5",  "w6",  "f1",  "f2", "f3",
        "f4",      "p1", "p4", "k2", "k3",  "k4",  "k5",  "k6",  "a1",  "a2",  "a3",  "a4", "a5",
        "a6_role", "a7", "a8", "a9", "a10", "a11", "a12", "a13", "a14", "a15", "a16", "a17"}) {
    CAPTURE(key);
    CHECK(find_question(*form, key) != nullptr);
  }
}

TEST_CASE("the account is the first question of every form") {
  for (const Form& form : forms()) CHECK(form.blocks.front().questions.front().key == kAccountKey);
}

TEST_CASE("value codes of a question are distinct, short, and take none of the reserved words") {
  for (const Form& form : forms()) {
    for_each_question(form, [&](const Question& question) {
      CAPTURE(question.key);
      bool is_pick = question.type == AnswerType::pick_one || question.type == AnswerType::pick_many;
      CHECK(is_pick == !question.choices.empty());
      std::set<std::string_view> codes;
      std::set<std::string_view> texts;
      for (const Choice& choice : question.choices) {
        CAPTURE(choice.code);
        CHECK(codes.insert(choice.code).second);
        CHECK(texts.insert(choice.text).second);
        CHECK(choice.code.size() <= 24);
        CHECK(choice.code != kDontKnow);
        CHECK(choice.code != kDontSay);
        CHECK(accepts(question, choice.code));
        CHECK(words_for(question, choice.code) == choice.text);
      }
    });
  }
}

TEST_CASE("a condition names a question before it and an answer that it takes") {
  for (const Form& form : forms()) {
    std::set<std::string_view> before;
    for_each_question(form, [&](const Question& question) {
      CAPTURE(question.key);
      if (question.only_after) {
        CHECK(before.contains(question.only_after->key));
        const Question* asked = find_question(form, question.only_after->key);
        REQUIRE(asked != nullptr);
        CHECK(accepts(*asked, question.only_after->code));
      }
      before.insert(question.key);
    });
  }
}

TEST_CASE("every question but the account may be left open in two ways") {
  for (const Form& form : forms()) {
    for_each_question(form, [&](const Question& question) {
      CAPTURE(question.key);
      CHECK(accepts(question, kDontKnow));
      CHECK(accepts(question, kDontSay));
      CHECK_FALSE(accepts(question, ""));
      if (question.key != kAccountKey) CHECK(words_for(question, kDontKnow) == "I do not know");
    });
  }
}

TEST_CASE("times are coarse") {
  const Question* question = find_question(*find_form("blacklisting"), "a4");
  REQUIRE(question != nullptr);
  for (std::string_view good :
       {"today", "this-week", "this-month", "earlier", "2026", "2026-03", "1999-12"}) {
    CAPTURE(good);
    CHECK(accepts(*question, good));
  }
  for (std::string_view bad :
       {"2026-03-14", "2026-13", "2026-00", "2026-3", "03-2026", "yesterday", "14:03", "20x6"}) {
    CAPTURE(bad);
    CHECK_FALSE(accepts(*question, bad));
  }
}

TEST_CASE("lines have no line breaks and texts are UTF-8") {
  const Form& form = *find_form("blacklisting");
  CHECK_FALSE(accepts(*find_question(form, "w1"), "Kolwezi\nLualaba"));
  CHECK(accepts(*find_question(form, "w6"), "Kolwezi\nLualaba"));
  CHECK_FALSE(accepts(*find_question(form, "w6"), "\xff\xfe"));
  CHECK_FALSE(accepts(*find_question(form, "s2"), " \n\t"));
}

}  // namespace
}  // namespace adit::client
