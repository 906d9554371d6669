// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "client/scrub/formats.h"
#include "client/scrub/harvest.h"
#include "client/scrub/jpeg_parts.h"

namespace adit::client {
namespace {

using namespace std::string_view_literals;

bool starts(ByteSpan body, std::string_view magic) { return as_text(body).starts_with(magic); }

void read_app1(ByteSpan body, Harvest& out) {
  constexpr auto kExif = "Exif\0"sv;
  constexpr auto kXmp = "http://ns.adobe.com/xap/1.0/\0"sv, kMore = "http://ns.adobe.com/xmp/extension/\0"sv;
  if (starts(body, kExif) && body.size() > 6) {
    out.found(FindingClass::other, fmt::format("an EXIF record ({})", size_words(body.size())));
    harvest_exif(body.subspan(6), out);
  } else if (starts(body, kXmp)) {
    harvest_xmp(body.subspan(kXmp.size()), out);
  } else if (starts(body, kMore) && body.size() > kMore.size() + 40) {
    harvest_xmp(body.subspan(kMore.size() + 40), out);
  } else {
    out.keep_strings(body);
    out.found(FindingClass::other, fmt::format("a record of an unknown kind ({})", size_words(body.size())));
  }
}

void read_segment(const JpegSegment& s, Harvest& out) {
  if (s.marker == 0xfe) {
    out.keep_value(as_bytes(trimmed(s.body)));
    out.keep_strings(s.body);
    out.found(FindingClass::hidden, "a comment: " + quote_text(trimmed(s.body)));
    return;
  }
  if (s.marker < 0xe0 || s.marker > 0xef) return;
  if (s.marker == 0xe0 && starts(s.body, "JFIF\0"sv)) {
    if (s.body.size() > 14)
      out.found(FindingClass::hidden, "a small preview picture, which may show what was cut off later");
  } else if (s.marker == 0xe1) {
    read_app1(s.body, out);
  } else if (s.marker == 0xe2 && starts(s.body, "ICC_PROFILE\0"sv)) {
    // Read as a whole below.
  } else if (s.marker == 0xe2 && starts(s.body, "MPF\0"sv)) {
    out.found(FindingClass::hidden, "a list of further pictures in the same file");
  } else if (s.marker == 0xeb && starts(s.body, "JP"sv)) {
    out.keep_strings(s.body);
    out.found(FindingClass::who, "a signed record of origin (C2PA)");
  } else if (s.marker == 0xed && starts(s.body, "Photoshop 3.0\0"sv)) {
    out.found(FindingClass::other,
              fmt::format("an IPTC or Photoshop record ({})", size_words(s.body.size())));
    harvest_photoshop(s.body.subspan(14), out);
  } else if (s.marker == 0xee && starts(s.body, "Adobe"sv)) {
    // How the colours are stored: every program writes the same.
  } else {
    out.keep_strings(s.body);
    out.found(FindingClass::device,
              fmt::format("the maker's own data ({}, APP{})", size_words(s.body.size()), s.marker - 0xe0));
  }
}

}  // namespace

void harvest_jpeg(ByteSpan file, Harvest& out) {
  unsigned orientation = 0;
  // Phones put further pictures behind the first, each with a place of its own.
  for (unsigned picture = 0; picture < 8; ++picture) {
    auto parts = split_jpeg(file);
    if (!parts) break;
    for (const auto& segment : parts->segments) read_segment(segment, out);
    if (auto icc = icc_of(*parts); !icc.empty()) harvest_icc(icc, out);
    if (picture == 0) orientation = out.orientation;
    auto tail = file.subspan(parts->end);
    if (tail.empty() || !parts->complete) break;
    out.found(FindingClass::hidden,
              fmt::format("{} after the end of the picture ({})", size_words(tail.size()),
                          kind_of(tail) == FileKind::text ? "text" : seems_to_be(tail)));
    // The dots of a further picture are no values: it may be the same picture.
    auto kind = kind_of(tail);
    if (kind == FileKind::png) harvest_png(tail, out);
    if (kind != FileKind::png && kind != FileKind::jpeg) {
      out.keep_strings(tail.first(std::min<std::size_t>(tail.size(), 1 << 20)));
    }
    auto next = as_text(tail).find("\xff\xd8\xff");
    if (next == std::string_view::npos) break;
    file = tail.subspan(next);
  }
  if (orientation != 0) out.orientation = orientation;
}

}  // namespace adit::client
