// SPDX-License-Identifier: Apache-2.0
#include "crypto/words.h"

#include <algorithm>
#include <vector>

#include "adit_wordlists.h"  // made from crypto/wordlists by the build

namespace adit {
namespace {

constexpr std::size_t kDecidingLetters = 4;

struct Table {
  std::vector<std::string_view> words;
  std::vector<std::pair<std::string, std::size_t>> by_letters;  // folded, sorted
};

Table make_table(std::string_view text) {
  Table t;
  while (!text.empty()) {
    std::string_view word = text.substr(0, text.find('\n'));
    text.remove_prefix(word.size() + 1);
    t.by_letters.emplace_back(folded(word), t.words.size());
    t.words.push_back(word);
  }
  ADIT_ASSERT(t.words.size() == kWordsInList);
  std::ranges::sort(t.by_letters);
  return t;
}

const Table& table(WordList list) {
  static const std::array<Table, 4> kTables = {make_table(kEnglishWords), make_table(kSpanishWords),
                                               make_table(kFrenchWords), make_table(kPortugueseWords)};
  return kTables[static_cast<std::size_t>(list)];
}

// The letter below the accent, for U+00C0 to U+00FF; a space where there is none.
constexpr std::string_view kLatin1Letters =
    "aaaaaaaceeeeiiiidnooooo ouuuuyts"
    "aaaaaaaceeeeiiiidnooooo ouuuuyty";
static_assert(kLatin1Letters.size() == 64);

}  // namespace

std::string folded(std::string_view word) {
  std::string out;
  for (std::size_t i = 0; i < word.size(); ++i) {
    auto c = static_cast<std::uint8_t>(word[i]);
    if (c >= 'A' && c <= 'Z') {
      out.push_back(static_cast<char>(c - 'A' + 'a'));
    } else if (c >= 'a' && c <= 'z') {
      out.push_back(static_cast<char>(c));
    } else if (c == 0xc3 && i + 1 < word.size()) {
      auto next = static_cast<std::uint8_t>(word[++i]);
      char letter = kLatin1Letters[next & 0x3f];
      if (letter != ' ') out.push_back(letter);
    }
    // Combining accents (cc 80 to cd af) and everything else fall out.
  }
  return out;
}

std::string_view word_at(WordList list, std::size_t index) { return table(list).words[index]; }

std::optional<std::size_t> find_word(WordList list, std::string_view typed) {
  const auto& sorted = table(list).by_letters;
  auto at = std::ranges::lower_bound(sorted, typed.substr(0, kDecidingLetters), {}, [](const auto& entry) {
    return std::string_view(entry.first).substr(0, kDecidingLetters);
  });
  if (at == sorted.end()) return std::nullopt;
  std::string_view found = std::string_view(at->first).substr(0, kDecidingLetters);
  if (found != typed.substr(0, kDecidingLetters)) return std::nullopt;
  return at->second;
}

}  // namespace adit
