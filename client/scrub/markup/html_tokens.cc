// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/markup/html_tokens.h"

#include <algorithm>

#include "client/scrub/utf8.h"

namespace adit::client {
namespace {

constexpr std::size_t kMaxAttributes = 200;

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

struct Entity {
  std::string_view name;
  char32_t character;
};
constexpr Entity kEntities[] = {
    {"amp", '&'},       {"lt", '<'},        {"gt", '>'},        {"quot", '"'},      {"apos", '\''},
    {"nbsp", 0xa0},     {"iexcl", 0xa1},    {"cent", 0xa2},     {"pound", 0xa3},    {"curren", 0xa4},
    {"yen", 0xa5},      {"brvbar", 0xa6},   {"sect", 0xa7},     {"uml", 0xa8},      {"copy", 0xa9},
    {"ordf", 0xaa},     {"laquo", 0xab},    {"not", 0xac},      {"shy", 0xad},      {"reg", 0xae},
    {"macr", 0xaf},     {"deg", 0xb0},      {"plusmn", 0xb1},   {"sup2", 0xb2},     {"sup3", 0xb3},
    {"acute", 0xb4},    {"micro", 0xb5},    {"para", 0xb6},     {"middot", 0xb7},   {"cedil", 0xb8},
    {"sup1", 0xb9},     {"ordm", 0xba},     {"raquo", 0xbb},    {"frac14", 0xbc},   {"frac12", 0xbd},
    {"frac34", 0xbe},   {"iquest", 0xbf},   {"Agrave", 0xc0},   {"Aacute", 0xc1},   {"Acirc", 0xc2},
    {"Atilde", 0xc3},   {"Auml", 0xc4},     {"Aring", 0xc5},    {"AElig", 0xc6},    {"Ccedil", 0xc7},
    {"Egrave", 0xc8},   {"Eacute", 0xc9},   {"Ecirc", 0xca},    {"Euml", 0xcb},     {"Igrave", 0xcc},
    {"Iacute", 0xcd},   {"Icirc", 0xce},    {"Iuml", 0xcf},     {"ETH", 0xd0},      {"Ntilde", 0xd1},
    {"Ograve", 0xd2},   {"Oacute", 0xd3},   {"Ocirc", 0xd4},    {"Otilde", 0xd5},   {"Ouml", 0xd6},
    {"times", 0xd7},    {"Oslash", 0xd8},   {"Ugrave", 0xd9},   {"Uacute", 0xda},   {"Ucirc", 0xdb},
    {"Uuml", 0xdc},     {"Yacute", 0xdd},   {"THORN", 0xde},    {"szlig", 0xdf},    {"agrave", 0xe0},
    {"aacute", 0xe1},   {"acirc", 0xe2},    {"atilde", 0xe3},   {"auml", 0xe4},     {"aring", 0xe5},
    {"aelig", 0xe6},    {"ccedil", 0xe7},   {"egrave", 0xe8},   {"eacute", 0xe9},   {"ecirc", 0xea},
    {"euml", 0xeb},     {"igrave", 0xec},   {"iacute", 0xed},   {"icirc", 0xee},    {"iuml", 0xef},
    {"eth", 0xf0},      {"ntilde", 0xf1},   {"ograve", 0xf2},   {"oacute", 0xf3},   {"ocirc", 0xf4},
    {"otilde", 0xf5},   {"ouml", 0xf6},     {"divide", 0xf7},   {"oslash", 0xf8},   {"ugrave", 0xf9},
    {"uacute", 0xfa},   {"ucirc", 0xfb},    {"uuml", 0xfc},     {"yacute", 0xfd},   {"thorn", 0xfe},
    {"yuml", 0xff},     {"OElig", 0x152},   {"oelig", 0x153},   {"Scaron", 0x160},  {"scaron", 0x161},
    {"Yuml", 0x178},    {"fnof", 0x192},    {"circ", 0x2c6},    {"tilde", 0x2dc},   {"ensp", 0x2002},
    {"emsp", 0x2003},   {"thinsp", 0x2009}, {"zwnj", 0x200c},   {"zwj", 0x200d},    {"lrm", 0x200e},
    {"rlm", 0x200f},    {"ndash", 0x2013},  {"mdash", 0x2014},  {"lsquo", 0x2018},  {"rsquo", 0x2019},
    {"sbquo", 0x201a},  {"ldquo", 0x201c},  {"rdquo", 0x201d},  {"bdquo", 0x201e},  {"dagger", 0x2020},
    {"Dagger", 0x2021}, {"bull", 0x2022},   {"hellip", 0x2026}, {"permil", 0x2030}, {"prime", 0x2032},
    {"lsaquo", 0x2039}, {"rsaquo", 0x203a}, {"euro", 0x20ac},   {"trade", 0x2122},  {"larr", 0x2190},
    {"uarr", 0x2191},   {"rarr", 0x2192},   {"darr", 0x2193},   {"harr", 0x2194},   {"minus", 0x2212},
    {"infin", 0x221e},  {"asymp", 0x2248},  {"ne", 0x2260},     {"le", 0x2264},     {"ge", 0x2265},
    {"check", 0x2713},
};
// What browsers make of the numbers 128 to 159.
constexpr char32_t kOld[32] = {0x20ac, 0x81,   0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
                               0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8d,   0x017d, 0x8f,
                               0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                               0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d,   0x017e, 0x0178};

// Characters taken of text that begins behind "&#"; 0 if it is no number.
std::size_t take_number(std::string_view text, std::string& out) {
  bool hex = !text.empty() && (text[0] == 'x' || text[0] == 'X');
  std::size_t i = hex ? 1 : 0, start = i;
  char32_t value = 0;
  for (; i < text.size(); ++i) {
    char c = text[i];
    char32_t digit = c >= '0' && c <= '9'          ? static_cast<char32_t>(c - '0')
                     : hex && c >= 'a' && c <= 'f' ? static_cast<char32_t>(c - 'a' + 10)
                     : hex && c >= 'A' && c <= 'F' ? static_cast<char32_t>(c - 'A' + 10)
                                                   : 99;
    if (digit == 99) break;
    value = std::min<char32_t>(value * (hex ? 16 : 10) + digit, 0x110000);
  }
  if (i == start) return 0;
  if (i < text.size() && text[i] == ';') ++i;
  if (value >= 0x80 && value < 0xa0) value = kOld[value - 0x80];
  if (value == 0 || value > 0x10ffff || (value >= 0xd800 && value < 0xe000)) value = 0xfffd;
  append_utf8(out, value);
  return i;
}

std::size_t take_named(std::string_view text, std::string& out) {
  std::size_t n = 0;
  while (n < text.size() && n < 10 && (is_letter(text[n]) || (text[n] >= '0' && text[n] <= '9'))) ++n;
  auto name = text.substr(0, n);
  bool closed = n < text.size() && text[n] == ';';
  for (const auto& entity : kEntities) {
    if (entity.name != name) continue;
    // Only the oldest ones count without the semicolon.
    if (!closed && entity.character > 0xff) return 0;
    append_utf8(out, entity.character);
    return n + (closed ? 1 : 0);
  }
  return 0;
}

bool holds_raw_text(std::string_view name) {
  for (auto one : {"script", "style", "xmp", "iframe", "noembed", "noframes", "textarea", "title"}) {
    if (name == one) return true;
  }
  return false;
}

}  // namespace

std::string html_lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string resolve_entities(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '&' && i + 1 < text.size()) {
      auto rest = text.substr(i + 1);
      auto n = rest[0] == '#' ? take_number(rest.substr(1), out) : take_named(rest, out);
      if (n > 0) {
        i += 1 + n + (rest[0] == '#' ? 1 : 0);
        continue;
      }
    }
    out += text[i++];
  }
  return out;
}

std::string_view HtmlToken::attribute(std::string_view wanted) const {
  for (const auto& [key, value] : attributes) {
    if (key == wanted) return value;
  }
  return {};
}

bool HtmlToken::has(std::string_view wanted) const {
  return std::ranges::any_of(attributes, [&](const auto& a) { return a.first == wanted; });
}

void HtmlTokens::skip_blanks() {
  while (at_ < page_.size() && is_blank(page_[at_])) ++at_;
}

std::optional<HtmlToken> HtmlTokens::next() {
  while (at_ < page_.size()) {
    if (!raw_.empty()) {
      // Up to the end tag of that name, or to the end of the page.
      auto start = at_;
      auto end = page_.size();
      for (auto at = page_.find("</", start); at != page_.npos; at = page_.find("</", at + 2)) {
        auto name = page_.substr(at + 2, raw_.size());
        std::size_t after = at + 2 + raw_.size();
        bool closed =
            after >= page_.size() || is_blank(page_[after]) || page_[after] == '/' || page_[after] == '>';
        if (html_lower(name) == raw_ && closed) {
          end = at;
          break;
        }
      }
      bool resolved = raw_ == "textarea" || raw_ == "title";
      raw_.clear();
      at_ = end;
      if (end == start) continue;
      auto text = page_.substr(start, end - start);
      return HtmlToken{HtmlToken::Kind::text, {}, {}, resolved ? resolve_entities(text) : std::string(text)};
    }
    if (page_[at_] != '<') return take_text();
    char after = at_ + 1 < page_.size() ? page_[at_ + 1] : '\0';
    if (is_letter(after)) {
      if (auto tag = take_tag()) return tag;
      continue;
    }
    if (after == '!' || after == '?') return take_comment();
    if (after == '/') {
      char third = at_ + 2 < page_.size() ? page_[at_ + 2] : '\0';
      if (is_letter(third)) {
        if (auto tag = take_tag()) return tag;
        continue;
      }
      if (third == '>') {
        at_ += 3;
        continue;
      }
      if (third != '\0') return take_comment();
    }
    return take_text();
  }
  return std::nullopt;
}

HtmlToken HtmlTokens::take_text() {
  // A '<' that begins no tag is text itself.
  auto stop = page_.find('<', at_ + 1);
  auto text = page_.substr(at_, stop == page_.npos ? stop : stop - at_);
  at_ += text.size();
  return {HtmlToken::Kind::text, {}, {}, resolve_entities(text)};
}

HtmlToken HtmlTokens::take_comment() {
  std::size_t start = at_ + 2, end, after;
  if (looking_at("<!-->") || looking_at("<!--->")) {
    start = end = at_;
    after = page_.find('>', at_) + 1;
  } else if (looking_at("<!--")) {
    start = at_ + 4;
    // The other way to end one is looked for only before that: a page may have very many.
    auto plain = page_.find("-->", start);
    auto odd = page_.substr(0, plain).find("--!>", start);
    end = std::min(plain, odd);
    after = end == page_.npos ? end : end + (end == plain ? 3 : 4);
  } else {
    end = page_.find('>', start);
    after = end == page_.npos ? end : end + 1;
  }
  std::string text(page_.substr(start, end == page_.npos ? end : end - start));
  at_ = std::min(after, page_.size());
  return {HtmlToken::Kind::comment, {}, {}, std::move(text)};
}

std::optional<HtmlToken> HtmlTokens::take_tag() {
  HtmlToken tag{HtmlToken::Kind::start, {}, {}, {}};
  ++at_;
  if (page_[at_] == '/') {
    tag.kind = HtmlToken::Kind::end;
    ++at_;
  }
  auto start = at_;
  while (at_ < page_.size() && !is_blank(page_[at_]) && page_[at_] != '/' && page_[at_] != '>') ++at_;
  tag.name = html_lower(page_.substr(start, at_ - start));
  while (true) {
    while (at_ < page_.size() && (is_blank(page_[at_]) || page_[at_] == '/')) ++at_;
    if (at_ >= page_.size()) return std::nullopt;  // a tag that is cut is nothing
    if (page_[at_] == '>') break;
    auto attribute = take_attribute();
    if (!attribute) return std::nullopt;
    if (tag.attributes.size() < kMaxAttributes && !tag.has(attribute->first))
      tag.attributes.push_back(std::move(*attribute));
  }
  ++at_;
  if (tag.kind == HtmlToken::Kind::start && holds_raw_text(tag.name)) raw_ = tag.name;
  if (tag.kind == HtmlToken::Kind::start && tag.name == "plaintext") raw_ = "plaintext";
  return tag;
}

std::optional<std::pair<std::string, std::string>> HtmlTokens::take_attribute() {
  auto start = at_++;
  while (at_ < page_.size() && !is_blank(page_[at_]) && page_[at_] != '/' && page_[at_] != '>' &&
         page_[at_] != '=')
    ++at_;
  auto name = html_lower(page_.substr(start, at_ - start));
  skip_blanks();
  if (at_ >= page_.size()) return std::nullopt;
  if (page_[at_] != '=') return std::pair{std::move(name), std::string()};
  ++at_;
  skip_blanks();
  if (at_ >= page_.size()) return std::nullopt;
  char quote = page_[at_];
  std::string_view value;
  if (quote == '"' || quote == '\'') {
    auto stop = page_.find(quote, at_ + 1);
    if (stop == page_.npos) {
      at_ = page_.size();
      return std::nullopt;
    }
    value = page_.substr(at_ + 1, stop - at_ - 1);
    at_ = stop + 1;
  } else {
    start = at_;
    while (at_ < page_.size() && !is_blank(page_[at_]) && page_[at_] != '>') ++at_;
    value = page_.substr(start, at_ - start);
  }
  return std::pair{std::move(name), resolve_entities(value)};
}

}  // namespace adit::client
