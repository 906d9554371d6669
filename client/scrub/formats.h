// SPDX-License-Identifier: Apache-2.0
// The one table of what can be cleaned. Help, docs/attachments.md and the tests read it; a format
// that is not in it is refused. Also: what a file seems to be, by its first bytes and never by its
// name. Looks at a few bytes only, so that the program that holds secrets may call it.
#pragma once

#include <adit/bytes.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "client/scrub/scrub.h"

namespace adit::client {

struct Format {
  FileKind kind;
  std::string_view name;        // "JPEG photo"
  std::string_view media_type;  // "image/jpeg"
  std::string_view stem;        // of the neutral name: "photo"
  std::string_view extension;   // of the neutral name: "jpg"
  std::string_view extensions;  // names that agree with the content: " jpg jpeg "
  std::string_view removed;
  std::string_view stays;
  std::string_view method;
  std::string_view library;
  std::string_view refused;
};

// Each family's rows; formats_FAMILY.cc.
std::span<const Format> photo_formats();
std::span<const Format> pdf_formats();
std::span<const Format> office_formats();
std::span<const Format> media_formats();
std::span<const Format> markup_formats();
std::span<const Format> archive_formats();
// All rows: the first three kinds, then family by family.
const std::vector<Format>& formats();
const Format& format_of(FileKind kind);
// The table as it stands in docs/attachments.md.
std::string formats_as_markdown();

// What this file is by its content, if it can be cleaned: if the table has a row for it.
std::optional<FileKind> kind_of(ByteSpan file);
// The same whether or not it can be cleaned.
std::optional<FileKind> recognised(ByteSpan file);
// In plain words with an article, for a refusal: "a PDF document", "a HEIC photo", "an empty file",
// "a kind of file that this program does not know".
std::string_view seems_to_be(ByteSpan file);
// Whether a file name's extension says something else than the content. A name without one does not.
bool name_disagrees(std::string_view file_name, FileKind kind);

}  // namespace adit::client
