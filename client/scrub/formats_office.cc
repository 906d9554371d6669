// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/formats.h"

namespace adit::client {
namespace {

constexpr std::string_view kOoxmlMethod =
    "followed from its first part along known relationships; known elements and attributes copied, pictures "
    "cleaned as pictures, styles and parts renamed, lists of parts made anew; with --convert: its text";
constexpr std::string_view kOdfMethod =
    "known elements and attributes of text and styles copied, pictures cleaned as pictures, styles renamed, "
    "list of parts made anew; with --convert: its text";
constexpr std::string_view kOdfRemoved =
    "author, dates, program and all other properties, settings, previews, comments, tracked changes "
    "(insertions "
    "stay as text, deletions go), hidden text, sheets, slides, rows and columns, speaker notes, fields with "
    "names, "
    "paths and dates, links, alternative texts, macros, forms, formulas (their results stay), objects inside "
    "(their pictures stay), names of styles, hidden characters";
constexpr std::string_view kOdfRefused =
    "passwords, drawings, formulas and databases, templates and master documents; pictures in EMF, WMF and "
    "SVM become grey squares";
constexpr std::string_view kLibraries = "pugixml, zlib, utf8proc; those of the pictures";
constexpr std::string_view kRefused =
    "passwords, macro forms, strict forms, older binary forms (.doc, .xls, .ppt); pictures in EMF and WMF "
    "become "
    "grey squares";

constexpr Format kRows[] = {
    {FileKind::docx, "Word document",
     "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "document", "docx",
     " docx dotx ",
     "author, company, dates, template and all other properties, numbers of editing sessions, comments, "
     "people, "
     "tracked changes (insertions stay as text, deletions go), hidden text, fields with names, paths and "
     "dates, "
     "links, bookmarks, alternative texts, custom XML, embedded files, fonts and previews, names of styles, "
     "hidden characters",
     "the text; what the pictures show; charts with their numbers; layout and numbering", kOoxmlMethod,
     kLibraries, kRefused},
    {FileKind::xlsx, "Excel workbook", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
     "table", "xlsx", " xlsx xltx ",
     "author, company, dates and all other properties, formulas (their results stay), hidden sheets, rows "
     "and "
     "columns, comments, names of ranges, pivot tables and the data behind them, connections, links to other "
     "workbooks, unused texts, printers, embedded files, rules for colouring and checking cells",
     "the cells' values and look; names of sheets; pictures and charts", kOoxmlMethod, kLibraries, kRefused},
    {FileKind::pptx, "PowerPoint presentation",
     "application/vnd.openxmlformats-officedocument.presentationml.presentation", "slides", "pptx",
     " pptx potx ppsx ",
     "author, company, dates and all other properties, speaker notes, comments, hidden slides and shapes, "
     "animations, sounds and videos, links, alternative texts, tags, names of shapes and layouts, the "
     "workbooks "
     "behind charts, unused layouts",
     "text, pictures, charts and tables of the slides", kOoxmlMethod, kLibraries, kRefused},
    {FileKind::odt, "OpenDocument text", "application/vnd.oasis.opendocument.text", "document", "odt",
     " odt ", kOdfRemoved, "the text; what the pictures show; layout and numbering", kOdfMethod, kLibraries,
     kOdfRefused},
    {FileKind::ods, "OpenDocument spreadsheet", "application/vnd.oasis.opendocument.spreadsheet", "table",
     "ods", " ods ", kOdfRemoved, "the cells' values and look; names of sheets; pictures", kOdfMethod,
     kLibraries, kOdfRefused},
    {FileKind::odp, "OpenDocument presentation", "application/vnd.oasis.opendocument.presentation", "slides",
     "odp", " odp ", kOdfRemoved, "text, pictures and tables of the slides", kOdfMethod, kLibraries,
     kOdfRefused},
};

}  // namespace

std::span<const Format> office_formats() { return kRows; }

}  // namespace adit::client
