// SPDX-License-Identifier: Apache-2.0
#include "client/thread/forms.h"

#include <algorithm>
#include <array>

#include "client/thread/forms_blacklisting.h"
#include "client/thread/forms_common.h"
#include "crypto/value.h"

namespace adit::client {
namespace {

constexpr std::string_view kWhenCodes[] = {"today", "this-week", "this-month", "earlier"};

bool is_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// 2026 or 2026-03. Days are not asked for: they point to people.
bool is_when(std::string_view value) {
  if (std::ranges::find(kWhenCodes, value) != std::end(kWhenCodes)) return true;
  if (value.size() == 4) return is_digits(value);
  if (value.size() != 7 || value[4] != '-') return false;
  std::string_view month = value.substr(5);
  return is_digits(value.substr(0, 4)) && is_digits(month) && month >= "01" && month <= "12";
}

bool is_blank(std::string_view value) { return value.find_first_not_of(" \t\r\n") == std::string_view::npos; }

}  // namespace

std::span<const Form> forms() {
  static const std::array kBlacklisting = {
      start_block(), Block{"What was done to you", blacklisting_questions()},
      place_block(), safety_block(),
      proof_block(), consent_block()};
  static const std::array kOpen = {start_block(), place_block(), safety_block(), proof_block(),
                                   consent_block()};
  static const std::array kForms = {
      Form{"blacklisting/1", "blacklisting", "Lost work because of the union, or for speaking up",
           kBlacklisting},
      Form{"open/1", "open", "Something else", kOpen},
  };
  return kForms;
}

const Form* find_form(std::string_view name) {
  for (const Form& form : forms()) {
    if (form.name == name || form.id == name) return &form;
  }
  return nullptr;
}

const Question* find_question(const Form& form, std::string_view key) {
  for (const Block& block : form.blocks) {
    for (const Question& question : block.questions) {
      if (question.key == key) return &question;
    }
  }
  return nullptr;
}

const Choice* find_choice(const Question& question, std::string_view code) {
  for (const Choice& choice : question.choices) {
    if (choice.code == code) return &choice;
  }
  return nullptr;
}

bool accepts(const Question& question, std::string_view value) {
  if (question.key == kAccountKey) return !is_blank(value) && is_clean_utf8(value);
  if (value == kDontKnow || value == kDontSay) return true;
  switch (question.type) {
    case AnswerType::text:
      return !is_blank(value) && is_clean_utf8(value);
    case AnswerType::line:
      return !is_blank(value) && is_clean_utf8(value) &&
             value.find_first_of("\r\n") == std::string_view::npos;
    case AnswerType::pick_one:
    case AnswerType::pick_many:
      return find_choice(question, value) != nullptr;
    case AnswerType::when:
      return is_when(value);
    case AnswerType::yes_no:
      return value == "yes" || value == "no";
  }
  return false;
}

std::string_view words_for(const Question& question, std::string_view value) {
  if (question.key != kAccountKey) {
    if (value == kDontKnow) return "I do not know";
    if (value == kDontSay) return "I do not want to say";
  }
  const Choice* choice = find_choice(question, value);
  return choice == nullptr ? value : choice->text;
}

}  // namespace adit::client
