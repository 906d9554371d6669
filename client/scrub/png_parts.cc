// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/png_parts.h"

#include <zlib.h>

#include "client/scrub/endian_view.h"

namespace adit::client {
namespace {

bool read_header(ByteSpan body, PngParts& out) {
  EndianView view(body, EndianView::Order::big);
  if (body.size() != 13) return false;
  out.width = *view.u32(0);
  out.height = *view.u32(4);
  out.depth = body[8];
  out.colour = body[9];
  out.interlaced = body[12] == 1;
  if (out.width == 0 || out.height == 0 || out.width > 0x7fffffff || out.height > 0x7fffffff) return false;
  if (body[10] != 0 || body[11] != 0 || body[12] > 1) return false;
  switch (out.colour) {
    case 0:
      return out.depth == 1 || out.depth == 2 || out.depth == 4 || out.depth == 8 || out.depth == 16;
    case 3:
      return out.depth == 1 || out.depth == 2 || out.depth == 4 || out.depth == 8;
    case 2:
    case 4:
    case 6:
      return out.depth == 8 || out.depth == 16;
    default:
      return false;
  }
}

bool fits(ByteSpan transparency, const PngParts& parts) {
  switch (parts.colour) {
    case 0:
      return transparency.size() == 2;
    case 2:
      return transparency.size() == 6;
    case 3:
      return !transparency.empty() && transparency.size() <= parts.palette.size() / 3;
    default:
      return false;
  }
}

bool critical(std::string_view type) { return (type[0] & 0x20) == 0; }

}  // namespace

std::optional<PngParts> split_png(ByteSpan file) {
  if (!as_text(file).starts_with(kPngMagic)) return std::nullopt;
  EndianView view(file, EndianView::Order::big);
  PngParts parts;
  std::size_t at = kPngMagic.size();
  bool data = false;
  while (true) {
    auto n = view.u32(at);
    auto type = view.part(at + 4, 4);
    auto body = n ? view.part(at + 8, *n) : std::nullopt;
    auto sum = body ? view.u32(at + 8 + *n) : std::nullopt;
    if (!sum || parts.chunks.size() > 200'000) return std::nullopt;
    auto covered = file.subspan(at + 4, std::size_t{*n} + 4);
    bool sound = crc32(0, covered.data(), static_cast<uInt>(covered.size())) == *sum;
    auto name = as_text(*type);
    at += 12 + std::size_t{*n};
    if (parts.chunks.empty() != (name == "IHDR")) return std::nullopt;  // first, and once
    parts.chunks.push_back({name, *body, sound});
    if (critical(name) && !sound) return std::nullopt;
    if (name == "IHDR") {
      if (!read_header(*body, parts)) return std::nullopt;
    } else if (name == "PLTE") {
      if (data || !parts.palette.empty() || body->empty() || body->size() % 3 != 0 || body->size() > 768)
        return std::nullopt;
      if (parts.colour == 3) parts.palette = *body;
    } else if (name == "IDAT") {
      data = true;
    } else if (name == "IEND") {
      break;
    } else if (name == "tRNS") {
      if (!data && parts.transparency.empty() && sound && fits(*body, parts)) parts.transparency = *body;
    } else if (critical(name)) {
      return std::nullopt;  // something without which the picture cannot be shown
    }
  }
  if (!data || (parts.colour == 3 && parts.palette.empty())) return std::nullopt;
  parts.end = at;
  return parts;
}

}  // namespace adit::client
