// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/formats.h"

namespace adit::client {
namespace {

constexpr Format kRows[] = {
    {FileKind::html, "web page", "text/html", "page", "html", " html htm xhtml ",
     "programs, style sheets, forms, frames, everything that is fetched, where links lead, notes in the "
     "source, "
     "title, author and other records, names and marks of its parts, text that is not shown, hidden "
     "characters, "
     "pictures that are not inside the page",
     "the words, headings, lists and tables; pictures inside the page, cleaned by their own rule; text that "
     "only "
     "elaborate style sheets hid is shown",
     "read as a browser would, written anew as UTF-8 from an allow-list of elements and attributes; "
     "converted: "
     "its text alone",
     "own reader and writer", "unknown encodings; more than 64 MiB"},
    {FileKind::svg, "SVG drawing", "image/svg+xml", "drawing", "svg", " svg ",
     "programs, animations, filters, foreign parts, everything that is fetched, descriptions, records of its "
     "making, notes of the program that drew it, names of its parts and of fonts, hidden characters",
     "the lines and colours, also outside of the page or under something else; the words in it",
     "read by pugixml, written anew from an allow-list of shapes, attributes and values; simple style sheets "
     "are "
     "written at the shapes; pictures inside cleaned by their own rule",
     "pugixml", "damaged XML; more than 64 MiB"},
    {FileKind::mail, "e-mail", "message/rfc822", "mail", "eml", " eml mbox ",
     "stations on its way with their addresses, the time of day, numbers of the mail, programs, signatures, "
     "all "
     "other lines of its head, other forms of the same text, where links lead",
     "From, To, Cc, the day and the subject, with their names and addresses; the words and what they quote; "
     "of "
     "attachments what their own rows say",
     "becomes a plain text; with attachments a ZIP archive of that text and the attachments, each cleaned by "
     "its "
     "own rule",
     "own reader", "encrypted mails, unknown encodings, attachments that cannot be cleaned"},
};

}  // namespace

std::span<const Format> markup_formats() { return kRows; }

}  // namespace adit::client
