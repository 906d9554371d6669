// SPDX-License-Identifier: Apache-2.0
// Standard base64 with padding (RFC 4648 section 4), in its only spelling.
#pragma once

#include <adit/bytes.h>

#include <optional>
#include <string>
#include <string_view>

namespace adit {

std::string to_base64(ByteSpan bytes);
std::optional<ByteVector> from_base64(std::string_view text);

}  // namespace adit
