// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/pdf/lexer.h"

#include <algorithm>

namespace adit::client::pdf {
namespace {

constexpr unsigned kMaxDepth = 60;

bool is_blank(std::uint8_t c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0;
}
bool is_delimiter(std::uint8_t c) {
  return c == '(' || c == ')' || c == '<' || c == '>' || c == '[' || c == ']' || c == '{' || c == '}' ||
         c == '/' || c == '%';
}
int hex_digit(std::uint8_t c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}
bool is_number(std::string_view s) {
  if (!s.empty() && (s[0] == '+' || s[0] == '-')) s.remove_prefix(1);
  bool digit = false, dot = false;
  for (char c : s) {
    if (c == '.' && !dot) {
      dot = true;
    } else if (c >= '0' && c <= '9') {
      digit = true;
    } else {
      return false;
    }
  }
  return digit;
}

}  // namespace

void Lexer::skip_blanks() {
  while (at_ < bytes_.size()) {
    if (is_blank(bytes_[at_])) {
      ++at_;
    } else if (bytes_[at_] == '%') {
      saw_comment_ = true;
      while (at_ < bytes_.size() && bytes_[at_] != '\n' && bytes_[at_] != '\r') ++at_;
    } else {
      return;
    }
  }
}

Word Lexer::literal() {
  Word out{Word::Kind::string, {}};
  unsigned depth = 1;
  for (++at_; at_ < bytes_.size(); ++at_) {
    auto c = bytes_[at_];
    if (c == '(') ++depth;
    if (c == ')' && --depth == 0) return ++at_, out;
    if (c == '\r') {
      // Any end of line in a string is a line feed.
      if (at_ + 1 < bytes_.size() && bytes_[at_ + 1] == '\n') ++at_;
      c = '\n';
    }
    if (c != '\\') {
      out.text += static_cast<char>(c);
      continue;
    }
    if (++at_ >= bytes_.size()) break;
    c = bytes_[at_];
    constexpr std::string_view kFrom = "nrtbf", kTo = "\n\r\t\b\f";
    if (auto known = kFrom.find(static_cast<char>(c)); known != kFrom.npos) {
      out.text += kTo[known];
    } else if (c >= '0' && c <= '7') {
      unsigned code = 0;
      for (unsigned i = 0; i < 3 && at_ < bytes_.size() && bytes_[at_] >= '0' && bytes_[at_] <= '7'; ++i)
        code = code * 8 + (bytes_[at_++] - '0');
      --at_;
      out.text += static_cast<char>(code);
    } else if (c == '\r') {
      if (at_ + 1 < bytes_.size() && bytes_[at_ + 1] == '\n') ++at_;
    } else if (c != '\n') {
      out.text += static_cast<char>(c);
    }
  }
  return {Word::Kind::bad, {}};
}

Word Lexer::hex() {
  Word out{Word::Kind::string, {}};
  int high = -1;
  for (++at_; at_ < bytes_.size(); ++at_) {
    auto c = bytes_[at_];
    if (c == '>') {
      if (high >= 0) out.text += static_cast<char>(high << 4);
      return ++at_, out;
    }
    if (is_blank(c)) continue;
    int digit = hex_digit(c);
    if (digit < 0) break;
    if (high < 0) {
      high = digit;
    } else {
      out.text += static_cast<char>(high << 4 | digit);
      high = -1;
    }
  }
  return {Word::Kind::bad, {}};
}

Word Lexer::name() {
  Word out{Word::Kind::name, {}};
  for (++at_; at_ < bytes_.size() && !is_blank(bytes_[at_]) && !is_delimiter(bytes_[at_]); ++at_) {
    if (bytes_[at_] == '#' && at_ + 2 < bytes_.size() && hex_digit(bytes_[at_ + 1]) >= 0 &&
        hex_digit(bytes_[at_ + 2]) >= 0) {
      out.text += static_cast<char>(hex_digit(bytes_[at_ + 1]) << 4 | hex_digit(bytes_[at_ + 2]));
      at_ += 2;
    } else {
      out.text += static_cast<char>(bytes_[at_]);
    }
  }
  return out;
}

Word Lexer::next() {
  skip_blanks();
  if (at_ >= bytes_.size()) return {Word::Kind::end, {}};
  auto c = bytes_[at_];
  bool twice = at_ + 1 < bytes_.size() && bytes_[at_ + 1] == c;
  if (c == '(') return literal();
  if (c == '/') return name();
  if (c == '<' && !twice) return hex();
  if (c == '<') return at_ += 2, Word{Word::Kind::open_dictionary, {}};
  if (c == '>' && twice) return at_ += 2, Word{Word::Kind::close_dictionary, {}};
  if (c == '[') return ++at_, Word{Word::Kind::open_array, {}};
  if (c == ']') return ++at_, Word{Word::Kind::close_array, {}};
  if (c == '{' || c == '}') return ++at_, Word{Word::Kind::brace, std::string(1, static_cast<char>(c))};
  if (is_delimiter(c)) return {Word::Kind::bad, {}};
  Word out{Word::Kind::word, {}};
  while (at_ < bytes_.size() && !is_blank(bytes_[at_]) && !is_delimiter(bytes_[at_]))
    out.text += static_cast<char>(bytes_[at_++]);
  if (is_number(out.text)) out.kind = Word::Kind::number;
  return out;
}

bool Lexer::skip_inline_picture() {
  // The end is EI between blanks with text, not dots, behind it.
  for (; at_ + 2 < bytes_.size(); ++at_) {
    if (!is_blank(bytes_[at_]) || bytes_[at_ + 1] != 'E' || bytes_[at_ + 2] != 'I') continue;
    std::size_t behind = at_ + 3, look = std::min(bytes_.size(), behind + 12);
    if (behind < bytes_.size() && !is_blank(bytes_[behind])) continue;
    bool text = true;
    for (std::size_t i = behind; i < look; ++i)
      text = text && (is_blank(bytes_[i]) || (bytes_[i] > 0x20 && bytes_[i] < 0x7f));
    if (!text) continue;
    at_ = behind;
    return true;
  }
  return false;
}

const Value* Value::get(std::string_view key) const {
  for (const auto& [name, value] : entries) {
    if (name == key) return &value;
  }
  return nullptr;
}

std::optional<std::size_t> Value::whole() const {
  if (kind != Kind::number || text.empty() || text.size() > 12) return std::nullopt;
  std::size_t v = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    v = v * 10 + static_cast<std::size_t>(c - '0');
  }
  return v;
}

namespace {

std::optional<Value> from_word(Lexer& lexer, Word word, bool references, unsigned depth);

std::optional<Value> array(Lexer& lexer, bool references, unsigned depth) {
  Value out{Value::Kind::array, {}, {}, {}};
  while (true) {
    auto word = lexer.next();
    if (word.kind == Word::Kind::close_array) return out;
    auto item = from_word(lexer, std::move(word), references, depth + 1);
    if (!item || out.items.size() > 2'000'000) return std::nullopt;
    out.items.push_back(std::move(*item));
  }
}

std::optional<Value> dictionary(Lexer& lexer, bool references, unsigned depth) {
  Value out{Value::Kind::dictionary, {}, {}, {}};
  while (true) {
    auto key = lexer.next();
    if (key.kind == Word::Kind::close_dictionary) return out;
    if (key.kind != Word::Kind::name || out.get(key.text) != nullptr) return std::nullopt;
    auto item = from_word(lexer, lexer.next(), references, depth + 1);
    if (!item || out.entries.size() > 20'000) return std::nullopt;
    out.entries.push_back({std::move(key.text), std::move(*item)});
  }
}

std::optional<Value> from_word(Lexer& lexer, Word word, bool references, unsigned depth) {
  if (depth > kMaxDepth) return std::nullopt;
  switch (word.kind) {
    case Word::Kind::number: {
      Value out{Value::Kind::number, std::move(word.text), {}, {}};
      if (!references || !out.whole()) return out;
      auto back = lexer.at();
      if (lexer.next().text == "0" && lexer.next().text == "R") {
        out.kind = Value::Kind::reference;
      } else {
        lexer.go(back);
      }
      return out;
    }
    case Word::Kind::string:
      return Value{Value::Kind::string, std::move(word.text), {}, {}};
    case Word::Kind::name:
      return Value{Value::Kind::name, std::move(word.text), {}, {}};
    case Word::Kind::open_array:
      return array(lexer, references, depth);
    case Word::Kind::open_dictionary:
      return dictionary(lexer, references, depth);
    case Word::Kind::word:
      if (word.text == "true" || word.text == "false")
        return Value{Value::Kind::boolean, std::move(word.text), {}, {}};
      if (word.text == "null") return Value{};
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<Value> parse_value(Lexer& lexer, bool references) {
  return from_word(lexer, lexer.next(), references, 0);
}

}  // namespace adit::client::pdf
