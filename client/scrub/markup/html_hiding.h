// SPDX-License-Identifier: Apache-2.0
// What a page hides: by an attribute, by its own style, or by the simplest rules of its style sheets.
#pragma once

#include "client/scrub/markup/html_tokens.h"

namespace adit::client {

class HtmlHiding {
 public:
  static HtmlHiding of_page(std::string_view page);
  bool hides(const HtmlToken& tag) const;

 private:
  // One simple selector: "p", ".note", "#top", "p.note". Empty parts ask nothing.
  struct Rule {
    std::string tag, mark, id;
  };
  std::vector<Rule> rules_;
};

}  // namespace adit::client
