// SPDX-License-Identifier: Apache-2.0
// What is said about files that are to be sent: before and after, what was found in them, what stays;
// and for one that cannot be cleaned, what it is and the way on. Quotes of the file are inert. For
// this device only.
#pragma once

#include <string>

#include "client/thread/attachments.h"

namespace adit::client {

// A table of one attachment, several lines.
std::string describe(const Attachment& attachment);
std::string attachment_json(const Attachment& attachment);

// A file that cannot be cleaned.
struct Refusal {
  std::string path;
  Error error;
  std::string_view seems;  // "a PDF document"; empty if it cannot be read at all
  std::string_view cases;  // what of this kind is refused, where the kind can be cleaned; may be empty
  std::string way_on;
  Reasons reasons;  // from inside the file: which of its members
  bool name_disagrees = false;
  // What --convert makes of it, with that loss; empty if it makes nothing, or was asked for already.
  std::vector<Attachment> converted;
};
// Looks at the file again; with the way `rebuild` also at what --convert makes of it. number: of the
// first file that it would become.
Refusal refusal_of(const std::filesystem::path& path, unsigned number, const Error& error,
                   const CleanOptions& options, const Cleaner& cleaner, Reasons why);
// Lines in plain words, the first without the path.
std::string describe(const Refusal& refusal);
std::string refusal_json(const Refusal& refusal);

// "1 byte", "3 kB", "2.4 MB".
std::string size_in_words(std::uint64_t bytes);

}  // namespace adit::client
