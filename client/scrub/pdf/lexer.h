// SPDX-License-Identifier: Apache-2.0
// The words of a PDF, for the verification: own code, which shares nothing with qpdf.
#pragma once

#include <adit/bytes.h>

#include <string>
#include <vector>

namespace adit::client::pdf {

struct Word {
  enum class Kind : std::uint8_t {
    end,
    bad,
    number,
    string,
    name,
    word,
    open_array,
    close_array,
    open_dictionary,
    close_dictionary,
    brace
  };
  Kind kind = Kind::end;
  std::string text;  // of a name without its slash, of a string its bytes
};

class Lexer {
 public:
  explicit Lexer(ByteSpan bytes, std::size_t at = 0) : bytes_(bytes), at_(at) {}
  Word next();
  std::size_t at() const { return at_; }
  void go(std::size_t at) { at_ = at; }
  bool saw_comment() const { return saw_comment_; }
  // Behind ID: where the bytes of an inline picture end, and past its EI.
  bool skip_inline_picture();

 private:
  void skip_blanks();
  Word literal();
  Word hex();
  Word name();

  ByteSpan bytes_;
  std::size_t at_;
  bool saw_comment_ = false;
};

struct Entry;
// A value that may hold others.
struct Value {
  enum class Kind : std::uint8_t { null, boolean, number, string, name, array, dictionary, reference };
  Kind kind = Kind::null;
  std::string text;  // of a number as it stands, of a reference its object number
  std::vector<Value> items;
  std::vector<Entry> entries;

  const Value* get(std::string_view key) const;
  bool is_name(std::string_view wanted) const { return kind == Kind::name && text == wanted; }
  // Not negative and whole, or nothing.
  std::optional<std::size_t> whole() const;
};
struct Entry {
  std::string key;
  Value value;
};

// Nothing at anything odd, two entries with one name included. References only where `references`.
std::optional<Value> parse_value(Lexer& lexer, bool references);

}  // namespace adit::client::pdf
