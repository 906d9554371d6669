// SPDX-License-Identifier: Apache-2.0
// What a PDF says beside its pages: every object of the file is looked at, those included that
// nothing refers to any more.
#pragma once

#include "client/scrub/harvest.h"
#include "client/scrub/pdf/layers.h"
#include "client/scrub/pdf/parts.h"

namespace adit::client::pdf {

void harvest_pdf(const Document& document, ByteSpan file, const Layers& layers, Harvest& out);

}  // namespace adit::client::pdf
