// SPDX-License-Identifier: Apache-2.0
#include "client/thread/report_file.h"

#include <fmt/format.h>

#include "client/thread/toml_text.h"

namespace adit::client {
namespace {

using Parsed = tl::expected<Report, Complaint>;

constexpr std::string_view kAnswers = "answers";

// Whether the values are of a list, and not the reporter's own words.
bool is_listed(const Question& question) {
  return !question.choices.empty() || question.type == AnswerType::yes_no ||
         question.type == AnswerType::when;
}

tl::unexpected<Complaint> complain(std::string text) {
  return tl::unexpected<Complaint>(Complaint{Error(Errc::form_invalid), std::move(text)});
}

std::string accepted_values(const Question& question) {
  std::string out;
  auto add = [&](std::string_view code) { out += fmt::format("{}\"{}\"", out.empty() ? "" : ", ", code); };
  if (question.type == AnswerType::yes_no) {
    add("yes");
    add("no");
  } else if (question.type == AnswerType::when) {
    for (std::string_view code : {"today", "this-week", "this-month", "earlier", "2026", "2026-03"})
      add(code);
  }
  for (const Choice& choice : question.choices) add(choice.code);
  if (question.key != kAccountKey) {
    add(kDontKnow);
    add(kDontSay);
  }
  return out;
}

// Appends the values of one question. Returns what is wrong, or nothing.
std::string take(const Question& question, const TomlItem& item, Fields& fields) {
  if (item.is_list && question.type != AnswerType::pick_many && !question.repeatable) {
    return fmt::format("{} takes one answer, not a list", question.key);
  }
  if (item.values.empty()) return fmt::format("{} is an empty list: leave it out instead", question.key);
  for (const std::string& value : item.values) {
    if (!accepts(question, value)) {
      bool listed = is_listed(question);
      return fmt::format("{} does not take \"{}\"; it takes {}", question.key, value,
                         listed ? accepted_values(question) : "text that is not empty");
    }
    fields.emplace_back(question.key, value);
  }
  return {};
}

const TomlItem* find(const TomlFile& file, std::string_view table, std::string_view key) {
  for (const TomlItem& item : file.items) {
    if (item.table == table && item.key == key) return &item;
  }
  return nullptr;
}

Parsed read_answers(const TomlFile& file, const Form& form, std::string language) {
  for (const TomlItem& item : file.items) {
    if (item.table == kAnswers && find_question(form, item.key) == nullptr) {
      return complain(fmt::format("the form \"{}\" has no question \"{}\"", form.name, item.key));
    }
  }
  Report report{&form, std::move(language), {}};
  for (const Block& block : form.blocks) {
    for (const Question& question : block.questions) {
      const TomlItem* item = find(file, kAnswers, question.key);
      if (item == nullptr) continue;
      if (std::string wrong = take(question, *item, report.fields); !wrong.empty()) return complain(wrong);
    }
  }
  if (report.fields.empty() || report.fields.front().first != kAccountKey) {
    return complain(fmt::format("{} is missing: it is the one question that must be answered", kAccountKey));
  }
  return report;
}

}  // namespace

bool is_language(std::string_view tag) {
  if (tag.size() > 35) return false;
  for (char c : tag) {
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    if (!letter) return false;
  }
  return true;
}

Parsed parse_report_file(std::string_view text) {
  if (text.size() > kMaxReportFileBytes) return complain("the file is larger than any report can be");
  auto file = parse_toml(text);
  if (!file) return complain(fmt::format("line {}: {}", file.error().line, file.error().text));
  for (const TomlItem& item : file->items) {
    if (item.table.empty() && item.key != "form" && item.key != "language") {
      return complain(
          fmt::format("\"{}\" is not known: a report file has form, language and [answers]", item.key));
    }
  }
  for (const std::string& table : file->tables) {
    if (table != kAnswers)
      return complain(fmt::format("[{}] is not known: the answers stand in [answers]", table));
  }
  const TomlItem* form_name = find(*file, "", "form");
  if (form_name == nullptr || form_name->is_list) return complain("form is missing: form = \"blacklisting\"");
  const Form* form = find_form(form_name->values.front());
  if (form == nullptr) return complain(fmt::format("there is no form \"{}\"", form_name->values.front()));
  std::string language;
  if (const TomlItem* tag = find(*file, "", "language")) {
    if (tag->is_list || !is_language(tag->values.front()))
      return complain("language must be a tag such as \"en\"");
    language = tag->values.front();
  }
  if (file->tables.empty()) return complain("[answers] is missing");
  return read_answers(*file, *form, std::move(language));
}

std::string describe(const Form& form) {
  std::string out = fmt::format("form = \"{}\"  # {}\n", form.name, form.title);
  for (const Block& block : form.blocks) {
    out += fmt::format("\n# {}\n", block.title);
    for (const Question& question : block.questions) {
      out += fmt::format("{}: {}\n", question.key, question.text);
      if (is_listed(question)) out += fmt::format("    {}\n", accepted_values(question));
      if (question.type == AnswerType::pick_many || question.repeatable) out += "    (a list may be given)\n";
    }
  }
  return out;
}

}  // namespace adit::client
