// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/markup/markup.h"

namespace adit::client {

Result<CleanedFile> rebuild_markup(FileKind kind, ByteSpan file, const CleanContext& context) {
  if (kind == FileKind::html) return rebuild_html(file, context);
  if (kind == FileKind::svg) return rebuild_svg(file, context);
  if (kind == FileKind::mail) return rebuild_mail(file, context);
  return fail(Errc::file_type_refused);
}

Status verify_markup(FileKind from, FileKind to, ByteSpan original, ByteSpan cleaned,
                     const CleanContext& context) {
  if (from == FileKind::html) return verify_html(to, original, cleaned, context);
  if (from == FileKind::svg && to == FileKind::svg) return verify_svg(original, cleaned, context);
  if (from == FileKind::mail) return verify_mail(to, original, cleaned, context);
  return fail(Errc::file_damaged);
}

}  // namespace adit::client
