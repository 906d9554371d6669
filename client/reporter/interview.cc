// SPDX-License-Identifier: Apache-2.0
#include "client/reporter/interview.h"

#include <fmt/format.h>

#include <algorithm>

#include "client/reporter/world.h"
#include "client/terminal/terminal.h"

namespace adit::client {
namespace {

// Answers are typed as words, so these stand in the list of options like any other.
constexpr std::string_view kDontKnowWords = "I do not know";
constexpr std::string_view kDontSayWords = "I do not want to say";

std::string room_in_words(const Report& report) {
  Draft draft;
  draft.form = report.form->id;
  draft.language = report.language;
  draft.fields = report.fields;
  std::ptrdiff_t left = bytes_left(draft, {});
  if (left < 0) return fmt::format("(too long by {} letters of the Latin alphabet)", -left);
  return fmt::format("(room for {} more letters of the Latin alphabet)", left);
}

std::vector<std::string> options_of(const Question& question) {
  std::vector<std::string> out;
  if (question.type == AnswerType::yes_no) out = {"yes", "no"};
  for (const Choice& choice : question.choices) out.emplace_back(choice.text);
  out.emplace_back(kDontKnowWords);
  out.emplace_back(kDontSayWords);
  return out;
}

std::string value_of(const Question& question, std::size_t index) {
  std::size_t real = question.type == AnswerType::yes_no ? 2 : question.choices.size();
  if (index == real) return std::string(kDontKnow);
  if (index == real + 1) return std::string(kDontSay);
  if (question.type == AnswerType::yes_no) return index == 0 ? "yes" : "no";
  return std::string(question.choices[index].code);
}

// One free answer; what is skipped is empty. "?" and "-" are short for the two ways not to answer.
Result<std::string> ask_free(const Question& question, const std::string& text) {
  ADIT_TRY(std::string typed, question.type == AnswerType::text ? ask_text(text) : ask(text + "\n>"));
  if (typed == "?") return std::string(kDontKnow);
  if (typed == "-") return std::string(kDontSay);
  return typed;
}

Result<std::string> ask_when(const std::string& text) {
  const std::vector<std::string> options = {
      "today",   "this week",     "this month",          "a month or a year that I can name",
      "earlier", "I do not know", "I do not want to say"};
  constexpr std::string_view kCodes[] = {"today",   "this-week", "this-month", "",
                                         "earlier", kDontKnow,   kDontSay};
  const Question shape{"", AnswerType::when, ""};
  ADIT_TRY(std::optional<std::size_t> chosen, ask_choice(text, options));
  if (!chosen) return std::string();
  if (!kCodes[*chosen].empty()) return std::string(kCodes[*chosen]);
  for (;;) {
    ADIT_TRY(std::string typed, ask("Year, or year and month, such as 2026 or 2026-03 (Enter skips): "));
    if (typed.empty() || accepts(shape, typed)) return typed;
  }
}

Status ask_one(const Question& question, Report& report) {
  std::string text = fmt::format("\n{}", question.text);
  auto add = [&](std::string value) { report.fields.emplace_back(question.key, std::move(value)); };
  switch (question.type) {
    case AnswerType::pick_many: {
      std::vector<std::string> options = options_of(question);
      ADIT_TRY(std::vector<std::size_t> chosen, ask_choices(text, options, options.size()));
      for (std::size_t index : chosen) add(value_of(question, index));
      return {};
    }
    case AnswerType::pick_one:
    case AnswerType::yes_no: {
      ADIT_TRY(std::optional<std::size_t> chosen, ask_choice(text, options_of(question)));
      if (chosen) add(value_of(question, *chosen));
      return {};
    }
    case AnswerType::when: {
      ADIT_TRY(std::string value, ask_when(text));
      if (!value.empty()) add(std::move(value));
      return {};
    }
    case AnswerType::text:
    case AnswerType::line:
      break;
  }
  for (;;) {
    std::string room = question.type == AnswerType::text ? "\n" + room_in_words(report) : std::string();
    ADIT_TRY(std::string value, ask_free(question, text + room));
    bool more = question.repeatable && !value.empty() && value != kDontKnow && value != kDontSay;
    if (!value.empty()) add(std::move(value));
    if (!more) return {};
    text = "Another one? (Enter goes on)";
  }
}

Result<std::string> ask_account(const std::string& question) {
  for (;;) {
    ADIT_TRY(std::string account, ask_text(question));
    if (account.find_first_not_of(" \t\n") != std::string::npos) return account;
    say(kProgram,
        "this one question has to be answered; a sentence is enough (Ctrl-C leaves, nothing is sent)");
  }
}

bool has(const Fields& fields, std::string_view key, std::string_view code) {
  return std::ranges::any_of(fields,
                             [&](const auto& field) { return field.first == key && field.second == code; });
}

bool applies(const Question& question, const Fields& fields) {
  return !question.only_after || has(fields, question.only_after->key, question.only_after->code);
}

// What it is about chooses the form; a subject without a form of its own has the open one.
const Form* form_for(const Fields& fields) {
  for (const Form& form : forms()) {
    if (has(fields, kSubjectKey, form.name)) return &form;
  }
  return &forms().back();
}

}  // namespace

Result<Report> interview(std::string form_name, std::string language) {
  say(kProgram,
      "nothing that you write is kept on this machine: if it is switched off, what you wrote is lost");
  say(kProgram, "Enter skips a question; ? means I do not know, - means I do not want to say");
  const Question& account = *find_question(forms()[0], kAccountKey);
  Report report{&forms()[0], std::move(language), {}};
  std::string first = fmt::format("\n{}\n{}", account.text, room_in_words(report));
  ADIT_TRY(std::string told, ask_account(first));
  report.fields.emplace_back(kAccountKey, std::move(told));
  ADIT_CHECK(ask_one(*find_question(*report.form, kSubjectKey), report));
  report.form = form_name.empty() ? form_for(report.fields) : find_form(form_name);
  if (report.form == nullptr) return fail(Errc::form_invalid);
  if (has(report.fields, kSubjectKey, "danger")) {
    say(kProgram,
        "this is not an emergency number: if you are in danger now, first go to a safe place and call "
        "someone you trust");
  }
  for (const Block& block : report.form->blocks) {
    say(kProgram, fmt::format("-- {} --", block.title));
    for (const Question& question : block.questions) {
      if (question.key == kAccountKey || question.key == kSubjectKey || !applies(question, report.fields))
        continue;
      ADIT_CHECK(ask_one(question, report));
    }
  }
  return report;
}

Status ask_shorter_account(Fields& fields, std::size_t bytes) {
  say(kProgram,
      fmt::format("the report is too long by {} letters of the Latin alphabet (others take two or three "
                  "times the room)",
                  bytes));
  ADIT_TRY(std::string told, ask_account("Tell it again, shorter:"));
  for (auto& [key, value] : fields) {
    if (key != kAccountKey) continue;
    wipe(value);
    value = std::move(told);
    break;
  }
  return {};
}

}  // namespace adit::client
