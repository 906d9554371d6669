// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/office/tree.h"

namespace adit::client::office {
namespace {

class Builder : public XmlEvents {
 public:
  void start(std::string_view name,
             const std::vector<std::pair<std::string, std::string>>& attributes) override {
    stack_.push_back({std::string(name), {}, attributes, {}});
  }
  void text(std::string_view text) override {
    auto& children = stack_.back().children;
    if (!children.empty() && children.back().name.empty()) {
      children.back().text += text;
    } else {
      children.push_back({{}, std::string(text), {}, {}});
    }
  }
  void end(std::string_view) override {
    auto done = std::move(stack_.back());
    stack_.pop_back();
    if (stack_.empty()) {
      root = std::move(done);
    } else {
      stack_.back().children.push_back(std::move(done));
    }
  }
  std::optional<Element> root;

 private:
  std::vector<Element> stack_;
};

}  // namespace

std::string_view Element::get(std::string_view attribute) const {
  for (const auto& [key, value] : attributes) {
    if (key == attribute) return value;
  }
  return {};
}
bool Element::has(std::string_view attribute) const {
  return std::ranges::any_of(attributes, [&](const auto& a) { return a.first == attribute; });
}
const Element* Element::child(std::string_view child_name) const {
  for (const auto& c : children) {
    if (c.name == child_name) return &c;
  }
  return nullptr;
}
std::string Element::all_text() const {
  if (name.empty()) return text;
  std::string out;
  for (const auto& c : children) out += c.all_text();
  return out;
}

std::optional<Element> read_tree(ByteSpan xml, Reading reading) {
  Builder builder;
  if (!read_events(xml, reading, builder)) return std::nullopt;
  return std::move(builder.root);
}

}  // namespace adit::client::office
