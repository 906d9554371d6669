// SPDX-License-Identifier: Apache-2.0
// What a document shows, as a row of stories: the verification compares the original's with the
// result's. The rules of what counts as seen are those of the rebuilding, written a second time.
#pragma once

#include <string>

#include "client/scrub/office/tree.h"
#include "client/scrub/scrub.h"

namespace adit::client::office {

// Each picture is one of these in its story.
inline constexpr char kPictureMark = '\x01';
// What is no text of its own stands between these: places of cells, charts, signs.
inline constexpr char kAsideBegins = '\x02', kAsideEnds = '\x03';
inline std::string aside(std::string_view what) { return kAsideBegins + std::string(what) + kAsideEnds; }

struct Shown {
  std::vector<std::string> stories;
  // Nothing seen is left out of the comparison: a part was missing or could not be read.
  bool broken = false;
};

Shown shown_word(const Parts& parts);
Shown shown_sheets(const Parts& parts);
Shown shown_slides(const Parts& parts);
Shown shown_open(const Parts& parts, FileKind kind);
Shown shown(const Parts& parts, FileKind kind);

// Without the characters that a cleaned text does not have, letters and their accents apart.
std::string comparable(std::string_view text);

// Values and words of a chart in their order.
std::string chart_text(const Element& chart);
std::string trimmed_blanks(std::string_view text);

}  // namespace adit::client::office
