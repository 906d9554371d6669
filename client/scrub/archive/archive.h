// SPDX-License-Identifier: Apache-2.0
// ZIP and TAR as a list of files, and what else they say.
#pragma once

#include "client/scrub/archive/members.h"
#include "client/scrub/archive/tar.h"

namespace adit::client {

struct OpenArchive {
  std::vector<ArchiveMember> members;  // without folders
  ByteVector unpacked;                 // of a gzip file: what the members borrow from
};
// Borrows `file`. Tells everything that is not the content of a member. Errors: file_damaged,
// file_too_large, file_type_refused (passwords, links, devices; nothing like an archive in a gzip file).
Result<OpenArchive> open_archive(FileKind kind, ByteSpan file, const CleanContext& context, Harvest& harvest);

void harvest_zip(const ZipReader& zip, Harvest& out);
void harvest_tar(const TarIn& tar, Harvest& out);
void harvest_gzip(const GzipIn& gzip, Harvest& out);

}  // namespace adit::client
