// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/pdf/jpx.h"

#include <algorithm>

#include "client/scrub/endian_view.h"

namespace adit::client::pdf {
namespace {

void put32(ByteVector& out, std::size_t v) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(v >> shift));
}
void put_box(ByteVector& out, std::string_view type, ByteSpan body) {
  put32(out, body.size() + 8);
  append(out, as_bytes(type));
  append(out, body);
}

struct Box {
  std::string_view type;
  ByteSpan body;
};
// The box at `at`, which moves behind it.
std::optional<Box> next_box(ByteSpan file, std::size_t& at) {
  EndianView in(file, EndianView::Order::big);
  auto n = in.u32(at);
  auto type = in.part(at + 4, 4);
  if (!n || !type) return std::nullopt;
  std::size_t header = 8, bytes = *n;
  if (*n == 1) {
    auto high = in.u32(at + 8), low = in.u32(at + 12);
    if (!high || !low || *high != 0) return std::nullopt;
    header = 16;
    bytes = *low;
  } else if (*n == 0) {
    bytes = file.size() - at;
  }
  if (bytes < header) return std::nullopt;
  auto whole = in.part(at, bytes);
  if (!whole) return std::nullopt;
  at += bytes;
  return Box{as_text(*type), whole->subspan(header)};
}

// From SOC to EOC without comments. Lengths of tile parts follow what is left out of their headers.
std::optional<ByteVector> clean_codestream(ByteSpan code, Harvest& harvest) {
  constexpr std::uint16_t kSoc = 0xff4f, kSot = 0xff90, kSod = 0xff93, kEoc = 0xffd9, kCom = 0xff64;
  EndianView in(code, EndianView::Order::big);
  if (in.u16(0) != kSoc) return std::nullopt;
  ByteVector out(code.begin(), code.begin() + 2);
  std::size_t at = 2;
  std::size_t tile_end = 0, tile_out = 0, tile_in = 0;  // of the tile part whose header is read; 0: none
  while (true) {
    auto marker = in.u16(at);
    if (!marker) return std::nullopt;
    if (*marker == kEoc && tile_end == 0) {
      out.push_back(0xff);
      out.push_back(0xd9);
      return out;
    }
    if (*marker == kSod) {
      if (tile_end == 0 || at > tile_end) return std::nullopt;
      append(out, code.subspan(at, tile_end - at));
      auto bytes = out.size() - tile_out;
      for (unsigned i = 0; i < 4; ++i)
        out[tile_out + 6 + i] = static_cast<std::uint8_t>(bytes >> (24 - 8 * i));
      at = tile_end;
      tile_end = 0;
      continue;
    }
    auto n = in.u16(at + 2);
    if (*marker < 0xff4f || !n || *n < 2) return std::nullopt;
    auto segment = in.part(at, *n + std::size_t{2});
    if (!segment) return std::nullopt;
    if (*marker == kSot) {
      auto whole = in.u32(at + 6);
      if (tile_end != 0 || *n != 10 || !whole) return std::nullopt;
      tile_in = at;
      tile_out = out.size();
      // 0: up to the end mark.
      tile_end = *whole == 0 ? code.size() : tile_in + *whole;
      if (*whole == 0) {
        while (tile_end >= 2 && in.u16(tile_end - 2) != kEoc) --tile_end;
        if (tile_end < 2) return std::nullopt;
        tile_end -= 2;
      }
      if (tile_end <= at || tile_end > code.size()) return std::nullopt;
    }
    if (*marker == kCom) {
      harvest.keep_strings(segment->subspan(4));
      harvest.found(FindingClass::hidden,
                    "a comment in a JPEG 2000 picture: " +
                        quote_text(trimmed(segment->subspan(std::min<std::size_t>(6, segment->size())))));
    } else if (*marker == 0xff55 || *marker == 0xff57 || *marker == 0xff58) {
      // Tables of lengths (TLM, PLM, PLT), which viewers do without: they would be wrong by now.
    } else {
      append(out, *segment);
    }
    at += segment->size();
  }
}

}  // namespace

Result<ByteVector> clean_jpx(ByteSpan file, bool coloured, Harvest& harvest) {
  const auto broken = fail(Errc::file_damaged);
  EndianView in(file, EndianView::Order::big);
  if (in.u16(0) == std::uint16_t{0xff4f}) {
    auto code = clean_codestream(file, harvest);
    if (!code) return broken;
    return std::move(*code);
  }
  ByteVector header, out;
  std::optional<ByteVector> code;
  for (std::size_t at = 0; at < file.size() && !code;) {
    auto box = next_box(file, at);
    if (!box) return broken;
    if (box->type == "jp2c") {
      code = clean_codestream(box->body, harvest);
      if (!code) return broken;
    } else if (box->type == "jp2h") {
      for (std::size_t inner = 0; inner < box->body.size();) {
        auto part = next_box(box->body, inner);
        if (!part) return broken;
        constexpr std::string_view kKept[] = {"ihdr", "bpcc", "pclr", "cmap", "cdef"};
        bool kept = std::ranges::find(kKept, part->type) != std::end(kKept);
        if (part->type == "colr") {
          if (part->body.empty()) return broken;
          // Method 1 is a number that stands for a colour space; the other is a profile.
          if (part->body[0] == 1 && part->body.size() >= 7) {
            ByteVector plain{1, 0, 0};
            append(plain, part->body.subspan(3, 4));
            put_box(header, "colr", plain);
          } else if (!coloured) {
            return fail(Errc::file_type_refused);
          } else {
            harvest_icc(part->body.subspan(std::min<std::size_t>(3, part->body.size())), harvest);
          }
        } else if (kept) {
          put_box(header, part->type, part->body);
        }
      }
    } else if (box->type != "jP  " && box->type != "ftyp") {
      harvest.keep_strings(box->body);
      harvest.found(FindingClass::hidden,
                    "a record inside a JPEG 2000 picture (" + size_words(box->body.size()) + ")");
    }
  }
  if (!code || header.empty()) return broken;
  // A header without a colour space is not valid; the document says the real one.
  if (as_text(header).find("colr") == std::string_view::npos)
    put_box(header, "colr", ByteVector{1, 0, 0, 0, 0, 0, 16});
  put_box(out, "jP  ", ByteVector{0x0d, 0x0a, 0x87, 0x0a});
  put_box(out, "ftyp", as_bytes(std::string_view("jp2 \0\0\0\0jp2 ", 12)));
  put_box(out, "jp2h", header);
  put_box(out, "jp2c", *code);
  return out;
}

}  // namespace adit::client::pdf
