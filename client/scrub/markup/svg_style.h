// SPDX-License-Identifier: Apache-2.0
// What style sheets and style attributes say of an element, as far as their selectors are simple.
#pragma once

#include <pugixml.hpp>
#include <string>
#include <vector>

namespace adit::client {

class SvgStyle {
 public:
  using Properties = std::vector<std::pair<std::string, std::string>>;

  explicit SvgStyle(pugi::xml_node root);
  // In the order in which they count: later ones win.
  Properties of(pugi::xml_node node) const;
  // Not drawn at all.
  bool hides(pugi::xml_node node) const;

 private:
  struct Rule {
    int weight;  // element, class, id
    std::string selector;
    Properties properties;
  };
  std::vector<Rule> rules_;
};

}  // namespace adit::client
