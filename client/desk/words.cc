// SPDX-License-Identifier: Apache-2.0
#include "client/desk/words.h"

#include <fmt/format.h>

#include "client/terminal/terminal.h"

namespace adit::client {

std::string_view word_for(LetterKind kind) {
  switch (kind) {
    case LetterKind::report:
      return "report";
    case LetterKind::follow_up:
      return "follow-up";
    case LetterKind::threat_alert:
      return "THREAT ALERT";
    case LetterKind::check_in:
      return "check-in";
    case LetterKind::withdraw:
      return "withdrawal";
    case LetterKind::proposal_answer:
      return "answer to a proposal";
    case LetterKind::outcome_answer:
      return "answer on the outcome";
    case LetterKind::continuation:
      return "continuation";
    case LetterKind::sealed_original:
      return "uncleaned originals";
  }
  return "unknown";
}

std::string_view word_for(CardKind kind) {
  switch (kind) {
    case CardKind::note:
      return "note";
    case CardKind::acknowledgement:
      return "acknowledgement";
    case CardKind::status:
      return "status";
    case CardKind::proposal:
      return "proposal";
    case CardKind::outcome:
      return "outcome";
    case CardKind::notice:
      return "notice";
  }
  return "unknown";
}

std::optional<CardKind> card_kind(std::string_view word) {
  for (CardKind kind :
       {CardKind::note, CardKind::status, CardKind::proposal, CardKind::outcome, CardKind::notice}) {
    if (word_for(kind) == word) return kind;
  }
  return std::nullopt;
}

std::string_view word_for(FileState state) {
  switch (state) {
    case FileState::waiting:
      return "not complete yet";
    case FileState::complete:
      return "complete";
    case FileState::damaged:
      return "damaged";
  }
  return "unknown";
}

std::string_view word_for(Readership readership) {
  switch (readership) {
    case Readership::readable:
      return "readable";
    case Readership::not_readable:
      return "not_readable";
    case Readership::unused:
      return "unused";
    case Readership::unlisted:
      return "unlisted";
    case Readership::unknown:
      return "not_verified";
  }
  return "unknown";
}

std::string name_of_recipient(const std::optional<DirectoryBody>& directory, const Rid& rid) {
  if (directory) {
    for (const RecipientEntry& entry : directory->recipients) {
      if (entry.rid == rid) return inert_line(entry.name);
    }
  }
  return "somebody who is not in the directory (" + to_hex(rid.span()) + ")";
}

std::string describe_slot(const Letter& letter, std::size_t i, const std::optional<DirectoryBody>& directory,
                          const Rid& own) {
  const auto& rid = letter.channel.slots[i].rid;
  std::string name = rid ? name_of_recipient(directory, *rid) : std::string();
  switch (letter.readership[i]) {
    case Readership::readable:
      return rid == own ? "readable by you (verified)" : fmt::format("readable by {} (verified)", name);
    case Readership::not_readable:
      return fmt::format("names {}, but {} cannot read it", name, name);
    case Readership::unused:
      return "unused";
    case Readership::unlisted:
      return "readable by somebody who is not named";
    case Readership::unknown:
      return fmt::format(
          "names {}; whether {} can read it could not be verified: no key of that week was seen here", name,
          name);
  }
  return "unknown";
}

std::string counted(std::size_t n, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", n, n == 1 ? one : many);
}

}  // namespace adit::client
