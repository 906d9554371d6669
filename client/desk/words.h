// SPDX-License-Identifier: Apache-2.0
// Words for what is a number or a code elsewhere.
#pragma once

#include <adit/card.h>
#include <adit/document.h>

#include <optional>
#include <string>
#include <string_view>

#include "client/case/inbox.h"
#include "client/case/parcel_store.h"

namespace adit::client {

std::string_view word_for(LetterKind kind);
std::string_view word_for(CardKind kind);
std::string_view word_for(FileState state);
std::string_view word_for(Readership readership);  // one word, for JSON
std::optional<CardKind> card_kind(std::string_view word);

// Inert. The recipient's name, or the id where the directory does not know it.
std::string name_of_recipient(const std::optional<DirectoryBody>& directory, const Rid& rid);
// One sentence for slot i of the letter. Inert.
std::string describe_slot(const Letter& letter, std::size_t i, const std::optional<DirectoryBody>& directory,
                          const Rid& own);
// "1 letter", "2 letters".
std::string counted(std::size_t n, std::string_view one, std::string_view many);

}  // namespace adit::client
