// SPDX-License-Identifier: Apache-2.0
// A document as plain text: the way that is always open.
#pragma once

#include "client/scrub/family.h"
#include "client/scrub/office/shown.h"

namespace adit::client::office {

// Of a document that rebuild_office wrote: paragraphs as lines, cells with tabs between them, slides and
// sheets with an empty line between them. Cleaned as a text.
Result<CleanedFile> office_as_text(FileKind kind, ByteSpan cleaned);
// Letters and digits are the same in the same order.
Status verify_office_text(const Shown& seen, FileKind from, ByteSpan text);

}  // namespace adit::client::office
