// SPDX-License-Identifier: Apache-2.0
// The parts of the second look at a cleaned document.
#pragma once

#include "client/scrub/harvest.h"
#include "client/scrub/office/shown.h"

namespace adit::client::office {

// Everything in the package is what the rebuilding writes, and nothing dangles: names of parts, their
// types, every relationship and every use of one, every element, attribute and value. Collects in
// `residue` all that could carry a foreign value: texts and values that are no words of the standard.
bool check_package(const Parts& parts, FileKind kind, std::string& residue);

// The values of the original that must not be in the result: properties, names of people, of files and
// shapes, addresses, numbers of editing sessions, comments, deleted text.
void harvest_office(const Parts& parts, Harvest& out);

}  // namespace adit::client::office
