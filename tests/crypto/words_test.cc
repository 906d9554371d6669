// SPDX-License-Identifier: Apache-2.0
#include "crypto/words.h"

#include <catch2/catch_test_macros.hpp>
#include <set>

#include "tests/support/hex.h"

using namespace adit;

TEST_CASE("each list has 2048 words that differ in their first four letters", "[words]") {
  for (WordList list : kWordLists) {
    std::set<std::string> prefixes;
    for (std::size_t i = 0; i < kWordsInList; ++i) {
      std::string letters = folded(word_at(list, i));
      INFO(word_at(list, i));
      CHECK(letters.size() >= 3);
      prefixes.insert(letters.substr(0, 4));
    }
    CHECK(prefixes.size() == kWordsInList);
  }
}

TEST_CASE("every word is found by itself and by its first four letters", "[words]") {
  for (WordList list : kWordLists) {
    for (std::size_t i = 0; i < kWordsInList; ++i) {
      std::string letters = folded(word_at(list, i));
      REQUIRE(find_word(list, letters) == i);
      REQUIRE(find_word(list, letters.substr(0, 4)) == i);
    }
  }
}

TEST_CASE("three letters of a longer word, and words of no list, are not found", "[words]") {
  CHECK(find_word(WordList::english, "act") == 19u);  // a word itself
  CHECK_FALSE(find_word(WordList::english, "aba"));   // of abandon
  CHECK_FALSE(find_word(WordList::english, ""));
  CHECK_FALSE(find_word(WordList::english, "zzzz"));
  CHECK_FALSE(find_word(WordList::english, "aaaa"));
  CHECK_FALSE(find_word(WordList::english, "xylo"));
}

TEST_CASE("folding drops case and accents, composed or not, and what is not a letter", "[words]") {
  CHECK(folded("ABANDON") == "abandon");
  CHECK(folded("\xc3\xa1"
               "baco") == "abaco");  // composed
  CHECK(folded("a\xcc\x81"
               "baco") == "abaco");  // decomposed
  CHECK(folded("\xc3\x81"
               "BACO") == "abaco");
  CHECK(folded("ni\xc3\xb1o") == "nino");
  CHECK(folded("fa\xc3\xa7"
               "ade") == "facade");
  CHECK(folded("  !1") == "");
  CHECK(folded("\xc3") == "");
}

TEST_CASE("the lists are those of BIP-39 at their ends", "[words]") {
  CHECK(word_at(WordList::english, 0) == "abandon");
  CHECK(word_at(WordList::english, 2047) == "zoo");
  CHECK(folded(word_at(WordList::spanish, 0)) == "abaco");
  CHECK(word_at(WordList::french, 0) == "abaisser");
  CHECK(folded(word_at(WordList::french, 2047)) == "zoologie");
  CHECK(word_at(WordList::portuguese, 0) == "abacate");
}
