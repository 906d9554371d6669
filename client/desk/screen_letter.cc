// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <chrono>

#include "client/desk/screens.h"
#include "client/desk/words.h"
#include "client/scrub/formats.h"
#include "client/terminal/json.h"
#include "client/terminal/terminal.h"
#include "client/thread/forms.h"
#include "client/trust/case_status.h"

namespace adit::client {
namespace {

constexpr std::size_t kIndent = 4;

// An answer as it is shown: our question's words, or the key where this version has no such form.
struct Answer {
  std::string_view key;
  std::string question;  // ours, or inert
  std::string answer;    // untrusted
};

const Question* question_of(const Core& core, std::string_view key) {
  const Form* form = find_form(core.form);
  return form == nullptr ? nullptr : find_question(*form, key);
}

Answer answer_of(const Core& core, const std::pair<std::string, std::string>& field) {
  const auto& [key, text] = field;
  if (const Question* question = question_of(core, key)) {
    return {key, std::string(question->text), std::string(words_for(*question, text))};
  }
  if (core.form == kMessageForm && key == kMessageKey) return {key, "message", text};
  if (core.form == kProposalForm && key == kProposalKey) return {key, "answer to your proposal", text};
  // Never alone on its line: it could be made to look like a heading of ours.
  return {key, "a question that this version does not know (" + inert_line(key) + ")", text};
}

bool is_about_files(const Letter& letter, const std::pair<std::string, std::string>& field);

// In the order of the form, the account in one's own words first; what the form does not know
// comes last, as it came.
std::vector<Answer> answers_of(const Letter& letter) {
  const Core& core = letter.core;
  std::vector<Answer> out;
  auto add_all = [&](std::string_view key) {
    for (const auto& field : core.fields) {
      if (field.first == key) out.push_back(answer_of(core, field));
    }
  };
  if (const Form* form = find_form(core.form)) {
    add_all(kAccountKey);
    for (const Block& block : form->blocks) {
      for (const Question& question : block.questions) {
        if (question.key != kAccountKey) add_all(question.key);
      }
    }
  }
  for (const auto& field : core.fields) {
    if (question_of(core, field.first) == nullptr && !is_about_files(letter, field))
      out.push_back(answer_of(core, field));
  }
  return out;
}

std::string form_title(const Core& core) {
  if (core.form == kOriginalForm) return "files as they were before they were cleaned";
  const Form* form = find_form(core.form);
  return form != nullptr ? std::string(form->title) : "form " + inert_line(core.form);
}

std::uint32_t parcels_of(const FileEntry& file) {
  auto plan = plan_of(file);
  return plan ? plan->total() : plan_parcels(file.size).total();
}

// Sizes are shown as what they cost on the wire: pieces of 64 KiB.
std::string size_of(const FileEntry& file) {
  return fmt::format("up to {} KiB", std::uint64_t{plan_parcels(file.size).content} * kParcelBytes / 1024);
}

std::string first_words(const Letter& letter) {
  constexpr std::size_t kBytes = 60;
  for (const Answer& a : answers_of(letter)) {
    if (a.answer.empty()) continue;
    std::string_view text = a.answer;
    if (text.size() <= kBytes) return std::string(text);
    std::size_t end = kBytes;
    while (end > 0 && (static_cast<std::uint8_t>(text[end]) & 0xc0) == 0x80) --end;  // whole characters
    return std::string(text.substr(0, end)) + "...";
  }
  return "";
}

constexpr std::string_view kOriginalWarning =
    "\nUNCLEANED ORIGINALS, for you alone: they can show who the reporter is, where and when. Do not pass "
    "them\n"
    "on, do not open them on a machine with a network, and delete them when they are no longer needed.\n";

// What is said of a file that was not cleaned.
std::string uncleaned_words(const LetterView& view, std::size_t i) {
  if (!is_uncleaned(view.letter, i)) return "";
  if (view.letter.channel.kind != LetterKind::sealed_original)
    return "    NOT CLEANED: the reporter sent it as it was, and it may show who that is\n";
  const auto& of = view.original_of.at(i);
  return of ? fmt::format("    the original of part {} of letter {} (verified)\n", of->part, of->letter)
            : "    NOT the original of any file in this thread: nothing there was promised for it\n";
}

// Fields that say something about files, and are no answers.
bool is_about_files(const Letter& letter, const std::pair<std::string, std::string>& field) {
  if (letter.channel.kind == LetterKind::sealed_original && field.first == kSaltKey) return true;
  if (field.first != kRawKey) return false;
  for (std::size_t i = 0; i < letter.core.files.size(); ++i) {
    if (field.second == std::to_string(i + 1)) return true;
  }
  return false;
}

std::string card_line(const QueuedCard& card, std::string_view state) {
  std::string out = fmt::format("  {} ({})", word_for(card.kind), state);
  if (card.kind == CardKind::status && !card.body.empty()) {
    const CaseStatus* status = find_case_status(card.body[0]);
    out += fmt::format(": {}", status != nullptr ? std::string(status->word) : std::to_string(card.body[0]));
  }
  out += "\n";
  if (!card.text.empty()) out += fmt::format("    {}\n", inert(card.text, kIndent));
  return out;
}

template <class Items, class Make>
std::string json_list(const Items& items, Make&& make) {
  std::string out;
  for (const auto& item : items) out += (out.empty() ? "" : ",") + make(item);
  return "[" + out + "]";
}

std::string original_json(const LetterView& view, std::size_t i) {
  if (i >= view.original_of.size() || !view.original_of[i]) return "null";
  return fmt::format("{{\"letter\":{},\"part\":{}}}", view.original_of[i]->letter, view.original_of[i]->part);
}

std::string file_json(const LetterView& view, std::size_t i) {
  const FileEntry& file = view.letter.core.files[i];
  const MissingParts& missing = view.missing.at(i);
  std::string numbers;
  for (std::uint32_t n : missing.parts) numbers += fmt::format("{}{}", numbers.empty() ? "" : ",", n);
  return fmt::format(
      "{{\"part\":{},\"save_as\":{},\"name\":{},\"type\":{},\"parcels\":{},\"state\":{},\"cleaned\":{},"
      "\"missing\":[{}],\"original_of\":{}}}",
      i + 1,
      json_string(attachment_name(i, file, is_uncleaned(view.letter, i) ? kUncleanedStem : kCleanedStem)),
      json_string(file.name), json_string(file.type), parcels_of(file),
      json_string(word_for(view.files.at(i))), !is_uncleaned(view.letter, i), numbers,
      original_json(view, i));
}

std::string files_json(const LetterView& view) {
  std::string out;
  for (std::size_t i = 0; i < view.letter.core.files.size(); ++i)
    out += (i == 0 ? "" : ",") + file_json(view, i);
  return "[" + out + "]";
}

std::string head_json(const LetterView& view) {
  const Letter& l = view.letter;
  return fmt::format(
      "\"number\":{},\"thread\":{},\"day\":\"{}\",\"kind\":{},\"form\":{},\"language\":{},\"files\":{}",
      l.number, view.thread, day_of_letter(l), json_string(word_for(l.channel.kind)),
      json_string(l.core.form), json_string(l.core.language), files_json(view));
}

}  // namespace

bool is_uncleaned(const Letter& letter, std::size_t i) {
  if (letter.channel.kind == LetterKind::sealed_original) return true;
  auto names_it = [&](const auto& field) {
    return field.first == kRawKey && field.second == std::to_string(i + 1);
  };
  return std::ranges::any_of(letter.core.fields, names_it);
}

std::string missing_words(const MissingParts& missing) {
  if (missing.manifests > 0) return "the list of its pieces has not arrived";
  if (missing.parts.empty()) return "";
  constexpr std::size_t kShown = 8;
  std::string numbers;
  for (std::size_t i = 0; i < std::min(kShown, missing.parts.size()); ++i) {
    bool last = i + 1 == missing.parts.size();
    numbers += fmt::format("{}{}", i == 0 ? "" : last ? " and " : ", ", missing.parts[i]);
  }
  if (missing.parts.size() > kShown) numbers += fmt::format(" and {} more", missing.parts.size() - kShown);
  bool one = missing.parts.size() == 1;
  return fmt::format("{} {} of {} {} not arrived", one ? "piece" : "pieces", numbers, missing.of,
                     one ? "has" : "have");
}

std::string attachment_name(std::size_t i, const FileEntry& file, std::string_view stem) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kEndings = {
      {{"image/jpeg", "jpg"},
       {"image/png", "png"},
       {"text/plain", "txt"},
       {"application/pdf", "pdf"},
       {"audio/ogg", "ogg"},
       {"video/mp4", "mp4"}}};
  std::string_view type = std::string_view(file.type).substr(0, file.type.find(';'));
  std::string_view ending = "bin";
  for (const Format& format : formats()) {
    if (type == format.media_type) ending = format.extension;
  }
  for (const auto& [known, known_ending] : kEndings) {
    if (type == known) ending = known_ending;
  }
  return fmt::format("{}-{}.{}", stem, i + 1, ending);
}

std::string day_of_letter(const Letter& letter) {
  std::chrono::sys_days day{std::chrono::days{seconds(letter.epoch_start) / kDaySeconds}};
  std::chrono::year_month_day date{day};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::string list_screen(const std::vector<LetterView>& letters) {
  std::string out;
  for (const LetterView& view : letters) {
    const Letter& l = view.letter;
    out += fmt::format("{:>4}  {}  {} in thread {}, {}", l.number, day_of_letter(l), word_for(l.channel.kind),
                       view.thread, form_title(l.core));
    if (!l.core.files.empty()) out += ", " + counted(l.core.files.size(), "file", "files");
    if (!view.sent.empty()) out += ", answered";
    if (!view.waiting.empty()) out += ", answer on its way";
    out += fmt::format("\n      {}\n", inert_line(first_words(l)));
  }
  return out;
}

std::string list_json(const std::vector<LetterView>& letters) {
  std::string rows = json_list(letters, [](const LetterView& view) {
    return fmt::format("{{{},\"begins\":{},\"answers\":{},\"answers_waiting\":{}}}", head_json(view),
                       json_string(first_words(view.letter)), view.sent.size(), view.waiting.size());
  });
  return fmt::format("{{\"schema\":1,\"letters\":{}}}\n", rows);
}

std::string letter_screen(const LetterView& view, const std::optional<DirectoryBody>& directory,
                          const Rid& own) {
  const Letter& l = view.letter;
  std::string out = fmt::format("letter {}, {} in thread {}\n{}\npublished {}, language {}\n", l.number,
                                word_for(l.channel.kind), view.thread, form_title(l.core), day_of_letter(l),
                                l.core.language.empty() ? "not given" : inert_line(l.core.language));
  if (l.channel.kind == LetterKind::sealed_original) out += kOriginalWarning;
  for (const Answer& a : answers_of(l)) {
    out += fmt::format("\n{}\n    {}\n", a.question, inert(a.answer, kIndent));
  }
  if (!l.core.files.empty()) out += "\nfiles\n";
  for (std::size_t i = 0; i < l.core.files.size(); ++i) {
    const FileEntry& file = l.core.files[i];
    out +=
        fmt::format("  part {}: {}, {}\n    the reporter calls it: {}\n    and says that it is: {}\n", i + 1,
                    size_of(file), word_for(view.files.at(i)), inert_line(file.name), inert_line(file.type));
    std::string missing = missing_words(view.missing.at(i));
    if (!missing.empty()) out += fmt::format("    {}\n", missing);
    out += uncleaned_words(view, i);
  }
  out += "\nwho can read it\n";
  for (std::size_t i = 0; i < kSlots; ++i) {
    out += fmt::format("  {}\n", describe_slot(l, i, directory, own));
  }
  out += "\nhow sure this is\n";
  out += "  written by the owner of this thread, and the same for all who can read it (verified)\n";
  out += l.is_included() ? fmt::format("  entry {} of the public log (verified)\n", l.leaf)
                         : std::string("  NOT in the public log: the proof does not hold\n");
  out += l.view_known ? "  written from a list of recipients that this desk has seen too\n"
                      : "  ALARM: written from a list of recipients that this desk has never seen\n";
  if (!view.sent.empty() || !view.waiting.empty()) out += "\nanswers in this thread\n";
  for (const QueuedCard& card : view.sent) out += card_line(card, "published");
  for (const QueuedCard& card : view.waiting) out += card_line(card, "on its way");
  return out;
}

std::string letter_json(const LetterView& view, const std::optional<DirectoryBody>& directory,
                        const Rid& own) {
  const Letter& l = view.letter;
  std::string answers = json_list(answers_of(l), [](const Answer& a) {
    return fmt::format("{{\"key\":{},\"question\":{},\"answer\":{}}}", json_string(a.key),
                       json_string(a.question), json_string(a.answer));
  });
  std::string slots;
  for (std::size_t i = 0; i < kSlots; ++i) {
    const auto& rid = l.channel.slots[i].rid;
    slots += fmt::format("{}{{\"rid\":{},\"verdict\":\"{}\",\"words\":{}}}", i == 0 ? "" : ",",
                         rid ? json_string(to_hex(rid->span())) : std::string("null"),
                         word_for(l.readership[i]), json_string(describe_slot(l, i, directory, own)));
  }
  auto card_json = [](const QueuedCard& card) {
    return fmt::format("{{\"kind\":{},\"text\":{},\"body\":{}}}", json_string(word_for(card.kind)),
                       json_string(card.text),
                       json_list(card.body, [](std::uint64_t n) { return std::to_string(n); }));
  };
  return fmt::format(
      "{{\"schema\":1,{},\"answers\":{},\"slots\":[{}],\"hash\":\"{}\",\"leaf\":{},\"included\":{},\"view_"
      "known\":{},"
      "\"sent\":{},\"waiting\":{}}}\n",
      head_json(view), answers, slots, to_hex(l.hash().span()), l.leaf, l.is_included(), l.view_known,
      json_list(view.sent, card_json), json_list(view.waiting, card_json));
}

}  // namespace adit::client
