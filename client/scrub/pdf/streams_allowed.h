// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/scrub/pdf/plain_pdf.h"

namespace adit::client::pdf {

// Whether the stream is what its part (allowed.h) may be: a program of known words, a font without
// names, a picture without records. What it holds beside shown strings is added to `rest`, for the hunt.
bool is_allowed_stream(const PlainObject& stream, std::string_view part, std::size_t most, ByteVector& rest);

}  // namespace adit::client::pdf
