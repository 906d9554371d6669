// SPDX-License-Identifier: Apache-2.0
// The small programs inside a document: which letters the codes of a font stand for, and functions in
// PostScript's little calculator. Read word by word and written in one form, without comments and names.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "client/scrub/pdf/parts.h"

namespace adit::client::pdf {

using Token = QPDFTokenizer::Token;
// The tokens of a content stream or a program one after the other, without blanks and comments.
class Tokens {
 public:
  explicit Tokens(const std::string& text);
  // tt_eof at the end. Throws Refusal at what is no token.
  Token next();
  // The bytes of an inline image, when ID was just read.
  std::string inline_image();
  unsigned comments() const { return comments_; }

 private:
  std::string text_;
  std::shared_ptr<InputSource> source_;
  QPDFTokenizer tokenizer_;
  unsigned comments_ = 0;
};

std::string hex_string(std::string_view bytes);
// (letters) if they are all plain, else <hex>.
std::string written_string(std::string_view bytes);

// Throw Refusal.
std::string clean_to_unicode(const std::string& cmap);
std::string clean_cmap(const std::string& cmap);
std::string clean_calculator(const std::string& program);

}  // namespace adit::client::pdf
