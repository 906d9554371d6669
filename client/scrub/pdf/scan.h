// SPDX-License-Identifier: Apache-2.0
// Looks at content streams, for the verification.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "client/scrub/pdf/lexer.h"

namespace adit::client::pdf {

// One content stream and what its names mean.
struct Drawing {
  ByteVector content;
  // The form that a name stands for, if it is one and is shown.
  std::function<std::optional<Drawing>(const std::string&)> form = [](auto&) { return std::nullopt; };
  // Whether a property list's name stands for a layer that is switched off.
  std::function<bool(const std::string&)> off = [](auto&) { return false; };
};

// Every string that is shown, in order, forms included. False: not readable, or more than `most` bytes.
bool shown_text(const Drawing& drawing, std::size_t& most, std::vector<std::string>& out, unsigned depth = 0);

// Whether a cleaned content stream holds the known operators on plain operands, and nothing else. What
// it says without the strings that it shows is added to `rest`.
bool is_plain_content(ByteSpan content, ByteVector& rest);

}  // namespace adit::client::pdf
