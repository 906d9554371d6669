// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/formats.h"

#include <adit/result.h>

namespace adit::client {
namespace {

constexpr Format kFirst[] = {
    {FileKind::jpeg, "JPEG photo", "image/jpeg", "photo", "jpg", " jpg jpeg jpe jfif ",
     "EXIF (place, camera, serial numbers, owner, dates, preview, maker notes), XMP, IPTC, comments, colour "
     "profiles, C2PA, further pictures, everything after the end, the camera's own way to compress",
     "what the picture shows; sensor noise; printer dots",
     "decoded, turned upright, colours brought to sRGB, encoded anew with one fixed set of choices "
     "(quality 90, 4:2:0, standard tables)",
     "libjpeg-turbo",
     "damaged or cut files, more than 64 million dots, 12-bit, lossless and arithmetic-coded JPEG"},
    {FileKind::png, "PNG picture", "image/png", "picture", "png", " png apng ",
     "text chunks, XMP, EXIF, times, colour profiles, screen density, private chunks, C2PA, later frames of "
     "an "
     "animation, colours under fully transparent dots, unused palette entries, everything after the end",
     "what the picture shows; printer dots; every visible dot is kept as it is",
     "decoded, written anew as IHDR PLTE tRNS IDAT IEND with one fixed filter and compression",
     "libpng, zlib", "damaged or cut files, more than 64 million dots or 256 MiB of them"},
    {FileKind::text, "plain text", "text/plain", "text", "txt", " txt text log md markdown csv tsv ",
     "characters without width, tags, direction marks, unusual spaces, control characters, blanks at line "
     "ends, kind of line end, byte order mark",
     "the wording, the layout, joiners between letters of scripts that need them, look-alike letters "
     "(counted)",
     "decoded strictly, each character held against an allow-list, NFC, written anew as UTF-8 with LF",
     "utf8proc", "unknown encodings, web pages, SVG, RTF, e-mails, calendars and cards; more than 16 MiB"},
};

// What a file seems to be, in plain words, and its kind where there is one.
struct Known {
  std::string_view name;
  std::optional<FileKind> kind = std::nullopt;
};

bool starts(ByteSpan file, std::string_view magic, std::size_t at = 0) {
  return file.size() >= at + magic.size() && as_text(file.subspan(at, magic.size())) == magic;
}

bool contains(std::string_view where, std::string_view what) { return where.find(what) != where.npos; }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// The names in the directory at the end of a ZIP archive, if it is all there and nothing odd. Names in
// an archive within the archive are not among them.
std::optional<std::vector<std::string_view>> zip_names(ByteSpan file) {
  constexpr std::size_t kEnd = 22, kEntry = 46, kLook = 65536;
  auto tail = file.last(std::min(kLook, file.size()));
  auto text = as_text(tail);
  auto end = text.rfind("PK\x05\x06");
  if (end == text.npos || text.size() - end < kEnd) return std::nullopt;
  auto bytes = static_cast<std::size_t>(load_le(tail.subspan(end + 12, 4)));
  if (bytes > end) return std::nullopt;
  std::vector<std::string_view> names;
  for (std::size_t at = end - bytes; at < end;) {
    if (end - at < kEntry || text.substr(at, 4) != "PK\x01\x02") return std::nullopt;
    auto u16 = [&](std::size_t i) { return static_cast<std::size_t>(load_le(tail.subspan(at + i, 2))); };
    std::size_t n = u16(28), all = kEntry + n + u16(30) + u16(32);
    if (end - at < all) return std::nullopt;
    names.push_back(text.substr(at + kEntry, n));
    at += all;
  }
  return names;
}

Known what_zip(ByteSpan file) {
  // Names of members stand in the clear at both ends of the file.
  constexpr std::size_t kLook = 65536;
  auto head = as_text(file.first(std::min(kLook, file.size())));
  auto tail = as_text(file.last(std::min(kLook, file.size())));
  auto names = zip_names(file);
  auto has = [&](std::string_view what) {
    if (!names) return contains(head, what) || contains(tail, what);
    return std::ranges::any_of(*names, [&](auto name) { return name.starts_with(what); });
  };
  if (starts(file, "mimetypeapplication/vnd.oasis.opendocument.text", 30))
    return {"an OpenDocument text", FileKind::odt};
  if (starts(file, "mimetypeapplication/vnd.oasis.opendocument.spreadsheet", 30))
    return {"an OpenDocument spreadsheet", FileKind::ods};
  if (starts(file, "mimetypeapplication/vnd.oasis.opendocument.presentation", 30))
    return {"an OpenDocument presentation", FileKind::odp};
  if (starts(file, "mimetypeapplication/vnd.oasis.opendocument", 30)) return {"an OpenDocument file"};
  if (starts(file, "mimetypeapplication/epub+zip", 30)) return {"an e-book"};
  bool macros = has("word/vbaProject.bin") || has("xl/vbaProject.bin") || has("ppt/vbaProject.bin");
  if (has("word/document"))
    return {macros ? "a Word document with macros" : "a Word document", FileKind::docx};
  if (has("xl/workbook"))
    return {macros ? "an Excel workbook with macros" : "an Excel workbook", FileKind::xlsx};
  if (has("ppt/presentation"))
    return {macros ? "a PowerPoint presentation with macros" : "a PowerPoint presentation", FileKind::pptx};
  if (has("AndroidManifest.xml")) return {"an Android app"};
  return {"a ZIP archive", FileKind::zip};
}

Known what_boxes(ByteSpan file) {
  auto brand = as_text(file.subspan(8, 4));
  if (brand == "heic" || brand == "heix" || brand == "heim" || brand == "heis" || brand == "hevc" ||
      brand == "mif1" || brand == "msf1") {
    return {"a HEIC photo", FileKind::heic};
  }
  if (brand == "avif" || brand == "avis") return {"an AVIF picture", FileKind::avif};
  if (brand == "qt  ") return {"a QuickTime video", FileKind::mov};
  if (brand.starts_with("M4A") || brand.starts_with("M4B")) return {"an M4A recording", FileKind::m4a};
  if (brand.starts_with("3g")) return {"a 3GP video", FileKind::threegp};
  if (brand.starts_with("crx")) return {"a raw photo of a camera"};
  return {"an MP4 video", FileKind::mp4};
}

Known what_riff(ByteSpan file) {
  auto form = as_text(file.subspan(8, 4));
  if (form == "WEBP") return {"a WebP picture", FileKind::webp};
  if (form == "WAVE") return {"a WAV recording", FileKind::wav};
  if (form == "AVI ") return {"an AVI video", FileKind::avi};
  return {"a RIFF file"};
}

struct Magic {
  std::string_view bytes;
  std::string_view name;
  std::optional<FileKind> kind = std::nullopt;
};
using namespace std::string_view_literals;
constexpr Magic kMagics[] = {
    {"%PDF-"sv, "a PDF document", FileKind::pdf},
    {"GIF87a"sv, "a GIF picture", FileKind::gif},
    {"GIF89a"sv, "a GIF picture", FileKind::gif},
    {"II*\0"sv, "a TIFF picture or a raw photo", FileKind::tiff},
    {"MM\0*"sv, "a TIFF picture or a raw photo", FileKind::tiff},
    {"II+\0"sv, "a TIFF picture"},
    {"MM\0+"sv, "a TIFF picture"},
    {"\0\0\0\x0cJXL "sv, "a JPEG XL picture"},
    {"\0\0\0\x0cjP  "sv, "a JPEG 2000 picture"},
    {"\xff\x0a"sv, "a JPEG XL picture"},
    {"8BPS"sv, "a Photoshop file"},
    {"FUJIFILMCCD-RAW"sv, "a raw photo of a camera"},
    {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv, "an older or encrypted Office document"},
    {"{\\rtf"sv, "an RTF document"},
    {"%!PS"sv, "a PostScript document"},
    {"\x1f\x8b"sv, "a GZIP archive", FileKind::tar},
    {"BZh"sv, "a BZIP2 archive"},
    {"\xfd"
     "7zXZ\0"sv,
     "an XZ archive"},
    {"\x28\xb5\x2f\xfd"sv, "a Zstandard archive"},
    {"7z\xbc\xaf\x27\x1c"sv, "a 7-Zip archive"},
    {"Rar!\x1a\x07"sv, "a RAR archive"},
    {"ID3"sv, "an MP3 recording", FileKind::mp3},
    {"OggS"sv, "an Ogg recording", FileKind::ogg},
    {"fLaC"sv, "a FLAC recording", FileKind::flac},
    {"#!AMR"sv, "an AMR voice note", FileKind::amr},
    {"#!SILK"sv, "a SILK voice note"},
    {"FLV\x01"sv, "a Flash video"},
    {"\x30\x26\xb2\x75\x8e\x66\xcf\x11"sv, "a Windows Media file"},
    {"MZ"sv, "a Windows program"},
    {"\x7f"
     "ELF"sv,
     "a program"},
    {"SQLite format 3\0"sv, "a database"},
    {"BM"sv, "a BMP picture", FileKind::bmp},
};

// Whether a text begins with the header of a mail that has been sent, and not with lines that somebody
// typed: besides the sender or the subject, something that only machines write.
bool is_mail(std::string_view small) {
  bool human = false, machine = false;
  if (small.starts_with("from ")) small.remove_prefix(std::min(small.find('\n'), small.size() - 1) + 1);
  for (bool first = true; !small.empty(); first = false) {
    auto stop = small.find('\n');
    auto line = small.substr(0, stop);
    small.remove_prefix(stop == small.npos ? small.size() : stop + 1);
    if (line.empty() || line == "\r") break;
    if (!first && (line[0] == ' ' || line[0] == '\t')) continue;
    auto name = line.substr(0, line.find(':'));
    bool plain = std::ranges::all_of(
        name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
    if (name.size() == line.size() || name.empty() || !plain) {
      if (stop == small.npos) break;  // cut in the middle
      return false;
    }
    human = human || name == "from" || name == "subject" || name == "to" || name == "date";
    machine = machine || name == "mime-version" || name == "message-id" || name == "received" ||
              name == "return-path" || name == "delivered-to" || name == "content-type" ||
              name.starts_with("x-") || name.starts_with("dkim-") || name.starts_with("arc-");
  }
  return machine && human;
}

// Text that means more than its words: a browser, a calendar or an office program acts on it.
Known what_marked_up(ByteSpan file) {
  auto head = as_text(file.first(std::min<std::size_t>(16384, file.size())));
  if (head.starts_with("\xef\xbb\xbf")) head.remove_prefix(3);
  while (!head.empty() && (head[0] == ' ' || head[0] == '\n' || head[0] == '\r' || head[0] == '\t')) {
    head.remove_prefix(1);
  }
  std::string small;
  for (char c : head) small.push_back(lower(c));
  std::string_view s = small;
  // Which of the two a file is whose first words say only that it is markup: the outermost element.
  bool marked = s.starts_with("<?xml") || s.starts_with("<!--") || s.starts_with("<!doctype svg");
  auto svg = s.find("<svg"), page = s.find("<html");
  if (s.starts_with("<svg") || (marked && svg < page)) return {"an SVG picture", FileKind::svg};
  if (s.starts_with("<!doctype html") || s.starts_with("<html") || (marked && page < svg))
    return {"a web page", FileKind::html};
  if (s.starts_with("<?xml")) return {"an XML file"};
  if (s.starts_with("begin:vcard")) return {"a contact card"};
  if (s.starts_with("begin:vcalendar")) return {"a calendar entry"};
  if (is_mail(s)) return {"an e-mail", FileKind::mail};
  return {};
}

// Something that cannot be text of any encoding that is tried: a control character.
bool has_binary_bytes(ByteSpan file) {
  if (starts(file, "\xff\xfe") || starts(file, "\xfe\xff")) return false;  // UTF-16: decided by decoding
  for (auto b : file) {
    if (b < 0x20 && b != '\t' && b != '\n' && b != '\r' && b != '\f' && b != 0x0b && b != 0x1b) return true;
  }
  return false;
}

// Empty if nothing is recognised.
Known foreign(ByteSpan file) {
  if (starts(file, "PK\x03\x04") || starts(file, "PK\x05\x06")) return what_zip(file);
  if (starts(file, "ftyp", 4) && file.size() >= 12) return what_boxes(file);
  if (starts(file, "moov", 4) || starts(file, "mdat", 4) || starts(file, "wide", 4))
    return {"a QuickTime video", FileKind::mov};
  if (starts(file, "RIFF") && file.size() >= 12) return what_riff(file);
  if (starts(file, "FORM") && file.size() >= 12) return {"an AIFF recording"};
  if (starts(file, "\x1a\x45\xdf\xa3")) {
    bool web = contains(as_text(file.first(std::min<std::size_t>(64, file.size()))), "webm");
    return web ? Known{"a WebM video", FileKind::webm} : Known{"a Matroska video", FileKind::mkv};
  }
  // Before what stands at the beginning: there a TAR archive has the name of its first file.
  if (starts(file, "ustar", 257)) return {"a TAR archive", FileKind::tar};
  for (const auto& magic : kMagics) {
    // Two letters alone may begin an ordinary sentence.
    bool weak = magic.bytes == "BM" || magic.bytes == "MZ" || magic.bytes == "BZh" || magic.bytes == "ID3";
    if (starts(file, magic.bytes) && (!weak || has_binary_bytes(file))) return {magic.name, magic.kind};
  }
  if (file.size() >= 2 && file[0] == 0xff && (file[1] & 0xe0) == 0xe0 && file[1] != 0xfe && file[1] != 0xff) {
    // The layer bits of ADTS are zero.
    return (file[1] & 0x06) == 0 ? Known{"an AAC recording", FileKind::aac}
                                 : Known{"an MP3 recording", FileKind::mp3};
  }
  if (starts(file, "DICM", 128)) return {"a medical picture"};
  if (auto text = what_marked_up(file); !text.name.empty()) return text;
  // Viewers find a PDF behind up to a kilobyte of something else.
  bool pdf = contains(as_text(file.first(std::min<std::size_t>(1024, file.size()))), "%PDF-1.") &&
             contains(as_text(file), "startxref");
  return pdf ? Known{"a PDF document", FileKind::pdf} : Known{};
}

}  // namespace

const std::vector<Format>& formats() {
  static const std::vector<Format> all = [] {
    std::vector<Format> out(std::begin(kFirst), std::end(kFirst));
    for (auto rows : {photo_formats(), pdf_formats(), office_formats(), media_formats(), markup_formats(),
                      archive_formats()}) {
      out.insert(out.end(), rows.begin(), rows.end());
    }
    return out;
  }();
  return all;
}

const Format& format_of(FileKind kind) {
  auto row = std::ranges::find(formats(), kind, &Format::kind);
  ADIT_ASSERT(row != formats().end());
  return *row;
}

std::string formats_as_markdown() {
  std::string out =
      "| format | what is removed | what may remain | method | library | refused |\n"
      "| --- | --- | --- | --- | --- | --- |\n";
  for (const auto& f : formats()) {
    for (auto cell : {f.name, f.removed, f.stays, f.method, f.library, f.refused}) {
      out += "| ";
      out += cell;
      out += ' ';
    }
    out += "|\n";
  }
  return out;
}

std::optional<FileKind> recognised(ByteSpan file) {
  if (starts(file, "\xff\xd8\xff")) return FileKind::jpeg;
  if (starts(file, "\x89PNG\r\n\x1a\n")) return FileKind::png;
  if (file.empty()) return std::nullopt;
  if (auto known = foreign(file); !known.name.empty()) return known.kind;
  return has_binary_bytes(file) ? std::nullopt : std::optional(FileKind::text);
}

std::optional<FileKind> kind_of(ByteSpan file) {
  auto kind = recognised(file);
  if (!kind || std::ranges::find(formats(), *kind, &Format::kind) == formats().end()) return std::nullopt;
  return kind;
}

std::string_view seems_to_be(ByteSpan file) {
  if (file.empty()) return "an empty file";
  if (starts(file, "\xff\xd8\xff")) return "a JPEG photo";
  if (starts(file, "\x89PNG\r\n\x1a\n")) return "a PNG picture";
  if (auto known = foreign(file); !known.name.empty()) return known.name;
  if (!has_binary_bytes(file)) return "a text in an encoding that this program does not know";
  return "a kind of file that this program does not know";
}

bool name_disagrees(std::string_view file_name, FileKind kind) {
  auto slash = file_name.rfind('/');
  if (slash != file_name.npos) file_name.remove_prefix(slash + 1);
  auto dot = file_name.rfind('.');
  if (dot == file_name.npos || dot == 0) return false;
  std::string wanted = " ";
  for (char c : file_name.substr(dot + 1)) wanted.push_back(lower(c));
  wanted += ' ';
  return !contains(format_of(kind).extensions, wanted);
}

std::string_view media_type(FileKind kind) { return format_of(kind).media_type; }

std::string neutral_name(FileKind kind, unsigned number) {
  const auto& f = format_of(kind);
  return std::string(f.stem) + "-" + std::to_string(number) + "." + std::string(f.extension);
}

}  // namespace adit::client
