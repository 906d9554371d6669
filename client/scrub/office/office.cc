// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/family.h"
#include "client/scrub/office/build.h"
#include "client/scrub/office/office_text.h"

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
  job.lenient = context.options.way == Way::convert;
  ADIT_TRY(auto bytes, rebuild_kind(file, job));
  job.characters.tell(job.harvest);
  if (job.lenient) {
    ADIT_TRY(auto text, office_as_text(kind, bytes));
    job.found(FindingClass::other,
              "the look: layout, pictures, charts and letter forms; only the text is left");
    text.removed.insert(text.removed.begin(), std::make_move_iterator(job.harvest.findings.begin()),
                        std::make_move_iterator(job.harvest.findings.end()));
    return text;
  }
  if (bytes.size() > kMaxScrubBytes) return fail(Errc::file_too_large);
  return CleanedFile{
      kind,
      std::move(bytes),
      std::move(job.harvest.findings),
      {"the words themselves: what is told, how it is put, and who could know it",
       "what its pictures show: faces, places, screens, signatures, marks woven into them",
       "the layout: sizes, colours, spaces and numbering, which can differ from copy to copy"}};
}

}  // namespace adit::client
