// SPDX-License-Identifier: Apache-2.0
// The forms (users 2.8): which questions there are, in which words they are asked, and which answers
// they take. On the wire an answer is a pair of key and value; several answers to one question are
// several pairs. Codes are short, stable, and never shown to the reporter.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace adit::client {

enum class AnswerType : std::uint8_t {
  text,       // several lines
  line,       // one line
  pick_one,   // one of the choices
  pick_many,  // any of the choices
  when,       // coarse: today, this-week, this-month, earlier, a year or a month of a year
  yes_no,
};

struct Choice {
  std::string_view code;
  std::string_view text;
};

// A question that only makes sense after a certain answer to another one.
struct Condition {
  std::string_view key;
  std::string_view code;
};

struct Question {
  std::string_view key;
  AnswerType type;
  std::string_view text;
  std::span<const Choice> choices = {};  // of picks only
  bool repeatable = false;               // several lines may be given, one after another
  std::optional<Condition> only_after = std::nullopt;
};

struct Block {
  std::string_view title;
  std::span<const Question> questions;
};

struct Form {
  std::string_view id;    // as it stands in the letter
  std::string_view name;  // as a person types it
  std::string_view title;
  std::span<const Block> blocks;
};

// Every question may be skipped, or answered with one of these.
inline constexpr std::string_view kDontKnow = "dont-know";
inline constexpr std::string_view kDontSay = "dont-say";
// The account in one's own words: the one answer that must be there, and the first question.
inline constexpr std::string_view kAccountKey = "s2";
// What it is about; the code of a subject that has a form of its own is that form's name.
inline constexpr std::string_view kSubjectKey = "s1";

// Fields that are not answers to a form's questions: the text of a message in a thread, and a yes or
// no to a proposal.
inline constexpr std::string_view kMessageForm = "message/1";
inline constexpr std::string_view kProposalForm = "proposal/1";
inline constexpr std::string_view kMessageKey = "text";
inline constexpr std::string_view kProposalKey = "answer";

// Fields about files (protocol 2.3): which were not cleaned (their numbers, from 1); and, in a letter of
// originals, the salts of their commitments.
inline constexpr std::string_view kRawKey = "raw";
inline constexpr std::string_view kOriginalForm = "original";
inline constexpr std::string_view kSaltKey = "salt";

std::span<const Form> forms();
// By name or by id.
const Form* find_form(std::string_view name);
const Question* find_question(const Form& form, std::string_view key);
const Choice* find_choice(const Question& question, std::string_view code);

// True if `value` may answer `question`.
bool accepts(const Question& question, std::string_view value);

// The words for a value: a choice's text, or the value itself where it is the reporter's own.
std::string_view words_for(const Question& question, std::string_view value);

using Fields = std::vector<std::pair<std::string, std::string>>;

}  // namespace adit::client
