// SPDX-License-Identifier: Apache-2.0
// JBIG2 as it stands in a document: segments one after the other. Comments and profiles are left out.
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>

#include "client/scrub/harvest.h"

namespace adit::client::pdf {

// Errors: file_damaged, file_type_refused (a kind of segment that is not known).
Result<ByteVector> clean_jbig2(ByteSpan segments, Harvest& harvest);

}  // namespace adit::client::pdf
