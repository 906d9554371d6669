// SPDX-License-Identifier: Apache-2.0
// The rules of plain text for text that stands in something else.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace adit::client {

// What is allowed of it, composed; nothing that is invisible. `hidden` counts what was dropped. Line ends
// become '\n', blanks stay where they are. Nothing if it cannot be settled.
std::optional<std::string> allowed_text(std::u32string_view text, std::size_t& hidden);
// What of a text is seen and must be the same before and after: every visible character in order, in its
// most taken-apart form and without marks.
std::optional<std::string> visible_text(std::u32string_view text);
// Whether each character is one that a cleaned text may have.
bool only_allowed(std::u32string_view text);

}  // namespace adit::client
