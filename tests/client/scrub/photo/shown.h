// SPDX-License-Identifier: Apache-2.0
// What a cleaned picture shows, and what may stand in its file.
#pragma once

#include <adit/bytes.h>

#include <string>
#include <vector>

#include "client/scrub/builders.h"
#include "client/scrub/scrub.h"

namespace adit::test {

ByteVector photo_file(std::string_view name);
// RGB of a JPEG or PNG, transparent or not.
Drawing shown(ByteSpan jpeg_or_png);
// In decibels; 99 if they are the same.
double likeness(const Drawing& a, const Drawing& b);
bool tells(const client::CleanedFile& file, client::FindingClass what, std::string_view words);
// A line of exiftool that the format itself must have.
bool is_structure(const std::string& line);
// As a sentence for the log; empty if exiftool finds nothing but structure.
std::string more_than_structure(const client::CleanedFile& file);

// Arguments of exiftool that put a canary into every field that it can write.
std::vector<std::string> canary_arguments();

}  // namespace adit::test
