// SPDX-License-Identifier: Apache-2.0
// Reads the one form of PDF that cleaning writes, from the first byte to the last: header, objects one
// after the other, cross-reference stream, end mark. There is no room between them, and every object
// stands where the cross-reference says.
#pragma once

#include <map>

#include "client/scrub/pdf/lexer.h"

namespace adit::client::pdf {

struct PlainObject {
  Value value;
  std::optional<ByteSpan> packed;  // of a stream: as it stands in the file
};

struct PlainPdf {
  std::map<std::size_t, PlainObject> objects;  // but for those that hold others
  std::size_t root = 0;

  // The object that a reference means, or the value itself. Null for what is not there.
  const Value& resolved(const Value& value) const;
  const PlainObject* object(const Value& reference) const;
};

// Nothing at the slightest difference. Bounded by the file: what is packed may unpack to `most` in all.
std::optional<PlainPdf> read_plain_pdf(ByteSpan file, std::size_t most);

// zlib's format, all of it and nothing behind it, up to `most`.
std::optional<ByteVector> inflated(ByteSpan packed, std::size_t most);

}  // namespace adit::client::pdf
