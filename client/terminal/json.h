// SPDX-License-Identifier: Apache-2.0
// Text as a JSON string of ASCII only, so that untrusted text in it cannot move a terminal either.
#pragma once

#include <string>
#include <string_view>

namespace adit::client {

std::string json_string(std::string_view text);

}  // namespace adit::client
