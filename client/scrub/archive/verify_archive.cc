// SPDX-License-Identifier: Apache-2.0
// The new archive is read from its first byte on by readers that accept nothing but what the writers
// write: so there is no place in it for a name, a time or an owner of the old one. Then each file in it
// is held against the originals.
#include "client/scrub/archive/archive.h"

namespace adit::client {

Status verify_archive(FileKind from, FileKind to, ByteSpan original, ByteSpan cleaned,
                      const CleanContext& context) {
  if (from != to) return fail(Errc::file_damaged);
  auto entries = to == FileKind::zip ? read_own_zip(cleaned, zip_limits(context)) : read_own_tar(cleaned);
  if (!entries || entries->size() > archive_limits(context).members) return fail(Errc::file_damaged);
  CleanContext silent = context;
  silent.why = nullptr;
  Harvest harvest;
  auto archive = open_archive(from, original, silent, harvest);
  if (!archive) return fail(archive.error());
  return verify_members(archive->members, *entries, silent);
}

}  // namespace adit::client
