// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <zlib.h>

#include "client/scrub/endian_view.h"
#include "client/scrub/formats.h"
#include "client/scrub/harvest.h"
#include "client/scrub/png_parts.h"

namespace adit::client {
namespace {

using namespace std::string_view_literals;

// At most 4 MiB of what is packed in a chunk.
ByteVector unpacked(ByteSpan packed) {
  ByteVector out(std::size_t{4} << 20);
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) return {};
  stream.next_in = const_cast<Bytef*>(packed.data());
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  inflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

// Splits at the first NUL; nothing if there is none.
std::optional<std::pair<ByteSpan, ByteSpan>> split_nul(ByteSpan b) {
  auto at = as_text(b).find('\0');
  if (at == std::string_view::npos) return std::nullopt;
  return std::pair{b.first(at), b.subspan(at + 1)};
}

// "Raw profile type exif": a name, a number, then hexadecimal; what ImageMagick writes.
ByteVector raw_profile(ByteSpan text) {
  ByteVector out;
  int high = -1;
  std::size_t lines = 0;
  for (auto b : text) {
    if (b == '\n') ++lines;
    if (lines < 3) continue;
    int digit = b >= '0' && b <= '9'   ? b - '0'
                : b >= 'a' && b <= 'f' ? b - 'a' + 10
                : b >= 'A' && b <= 'F' ? b - 'A' + 10
                                       : -1;
    if (digit < 0) continue;
    if (high < 0) {
      high = digit;
    } else {
      out.push_back(static_cast<std::uint8_t>(high << 4 | digit));
      high = -1;
    }
  }
  return out;
}

void read_text(ByteSpan keyword, ByteSpan text, Harvest& out) {
  auto name = as_text(keyword);
  if (name == "XML:com.adobe.xmp") return harvest_xmp(text, out);
  if (name.starts_with("Raw profile type ")) {
    auto raw = raw_profile(text);
    ByteSpan body = raw;
    if (as_text(body).starts_with("Exif\0\0"sv)) body = body.subspan(6);
    out.found(FindingClass::other, "a record in the way of ImageMagick: " + quote_text(keyword));
    harvest_exif(body, out);
    harvest_photoshop(body, out);
    out.keep_strings(body);
    return;
  }
  out.keep_value(text);
  out.keep_strings(text);
  auto what = FindingClass::other;
  if (name == "Author" || name == "Copyright" || name == "Description" || name == "Title")
    what = FindingClass::who;
  if (name.find("Time") != name.npos || name.find("date:") != name.npos) what = FindingClass::when;
  if (name == "Software" || name == "Source") what = FindingClass::device;
  out.found(what, fmt::format("a note {}: {}", quote_text(keyword), quote_text(trimmed(text))));
}

void read_text_chunk(const PngChunk& chunk, Harvest& out) {
  auto parts = split_nul(chunk.body);
  if (!parts) return out.keep_strings(chunk.body);
  auto [keyword, rest] = *parts;
  if (chunk.type == "tEXt") return read_text(keyword, rest, out);
  if (chunk.type == "zTXt") {
    if (!rest.empty()) read_text(keyword, unpacked(rest.subspan(1)), out);
    return;
  }
  if (rest.size() < 2) return;
  bool packed = rest[0] == 1;
  auto language = split_nul(rest.subspan(2));
  auto translated = language ? split_nul(language->second) : std::nullopt;
  if (!translated) return;
  if (packed) {
    read_text(keyword, unpacked(translated->second), out);
  } else {
    read_text(keyword, translated->second, out);
  }
}

void read_time(ByteSpan body, Harvest& out) {
  EndianView view(body, EndianView::Order::big);
  auto year = view.u16(0);
  auto rest = view.part(2, 5);
  if (!year || !rest) return;
  out.keep_value(body);
  const auto& r = *rest;
  out.found(FindingClass::when, fmt::format("the time of the last change: {}-{:02}-{:02} {:02}:{:02}:{:02}",
                                            *year, r[0], r[1], r[2], r[3], r[4]));
}

void read_chunk(const PngChunk& chunk, Harvest& out) {
  auto type = chunk.type;
  if (type == "IHDR" || type == "PLTE" || type == "IDAT" || type == "IEND" || type == "tRNS") return;
  if (type == "tEXt" || type == "zTXt" || type == "iTXt") return read_text_chunk(chunk, out);
  if (type == "tIME") return read_time(chunk.body, out);
  if (type == "eXIf") {
    out.found(FindingClass::other, fmt::format("an EXIF record ({})", size_words(chunk.body.size())));
    auto body = chunk.body;
    if (as_text(body).starts_with("Exif\0\0"sv)) body = body.subspan(6);
    return harvest_exif(body, out);
  }
  if (type == "iCCP") {
    auto parts = split_nul(chunk.body);
    if (parts && !parts->second.empty()) {
      out.keep_value(parts->first);
      harvest_icc(unpacked(parts->second.subspan(1)), out);
    }
    out.found(FindingClass::other, "a way to show the colours: they may look a little different");
    return;
  }
  if (type == "pHYs") return out.found(FindingClass::device, "the density of the screen or scanner");
  if (type == "acTL" || type == "fcTL" || type == "fdAT") {
    return out.found(FindingClass::other, "an animation: only its first picture is kept");
  }
  if (type == "sRGB" || type == "gAMA" || type == "cHRM" || type == "sBIT" || type == "bKGD" ||
      type == "hIST") {
    return out.found(FindingClass::other, "notes on how to show the colours");
  }
  out.keep_strings(chunk.body);
  if (type == "caBX") return out.found(FindingClass::who, "a signed record of origin (C2PA)");
  out.found(FindingClass::other, fmt::format("a part of an unknown kind ({}, {})", quote_text(type),
                                             size_words(chunk.body.size())));
}

}  // namespace

void harvest_png(ByteSpan file, Harvest& out) {
  auto parts = split_png(file);
  if (!parts) return;
  for (const auto& chunk : parts->chunks) read_chunk(chunk, out);
  auto tail = file.subspan(parts->end);
  if (tail.empty()) return;
  out.found(FindingClass::hidden, fmt::format("{} after the end of the picture ({})", size_words(tail.size()),
                                              kind_of(tail) == FileKind::text ? "text" : seems_to_be(tail)));
  // The dots of a further picture are no values: it may be the same picture.
  auto kind = kind_of(tail);
  if (kind != FileKind::png && kind != FileKind::jpeg) {
    out.keep_strings(tail.first(std::min<std::size_t>(tail.size(), 1 << 20)));
  }
}

}  // namespace adit::client
