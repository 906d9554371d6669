// SPDX-License-Identifier: Apache-2.0
// The allow-list of a drawing: which elements, which attributes, and what a value of each may be.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace adit::client {

bool svg_element(std::string_view name);
// What is in it is text that is seen.
bool svg_holds_text(std::string_view name);

enum class SvgValue : std::uint8_t { numbers, path, transform, word, colour, reference, font };
// Nothing for an attribute that is not on the list. A property of a style is an attribute too.
std::optional<SvgValue> svg_attribute(std::string_view name);
// The value in its plainest form, or nothing if it is none of its kind. A reference (to "#name") is
// left as it is.
std::optional<std::string> svg_value(SvgValue kind, std::string_view value);
// The name in "url(#name)", if it is nothing else.
std::optional<std::string_view> svg_local_url(std::string_view value);

}  // namespace adit::client
