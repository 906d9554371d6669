// SPDX-License-Identifier: Apache-2.0
#include "client/thread/toml_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>

#include "crypto/value.h"

namespace adit::client {
namespace {

// Thrown and caught in this file only: a parser that stops in the middle of nested things.
struct Stop {
  std::string text;
};

bool is_key_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}
bool is_control(char c) {
  auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t') || byte == 0x7F;
}

void append_utf8(std::string& out, std::uint32_t c) {
  auto put = [&](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | c >> 6);
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | c >> 18);
    put(0x80 | (c >> 12 & 0x3F));
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  TomlFile parse() {
    for (;;) {
      skip_blank_lines();
      if (at_end()) return std::move(file_);
      if (take('[')) {
        header();
      } else {
        item();
      }
      end_of_line();
    }
  }
  unsigned line() const {
    auto read = text_.substr(0, std::min(at_, text_.size()));
    return 1 + static_cast<unsigned>(std::ranges::count(read, '\n'));
  }

 private:
  bool at_end() const { return at_ >= text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[at_]; }
  bool take(std::string_view token) {
    if (!text_.substr(at_).starts_with(token)) return false;
    at_ += token.size();
    return true;
  }
  bool take(char c) { return take(std::string_view(&c, 1)); }
  bool take_line_end() { return take("\r\n") || take('\n'); }

  void skip_spaces() {
    while (peek() == ' ' || peek() == '\t') ++at_;
  }
  void skip_comment() {
    if (!take('#')) return;
    while (!at_end() && peek() != '\n' && !text_.substr(at_).starts_with("\r\n")) {
      if (is_control(peek())) throw Stop{"a character that is no text"};
      ++at_;
    }
  }
  void skip_blank_lines() {
    do {
      skip_spaces();
      skip_comment();
    } while (take_line_end());
  }
  void end_of_line() {
    skip_spaces();
    skip_comment();
    if (!at_end() && !take_line_end()) throw Stop{"something is left over at the end of the line"};
  }

  std::string key() {
    std::size_t begin = at_;
    while (is_key_letter(peek())) ++at_;
    if (begin == at_) throw Stop{"a name was expected here"};
    return std::string(text_.substr(begin, at_ - begin));
  }

  void header() {
    skip_spaces();
    table_ = key();
    skip_spaces();
    if (!take(']')) throw Stop{fmt::format("[{} is not closed with ]", table_)};
    bool twice = std::ranges::find(file_.tables, table_) != file_.tables.end();
    bool is_key = std::ranges::any_of(
        file_.items, [&](const TomlItem& item) { return item.table.empty() && item.key == table_; });
    if (twice || is_key) throw Stop{fmt::format("[{}] is there twice", table_)};
    file_.tables.push_back(table_);
  }

  void item() {
    TomlItem item;
    item.table = table_;
    item.key = key();
    for (const TomlItem& other : file_.items) {
      if (other.table == table_ && other.key == item.key)
        throw Stop{fmt::format("{} is there twice", item.key)};
    }
    skip_spaces();
    if (!take('=')) throw Stop{fmt::format("{} is not followed by =", item.key)};
    skip_spaces();
    item.is_list = take('[');
    if (item.is_list) {
      list(item);
    } else {
      item.values.push_back(text_value(item.key));
    }
    file_.items.push_back(std::move(item));
  }

  void list(TomlItem& item) {
    for (;;) {
      skip_blank_lines();
      if (take(']')) return;
      item.values.push_back(text_value(item.key));
      skip_blank_lines();
      if (take(',')) continue;
      if (!take(']')) throw Stop{fmt::format("the list of {} is not closed with ]", item.key)};
      return;
    }
  }

  std::string text_value(const std::string& key) {
    if (take("\"\"\"")) return quoted(key, "\"\"\"", true);
    if (take("'''")) return quoted(key, "'''", false);
    if (take('"')) return quoted(key, "\"", true);
    if (take('\'')) return quoted(key, "'", false);
    throw Stop{fmt::format("{} must be text in quotes", key)};
  }

  // After the opening quote, up to and with the closing one.
  std::string quoted(const std::string& key, std::string_view quote, bool escapes) {
    bool many_lines = quote.size() == 3;
    if (many_lines) take_line_end();
    std::string out;
    for (;;) {
      if (at_end()) throw Stop{fmt::format("the text of {} is not closed with {}", key, quote)};
      if (take(quote)) {
        // Up to two more quotes may stand before those that close.
        for (int i = 0; many_lines && i < 2 && take(quote.substr(0, 1)); ++i) out += quote[0];
        return out;
      }
      if (escapes && take('\\')) {
        escape(out, many_lines);
        continue;
      }
      if (many_lines && take_line_end()) {
        out += '\n';
        continue;
      }
      if (is_control(peek())) throw Stop{fmt::format("the text of {} is not closed with {}", key, quote)};
      out += text_[at_++];
    }
  }

  void escape(std::string& out, bool many_lines) {
    constexpr std::string_view kLetters = "\"\\ntrbf";
    constexpr std::string_view kMeanings = "\"\\\n\t\r\b\f";
    if (std::size_t i = kLetters.find(peek()); !at_end() && i != std::string_view::npos) {
      ++at_;
      out += kMeanings[i];
      return;
    }
    if (take('u')) return append_utf8(out, code_point(4));
    if (take('U')) return append_utf8(out, code_point(8));
    if (many_lines) {
      // A line that goes on: the break, and the white space after it, are left out.
      skip_spaces();
      if (take_line_end()) {
        do skip_spaces();
        while (take_line_end());
        return;
      }
    }
    throw Stop{"\\ is followed by a letter that means nothing here"};
  }

  std::uint32_t code_point(std::size_t digits) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      constexpr std::string_view kHex = "0123456789abcdef0123456789ABCDEF";
      std::size_t digit = kHex.find(peek());
      if (at_end() || digit == std::string_view::npos || value >> 28 != 0)
        throw Stop{"\\u is not followed by digits"};
      value = value << 4 | static_cast<std::uint32_t>(digit % 16);
      ++at_;
    }
    if (value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) throw Stop{"\\u names no character"};
    return value;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string table_;
  TomlFile file_;
};

}  // namespace

tl::expected<TomlFile, TomlError> parse_toml(std::string_view text) {
  if (!is_clean_utf8(text)) return tl::unexpected<TomlError>(TomlError{1, "the file is not UTF-8 text"});
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  Parser parser(text);
  try {
    return parser.parse();
  } catch (const Stop& stop) {
    return tl::unexpected<TomlError>(TomlError{parser.line(), stop.text});
  }
}

}  // namespace adit::client
