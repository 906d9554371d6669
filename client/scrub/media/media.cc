// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/family.h"

namespace adit::client {

Result<CleanedFile> rebuild_media(FileKind, ByteSpan, const CleanContext&) {
  return fail(Errc::file_type_refused);
}

Status verify_media(FileKind, FileKind, ByteSpan, ByteSpan, const CleanContext&) {
  return fail(Errc::file_damaged);
}

}  // namespace adit::client
