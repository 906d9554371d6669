// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/formats.h"

namespace adit::client {
namespace {

constexpr Format kRows[] = {
    {FileKind::pdf, "PDF document", "application/pdf", "document", "pdf", " pdf ",
     "author, title, programs, times, XMP in any place, the document's own number, earlier versions, "
     "attached files, programs, actions, targets of links, notes and their authors, form data, signatures, "
     "layers that are switched off, bookmarks, structure, words behind what is shown, previews, private "
     "data of programs, colour profiles, names inside fonts, EXIF inside photos, objects and words that "
     "no page draws, everything before the beginning and after the end",
     "what the pages show, with text that can be searched; text under black boxes and outside the edge; "
     "invisible text of scanners (told); photos inside to the last dot; the way the program draws",
     "each page copied into a new document by an allow-list of entries, its drawing written anew word by "
     "word; marks, stamps and filled fields become part of the page; PDF 1.7, one fixed form",
     "qpdf, libjpeg-turbo, zlib",
     "files with a password, XFA forms, portfolios, files that would have to be repaired first, more than "
     "3000 pages; for these: convert"},
};

}  // namespace

std::span<const Format> pdf_formats() { return kRows; }

}  // namespace adit::client
