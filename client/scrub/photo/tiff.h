// SPDX-License-Identifier: Apache-2.0
// TIFF pages: own reader of what scanners, fax machines and image programs write. Debian's libtiff
// brings libjbig, which is under the GPL, so it is not used.
#pragma once

#include <adit/bytes.h>
#include <adit/result.h>

#include <map>
#include <vector>

#include "client/scrub/harvest.h"
#include "client/scrub/picture.h"

namespace adit::client::photo {

struct TiffEntry {
  unsigned type = 0;
  std::uint32_t count = 0;
  ByteSpan value;  // type size times count
};
using TiffTable = std::map<unsigned, TiffEntry>;

enum TiffTag : unsigned {
  kSubfile = 254,
  kWidth = 256,
  kHeight = 257,
  kBits = 258,
  kCompression = 259,
  kPhotometric = 262,
  kFillOrder = 266,
  kStripOffsets = 273,
  kOrientation = 274,
  kSamples = 277,
  kRowsPerStrip = 278,
  kStripCounts = 279,
  kPlanar = 284,
  kT4Options = 292,
  kPredictor = 317,
  kColourMap = 320,
  kTileWidth = 322,
  kTileHeight = 323,
  kTileOffsets = 324,
  kTileCounts = 325,
  kSubTables = 330,
  kExtraSamples = 338,
  kSampleFormat = 339,
  kJpegTables = 347,
  kSubsampling = 530,
  kIcc = 34675,
};

class Tiff {
 public:
  // Errors: file_damaged, file_too_large, file_type_refused (a raw photo).
  static Result<Tiff> parse(ByteSpan file);

  // The pages that are shown, in order.
  const std::vector<TiffTable>& pages() const { return pages_; }
  // Reduced copies, masks and tables below tables.
  bool has_hidden_pages() const { return hidden_; }
  bool little() const { return little_; }

  std::uint64_t number(const TiffTable& page, unsigned tag, std::uint64_t otherwise) const;
  std::vector<std::uint64_t> numbers(const TiffTable& page, unsigned tag) const;
  // Coded strips or tiles, in order. Nothing if one is outside the file.
  std::optional<std::vector<ByteSpan>> segments(const TiffTable& page) const;
  ByteSpan file() const { return file_; }

 private:
  explicit Tiff(ByteSpan file) : file_(file) {}
  Status read_chain(std::uint32_t at);
  std::optional<TiffTable> read_table(std::uint32_t at, std::uint32_t& next) const;
  std::uint64_t integer(ByteSpan bytes) const;

  ByteSpan file_;
  bool little_ = false, hidden_ = false;
  std::vector<TiffTable> pages_;
};

void harvest_tiff(const Tiff& tiff, Harvest& out);

// Whether it was coded with loss: its dots need not be kept exactly.
bool is_lossy(const Tiff& tiff, const TiffTable& page);
// The one coded strip of a page that is a JPEG as a whole; empty if it is none.
ByteSpan whole_jpeg(const Tiff& tiff, const TiffTable& page);
// The page's size as it is shown, upright.
std::pair<unsigned, unsigned> shown_size(const Tiff& tiff, const TiffTable& page);
// Upright, grey or RGB with or without alpha; colours not yet brought to sRGB.
// Errors: file_damaged, file_too_large, file_type_refused.
Result<Picture> decode_page(const Tiff& tiff, const TiffTable& page);

// One strip or tile unpacked to `bytes` bytes; what is missing stays zero only for fax codes. False if
// it is damaged.
struct FaxShape {
  unsigned compression, width, height;
  bool two_dimensional;
};
bool unpack_none(ByteSpan packed, MutableByteSpan out);
bool unpack_bits(ByteSpan packed, MutableByteSpan out);
bool unpack_lzw(ByteSpan packed, MutableByteSpan out);
bool unpack_deflate(ByteSpan packed, MutableByteSpan out);
// Rows of packed bits, black is 1. tiff_fax.cc.
bool unpack_fax(ByteSpan packed, const FaxShape& shape, MutableByteSpan out);

// A page as it is written: packed dots, or a canonical JPEG.
struct TiffOut {
  unsigned width, height, depth, channels;
  bool jpeg;
  std::vector<ByteVector> strips;
  unsigned rows_per_strip;
};
Result<TiffOut> pack_page(const Picture& picture);
TiffOut jpeg_page(ByteVector jpeg, unsigned width, unsigned height, unsigned channels);
ByteVector write_tiff(const std::vector<TiffOut>& pages);

}  // namespace adit::client::photo
