// SPDX-License-Identifier: Apache-2.0
// The allow-list of a web page, and the tree of what is on it. Whatever is not on the list is opened up
// (its text stays) or left out; every element that is open at the end of another is closed with it.
#pragma once

#include <map>
#include <memory>
#include <set>

#include "client/scrub/family.h"
#include "client/scrub/markup/html_tokens.h"

namespace adit::client {

struct HtmlNode {
  std::string name;  // empty: text
  std::vector<std::pair<std::string, std::string>> attributes;
  std::string text;
  bool left_out = false;  // with all that is in it
  std::vector<std::unique_ptr<HtmlNode>> children;
};

enum class HtmlKind : std::uint8_t {
  inside,  // in a line
  block,
  alone,  // has no content
  table,
  section,
  row,
  cell,
  open,  // the tag goes, what is in it stays
  out,   // goes with all that is in it
  out_alone,
};
struct HtmlElement {
  std::string_view name;
  HtmlKind kind;
  std::string_view written;  // under another name; empty: the same
};
const HtmlElement* html_element(std::string_view name);

struct HtmlPage {
  HtmlNode body;
  std::string direction;  // "rtl" or empty
};
// Tells what is left out, and keeps values to hunt for. Errors: file_too_large, file_type_refused (an
// encoding that is not read).
Result<HtmlPage> read_html(ByteSpan file, const CleanContext& context, Harvest& harvest);
// hidden: how many characters of its text show nothing, and are dropped.
std::string write_html(const HtmlPage& page, std::size_t& hidden);
// Its text alone, a line for each paragraph, list entry and row.
std::string html_as_text(const HtmlPage& page);

// Text of a page or drawing by the rules of plain text.
std::string clean_characters(std::string_view text, std::size_t& changed);

// data:image/jpeg;base64,... with the picture cleaned; empty if it is no picture that can be.
std::string clean_data_uri(std::string_view uri, const CleanContext& context, std::vector<Finding>& removed);
std::optional<ByteVector> decode_base64(std::string_view text);  // blanks are skipped

}  // namespace adit::client
