// SPDX-License-Identifier: Apache-2.0
// What lies on a page without being part of it: links, notes, marks, form fields. Writer and verifier
// agree here on what is drawn into the page, and on nothing else.
#pragma once

#include "client/scrub/pdf/layers.h"
#include "client/scrub/pdf/parts.h"

namespace adit::client::pdf {

// Whether the reader of the document sees a drawing that becomes part of the page: marks, stamps,
// typed text and filled fields do; notes, links, files, films and signatures do not.
bool is_drawn(Handle annotation, const Layers& layers);
bool is_signature(Handle annotation);

}  // namespace adit::client::pdf
