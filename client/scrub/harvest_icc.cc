// SPDX-License-Identifier: Apache-2.0
// A colour profile's name, maker and date: a monitor's own profile names one desk in the world.
#include <fmt/format.h>

#include "client/scrub/endian_view.h"
#include "client/scrub/harvest.h"

namespace adit::client {
namespace {

std::string description(ByteSpan tag) {
  EndianView view(tag, EndianView::Order::big);
  auto type = view.part(0, 4);
  if (!type) return {};
  if (as_text(*type) == "desc") {
    auto n = view.u32(8);
    auto text = n ? view.part(12, *n) : std::nullopt;
    return text ? std::string(trimmed(*text)) : std::string();
  }
  if (as_text(*type) == "mluc") {
    auto n = view.u32(20), at = view.u32(24);
    auto text = n && at ? view.part(*at, *n) : std::nullopt;
    return text ? from_utf16(*text, true) : std::string();
  }
  return {};
}

}  // namespace

void harvest_icc(ByteSpan profile, Harvest& out) {
  EndianView view(profile, EndianView::Order::big);
  out.keep_strings(profile);
  auto count = view.u32(128);
  std::string name;
  for (std::size_t i = 0; count && i < *count && i < 200; ++i) {
    auto id = view.part(132 + 12 * i, 4);
    auto at = view.u32(136 + 12 * i), n = view.u32(140 + 12 * i);
    if (!id || !at || !n) break;
    if (as_text(*id) == "desc") {
      if (auto tag = view.part(*at, *n)) name = description(*tag);
    }
  }
  out.keep_value(as_bytes(name));
  out.found(FindingClass::device,
            name.empty() ? std::string("a colour profile") : "a colour profile: " + quote_text(name));
  auto year = view.u16(24), month = view.u16(26), day = view.u16(28);
  if (year && month && day && *year != 0) {
    out.found(FindingClass::when,
              fmt::format("the date of the colour profile: {}-{:02}-{:02}", *year, *month, *day));
  }
}

}  // namespace adit::client
