// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "client/scrub/photo/bytes_in.h"
#include "client/scrub/photo/heif.h"

namespace adit::client::photo {
namespace {

using namespace std::string_view_literals;

bool is_picture(std::string_view type) {
  return type == "hvc1" || type == "hev1" || type == "av01" || type == "grid" || type == "iovl" ||
         type == "iden" || type == "jpeg" || type == "j2k1" || type == "avc1";
}

void read_exif(ByteSpan data, Harvest& out) {
  out.found(FindingClass::other, fmt::format("an EXIF record ({})", size_words(data.size())));
  BytesIn in(data);
  in.take(in.be(4));  // what stands before the TIFF header
  harvest_exif(in.take(in.left()), out);
}

void read_metadata(const Item& item, Harvest& out) {
  auto data = data_of(item);
  if (item.type == "Exif") return read_exif(data, out);
  if (item.type == "mime" && as_text(item.content_type) == "application/rdf+xml")
    return harvest_xmp(data, out);
  out.keep_strings(data);
  out.found(FindingClass::other, fmt::format("a record of an unknown kind ({}, {})", quote_text(item.type),
                                             size_words(data.size())));
}

// Previews, depth, gain and the like: pictures that belong to the one that is shown.
bool read_companion(const Heif& heif, const Item& item, Harvest& out) {
  if (!heif.targets(item.id, "thmb").empty()) {
    out.found(FindingClass::hidden, "a small preview picture, which may show what was cut off later");
    return true;
  }
  if (heif.targets(item.id, "auxl").empty()) return false;
  if (!is_alpha(heif, item)) {
    auto kind = heif.property(item, "auxC");
    auto name = kind && kind->size() > 4 ? as_text(kind->subspan(4)) : ""sv;
    out.found(FindingClass::hidden, "a further picture that is not shown, such as of depth or brightness: " +
                                        quote_text(name.substr(0, name.find('\0'))));
  }
  return true;
}

void read_properties(const Heif& heif, Harvest& out) {
  for (const auto& p : heif.properties) {
    if (p.type == "colr") {
      auto icc = icc_of(p.body);
      if (!icc.empty()) harvest_icc(icc, out);
    } else if (p.type == "uuid" || p.type == "udes") {
      out.keep_strings(p.body);
      out.found(FindingClass::device, fmt::format("the maker's own data ({})", size_words(p.body.size())));
    }
  }
}

void read_foreign(const Property& box, Harvest& out) {
  if (box.type == "free" || box.type == "skip") {
    out.keep_strings(box.body);
    if (!box.body.empty())
      out.found(FindingClass::hidden, "space that is said to be free, with something in it");
  } else if (box.type == "moov" || box.type == "mpvd") {
    out.keep_strings(box.body.first(std::min<std::size_t>(box.body.size(), 1 << 16)));
    out.found(FindingClass::hidden, "a short film beside the picture");
  } else if (box.type == "uuid") {
    out.keep_strings(box.body);
    out.found(FindingClass::device, fmt::format("the maker's own data ({})", size_words(box.body.size())));
  } else if (box.type.empty()) {
    out.keep_strings(box.body.first(std::min<std::size_t>(box.body.size(), 1 << 20)));
    out.found(FindingClass::hidden,
              fmt::format("{} after the end of the picture", size_words(box.body.size())));
  } else {
    out.keep_strings(box.body.first(std::min<std::size_t>(box.body.size(), 1 << 20)));
    out.found(FindingClass::other, fmt::format("a part of an unknown kind ({}, {})", quote_text(box.type),
                                               size_words(box.body.size())));
  }
}

}  // namespace

void harvest_heif(const Heif& heif, Harvest& out) {
  unsigned further = 0;
  for (const auto& item : heif.items) {
    out.keep_value(item.name);
    if (!is_picture(item.type)) {
      read_metadata(item, out);
    } else if (item.id != heif.primary && !read_companion(heif, item, out) && !item.hidden &&
               heif.sources(item.id, "dimg").empty()) {
      ++further;
    }
  }
  if (further > 0) {
    out.found(FindingClass::hidden,
              fmt::format("{} further picture{} in the same file: only the main one is kept", further,
                          further == 1 ? "" : "s"));
  }
  read_properties(heif, out);
  for (const auto& box : heif.foreign) read_foreign(box, out);
}

}  // namespace adit::client::photo
