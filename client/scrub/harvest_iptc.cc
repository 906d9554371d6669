// SPDX-License-Identifier: Apache-2.0
// Photoshop resource blocks and the IPTC datasets inside them.
#include <fmt/format.h>

#include "client/scrub/endian_view.h"
#include "client/scrub/harvest.h"

namespace adit::client {
namespace {

struct Dataset {
  std::uint8_t number;
  FindingClass what;
  std::string_view words;
};

constexpr Dataset kDatasets[] = {
    {5, FindingClass::who, "the title"},
    {25, FindingClass::who, "a keyword"},
    {27, FindingClass::where, "the place in words"},
    {40, FindingClass::who, "instructions"},
    {55, FindingClass::when, "the date"},
    {60, FindingClass::when, "the time"},
    {62, FindingClass::when, "the date"},
    {63, FindingClass::when, "the time"},
    {65, FindingClass::device, "the software"},
    {80, FindingClass::who, "the author"},
    {85, FindingClass::who, "the author's position"},
    {90, FindingClass::where, "the town"},
    {92, FindingClass::where, "the place in words"},
    {95, FindingClass::where, "the region"},
    {101, FindingClass::where, "the country"},
    {103, FindingClass::history, "a number of the sender"},
    {105, FindingClass::who, "the headline"},
    {110, FindingClass::who, "the credit"},
    {115, FindingClass::who, "the source"},
    {116, FindingClass::who, "the copyright"},
    {118, FindingClass::who, "a contact"},
    {120, FindingClass::who, "the caption"},
    {122, FindingClass::who, "who wrote the caption"},
};

}  // namespace

void harvest_iptc(ByteSpan datasets, Harvest& out) {
  EndianView view(datasets, EndianView::Order::big);
  std::size_t at = 0;
  for (unsigned i = 0; i < 2000; ++i) {
    auto head = view.part(at, 3);
    auto n = view.u16(at + 3);
    if (!head || !n || (*head)[0] != 0x1c || *n >= 0x8000) return;
    auto value = view.part(at + 5, *n);
    if (!value) return;
    at += 5 + std::size_t{*n};
    if ((*head)[1] != 2) continue;
    out.keep_value(*value);
    for (const auto& dataset : kDatasets) {
      if (dataset.number == (*head)[2]) {
        out.found(dataset.what, fmt::format("{}: {}", dataset.words, quote_text(trimmed(*value))));
      }
    }
  }
}

void harvest_photoshop(ByteSpan resources, Harvest& out) {
  EndianView view(resources, EndianView::Order::big);
  std::size_t at = 0;
  for (unsigned i = 0; i < 500; ++i) {
    auto magic = view.part(at, 4);
    auto id = view.u16(at + 4);
    auto name = view.part(at + 6, 1);
    if (!magic || !id || !name || as_text(*magic) != "8BIM") return;
    std::size_t name_bytes = (std::size_t{(*name)[0]} + 2) & ~std::size_t{1};
    auto n = view.u32(at + 6 + name_bytes);
    if (!n) return;
    auto body = view.part(at + 10 + name_bytes, *n);
    if (!body) return;
    at += 10 + name_bytes + *n + (*n & 1);
    switch (*id) {
      case 0x0404:
        harvest_iptc(*body, out);
        break;
      case 0x0422:
        harvest_exif(*body, out);
        break;
      case 0x0424:
        harvest_xmp(*body, out);
        break;
      case 0x0409:
      case 0x040c:
        out.found(FindingClass::hidden,
                  "a small preview picture by Photoshop, which may show what was cut off later");
        break;
      default:
        out.keep_strings(*body);
    }
  }
}

}  // namespace adit::client
