// SPDX-License-Identifier: Apache-2.0
// The library behind qpdf asks the system for random bytes when it first opens a locked document,
// although none of them goes into what is written.
#include "client/scrub/family.h"
#include "client/scrub/pdf/qpdf.h"

namespace adit::client {

void warm_up_pdf() {
  QPDF made;
  made.emptyPDF();
  QPDFWriter writer(made);
  writer.setOutputMemory();
  writer.setR6EncryptionParameters("", "owner", true, true, true, true, true, true, qpdf_r3p_full, true);
  writer.write();
  auto locked = writer.getBufferSharedPointer();
  QPDF opened;
  opened.processMemoryFile("locked", reinterpret_cast<const char*>(locked->getBuffer()), locked->getSize());
}

}  // namespace adit::client
