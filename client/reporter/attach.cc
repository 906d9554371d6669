// SPDX-License-Identifier: Apache-2.0
// Cleaning the files of a report, and the one way around it.
#include <fmt/format.h>

#include "client/reporter/write.h"
#include "client/thread/attachment_words.h"

namespace adit::client {
namespace {

constexpr int kUsage = 2;
constexpr int kNotCleaned = 7;
constexpr std::string_view kRawMeaning =
    "it can go as it is, but then all that is in it goes too: names, places, times, the device, earlier "
    "versions, what nobody sees. Whoever gets it, or takes it from them, may find you by it";

using Stopped = tl::unexpected<int>;

bool can_go_as_it_is(Errc code) {
  return code == Errc::file_type_refused || code == Errc::file_damaged || code == Errc::sandbox_unavailable ||
         code == Errc::out_of_memory || code == Errc::file_too_large;
}

Refusal say_refusal(const std::string& path, unsigned number, const Error& error, const CleanOptions& options,
                    Reasons why, ReporterWorld& world) {
  Refusal refusal = refusal_of(path, number, error, options, world.cleaner, std::move(why));
  say(kProgram, fmt::format("error: {}: {}", inert_line(path), describe(refusal)));
  return refusal;
}

// What goes in place of a file that could not be cleaned: what --convert made of it, if somebody says
// yes; or the file as it is, if somebody types the sentence. Nothing if neither is wanted.
Result<std::vector<Attachment>> offer_other_ways(const std::string& path, unsigned number, Refusal refusal) {
  std::vector<Attachment> out;
  if (!can_ask()) return out;
  if (!refusal.converted.empty()) {
    ADIT_TRY(bool convert,
             ask_yes_no(fmt::format("Send {} instead, clean, with that loss? ",
                                    refusal.converted.size() == 1 ? "that one file" : "those files")));
    if (convert) return std::move(refusal.converted);
  }
  if (!can_go_as_it_is(refusal.error.code)) return out;
  ADIT_TRY(bool typed, types_sentence(kRawMeaning, kRawSentence));
  if (!typed) return out;
  ADIT_TRY(Attachment attachment, attach_as_it_is(path, number));
  out.push_back(std::move(attachment));
  return out;
}

// What a file becomes: cleaned, or in one of the other ways if somebody wants that. Empty if nothing goes
// in its place; why it was refused has been said.
Result<std::vector<Attachment>> take_file(const std::string& path, unsigned number,
                                          const CleanOptions& options, ReporterWorld& world) {
  Reasons why;
  auto cleaned = clean_attachment(path, number, world.cleaner, options, why);
  if (cleaned) return cleaned;
  Refusal refusal = say_refusal(path, number, cleaned.error(), options, std::move(why), world);
  return offer_other_ways(path, number, std::move(refusal));
}

// A file that became many pictures has one table for all of them.
void say_tables(const std::vector<Attachment>& attachments) {
  for (std::size_t i = 0; i < attachments.size();) {
    const Attachment& first = attachments[i];
    std::size_t next = i + 1;
    while (next < attachments.size() && attachments[next].path == first.path) ++next;
    say(kProgram, describe(first));
    if (next - i > 1) {
      say(kProgram,
          fmt::format("and {} more of the same file, up to {}", next - i - 1, attachments[next - 1].name));
    }
    i = next;
  }
}

}  // namespace

Result<bool> types_sentence(std::string_view meaning, std::string_view sentence) {
  if (!can_ask()) return fail(Errc::input_needed);
  warn(kProgram, meaning);
  say(kProgram, fmt::format("only if that is worth it, type this sentence: {}", sentence));
  ADIT_TRY(std::string typed, ask("(Enter: no) "));
  auto begin = typed.find_first_not_of(' ');
  auto end = typed.find_last_not_of(' ');
  return begin != std::string::npos && typed.substr(begin, end - begin + 1) == sentence;
}

tl::expected<std::vector<Attachment>, int> clean_all(const std::vector<std::string>& paths,
                                                     const CleanOptions& options, ReporterWorld& world) {
  std::vector<Attachment> out;
  auto too_many = [&] {
    say(kProgram, fmt::format("error: at most {} files can go with one report", kMaxAttachments));
    if (out.size() > paths.size())
      say(kProgram,
          "hint: adit clean --convert writes the pictures; put them into one ZIP archive, and attach that");
    say(kProgram, "nothing was sent");
    return Stopped(kUsage);
  };
  if (paths.size() > kMaxAttachments) return too_many();
  for (const std::string& path : paths) {
    world.talk.progress(fmt::format("cleaning file {} of {}", &path - paths.data() + 1, paths.size()));
    auto taken = take_file(path, static_cast<unsigned>(out.size() + 1), options, world);
    if (!taken) return Stopped(stop(taken.error(), "nothing was sent"));
    if (taken->empty()) {
      say(kProgram, "nothing was sent");
      return Stopped(kNotCleaned);
    }
    for (Attachment& a : *taken) out.push_back(std::move(a));
    if (out.size() > kMaxAttachments) return too_many();
  }
  if (out.empty()) return out;
  say(kProgram, "your files as they will be sent, and what was in them (shown here only):");
  say_tables(out);
  say(kProgram, "what can be seen, heard or read in a file stays in it: look at each as a stranger would");
  return out;
}

Status ask_files(std::vector<Attachment>& attachments, const CleanOptions& options, ReporterWorld& world) {
  say(kProgram,
      "do you have pictures, papers or recordings? do not go and collect more; it can be dangerous");
  while (attachments.size() < kMaxAttachments) {
    ADIT_TRY(std::string path, ask("Path of a file that goes with the report (Enter: no more): "));
    if (path.empty()) return {};
    ADIT_TRY(auto taken, take_file(path, static_cast<unsigned>(attachments.size() + 1), options, world));
    if (taken.empty()) {
      say(kProgram, "it is left out");
      continue;
    }
    if (attachments.size() + taken.size() > kMaxAttachments) {
      say(kProgram, fmt::format("that would be more than {} files; it is left out", kMaxAttachments));
      continue;
    }
    say_tables(taken);
    ADIT_TRY(bool take, ask_yes_no("Send it like this? "));
    if (!take) continue;
    for (Attachment& a : taken) attachments.push_back(std::move(a));
  }
  return {};
}

}  // namespace adit::client
