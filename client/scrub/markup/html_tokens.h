// SPDX-License-Identifier: Apache-2.0
// A web page cut into tags and text, as a browser would: whatever is odd is text or nothing, never an
// error.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace adit::client {

struct HtmlToken {
  enum class Kind : std::uint8_t { text, start, end, comment } kind;
  std::string name;                                             // of a tag, in lower case
  std::vector<std::pair<std::string, std::string>> attributes;  // names in lower case, each once
  std::string text;  // with its entities resolved; of a comment as it is
  std::string_view attribute(std::string_view name) const;
  bool has(std::string_view name) const;
};

class HtmlTokens {
 public:
  explicit HtmlTokens(std::string_view page) : page_(page) {}
  std::optional<HtmlToken> next();

 private:
  HtmlToken take_text();
  HtmlToken take_comment();
  std::optional<HtmlToken> take_tag();
  std::optional<std::pair<std::string, std::string>> take_attribute();
  void skip_blanks();
  bool looking_at(std::string_view what) const { return page_.substr(at_).starts_with(what); }

  std::string_view page_;
  std::size_t at_ = 0;
  std::string raw_;  // the element whose content is text until its end tag
};

// "&amp;", "&#8203;" and so on; what is none stays.
std::string resolve_entities(std::string_view text);
std::string html_lower(std::string_view text);

}  // namespace adit::client
