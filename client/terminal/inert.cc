// SPDX-License-Identifier: Apache-2.0
// Whatever is not plainly visible is shown as a mark; the rest passes as it is. Marks are made of
// visible characters only, so text that went through twice is the same as text that went once.
#include <fmt/format.h>
#include <utf8proc.h>

#include "client/terminal/terminal.h"

namespace adit::client {
namespace {

constexpr std::string_view kBadUtf8 = "\xEF\xBF\xBD";    // U+FFFD
constexpr std::string_view kBreakMark = "\xE2\x8F\x8E";  // U+23CE, a return arrow
constexpr std::string_view kJoinerMark = "\xC2\xB7";     // U+00B7, a raised dot
constexpr std::string_view kFloodMark = "[...]";
constexpr std::string_view kTab = "    ";
// Marks that stack above or below a letter, and marks of all kinds: real scripts need fewer.
constexpr unsigned kMaxStacked = 4;
constexpr unsigned kMaxMarks = 8;

enum class Breaks : std::uint8_t { stay, become_marks };

// Letters by category that are drawn as nothing: fillers of Hangul and Khmer, an empty Braille cell.
bool is_blank_letter(utf8proc_int32_t c) {
  return c == 0x115F || c == 0x1160 || c == 0x17B4 || c == 0x17B5 || c == 0x2800 || c == 0x3164 ||
         c == 0xFFA0;
}

bool is_variation_selector(utf8proc_int32_t c) {
  return (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF) || (c >= 0x180B && c <= 0x180F);
}

bool is_visible(utf8proc_int32_t c) {
  switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_CC:  // C0, DEL, C1
    case UTF8PROC_CATEGORY_CF:  // bidi controls, zero width, tags
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:  // private use
    case UTF8PROC_CATEGORY_CN:  // unassigned
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return false;
    default:
      return !utf8proc_get_property(c)->ignorable && !is_variation_selector(c) && !is_blank_letter(c);
  }
}

std::string mark_of(utf8proc_int32_t c) {
  // Persian and the scripts of India write with joiners, phones put U+FE0F behind a heart: a short
  // mark keeps such text readable.
  if (c == 0x200C || c == 0x200D || c == 0xFE0E || c == 0xFE0F) return std::string(kJoinerMark);
  return fmt::format("[U+{:04X}]", static_cast<unsigned>(c));
}

bool is_combining(utf8proc_int32_t c) {
  auto category = utf8proc_category(c);
  return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC ||
         category == UTF8PROC_CATEGORY_ME;
}

// Counts combining marks in a row.
class MarkRun {
 public:
  enum class Verdict : std::uint8_t { shown, first_too_many, too_many };

  Verdict add(utf8proc_int32_t c) {
    ++marks_;
    if (utf8proc_get_property(c)->combining_class != 0) ++stacked_;
    if (marks_ <= kMaxMarks && stacked_ <= kMaxStacked) return Verdict::shown;
    bool first = !full_;
    full_ = true;
    return first ? Verdict::first_too_many : Verdict::too_many;
  }
  void end() { *this = MarkRun(); }

 private:
  unsigned marks_ = 0;
  unsigned stacked_ = 0;
  bool full_ = false;
};

std::string made_inert(std::string_view text, std::size_t indent, Breaks breaks) {
  std::string out;
  out.reserve(text.size());
  MarkRun run;
  for (std::size_t at = 0; at < text.size();) {
    utf8proc_int32_t c = -1;
    auto n = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at,
                              static_cast<utf8proc_ssize_t>(text.size() - at), &c);
    if (n <= 0) {
      out += kBadUtf8;
      run.end();
      ++at;
      continue;
    }
    std::string_view letter = text.substr(at, static_cast<std::size_t>(n));
    at += static_cast<std::size_t>(n);
    if (c == '\r' && text.substr(at).starts_with('\n')) continue;
    if (is_visible(c) && is_combining(c)) {
      auto verdict = run.add(c);
      if (verdict == MarkRun::Verdict::shown) out += letter;
      if (verdict == MarkRun::Verdict::first_too_many) out += kFloodMark;
      continue;
    }
    run.end();
    if (c == '\n') {
      if (breaks == Breaks::become_marks) {
        out += kBreakMark;
      } else {
        out += '\n';
        out.append(indent, ' ');
      }
    } else if (c == '\t') {
      out += kTab;
    } else if (is_visible(c)) {
      out += letter;
    } else {
      out += mark_of(c);
    }
  }
  return out;
}

}  // namespace

std::string inert(std::string_view untrusted, std::size_t indent) {
  return made_inert(untrusted, indent, Breaks::stay);
}

std::string inert_line(std::string_view untrusted) { return made_inert(untrusted, 0, Breaks::become_marks); }

}  // namespace adit::client
