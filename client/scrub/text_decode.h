// SPDX-License-Identifier: Apache-2.0
// Bytes to characters: UTF-8 strictly, UTF-16 if it says so at its beginning, or else the older
// Western European encoding if that makes sense.
#pragma once

#include <adit/bytes.h>

#include <string>

namespace adit::client {

enum class Encoding : std::uint8_t { utf8, utf16, western };

struct DecodedText {
  std::u32string characters;  // without a byte order mark
  Encoding encoding;
  bool mark;  // there was one
};

// Nothing if it is none of the three.
std::optional<DecodedText> decode_text(ByteSpan file);
std::string encode_utf8(std::u32string_view characters);

}  // namespace adit::client
