// SPDX-License-Identifier: Apache-2.0
// Writes XML in one form: no blanks between elements, namespaces declared at the root, those that are
// used and no other, in one order.
#pragma once

#include <bitset>
#include <string>
#include <string_view>
#include <vector>

namespace adit::client::office {

class XmlOut {
 public:
  // The namespace that is written without a prefix, if any.
  explicit XmlOut(std::string_view bare = {}) : bare_(bare) {}

  void open(std::string_view name);
  void attribute(std::string_view name, std::string_view value);  // right after open(), by name
  void text(std::string_view text);
  void close();
  // An element with attributes and nothing in it.
  void leaf(std::string_view name,
            std::initializer_list<std::pair<std::string_view, std::string_view>> attributes = {});

  bool empty() const { return body_.empty(); }
  // Everything is closed. Nothing may follow.
  std::string finish();

 private:
  std::string_view written(std::string_view name);
  void end_tag();

  std::string_view bare_;
  std::string body_;
  std::vector<std::string> names_;
  std::size_t root_end_ = 0;  // where declarations go
  std::bitset<64> used_;
  bool in_tag_ = false;
};

}  // namespace adit::client::office
