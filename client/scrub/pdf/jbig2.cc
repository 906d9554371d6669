// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/pdf/jbig2.h"

#include <algorithm>

#include "client/scrub/endian_view.h"

namespace adit::client::pdf {
namespace {

// ITU-T T.88, 7.3: dictionaries, regions, page information, tables.
constexpr unsigned kKept[] = {0, 4, 6, 7, 16, 20, 22, 23, 36, 38, 39, 40, 42, 43, 48, 50, 53};
// End of page, end of file, profiles, extensions: a document has no use for them.
constexpr unsigned kDropped[] = {49, 51, 52, 62};

}  // namespace

Result<ByteVector> clean_jbig2(ByteSpan segments, Harvest& harvest) {
  EndianView in(segments, EndianView::Order::big);
  ByteVector out;
  std::size_t at = 0;
  while (at < segments.size()) {
    auto number = in.u32(at);
    auto flags = in.part(at + 4, 2);
    if (!number || !flags) {
      // Less than a header: padding.
      if (!out.empty()) break;
      return fail(Errc::file_damaged);
    }
    unsigned type = (*flags)[0] & 63;
    bool wide_page = ((*flags)[0] & 64) != 0;
    std::size_t header = 5, referred = (*flags)[1] >> 5;
    if (referred == 7) {
      auto n = in.u32(at + 5);
      if (!n) return fail(Errc::file_damaged);
      referred = *n & 0x1fffffff;
      if (referred > 100'000) return fail(Errc::file_damaged);
      header += 4 + (referred + 8) / 8;
    } else {
      header += 1;
    }
    header += referred * (*number <= 256 ? 1u : *number <= 65536 ? 2u : 4u) + (wide_page ? 4 : 1);
    auto n = in.u32(at + header);
    if (!n) return fail(Errc::file_damaged);
    header += 4;
    if (*n == 0xffffffff) return fail(Errc::file_type_refused);
    auto whole = in.part(at, header + std::size_t{*n});
    if (!whole) return fail(Errc::file_damaged);
    at += whole->size();
    if (std::ranges::find(kKept, type) != std::end(kKept)) {
      // Resolution of the scanner.
      std::size_t from = out.size();
      append(out, *whole);
      if (type == 48) {
        if (*n < 19) return fail(Errc::file_damaged);
        std::fill_n(out.begin() + static_cast<std::ptrdiff_t>(from + header + 8), 8, std::uint8_t{0});
      }
    } else if (std::ranges::find(kDropped, type) != std::end(kDropped)) {
      if (type != 62) continue;
      harvest.keep_strings(whole->subspan(header));
      harvest.found(FindingClass::hidden, "a comment in a scanned picture");
    } else {
      return fail(Errc::file_type_refused);
    }
  }
  return out;
}

}  // namespace adit::client::pdf
