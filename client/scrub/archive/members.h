// SPDX-License-Identifier: Apache-2.0
// The files inside an archive or an e-mail: each is cleaned by the rule of its own kind. One that
// cannot be cleaned stops the whole. What comes out has neutral names, in an order that says nothing
// of the old names or of the old order: by kind, then by the cleaned bytes themselves.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "client/scrub/family.h"
#include "client/scrub/zip/zip.h"

namespace adit::client {

struct ArchiveMember {
  std::string name;
  std::size_t size;
  std::function<Result<ByteVector>()> unpack;
};

// An archive within an archive gets less room; one level deeper there is none.
struct ArchiveLimits {
  std::size_t members;
  std::size_t total_bytes;  // unpacked, and again cleaned
};
inline constexpr unsigned kMaxArchiveDepth = 1;
ArchiveLimits archive_limits(const CleanContext& context);
ZipLimits zip_limits(const CleanContext& context);

// What systems put into folders and archives by themselves.
bool is_junk(std::string_view name);

// Cleans them all; findings go into `harvest`, with the member's name in front. Errors:
// file_type_refused (at least one cannot be cleaned, or nothing is left: context.why says which),
// file_too_large, out_of_memory.
Result<std::vector<ZipEntry>> clean_members(const std::vector<ArchiveMember>& members,
                                            const CleanContext& context, Harvest& harvest,
                                            std::vector<std::string>& stays);
// Whether names and order of these are as clean_members() leaves them.
bool in_neutral_order(const std::vector<ZipEntry>& entries);
// Whether each of these may stand for one of the originals: as its family's verification says.
Status verify_members(const std::vector<ArchiveMember>& originals, const std::vector<ZipEntry>& cleaned,
                      const CleanContext& context);

}  // namespace adit::client
