// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/family.h"
#include "client/scrub/office/build.h"

namespace adit::client {
namespace {

using namespace office;

Result<ByteVector> rebuild_kind(ByteSpan file, OfficeJob& job) {
  switch (job.kind) {
    case FileKind::odt:
    case FileKind::ods:
    case FileKind::odp:
      return rebuild_open_document(file, job);
    default:
      break;
  }
  ADIT_TRY(auto in, PackageIn::open(file));
  switch (job.kind) {
    case FileKind::docx:
      return rebuild_word(in, job);
    case FileKind::xlsx:
      return rebuild_sheets(in, job);
    case FileKind::pptx:
      return rebuild_show(in, job);
    default:
      return fail(Errc::internal);
  }
}

}  // namespace

Result<CleanedFile> rebuild_office(FileKind kind, ByteSpan file, const CleanContext& context) {
  OfficeJob job{kind, context};
  ADIT_TRY(auto bytes, rebuild_kind(file, job));
  if (bytes.size() > kMaxScrubBytes) return fail(Errc::file_too_large);
  job.characters.tell(job.harvest);
  return CleanedFile{kind, std::move(bytes), std::move(job.harvest.findings), std::move(job.stays)};
}

Status verify_office(FileKind, FileKind, ByteSpan, ByteSpan, const CleanContext&) { return {}; }

}  // namespace adit::client
