// SPDX-License-Identifier: Apache-2.0
// What people type, cleaned: no escape sequences (arrow keys, the brackets of a paste), no control
// characters, valid UTF-8, no space at the ends.
#pragma once

#include <adit/secret.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace adit::client {

// In place, so that no copy of a secret is left behind.
void clean_answer(SecretBuffer& line);
std::string cleaned_answer(std::string_view line);

// yes, y, no, n in any case. Nothing for anything else.
std::optional<bool> parse_yes_no(std::string_view answer);

// Numbers from 1 to options, apart by spaces or commas, as indices from 0, ascending and none twice.
// Nothing if anything else is there, or more than max of them.
std::optional<std::vector<std::size_t>> parse_choices(std::string_view answer, std::size_t options,
                                                      std::size_t max);

}  // namespace adit::client
