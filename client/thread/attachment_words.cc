// SPDX-License-Identifier: Apache-2.0
#include "client/thread/attachment_words.h"

#include <fmt/format.h>

#include <array>

#include "client/scrub/convert.h"
#include "client/scrub/formats.h"
#include "client/terminal/json.h"
#include "client/terminal/terminal.h"

namespace adit::client {
namespace {

constexpr std::array kClasses = {FindingClass::where,  FindingClass::who,     FindingClass::when,
                                 FindingClass::device, FindingClass::history, FindingClass::hidden,
                                 FindingClass::other};

std::string_view heading(FindingClass what) {
  switch (what) {
    case FindingClass::where:
      return "Where";
    case FindingClass::who:
      return "Who";
    case FindingClass::when:
      return "When";
    case FindingClass::device:
      return "Which device";
    case FindingClass::history:
      return "History";
    case FindingClass::hidden:
      return "Hidden";
    case FindingClass::other:
      break;
  }
  return "Other";
}

std::string_view json_class(FindingClass what) {
  constexpr std::array<std::string_view, 7> kNames = {"where",   "who",    "when", "device",
                                                      "history", "hidden", "other"};
  return kNames[static_cast<std::size_t>(what)];
}

std::string file_name_of(const std::string& path) {
  return inert_line(std::filesystem::path(path).filename().string());
}

std::string table_row(std::string_view what, std::string_view before, std::string_view after) {
  return fmt::format("  {:<14}{:<34}{}\n", what, before, after);
}

// What kind a file that goes on its way has; a media type is for machines.
std::string_view sent_kind(const Attachment& a) {
  return a.treatment == Treatment::as_it_is ? a.original_kind : format_of(a.sent.kind).name;
}

std::string_view way_on_for(const Error& error, std::string_view seems, std::optional<FileKind> kind) {
  auto is = [&](std::initializer_list<std::string_view> words) {
    for (std::string_view word : words) {
      if (seems.find(word) != seems.npos) return true;
    }
    return false;
  };
  switch (error.code) {
    case Errc::sandbox_unavailable:
      return "adit-scrub must stand beside adit and must be able to lock itself in: install both together, "
             "or "
             "use another machine";
    case Errc::out_of_memory:
      return "close other programs and try again, or give a smaller version of it";
    case Errc::file_too_large:
      return "give a shorter or smaller version of it, or parts of it";
    case Errc::file_unreadable:
      return hint(error.code);
    default:
      break;
  }
  if (is({"archive"}))
    return kind ? "unpack it and give the files in it one by one"
                : "unpack it and give the files in it one by one, or as a ZIP archive";
  if (is({"Office", "RTF", "Word", "Excel", "PowerPoint", "OpenDocument", "PostScript", "e-book"}))
    return "open it and save it as a PDF without a password, or copy its text into the report";
  if (is({"PDF"})) return "print it into a new PDF without a password, or take pictures of its pages";
  if (is({"raw photo", "Photoshop", "JPEG XL", "JPEG 2000", "TIFF", "medical picture"}))
    return "open it and save it as JPEG or PNG";
  if (is({"photo", "picture"})) return "try another copy, or open it and save it anew as JPEG or PNG";
  if (is({"video", "recording"})) return "try another copy, or convert it to MP4 (video) or WAV (sound)";
  if (is({"web page", "SVG", "mail", "calendar", "card"}))
    return "copy its text into a plain text file, or take a picture of it";
  if (is({"empty"})) return "nothing is in it: give another copy";
  return hint(error.code);
}

std::string numbered(std::size_t n) { return n == 0 ? "-" : fmt::format("{} found", n); }

}  // namespace

std::string size_in_words(std::uint64_t bytes) {
  if (bytes < 1000) return fmt::format("{} byte{}", bytes, bytes == 1 ? "" : "s");
  if (bytes < 1'000'000) return fmt::format("{} kB", (bytes + 500) / 1000);
  return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

std::string describe(const Attachment& a) {
  std::string name = file_name_of(a.path);
  std::string out = fmt::format("{}\n", inert_line(a.path));
  if (a.name_disagrees)
    out += fmt::format("  its name says something else than what it is: it is of the kind {}\n",
                       a.original_kind);
  if (a.treatment == Treatment::as_it_is)
    out += "  NOT CLEANED: it goes as it is, with everything that is in it\n";
  out += table_row("", "before", "after");
  out += table_row("name", name, a.name);
  out += table_row("kind", a.original_kind, sent_kind(a));
  out += table_row("size", size_in_words(a.original_bytes), size_in_words(a.sent.bytes.size()));
  if (a.treatment == Treatment::as_it_is) return out;
  for (FindingClass what : kClasses) {
    auto found = static_cast<std::size_t>(std::ranges::count(a.sent.removed, what, &Finding::what));
    out += table_row(heading(what), numbered(found), found == 0 ? "-" : "taken out");
  }
  out += a.sent.removed.empty() ? "  found and taken out: nothing that we know how to find\n"
                                : "  found and taken out (shown on this device only):\n";
  for (FindingClass what : kClasses) {
    for (const Finding& finding : a.sent.removed) {
      if (finding.what == what) out += fmt::format("    {:<14}{}\n", heading(what), inert_line(finding.text));
    }
  }
  if (!a.sent.stays.empty()) out += "  stays, because it is what the file shows or says:\n";
  for (const std::string& stays : a.sent.stays) out += fmt::format("    {}\n", inert_line(stays));
  return out;
}

std::string attachment_json(const Attachment& a) {
  std::string removed;
  for (const Finding& finding : a.sent.removed) {
    removed += fmt::format("{}{{\"class\":\"{}\",\"text\":{}}}", removed.empty() ? "" : ",",
                           json_class(finding.what), json_string(finding.text));
  }
  std::string stays;
  for (const std::string& line : a.sent.stays) stays += (stays.empty() ? "" : ",") + json_string(line);
  return fmt::format(
      "{{\"file\":{},\"cleaned\":true,\"name\":{},\"kind_before\":{},\"kind\":{},\"type\":{},\"name_"
      "disagrees\":"
      "{},\"bytes_before\":{},\"bytes\":{},\"removed\":[{}],\"stays\":[{}]}}",
      json_string(a.path), json_string(a.name), json_string(a.original_kind), json_string(sent_kind(a)),
      json_string(a.type), a.name_disagrees, a.original_bytes, a.sent.bytes.size(), removed, stays);
}

namespace {

// What --convert makes of it, and what to say about that.
void try_to_convert(Refusal& refusal, unsigned number, FileKind kind, const CleanOptions& options,
                    const Cleaner& cleaner) {
  Reasons why;
  auto converted = clean_attachment(refusal.path, number, cleaner, {Way::convert, options.size}, why);
  if (converted) {
    refusal.converted = std::move(*converted);
    std::size_t n = refusal.converted.size();
    refusal.way_on =
        is_convertible(kind) && refusal.converted.front().sent.kind == FileKind::png
            ? fmt::format(
                  "--convert can make clean pictures of its pages, {} in all; the text in it can "
                  "then no longer be searched, and nothing stays but the look",
                  n)
            : "--convert can make a clean file of it: what it shows, or its text alone, with that loss";
    return;
  }
  // Of a document with pages: which program would be needed.
  if (!is_convertible(kind)) return;
  for (std::string& reason : why) {
    if (std::ranges::find(refusal.reasons, reason) == refusal.reasons.end())
      refusal.reasons.push_back(std::move(reason));
  }
}

}  // namespace

Refusal refusal_of(const std::filesystem::path& path, unsigned number, const Error& error,
                   const CleanOptions& options, const Cleaner& cleaner, Reasons why) {
  Refusal out{path.string(), error, {}, {}, {}, std::move(why), false, {}};
  std::optional<FileKind> kind;
  auto file = HeldBytes::open(path, std::uint64_t{1} << 40);
  if (auto ends = file ? file->ends() : Result<ByteVector>(fail(Errc::file_unreadable)); ends) {
    kind = kind_of(*ends);
    out.seems = seems_to_be(*ends);
    if (kind == FileKind::text) out.seems = "a plain text";
    if (kind) {
      out.cases = format_of(*kind).refused;
      out.name_disagrees = name_disagrees(path.filename().string(), *kind);
    }
  }
  out.way_on = way_on_for(error, out.seems, kind);
  bool tries = error.code == Errc::file_damaged || error.code == Errc::file_type_refused;
  if (tries && kind && options.way == Way::rebuild && file->size() <= kMaxScrubBytes)
    try_to_convert(out, number, *kind, options, cleaner);
  return out;
}

std::string describe(const Refusal& refusal) {
  std::string out(message(refusal.error.code));
  if (!refusal.seems.empty()) out += fmt::format("\n  it is {}", refusal.seems);
  if (refusal.name_disagrees) out += ", which its name does not say";
  for (const std::string& reason : refusal.reasons) out += fmt::format("\n  {}", inert_line(reason));
  if (!refusal.cases.empty() && refusal.error.code != Errc::sandbox_unavailable)
    out += fmt::format("\n  of this kind are refused: {}", refusal.cases);
  if (!refusal.way_on.empty()) out += fmt::format("\n  what you can do: {}", refusal.way_on);
  return out + "\n";
}

std::string refusal_json(const Refusal& refusal) {
  std::string reasons;
  for (const std::string& reason : refusal.reasons)
    reasons += (reasons.empty() ? "" : ",") + json_string(reason);
  return fmt::format(
      "{{\"file\":{},\"cleaned\":false,\"error\":{},\"seems_to_be\":{},\"name_disagrees\":{},\"reasons\":[{}]"
      ","
      "\"refused_cases\":{},\"way_on\":{}}}",
      json_string(refusal.path), json_string(name(refusal.error.code)), json_string(refusal.seems),
      refusal.name_disagrees, reasons, json_string(refusal.cases), json_string(refusal.way_on));
}

}  // namespace adit::client
