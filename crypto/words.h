// SPDX-License-Identifier: Apache-2.0
// The word lists of crypto/wordlists, built into the program.
#pragma once

#include <adit/thread.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace adit {

inline constexpr std::size_t kWordsInList = 2048;
inline constexpr std::array kWordLists = {WordList::english, WordList::spanish, WordList::french,
                                          WordList::portuguese};

std::string_view word_at(WordList list, std::size_t index);
// Lower case without accents, letters a to z only; what else there is in it falls out.
std::string folded(std::string_view word);
// The word whose first four letters are those of `typed`, which is folded.
std::optional<std::size_t> find_word(WordList list, std::string_view typed);

}  // namespace adit
