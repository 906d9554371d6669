// SPDX-License-Identifier: Apache-2.0
// JPEG 2000 as it stands in a document: the few boxes that say how to show it, and the coded picture
// without its comments.
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>

#include "client/scrub/harvest.h"

namespace adit::client::pdf {

// `coloured`: the document itself says what the colours mean.
// Errors: file_damaged, file_type_refused.
Result<ByteVector> clean_jpx(ByteSpan file, bool coloured, Harvest& harvest);

}  // namespace adit::client::pdf
