// SPDX-License-Identifier: Apache-2.0
// The one form of a TIFF of several pages: big-endian, each page a table of structural tags, its lists,
// its strips, then the next; nothing between them.
#include <zlib.h>

#include "client/scrub/photo/tiff.h"
#include "client/scrub/scrub.h"

namespace adit::client::photo {
namespace {

constexpr std::size_t kStripBytes = std::size_t{256} << 10;
constexpr int kLevel = 6;

void put(ByteVector& out, std::uint64_t v, unsigned bytes) {
  for (unsigned i = bytes; i-- > 0;) out.push_back(static_cast<std::uint8_t>(v >> (8 * i)));
}

ByteVector packed_row(const Picture& p, std::size_t y) {
  auto row = ByteSpan(p.samples).subspan(y * p.row_bytes(), p.row_bytes());
  ByteVector out;
  if (p.depth < 8) {
    unsigned per_byte = 8 / p.depth;
    for (std::size_t i = 0; i < row.size(); i += per_byte) {
      unsigned byte = 0;
      for (unsigned k = 0; k < per_byte; ++k) byte = byte << p.depth | (i + k < row.size() ? row[i + k] : 0u);
      out.push_back(static_cast<std::uint8_t>(byte));
    }
    return out;
  }
  // Differences to the dot before.
  std::size_t back = p.pixel_bytes();
  out.assign(row.begin(), row.end());
  for (std::size_t x = back; x < row.size(); x += p.depth / 8) {
    if (p.depth == 8) {
      out[x] = static_cast<std::uint8_t>(row[x] - row[x - back]);
    } else {
      unsigned a = unsigned{row[x]} << 8 | row[x + 1], b = unsigned{row[x - back]} << 8 | row[x - back + 1];
      out[x] = static_cast<std::uint8_t>((a - b) >> 8);
      out[x + 1] = static_cast<std::uint8_t>(a - b);
    }
  }
  return out;
}

struct Entry {
  unsigned tag, type;  // 3: 16 bits, 4: 32 bits
  std::vector<std::size_t> values;
};

std::vector<Entry> entries_of(const TiffOut& page) {
  bool alpha = page.channels == 2 || page.channels == 4;
  unsigned photometric = page.jpeg && page.channels == 3 ? 6 : page.channels >= 3 ? 2 : 1;
  std::vector<std::size_t> bits(page.channels, page.depth), counts;
  for (const auto& strip : page.strips) counts.push_back(strip.size());
  std::vector<Entry> out = {{kSubfile, 4, {2}},
                            {kWidth, 4, {page.width}},
                            {kHeight, 4, {page.height}},
                            {kBits, 3, bits},
                            {kCompression, 3, {page.jpeg ? 7u : 8u}},
                            {kPhotometric, 3, {photometric}},
                            {kStripOffsets, 4, std::vector<std::size_t>(page.strips.size())},
                            {kSamples, 3, {page.channels}},
                            {kRowsPerStrip, 4, {page.rows_per_strip}},
                            {kStripCounts, 4, counts},
                            {kPlanar, 3, {1}}};
  if (!page.jpeg && page.depth >= 8) out.push_back({kPredictor, 3, {2}});
  if (alpha) out.push_back({kExtraSamples, 3, {2}});
  if (page.jpeg && page.channels == 3) out.push_back({kSubsampling, 3, {2, 2}});
  return out;
}

std::size_t list_bytes(const Entry& e) {
  std::size_t n = e.values.size() * (e.type == 3 ? 2 : 4);
  return n <= 4 ? 0 : n + n % 2;
}

void put_page(const TiffOut& page, bool last, ByteVector& out) {
  auto entries = entries_of(page);
  std::size_t start = out.size(), lists = start + 2 + 12 * entries.size() + 4, data = lists;
  for (const auto& e : entries) data += list_bytes(e);
  std::size_t end = data;
  for (auto& e : entries) {
    if (e.tag != kStripOffsets) continue;
    for (std::size_t i = 0; i < page.strips.size(); ++i) {
      e.values[i] = end;
      end += page.strips[i].size() + page.strips[i].size() % 2;
    }
  }
  put(out, entries.size(), 2);
  ByteVector list;
  for (const auto& e : entries) {
    unsigned n = e.type == 3 ? 2 : 4;
    put(out, e.tag, 2);
    put(out, e.type, 2);
    put(out, e.values.size(), 4);
    ByteVector values;
    for (auto v : e.values) put(values, v, n);
    if (values.size() > 4) {
      put(out, lists + list.size(), 4);
      if (values.size() % 2 != 0) values.push_back(0);
      append(list, values);
    } else {
      values.resize(4);
      append(out, values);
    }
  }
  put(out, last ? 0 : end, 4);
  append(out, list);
  for (const auto& strip : page.strips) {
    append(out, strip);
    if (strip.size() % 2 != 0) out.push_back(0);
  }
}

}  // namespace

Result<TiffOut> pack_page(const Picture& p) {
  std::size_t row_bytes = packed_row(p, 0).size();
  auto rows = static_cast<unsigned>(std::clamp<std::size_t>(kStripBytes / row_bytes, 1, p.height));
  TiffOut out{p.width, p.height, p.depth, p.channels, false, {}, rows};
  for (unsigned top = 0; top < p.height; top += rows) {
    ByteVector raw;
    for (unsigned y = top; y < std::min(p.height, top + rows); ++y) append(raw, packed_row(p, y));
    auto bytes = compressBound(static_cast<uLong>(raw.size()));
    ByteVector packed(bytes);
    if (compress2(packed.data(), &bytes, raw.data(), static_cast<uLong>(raw.size()), kLevel) != Z_OK)
      return fail(Errc::out_of_memory);
    packed.resize(bytes);
    out.strips.push_back(std::move(packed));
  }
  return out;
}

TiffOut jpeg_page(ByteVector jpeg, unsigned width, unsigned height, unsigned channels) {
  TiffOut out{width, height, 8, channels, true, {}, height};
  out.strips.push_back(std::move(jpeg));
  return out;
}

ByteVector write_tiff(const std::vector<TiffOut>& pages) {
  ByteVector out = {'M', 'M', 0, 42, 0, 0, 0, 8};
  for (std::size_t i = 0; i < pages.size(); ++i) put_page(pages[i], i + 1 == pages.size(), out);
  return out;
}

}  // namespace adit::client::photo
