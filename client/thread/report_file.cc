// SPDX-License-Identifier: Apache-2.0
// The only file that includes toml++.
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include "client/thread/report_file.h"

#include <fmt/format.h>
#include <toml++/toml.h>

namespace adit::client {
namespace {

using Parsed = tl::expected<Report, Complaint>;

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
std::string take(const Question& question, const toml::node& node, Fields& fields) {
  auto take_one = [&](const toml::node& item) -> std::string {
    const auto* text = item.as_string();
    if (text == nullptr) return fmt::format("{} must be text in quotes", question.key);
    if (!accepts(question, text->get())) {
      return fmt::format(
          "{} does not take \"{}\"; it takes {}", question.key, text->get(),
          question.choices.empty() && question.type != AnswerType::yes_no && question.type != AnswerType::when
              ? std::string("text that is not empty")
              : accepted_values(question));
    }
    fields.emplace_back(question.key, text->get());
    return {};
  };
  const toml::array* array = node.as_array();
  if (array == nullptr) return take_one(node);
  if (question.type != AnswerType::pick_many && !question.repeatable) {
    return fmt::format("{} takes one answer, not a list", question.key);
  }
  if (array->empty()) return fmt::format("{} is an empty list: leave it out instead", question.key);
  for (const toml::node& item : *array) {
    if (std::string wrong = take_one(item); !wrong.empty()) return wrong;
  }
  return {};
}

Parsed read_answers(const toml::table& answers, const Form& form, std::string language) {
  for (auto&& [key, value] : answers) {
    if (find_question(form, key.str()) == nullptr) {
      return complain(fmt::format("the form \"{}\" has no question \"{}\"", form.name, key.str()));
    }
  }
  Report report{&form, std::move(language), {}};
  for (const Block& block : form.blocks) {
    for (const Question& question : block.questions) {
      const toml::node* node = answers.get(question.key);
      if (node == nullptr) continue;
      if (std::string wrong = take(question, *node, report.fields); !wrong.empty()) return complain(wrong);
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
  toml::parse_result parsed = toml::parse(text);
  if (!parsed) {
    return complain(
        fmt::format("line {}: {}", parsed.error().source().begin.line, parsed.error().description()));
  }
  const toml::table& file = parsed.table();
  for (auto&& [key, value] : file) {
    if (key.str() != "form" && key.str() != "language" && key.str() != "answers") {
      return complain(
          fmt::format("\"{}\" is not known: a report file has form, language and [answers]", key.str()));
    }
  }
  const auto* form_name = file.get_as<std::string>("form");
  if (form_name == nullptr) return complain("form is missing: form = \"blacklisting\"");
  const Form* form = find_form(form_name->get());
  if (form == nullptr) return complain(fmt::format("there is no form \"{}\"", form_name->get()));
  std::string language;
  if (const toml::node* node = file.get("language")) {
    const auto* tag = node->as_string();
    if (tag == nullptr || !is_language(tag->get())) return complain("language must be a tag such as \"en\"");
    language = tag->get();
  }
  const toml::table* answers = file.get_as<toml::table>("answers");
  if (answers == nullptr) return complain("[answers] is missing");
  return read_answers(*answers, *form, std::move(language));
}

std::string describe(const Form& form) {
  std::string out = fmt::format("form = \"{}\"  # {}\n", form.name, form.title);
  for (const Block& block : form.blocks) {
    out += fmt::format("\n# {}\n", block.title);
    for (const Question& question : block.questions) {
      out += fmt::format("{}: {}\n", question.key, question.text);
      bool listed = !question.choices.empty() || question.type == AnswerType::yes_no ||
                    question.type == AnswerType::when;
      if (listed) out += fmt::format("    {}\n", accepted_values(question));
      if (question.type == AnswerType::pick_many || question.repeatable) out += "    (a list may be given)\n";
    }
  }
  return out;
}

}  // namespace adit::client
