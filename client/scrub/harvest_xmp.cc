// SPDX-License-Identifier: Apache-2.0
// XMP, without an XML parser: every attribute and every piece of text between tags is taken as a
// value, and the property it stands under decides what it is called. Good enough to tell and to
// hunt; nothing of it is ever written.
#include <fmt/format.h>

#include <algorithm>

#include "client/scrub/harvest.h"

namespace adit::client {
namespace {

struct Property {
  std::string_view name;
  FindingClass what;
  std::string_view words;
};

constexpr Property kProperties[] = {
    {"exif:GPSLatitude", FindingClass::where, "the place (north-south)"},
    {"exif:GPSLongitude", FindingClass::where, "the place (east-west)"},
    {"photoshop:City", FindingClass::where, "the town"},
    {"photoshop:State", FindingClass::where, "the region"},
    {"photoshop:Country", FindingClass::where, "the country"},
    {"Iptc4xmpCore:Location", FindingClass::where, "the place in words"},
    {"Iptc4xmpExt:LocationCreated", FindingClass::where, "the place in words"},
    {"dc:creator", FindingClass::who, "the author"},
    {"dc:contributor", FindingClass::who, "a contributor"},
    {"dc:rights", FindingClass::who, "the copyright"},
    {"dc:title", FindingClass::who, "the title"},
    {"dc:description", FindingClass::who, "a description"},
    {"dc:subject", FindingClass::who, "a keyword"},
    {"xmpRights:Owner", FindingClass::who, "the owner"},
    {"aux:OwnerName", FindingClass::who, "the owner"},
    {"exifEX:CameraOwnerName", FindingClass::who, "the owner"},
    {"tiff:Artist", FindingClass::who, "the artist"},
    {"photoshop:AuthorsPosition", FindingClass::who, "the author's position"},
    {"photoshop:CaptionWriter", FindingClass::who, "who wrote the caption"},
    {"photoshop:Credit", FindingClass::who, "the credit"},
    {"photoshop:Source", FindingClass::who, "the source"},
    {"mwg-rs:Name", FindingClass::who, "the name of a face"},
    {"Iptc4xmpExt:PersonInImage", FindingClass::who, "a person in the picture"},
    {"xmp:CreateDate", FindingClass::when, "the time it was made"},
    {"xmp:ModifyDate", FindingClass::when, "the time of the last change"},
    {"xmp:MetadataDate", FindingClass::when, "the time of the last change"},
    {"photoshop:DateCreated", FindingClass::when, "the time it was made"},
    {"exif:DateTimeOriginal", FindingClass::when, "the time it was taken"},
    {"tiff:Make", FindingClass::device, "the maker"},
    {"tiff:Model", FindingClass::device, "the model"},
    {"aux:SerialNumber", FindingClass::device, "the camera's serial number"},
    {"exifEX:BodySerialNumber", FindingClass::device, "the camera's serial number"},
    {"aux:Lens", FindingClass::device, "the lens"},
    {"xmp:CreatorTool", FindingClass::device, "the software"},
    {"stEvt:softwareAgent", FindingClass::history, "a program it went through"},
    {"xmpMM:DocumentID", FindingClass::history, "the document's own number"},
    {"xmpMM:InstanceID", FindingClass::history, "the copy's own number"},
    {"xmpMM:OriginalDocumentID", FindingClass::history, "the original's own number"},
    {"xmpMM:DerivedFrom", FindingClass::history, "what it was made from"},
};

void tell(std::string_view name, std::string_view value, Harvest& out) {
  // The names of the vocabularies themselves are the same in every file.
  if (value.empty() || value.starts_with("http://ns.adobe.com") || value.starts_with("http://www.w3.org") ||
      value.starts_with("http://purl.org") || value.starts_with("http://iptc.org") ||
      name.starts_with("xmlns")) {
    return;
  }
  out.keep_value(as_bytes(value));
  for (const auto& property : kProperties) {
    if (name == property.name) {
      out.found(property.what, fmt::format("{}: {}", property.words, quote_text(value)));
      return;
    }
  }
}

constexpr bool blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

// name="value" pairs inside one tag.
void read_attributes(std::string_view tag, Harvest& out) {
  std::size_t at = 0;
  while ((at = tag.find('=', at)) != tag.npos) {
    std::size_t begin = at;
    while (begin > 0 && !blank(tag[begin - 1])) --begin;
    auto name = tag.substr(begin, at - begin);
    if (++at >= tag.size() || (tag[at] != '"' && tag[at] != '\'')) continue;
    auto end = tag.find(tag[at], at + 1);
    if (end == tag.npos) return;
    tell(name, tag.substr(at + 1, end - at - 1), out);
    at = end + 1;
  }
}

}  // namespace

void harvest_xmp(ByteSpan xmp, Harvest& out) {
  if (xmp.empty()) return;
  out.found(FindingClass::other, fmt::format("an XMP record ({})", size_words(xmp.size())));
  auto text = as_text(xmp);
  std::string property;  // the last opened element that is not list machinery
  std::size_t at = 0;
  unsigned tags = 0;
  while ((at = text.find('<', at)) != text.npos && ++tags < 50'000) {
    auto end = text.find('>', at);
    if (end == text.npos) break;
    auto tag = text.substr(at + 1, end - at - 1);
    at = end + 1;
    if (tag.empty() || tag[0] == '/' || tag[0] == '?' || tag[0] == '!') continue;
    auto name = tag.substr(0, std::min(tag.find_first_of(" \n\t\r/"), tag.size()));
    if (!name.starts_with("rdf:")) property = std::string(name.substr(0, 64));
    read_attributes(tag, out);
    auto next = std::min(text.find('<', at), text.size());
    tell(property, trimmed(as_bytes(text.substr(at, next - at))), out);
  }
  if (text.find("xmpMM:History") != text.npos)
    out.found(FindingClass::history, "a list of what was done to it");
  if (text.find("GCamera:") != text.npos || text.find("GContainer:") != text.npos) {
    out.found(FindingClass::hidden, "notes about further pictures or a short film behind the picture");
  }
}

}  // namespace adit::client
