// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <string>

#include "client/scrub/endian_view.h"
#include "client/scrub/pdf/font_program.h"

namespace adit::client::pdf {
namespace {

// What a document's viewer reads (ISO 32000-1, 9.9), and what the outlines of these need.
constexpr std::string_view kTables[] = {"CFF ", "OS/2", "cmap", "cvt ", "fpgm", "glyf", "head", "hhea",
                                        "hmtx", "loca", "maxp", "post", "prep", "vhea", "vmtx"};

void put16(ByteVector& out, std::size_t v) {
  out.push_back(static_cast<std::uint8_t>(v >> 8));
  out.push_back(static_cast<std::uint8_t>(v));
}
void put32(ByteVector& out, std::uint32_t v) {
  put16(out, v >> 16);
  put16(out, v & 0xffff);
}
std::uint32_t sum_of(ByteSpan table) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < table.size(); ++i) sum += std::uint32_t{table[i]} << (24 - 8 * (i % 4));
  return sum;
}

}  // namespace

Result<ByteVector> clean_sfnt(ByteSpan font) {
  EndianView in(font, EndianView::Order::big);
  auto kind = in.u32(0);
  auto count = in.u16(4);
  bool known = kind && (*kind == 0x00010000 || *kind == 0x74727565 || *kind == 0x4f54544f);
  if (!known || !count || *count > 200) return fail(Errc::file_damaged);
  std::map<std::string, ByteVector> tables;
  for (std::size_t i = 0; i < *count; ++i) {
    auto tag = in.part(12 + 16 * i, 4);
    auto at = in.u32(12 + 16 * i + 8), n = in.u32(12 + 16 * i + 12);
    if (!tag || !at || !n) return fail(Errc::file_damaged);
    if (std::ranges::find(kTables, as_text(*tag)) == std::end(kTables)) continue;
    // The last table of some fonts is cut by less than its padding.
    std::size_t bytes = *n;
    if (*at <= font.size() && *n > font.size() - *at && *n - (font.size() - *at) < 4)
      bytes = font.size() - *at;
    auto body = in.part(*at, bytes);
    if (!body || !tables.emplace(as_text(*tag), ByteVector(body->begin(), body->end())).second)
      return fail(Errc::file_damaged);
  }
  if (auto post = tables.find("post"); post != tables.end()) {
    // Version 3 has no names; behind its 32 bytes there may be anything.
    auto& bytes = post->second;
    if (bytes.size() < 32) {
      tables.erase(post);
    } else {
      if (load_le(ByteSpan(bytes).first(4)) != 0x0200) bytes.resize(32);
      std::fill(bytes.begin() + 16, bytes.begin() + 32, std::uint8_t{0});  // memory use, for printers
    }
  }
  if (auto os2 = tables.find("OS/2"); os2 != tables.end()) {
    if (os2->second.size() >= 62)
      std::fill(os2->second.begin() + 58, os2->second.begin() + 62, std::uint8_t{' '});  // the maker
  }
  if (auto head = tables.find("head"); head != tables.end()) {
    if (head->second.size() < 54) return fail(Errc::file_damaged);
    head->second.resize(54);
    for (auto [from, to] : {std::pair{4, 12}, std::pair{20, 36}})  // revision, sum; made, changed
      std::fill(head->second.begin() + from, head->second.begin() + to, std::uint8_t{0});
  }
  if (tables.empty()) return fail(Errc::file_damaged);

  ByteVector out;
  std::size_t n = tables.size(), power = 1, log = 0;
  while (power * 2 <= n) power *= 2, ++log;
  put32(out, *kind);
  for (std::size_t v : {n, power * 16, log, (n - power) * 16}) put16(out, v);
  std::size_t at = 12 + 16 * n, head_at = 0;
  for (const auto& [tag, body] : tables) {
    append(out, as_bytes(tag));
    put32(out, sum_of(body));
    put32(out, static_cast<std::uint32_t>(at));
    put32(out, static_cast<std::uint32_t>(body.size()));
    if (tag == "head") head_at = at;
    at += (body.size() + 3) / 4 * 4;
  }
  for (const auto& [tag, body] : tables) {
    append(out, body);
    out.resize((out.size() + 3) / 4 * 4);
  }
  if (head_at != 0) {
    auto adjustment = 0xb1b0afbau - sum_of(out);
    for (unsigned i = 0; i < 4; ++i)
      out[head_at + 8 + i] = static_cast<std::uint8_t>(adjustment >> (24 - 8 * i));
  }
  // The outlines of OpenType may be a CFF with names of its own.
  if (auto cff = tables.find("CFF "); cff != tables.end()) {
    auto cleaned = clean_cff(cff->second);
    if (!cleaned) return fail(cleaned.error());
    if (*cleaned != cff->second) {
      auto where = std::ranges::search(out, cff->second);
      if (where.empty() || cleaned->size() != cff->second.size()) return fail(Errc::file_damaged);
      std::ranges::copy(*cleaned, where.begin());
      return clean_sfnt(out);
    }
  }
  return out;
}

}  // namespace adit::client::pdf
