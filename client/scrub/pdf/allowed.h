// SPDX-License-Identifier: Apache-2.0
// The verification's own list of what may be in a cleaned PDF, walked from its root. It shares nothing
// with the writer.
#pragma once

#include <map>
#include <set>

#include "client/scrub/pdf/plain_pdf.h"

namespace adit::client::pdf {

struct Allowed {
  std::vector<std::size_t> pages;              // object numbers, in order
  std::map<std::size_t, std::string> streams;  // each stream's part: "Content", "Image", "Sfnt" …
  std::set<std::string> outside_fonts;         // names of fonts that are not embedded
};

// Nothing if anything else is in it, or if an object is not used.
std::optional<Allowed> walk_allowed(const PlainPdf& pdf);
// Every word that the walk allows by itself, with those of the programs that the writer writes.
std::string_view vocabulary();

}  // namespace adit::client::pdf
