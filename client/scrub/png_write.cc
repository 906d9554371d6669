// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/png_write.h"

#include <zlib.h>

#include <cstdlib>

#include "client/scrub/limits.h"
#include "client/scrub/png_parts.h"
#include "client/scrub/scrub.h"

namespace adit::client {
namespace {

constexpr int kLevel = 6, kWindowBits = 15, kMemory = 8;

void append_be32(ByteVector& out, std::uint32_t v) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(v >> shift));
}

// Samples of less than a byte, left to right from the high bits; the rest of the last byte is zero.
void pack(ByteSpan samples, unsigned depth, ByteVector& out) {
  unsigned per_byte = 8 / depth;
  for (std::size_t i = 0; i < samples.size(); i += per_byte) {
    unsigned byte = 0;
    for (unsigned k = 0; k < per_byte; ++k) {
      unsigned v = i + k < samples.size() ? samples[i + k] : 0;
      byte = byte << depth | (v & ((1u << depth) - 1));
    }
    out.push_back(static_cast<std::uint8_t>(byte));
  }
}

std::uint8_t paeth(int a, int b, int c) {
  int p = a + b - c, pa = std::abs(p - a), pb = std::abs(p - b), pc = std::abs(p - c);
  return static_cast<std::uint8_t>(pa <= pb && pa <= pc ? a : pb <= pc ? b : c);
}

// Filter 4 for whole bytes, filter 0 for packed samples and palettes: what the format recommends.
void filter_row(const PngImage& image, std::size_t y, std::size_t row_bytes, std::size_t pixel_bytes,
                ByteVector& out) {
  out.clear();
  auto row = ByteSpan(image.rows).subspan(y * row_bytes, row_bytes);
  if (image.depth < 8 || image.colour == 3) {
    out.push_back(0);
    if (image.depth < 8) {
      pack(row, image.depth, out);
    } else {
      append(out, row);
    }
    return;
  }
  out.push_back(4);
  auto above = y > 0 ? ByteSpan(image.rows).subspan((y - 1) * row_bytes, row_bytes) : ByteSpan();
  for (std::size_t x = 0; x < row_bytes; ++x) {
    int left = x >= pixel_bytes ? row[x - pixel_bytes] : 0;
    int up = y > 0 ? above[x] : 0, corner = y > 0 && x >= pixel_bytes ? above[x - pixel_bytes] : 0;
    out.push_back(static_cast<std::uint8_t>(row[x] - paeth(left, up, corner)));
  }
}

class Packer {
 public:
  Packer() {
    ok_ = deflateInit2(&stream_, kLevel, Z_DEFLATED, kWindowBits, kMemory, Z_DEFAULT_STRATEGY) == Z_OK;
  }
  ~Packer() {
    if (ok_) deflateEnd(&stream_);
  }
  Packer(const Packer&) = delete;
  Packer& operator=(const Packer&) = delete;

  Status put(ByteSpan bytes, int flush, ByteVector& out) {
    if (!ok_) return fail(Errc::out_of_memory);
    stream_.next_in = const_cast<Bytef*>(bytes.data());
    stream_.avail_in = static_cast<uInt>(bytes.size());
    std::array<std::uint8_t, 65536> block;
    do {
      stream_.next_out = block.data();
      stream_.avail_out = static_cast<uInt>(block.size());
      if (deflate(&stream_, flush) == Z_STREAM_ERROR) return fail(Errc::internal);
      append(out, ByteSpan(block).first(block.size() - stream_.avail_out));
      if (out.size() > max_file_bytes(FileKind::png)) return fail(Errc::file_too_large);
    } while (stream_.avail_out == 0);
    return {};
  }

 private:
  z_stream stream_{};
  bool ok_ = false;
};

}  // namespace

void put_chunk(ByteVector& out, std::string_view type, ByteSpan body) {
  append_be32(out, static_cast<std::uint32_t>(body.size()));
  std::size_t from = out.size();
  append(out, as_bytes(type));
  append(out, body);
  append_be32(out,
              static_cast<std::uint32_t>(crc32(0, out.data() + from, static_cast<uInt>(out.size() - from))));
}

Result<ByteVector> write_png(const PngImage& image) {
  ByteVector header;
  append_be32(header, image.width);
  append_be32(header, image.height);
  for (unsigned v : {image.depth, image.colour, 0u, 0u, 0u}) header.push_back(static_cast<std::uint8_t>(v));

  std::size_t row_bytes = image.rows.size() / image.height;
  std::size_t pixel_bytes = std::max<std::size_t>(1, row_bytes / image.width);
  ByteVector data, row;
  Packer packer;
  for (std::size_t y = 0; y < image.height; ++y) {
    filter_row(image, y, row_bytes, pixel_bytes, row);
    ADIT_CHECK(packer.put(row, y + 1 == image.height ? Z_FINISH : Z_NO_FLUSH, data));
  }

  ByteVector out(kPngMagic.begin(), kPngMagic.end());
  put_chunk(out, "IHDR", header);
  if (!image.palette.empty()) put_chunk(out, "PLTE", image.palette);
  if (!image.transparency.empty()) put_chunk(out, "tRNS", image.transparency);
  put_chunk(out, "IDAT", data);
  put_chunk(out, "IEND", {});
  return out;
}

}  // namespace adit::client
