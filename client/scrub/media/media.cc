// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/family.h"
#include "client/scrub/media/bmff.h"

namespace adit::client {

Result<CleanedFile> rebuild_media(FileKind kind, ByteSpan file, const CleanContext&) {
  (void)kind;
  Harvest harvest;
  ADIT_TRY(auto movie, media::read_bmff(file, harvest));
  ADIT_TRY(auto bytes, media::write_bmff(file, movie));
  return CleanedFile{media::bmff_kind(movie), std::move(bytes), std::move(harvest.findings), {}};
}

Status verify_media(FileKind, FileKind, ByteSpan, ByteSpan, const CleanContext&) { return {}; }

}  // namespace adit::client
