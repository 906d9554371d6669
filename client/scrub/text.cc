// SPDX-License-Identifier: Apache-2.0
// Plain text by an allow-list of characters. Each kind of character that is invisible or has a plain
// twin can number the copies of a document, so none passes; what was there is counted and told.
#include <fmt/format.h>
#include <utf8proc.h>

#include <cstdlib>
#include <memory>

#include "client/scrub/characters.h"
#include "client/scrub/family.h"
#include "client/scrub/formats.h"
#include "client/scrub/text_decode.h"
#include "client/scrub/text_rules.h"
#include "client/scrub/utf8.h"

namespace adit::client {
namespace {

struct Counts {
  std::size_t hidden = 0, direction = 0, tags = 0, spaces = 0, controls = 0, unknown = 0, trailing = 0,
              ends = 0;
};

utf8proc_category_t category(char32_t c) { return utf8proc_category(static_cast<utf8proc_int32_t>(c)); }
bool is_mark(char32_t c) {
  auto k = category(c);
  return k == UTF8PROC_CATEGORY_MN || k == UTF8PROC_CATEGORY_MC || k == UTF8PROC_CATEGORY_ME;
}
bool is_letter(char32_t c) {
  auto k = category(c);
  return k == UTF8PROC_CATEGORY_LU || k == UTF8PROC_CATEGORY_LL || k == UTF8PROC_CATEGORY_LT ||
         k == UTF8PROC_CATEGORY_LM || k == UTF8PROC_CATEGORY_LO;
}

bool is_direction(char32_t c) {
  return c == 0x200e || c == 0x200f || c == 0x061c || (c >= 0x202a && c <= 0x202e) ||
         (c >= 0x2066 && c <= 0x2069);
}
bool is_tag(char32_t c) { return (c >= 0xe0000 && c <= 0xe007f); }
// Format characters that can be seen: signs that enclose the digits behind them.
bool is_visible_format(char32_t c) {
  return (c >= 0x0600 && c <= 0x0605) || c == 0x06dd || c == 0x070f || c == 0x0890 || c == 0x0891 ||
         c == 0x08e2 || c == 0x110bd || c == 0x110cd;
}
// Letters, marks and symbols by class that nevertheless show nothing.
bool is_blank_letter(char32_t c) {
  constexpr CharacterRange kBlank[] = {{0x034f, 0x034f}, {0x115f, 0x1160},   {0x17b4, 0x17b5},
                                       {0x180b, 0x180f}, {0x2800, 0x2800},   {0x3164, 0x3164},
                                       {0xfe00, 0xfe0f}, {0xffa0, 0xffa0},   {0x13440, 0x13440},
                                       {0xfffc, 0xfffc}, {0xe0100, 0xe01ef}, {0x1d159, 0x1d159}};
  return is_in(c, kBlank);
}

enum class Fate { keep, drop, space, line };

Fate fate(char32_t c, Counts& counts) {
  if (c == '\n' || c == '\t' || c == ' ' || is_joiner(c)) return Fate::keep;
  if (c == 0x85 || c == 0x0c || c == 0x0b || c == 0x2028 || c == 0x2029) return ++counts.ends, Fate::line;
  if (is_direction(c)) return ++counts.direction, Fate::drop;
  if (is_tag(c)) return ++counts.tags, Fate::drop;
  if (is_blank_letter(c)) return ++counts.hidden, Fate::drop;
  switch (category(c)) {
    case UTF8PROC_CATEGORY_ZS:
      return ++counts.spaces, Fate::space;
    case UTF8PROC_CATEGORY_CC:
      return ++counts.controls, Fate::drop;
    case UTF8PROC_CATEGORY_CF:
      if (is_visible_format(c)) return Fate::keep;
      return ++counts.hidden, Fate::drop;
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CS:
      return ++counts.unknown, Fate::drop;
    default:
      return Fate::keep;
  }
}

// Allow-list, and at most thirty marks on one letter: more are no writing, and cost time squared.
std::u32string allowed(std::u32string_view in, Counts& counts) {
  std::u32string out;
  unsigned marks = 0;
  for (std::size_t i = 0; i < in.size(); ++i) {
    char32_t c = in[i];
    if (c == '\r') {
      ++counts.ends;
      if (i + 1 < in.size() && in[i + 1] == '\n') continue;
      c = '\n';
    }
    switch (fate(c, counts)) {
      case Fate::drop:
        continue;
      case Fate::space:
        c = ' ';
        break;
      case Fate::line:
        c = '\n';
        break;
      case Fate::keep:
        break;
    }
    marks = is_mark(c) ? marks + 1 : 0;
    if (marks > 30) {
      ++counts.hidden;
      continue;
    }
    out.push_back(c);
  }
  return out;
}

// A joiner stays between two letters (or a letter's mark and a letter) of a script that needs it.
std::u32string with_needed_joiners(std::u32string_view in, Counts& counts) {
  std::u32string out;
  for (std::size_t i = 0; i < in.size(); ++i) {
    if (is_joiner(in[i])) {
      char32_t before = out.empty() ? U'\n' : out.back(), after = i + 1 < in.size() ? in[i + 1] : U'\n';
      bool needed = is_in(before, kJoining) && (is_letter(before) || is_mark(before)) &&
                    is_in(after, kJoining) && is_letter(after);
      if (!needed) {
        ++counts.hidden;
        continue;
      }
    }
    out.push_back(in[i]);
  }
  return out;
}

std::u32string without_trailing_blanks(std::u32string_view in, Counts& counts) {
  std::u32string out;
  for (char32_t c : in) {
    if (c == '\n') {
      std::size_t kept = out.size();
      while (kept > 0 && (out[kept - 1] == ' ' || out[kept - 1] == '\t')) --kept;
      if (kept != out.size()) ++counts.trailing;
      out.resize(kept);
    }
    out.push_back(c);
  }
  std::size_t kept = out.size();
  while (kept > 0 && (out[kept - 1] == ' ' || out[kept - 1] == '\t' || out[kept - 1] == '\n')) --kept;
  out.resize(kept);
  if (!out.empty()) out.push_back('\n');
  return out;
}

std::optional<std::string> nfc(const std::string& text) {
  utf8proc_uint8_t* raw = nullptr;
  auto n = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                        static_cast<utf8proc_ssize_t>(text.size()), &raw,
                        static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(raw, std::free);
  if (n < 0) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(raw), static_cast<std::size_t>(n));
}

std::optional<std::string> pass(std::u32string_view in, Counts& counts) {
  auto characters = without_trailing_blanks(with_needed_joiners(allowed(in, counts), counts), counts);
  return nfc(encode_utf8(characters));
}

void tell(Harvest& harvest, FindingClass what, std::size_t n, std::string_view one, std::string_view many) {
  if (n == 1) harvest.found(what, fmt::format("1 {}", one));
  if (n > 1) harvest.found(what, fmt::format("{} {}", n, many));
}

void tell_all(const DecodedText& text, const Counts& c, Harvest& harvest) {
  using enum FindingClass;
  tell(harvest, hidden, c.hidden, "hidden mark", "hidden marks");
  tell(harvest, hidden, c.tags, "hidden tag character", "hidden tag characters");
  tell(harvest, hidden, c.direction, "mark of writing direction", "marks of writing direction");
  tell(harvest, hidden, c.controls, "control character", "control characters");
  tell(harvest, hidden, c.spaces, "unusual space, made a plain one", "unusual spaces, made plain ones");
  tell(harvest, hidden, c.trailing, "line with blanks at its end", "lines with blanks at their ends");
  tell(harvest, other, c.unknown, "character that is in no public list",
       "characters that are in no public list");
  if (c.ends > 0) harvest.found(device, "the kind of line ends, which tells the system it was written on");
  if (text.encoding == Encoding::utf16)
    harvest.found(device, "the encoding (UTF-16), which tells the program it was written with");
  if (text.encoding == Encoding::western) {
    harvest.found(device, "the older encoding: Western European was assumed, look at the accents");
  }
  if (text.mark && text.encoding == Encoding::utf8) harvest.found(device, "a byte order mark");
}

enum class Alphabet { none, latin, greek, cyrillic };
Alphabet alphabet(char32_t c) {
  if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= 0xc0 && c <= 0x24f && c != 0xd7 && c != 0xf7))
    return Alphabet::latin;
  if (c >= 0x370 && c <= 0x3ff && c != 0x37e && c != 0x387) return Alphabet::greek;
  if (c >= 0x400 && c <= 0x52f) return Alphabet::cyrillic;
  return Alphabet::none;
}

// Words whose letters come from two alphabets that share shapes: an "a" may be another "a".
std::size_t mixed_words(std::u32string_view text) {
  std::size_t mixed = 0;
  Alphabet word = Alphabet::none;
  bool counted = false;
  for (char32_t c : text) {
    auto here = alphabet(c);
    if (here == Alphabet::none) {
      if (!is_mark(c)) word = Alphabet::none, counted = false;
      continue;
    }
    if (word != Alphabet::none && word != here && !counted) ++mixed, counted = true;
    word = here;
  }
  return mixed;
}

}  // namespace

std::optional<std::string> allowed_text(std::u32string_view text, std::size_t& hidden) {
  std::optional<std::u32string> now(text);
  for (int round = 0; round < 5; ++round) {
    Counts counts;
    auto next = nfc(encode_utf8(with_needed_joiners(allowed(*now, counts), counts)));
    auto decoded = next ? decode_text(as_bytes(*next)) : std::nullopt;
    if (!decoded) return std::nullopt;
    if (round == 0)
      hidden += counts.hidden + counts.direction + counts.tags + counts.controls + counts.unknown;
    if (decoded->characters == *now) return next;
    now = std::move(decoded->characters);
  }
  return std::nullopt;
}

Result<CleanedFile> rebuild_text(ByteSpan file) {
  if (file.size() > kMaxTextBytes) return fail(Errc::file_too_large);
  auto decoded = decode_text(file);
  if (!decoded) return fail(Errc::file_type_refused);
  Counts counts;
  auto text = pass(decoded->characters, counts);
  // Composing may bring forth what the list does not allow; a few rounds settle every real text.
  for (int round = 0; text && round < 4; ++round) {
    auto again = decode_text(as_bytes(*text));
    Counts ignored;
    auto next = again ? pass(again->characters, ignored) : std::nullopt;
    if (next == text) break;
    text = std::move(next);
    if (round == 3) return fail(Errc::file_damaged);
  }
  if (!text || text->empty()) return fail(Errc::file_damaged);
  if (text->size() > kMaxTextBytes) return fail(Errc::file_too_large);
  // Without its marks it may have become something that acts: a web page, an e-mail.
  if (kind_of(as_bytes(*text)) != FileKind::text) return fail(Errc::file_type_refused);

  Harvest harvest;
  tell_all(*decoded, counts, harvest);
  std::vector<std::string> stays = {
      "the words themselves: what is told, how it is put, and who could know it",
      "spelling, punctuation and layout: a copy made for you alone may differ from others there"};
  auto clean = decode_text(as_bytes(*text));
  if (auto n = clean ? mixed_words(clean->characters) : 0; n > 0) {
    stays.push_back(
        fmt::format("{} {} letters of two alphabets that look alike, which can mark a copy: type {} again", n,
                    n == 1 ? "word mixes" : "words mix", n == 1 ? "it" : "them"));
  }
  auto bytes = as_bytes(*text);
  return CleanedFile{
      FileKind::text, {bytes.begin(), bytes.end()}, std::move(harvest.findings), std::move(stays)};
}

}  // namespace adit::client
