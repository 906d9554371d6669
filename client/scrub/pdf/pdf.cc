// SPDX-License-Identifier: Apache-2.0
// A PDF written anew: an empty document, and each page copied into it by allow-list (copier.h).

#include "client/scrub/family.h"
#include "client/scrub/pdf/copier.h"
#include "client/scrub/pdf/harvest_pdf.h"

namespace adit::client {
namespace pdf {
namespace {

constexpr auto kVersion = "1.7";

ByteVector written(QPDF& document) {
  QPDFWriter writer(document);
  writer.setOutputMemory();
  writer.setObjectStreamMode(qpdf_o_generate);
  writer.setDeterministicID(true);
  writer.setSuppressOriginalObjectIDs(true);
  writer.setPreserveEncryption(false);
  writer.setPreserveUnreferencedObjects(false);
  writer.setCompressStreams(true);
  writer.setLinearization(false);
  writer.setNewlineBeforeEndstream(true);
  writer.forcePDFVersion(kVersion);
  writer.write();
  auto buffer = writer.getBufferSharedPointer();
  if (buffer->getSize() > kMaxScrubBytes) refuse(Errc::file_too_large);
  return {buffer->getBuffer(), buffer->getBuffer() + buffer->getSize()};
}

std::vector<std::string> what_stays(const Copier& copier) {
  std::vector<std::string> lines{
      "what the pages show: names, signatures, stamps, numbers, the wording and the layout itself",
      "what lies under a black box or outside a page's edge: it is text still, and can be copied out",
      "how the program that made it draws: it can be told from others of its kind"};
  if (copier.invisible_text())
    lines.emplace_back(
        "invisible text, as scanners put under a picture: read it before you send, or convert");
  if (copier.has_jpeg())
    lines.emplace_back(
        "photos inside: every dot is kept, with the camera sensor's noise and its way to compress");
  if (copier.has_font_names()) lines.emplace_back("the names of fonts that are not inside the document");
  return lines;
}

CleanedFile rebuilt(ByteSpan file) {
  auto document = open_document(file);
  auto& from = *document.pdf;
  Layers layers(from.getRoot());
  Harvest harvest;
  harvest_pdf(document, file, layers, harvest);
  auto form = from.getRoot().getKey("/AcroForm");
  if (form.isDictionary()) QPDFAcroFormDocumentHelper(from).generateAppearancesIfNeeded();

  QPDF to;
  to.setSuppressWarnings(true);
  to.emptyPDF();
  Copier copier(from, to, harvest, layers);
  if (form.isDictionary()) copier.set_default_fonts(dictionary_of(form.getKey("/DR")).getKey("/Font"));
  unsigned number = 0;
  for (auto& page : document.pages) {
    auto copy = to.makeIndirectObject(copier.page(page, ++number));
    to.addPage(copy, false);
  }
  require_sound(from);
  auto bytes = written(to);
  return {FileKind::pdf, std::move(bytes), std::move(harvest.findings), what_stays(copier)};
}

}  // namespace
}  // namespace pdf

Result<CleanedFile> rebuild_pdf(ByteSpan file, const CleanContext&) {
  try {
    return pdf::rebuilt(file);
  } catch (const pdf::Refusal& refusal) {
    return fail(refusal.error);
  } catch (const std::bad_alloc&) {
    return fail(Errc::out_of_memory);
  } catch (const std::exception&) {
    return fail(Errc::file_damaged);
  }
}

}  // namespace adit::client
