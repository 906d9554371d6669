// SPDX-License-Identifier: Apache-2.0
// From a kind of file to its family.
#include "client/scrub/family.h"
#include "client/scrub/formats.h"
#include "client/scrub/limits.h"

namespace adit::client {
namespace {

Status verify_by_family(FileKind from, FileKind to, ByteSpan original, ByteSpan cleaned,
                        const CleanContext& context) {
  switch (from) {
    case FileKind::jpeg:
      return to == from ? verify_jpeg(original, cleaned, context) : Status(fail(Errc::file_damaged));
    case FileKind::png:
      return verify_png(to, original, cleaned, context);
    case FileKind::text:
      return to == from ? verify_text(original, cleaned) : Status(fail(Errc::file_damaged));
    case FileKind::webp:
    case FileKind::gif:
    case FileKind::tiff:
    case FileKind::bmp:
    case FileKind::heic:
    case FileKind::avif:
      return verify_photo(from, to, original, cleaned, context);
    case FileKind::pdf:
      return verify_pdf(to, original, cleaned, context);
    case FileKind::docx:
    case FileKind::xlsx:
    case FileKind::pptx:
    case FileKind::odt:
    case FileKind::ods:
    case FileKind::odp:
      return verify_office(from, to, original, cleaned, context);
    case FileKind::mp3:
    case FileKind::ogg:
    case FileKind::flac:
    case FileKind::wav:
    case FileKind::m4a:
    case FileKind::aac:
    case FileKind::amr:
    case FileKind::mp4:
    case FileKind::mov:
    case FileKind::threegp:
    case FileKind::mkv:
    case FileKind::webm:
    case FileKind::avi:
      return verify_media(from, to, original, cleaned, context);
    case FileKind::html:
    case FileKind::svg:
    case FileKind::mail:
      return verify_markup(from, to, original, cleaned, context);
    case FileKind::zip:
    case FileKind::tar:
      return verify_archive(from, to, original, cleaned, context);
  }
  return fail(Errc::internal);
}

Result<CleanedFile> rebuild_by_family(FileKind kind, ByteSpan file, const CleanContext& context) {
  switch (kind) {
    case FileKind::jpeg:
      return rebuild_jpeg(file, context);
    case FileKind::png:
      return rebuild_png(file, context);
    case FileKind::text:
      return rebuild_text(file);
    case FileKind::webp:
    case FileKind::gif:
    case FileKind::tiff:
    case FileKind::bmp:
    case FileKind::heic:
    case FileKind::avif:
      return rebuild_photo(kind, file, context);
    case FileKind::pdf:
      return rebuild_pdf(file, context);
    case FileKind::docx:
    case FileKind::xlsx:
    case FileKind::pptx:
    case FileKind::odt:
    case FileKind::ods:
    case FileKind::odp:
      return rebuild_office(kind, file, context);
    case FileKind::mp3:
    case FileKind::ogg:
    case FileKind::flac:
    case FileKind::wav:
    case FileKind::m4a:
    case FileKind::aac:
    case FileKind::amr:
    case FileKind::mp4:
    case FileKind::mov:
    case FileKind::threegp:
    case FileKind::mkv:
    case FileKind::webm:
    case FileKind::avi:
      return rebuild_media(kind, file, context);
    case FileKind::html:
    case FileKind::svg:
    case FileKind::mail:
      return rebuild_markup(kind, file, context);
    case FileKind::zip:
    case FileKind::tar:
      return rebuild_archive(kind, file, context);
  }
  return fail(Errc::internal);
}

}  // namespace

Result<CleanedFile> rebuild(ByteSpan file, const CleanContext& context) {
  if (file.size() > kMaxScrubBytes) return fail(Errc::file_too_large);
  if (file.empty()) return fail(Errc::file_damaged);
  auto kind = kind_of(file);
  if (!kind) return fail(Errc::file_type_refused);
  if (file.size() > max_file_bytes(*kind)) return fail(Errc::file_too_large);
  return rebuild_by_family(*kind, file, context);
}

Status verify(FileKind to, ByteSpan original, ByteSpan cleaned, const CleanContext& context) {
  auto from = kind_of(original);
  if (!from || kind_of(cleaned) != to) return fail(Errc::file_damaged);
  ADIT_CHECK(verify_by_family(*from, to, original, cleaned, context));
  // Only now, after our own walk, does a library see the result again.
  CleanContext silent = context;
  silent.why = nullptr;
  auto again = rebuild(cleaned, silent);
  if (!again || again->kind != to || !std::ranges::equal(again->bytes, cleaned)) {
    return fail(Errc::file_damaged);
  }
  return {};
}

Result<CleanedFile> clean_member(ByteSpan file, const CleanContext& outer) {
  CleanContext inner{outer.options, outer.depth + 1, outer.why};
  if (inner.depth > kMaxDepth) return fail(Errc::file_type_refused);
  auto cleaned = rebuild(file, inner);
  if (!cleaned) return cleaned;
  ADIT_CHECK(verify(cleaned->kind, file, cleaned->bytes, inner));
  return cleaned;
}

Result<CleanedFile> clean(ByteSpan file, const CleanOptions& options, std::vector<std::string>* why) {
  CleanContext context{options, 0, why};
  auto cleaned = rebuild(file, context);
  if (!cleaned) return cleaned;
  ADIT_CHECK(verify(cleaned->kind, file, cleaned->bytes, context));
  return cleaned;
}

}  // namespace adit::client
