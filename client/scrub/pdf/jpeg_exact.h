// SPDX-License-Identifier: Apache-2.0
// A JPEG written anew without decoding its dots: the same coefficients and quantisers, in one plain
// form, so that every dot and the way it is coloured stay what the document expects. No metadata, no
// previews, nothing behind the end; JFIF and Adobe markers only where they say how colours are stored.
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>

namespace adit::client::pdf {

// Errors: file_damaged, file_type_refused (12 bits, lossless), file_too_large, out_of_memory.
Result<ByteVector> rewrite_jpeg(ByteSpan jpeg);

}  // namespace adit::client::pdf
