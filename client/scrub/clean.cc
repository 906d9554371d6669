// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/family.h"
#include "client/scrub/formats.h"

namespace adit::client {

Result<CleanedFile> rebuild(ByteSpan file) {
  if (file.size() > kMaxScrubBytes) return fail(Errc::file_too_large);
  if (file.empty()) return fail(Errc::file_damaged);
  auto kind = kind_of(file);
  if (!kind) return fail(Errc::file_type_refused);
  switch (*kind) {
    case FileKind::jpeg:
      return rebuild_jpeg(file);
    case FileKind::png:
      return rebuild_png(file);
    case FileKind::text:
      return rebuild_text(file);
  }
  return fail(Errc::internal);
}

Status verify(FileKind kind, ByteSpan original, ByteSpan cleaned) {
  if (kind_of(original) != kind || kind_of(cleaned) != kind) return fail(Errc::file_damaged);
  switch (kind) {
    case FileKind::jpeg:
      ADIT_CHECK(verify_jpeg(original, cleaned));
      break;
    case FileKind::png:
      ADIT_CHECK(verify_png(original, cleaned));
      break;
    case FileKind::text:
      ADIT_CHECK(verify_text(original, cleaned));
      break;
  }
  // Only now, after our own walk, does a library see the result again.
  auto again = rebuild(cleaned);
  if (!again || !std::ranges::equal(again->bytes, cleaned)) return fail(Errc::file_damaged);
  return {};
}

Result<CleanedFile> clean(ByteSpan file) {
  auto cleaned = rebuild(file);
  if (!cleaned) return cleaned;
  ADIT_CHECK(verify(cleaned->kind, file, cleaned->bytes));
  return cleaned;
}

}  // namespace adit::client
