// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/family.h"
#include "client/scrub/photo/tiff.h"

namespace adit::client::photo {
namespace {

enum : unsigned {
  kFax2 = 2,
  kFax3 = 3,
  kFax4 = 4,
  kLzw = 5,
  kJpeg = 7,
  kDeflate = 8,
  kOldDeflate = 32946,
  kPackBits = 32773
};
enum : unsigned { kWhiteIsZero = 0, kBlackIsZero = 1, kRgb = 2, kPalette = 3, kInk = 5, kYcbcr = 6 };

struct Shape {
  unsigned width = 0, height = 0, bits = 1, samples = 1, compression = 1, photometric = 1, predictor = 1;
  unsigned tile_width = 0, tile_height = 0;  // of a strip or tile
  bool planar = false;
};

Result<Shape> read_shape(const Tiff& tiff, const TiffTable& page) {
  Shape s;
  auto get = [&](unsigned tag, unsigned otherwise) {
    return static_cast<unsigned>(std::min<std::uint64_t>(tiff.number(page, tag, otherwise), 0xffffffff));
  };
  s.width = get(kWidth, 0);
  s.height = get(kHeight, 0);
  s.samples = get(kSamples, 1);
  s.compression = get(kCompression, 1);
  s.photometric = get(kPhotometric, s.samples >= 3 ? kRgb : kBlackIsZero);
  s.predictor = get(kPredictor, 1);
  s.planar = get(kPlanar, 1) == 2 && s.samples > 1;
  if (s.width == 0 || s.height == 0 || s.samples == 0) return fail(Errc::file_damaged);
  if (s.width > 0x7fffffff || s.height > 0x7fffffff || std::uint64_t{s.width} * s.height > kMaxPixels)
    return fail(Errc::file_too_large);
  auto bits = tiff.numbers(page, kBits);
  s.bits = bits.empty() ? 1 : static_cast<unsigned>(std::min<std::uint64_t>(bits[0], 64));
  for (auto b : bits) {
    if (b != s.bits) return fail(Errc::file_type_refused);
  }
  for (auto format : tiff.numbers(page, kSampleFormat)) {
    if (format != 1 && format != 4) return fail(Errc::file_type_refused);
  }
  bool depth = s.bits == 1 || s.bits == 2 || s.bits == 4 || s.bits == 8 || s.bits == 16;
  bool known = s.compression == 1 || s.compression == kFax2 || s.compression == kFax3 ||
               s.compression == kFax4 || s.compression == kLzw || s.compression == kJpeg ||
               s.compression == kDeflate || s.compression == kOldDeflate || s.compression == kPackBits;
  bool shown = s.photometric <= kPalette || s.photometric == kInk ||
               (s.photometric == kYcbcr && s.compression == kJpeg);
  unsigned needed = s.photometric == kInk ? 4 : s.photometric == kRgb || s.photometric == kYcbcr ? 3 : 1;
  bool fax = s.compression == kFax2 || s.compression == kFax3 || s.compression == kFax4;
  if (!depth || !known || !shown || s.samples < needed || s.samples > 8) return fail(Errc::file_type_refused);
  if (s.bits < 8 && s.samples > 1) return fail(Errc::file_type_refused);
  if ((fax && (s.bits != 1 || s.samples != 1)) || (s.photometric == kInk && s.bits != 8) ||
      (s.photometric == kPalette && (s.bits > 8 || s.samples != 1)) ||
      (s.compression == kJpeg && (s.bits != 8 || s.planar || (s.samples != 1 && s.samples != 3))))
    return fail(Errc::file_type_refused);
  if (s.predictor > 2 || (s.predictor == 2 && s.bits < 8)) return fail(Errc::file_type_refused);
  bool tiled = page.contains(kTileOffsets);
  s.tile_width = tiled ? get(kTileWidth, 0) : s.width;
  s.tile_height = tiled ? get(kTileHeight, 0) : std::min(get(kRowsPerStrip, s.height), s.height);
  if (s.tile_width == 0 || s.tile_height == 0 || s.tile_width > 65536 + s.width ||
      s.tile_height > 65536 + s.height)
    return fail(Errc::file_damaged);
  if (std::uint64_t{s.tile_width} * s.tile_height * s.samples * (s.bits == 16 ? 2 : 1) > kMaxPictureBytes)
    return fail(Errc::file_too_large);
  if (std::uint64_t{s.width} * s.height * s.samples * (s.bits == 16 ? 2 : 1) > kMaxPictureBytes)
    return fail(Errc::file_too_large);
  return s;
}

void reverse_bits(ByteVector& bytes) {
  for (auto& b : bytes) {
    unsigned v = b, r = 0;
    for (int i = 0; i < 8; ++i) r = r << 1 | (v >> i & 1);
    b = static_cast<std::uint8_t>(r);
  }
}

// A JPEG stream that stands alone: the common tables of the page, then the strip's own.
ByteVector with_tables(ByteSpan tables, ByteSpan segment) {
  ByteVector out;
  if (tables.size() > 4 && segment.size() > 2 && tables[0] == 0xff && tables[1] == 0xd8) {
    auto end = tables.size();
    if (tables[end - 2] == 0xff && tables[end - 1] == 0xd9) end -= 2;
    append(out, tables.first(end));
    append(out, segment.subspan(2));
  } else {
    append(out, segment);
  }
  return out;
}

class PageDecoder {
 public:
  PageDecoder(const Tiff& tiff, const TiffTable& page, const Shape& shape)
      : tiff_(tiff), page_(page), s_(shape) {}

  Result<Picture> run() {
    auto segments = tiff_.segments(page_);
    if (!segments) return fail(Errc::file_damaged);
    unsigned across = (s_.width + s_.tile_width - 1) / s_.tile_width;
    unsigned down = (s_.height + s_.tile_height - 1) / s_.tile_height;
    unsigned planes = s_.planar ? s_.samples : 1;
    std::size_t per_plane = std::size_t{across} * down;
    if (segments->size() < per_plane * planes) return fail(Errc::file_damaged);
    step_ = s_.bits == 16 ? 2 : 1;
    out_.resize(std::size_t{s_.width} * s_.height * s_.samples * step_);
    for (unsigned plane = 0; plane < planes; ++plane) {
      for (std::size_t i = 0; i < per_plane; ++i) {
        unsigned left = static_cast<unsigned>(i % across) * s_.tile_width;
        unsigned top = static_cast<unsigned>(i / across) * s_.tile_height;
        ADIT_CHECK(read_segment((*segments)[plane * per_plane + i], plane, left, top));
      }
    }
    return as_picture();
  }

 private:
  unsigned in_segment() const { return s_.planar ? 1 : s_.samples; }
  std::size_t segment_row() const { return (std::size_t{s_.tile_width} * in_segment() * s_.bits + 7) / 8; }

  Status read_segment(ByteSpan coded, unsigned plane, unsigned left, unsigned top) {
    // A last strip may be shorter; a tile is always whole.
    bool tiled = page_.contains(kTileOffsets);
    unsigned rows = tiled ? s_.tile_height : std::min(s_.tile_height, s_.height - top);
    if (s_.compression == kJpeg) return read_jpeg_segment(coded, left, top);
    ByteVector raw(segment_row() * rows);
    ByteVector turned;
    if (tiff_.number(page_, kFillOrder, 1) == 2) {
      turned.assign(coded.begin(), coded.end());
      reverse_bits(turned);
      coded = turned;
    }
    if (!unpack(coded, rows, raw)) return fail(Errc::file_damaged);
    if (s_.bits == 16 && tiff_.little()) {
      for (std::size_t i = 0; i + 1 < raw.size(); i += 2) std::swap(raw[i], raw[i + 1]);
    }
    if (s_.predictor == 2) undo_differences(raw, rows);
    place(raw, plane, left, top, rows);
    return {};
  }

  bool unpack(ByteSpan coded, unsigned rows, MutableByteSpan raw) const {
    switch (s_.compression) {
      case 1:
        return unpack_none(coded, raw);
      case kPackBits:
        return unpack_bits(coded, raw);
      case kLzw:
        return unpack_lzw(coded, raw);
      case kDeflate:
      case kOldDeflate:
        return unpack_deflate(coded, raw);
      default:
        return unpack_fax(
            coded, {s_.compression, s_.tile_width, rows, (tiff_.number(page_, kT4Options, 0) & 1) != 0}, raw);
    }
  }

  void undo_differences(ByteVector& raw, unsigned rows) const {
    std::size_t n = segment_row(), back = in_segment() * step_;
    for (std::size_t y = 0; y < rows; ++y) {
      std::uint8_t* row = raw.data() + y * n;
      for (std::size_t x = back; x + step_ <= n; x += step_) {
        if (step_ == 1) {
          row[x] = static_cast<std::uint8_t>(row[x] + row[x - back]);
        } else {
          unsigned a = unsigned{row[x]} << 8 | row[x + 1],
                   b = unsigned{row[x - back]} << 8 | row[x - back + 1];
          row[x] = static_cast<std::uint8_t>((a + b) >> 8);
          row[x + 1] = static_cast<std::uint8_t>(a + b);
        }
      }
    }
  }

  void place(ByteSpan raw, unsigned plane, unsigned left, unsigned top, unsigned rows) {
    unsigned n = in_segment(), columns = std::min(s_.tile_width, s_.width - left);
    for (unsigned y = 0; y < rows && top + y < s_.height; ++y) {
      auto row = raw.subspan(y * segment_row(), segment_row());
      std::size_t to = ((std::size_t{top} + y) * s_.width + left) * s_.samples;
      if (s_.bits >= 8 && !s_.planar) {
        std::copy_n(row.data(), std::size_t{columns} * n * step_, out_.data() + to * step_);
        continue;
      }
      for (std::size_t i = 0; i < std::size_t{columns} * n; ++i) {
        std::size_t sample = s_.planar ? to + i * s_.samples + plane : to + i;
        if (s_.bits >= 8) {
          std::copy_n(row.data() + i * step_, step_, out_.data() + sample * step_);
        } else {
          std::size_t bit = i * s_.bits;
          out_[sample] =
              static_cast<std::uint8_t>(row[bit / 8] >> (8 - s_.bits - bit % 8) & ((1u << s_.bits) - 1));
        }
      }
    }
  }

  Status read_jpeg_segment(ByteSpan coded, unsigned left, unsigned top) {
    auto tables = page_.find(kJpegTables);
    auto file = with_tables(tables == page_.end() ? ByteSpan() : tables->second.value, coded);
    auto colours = s_.photometric == kRgb ? JpegColours::rgb : JpegColours::ycbcr;
    Picture part;
    ADIT_TRY(bool ink, read_jpeg(file, part, colours));
    if (ink || part.channels != s_.samples || part.width < std::min(s_.tile_width, s_.width - left))
      return fail(Errc::file_damaged);
    unsigned columns = std::min(part.width, s_.width - left);
    unsigned rows = std::min(s_.tile_height, s_.height - top);
    if (part.height < rows) return fail(Errc::file_damaged);
    for (unsigned y = 0; y < rows; ++y) {
      std::copy_n(part.samples.data() + y * part.row_bytes(), std::size_t{columns} * s_.samples,
                  out_.data() + ((std::size_t{top} + y) * s_.width + left) * s_.samples);
    }
    return {};
  }

  Result<Picture> as_picture() {
    if (s_.photometric == kPalette) return from_palette();
    if (s_.photometric == kInk) return from_ink();
    unsigned colours = s_.photometric == kRgb || s_.photometric == kYcbcr ? 3 : 1;
    if (s_.photometric == kWhiteIsZero) invert();
    auto extra = tiff_.numbers(page_, kExtraSamples);
    bool alpha = s_.samples > colours && !extra.empty() && (extra[0] == 1 || extra[0] == 2);
    unsigned kept = colours + (alpha ? 1 : 0);
    Picture out{s_.width, s_.height, kept, s_.bits, {}};
    if (kept == s_.samples) {
      out.samples = std::move(out_);
    } else {
      std::size_t n = s_.samples * step_;
      for (std::size_t at = 0; at < out_.size(); at += n)
        append(out.samples, ByteSpan(out_).subspan(at, kept * step_));
    }
    if (alpha && extra[0] == 1) {
      make_eight_bit(out);
      divide_by_alpha(out);
    }
    return out;
  }

  void invert() {
    auto most = static_cast<std::uint8_t>(s_.bits >= 8 ? 255 : (1u << s_.bits) - 1);
    std::size_t n = s_.samples * step_;
    for (std::size_t at = 0; at < out_.size(); at += n) {
      for (std::size_t i = 0; i < step_; ++i) out_[at + i] = static_cast<std::uint8_t>(most - out_[at + i]);
    }
  }

  static void divide_by_alpha(Picture& p) {
    unsigned n = p.channels;
    for (std::size_t at = 0; at < p.samples.size(); at += n) {
      unsigned a = p.samples[at + n - 1];
      for (unsigned c = 0; c + 1 < n && a > 0; ++c)
        p.samples[at + c] = static_cast<std::uint8_t>(std::min(255u, (p.samples[at + c] * 255u + a / 2) / a));
    }
  }

  Result<Picture> from_palette() {
    auto map = tiff_.numbers(page_, kColourMap);
    std::size_t n = std::size_t{1} << s_.bits;
    if (map.size() != 3 * n) return fail(Errc::file_damaged);
    // Some programs wrote 8-bit numbers where 16-bit ones belong.
    bool narrow = std::ranges::all_of(map, [](std::uint64_t v) { return v < 256; });
    Picture out{s_.width, s_.height, 3, 8, {}};
    out.samples.reserve(3 * out_.size());
    for (auto index : out_) {
      for (std::size_t c = 0; c < 3; ++c) out.samples.push_back(eight_bit(map[c * n + index], narrow));
    }
    return out;
  }

  static std::uint8_t eight_bit(std::uint64_t v, bool narrow) {
    return static_cast<std::uint8_t>(narrow ? v : (v * 255 + 32767) / 65535);
  }

  Result<Picture> from_ink() {
    Picture out{s_.width, s_.height, 3, 8, {}};
    out.samples.reserve(out_.size() / s_.samples * 3);
    for (std::size_t at = 0; at < out_.size(); at += s_.samples) {
      unsigned light = 255u - out_[at + 3];
      for (unsigned c = 0; c < 3; ++c)
        out.samples.push_back(static_cast<std::uint8_t>(((255u - out_[at + c]) * light + 127) / 255));
    }
    return out;
  }

  const Tiff& tiff_;
  const TiffTable& page_;
  Shape s_;
  std::size_t step_ = 1;
  ByteVector out_;
};

}  // namespace

bool is_lossy(const Tiff& tiff, const TiffTable& page) { return tiff.number(page, kCompression, 1) == kJpeg; }

ByteSpan whole_jpeg(const Tiff& tiff, const TiffTable& page) {
  if (!is_lossy(tiff, page) || page.contains(kJpegTables) || page.contains(kIcc) ||
      tiff.number(page, kOrientation, 1) != 1 || tiff.number(page, kPhotometric, 0) == kRgb)
    return {};
  auto segments = tiff.segments(page);
  if (!segments || segments->size() != 1 || page.contains(kTileOffsets)) return {};
  auto [width, height] = shown_size(tiff, page);
  return is_clean_jpeg(segments->front(), width, height, {}) ? segments->front() : ByteSpan();
}

std::pair<unsigned, unsigned> shown_size(const Tiff& tiff, const TiffTable& page) {
  auto width = static_cast<unsigned>(tiff.number(page, kWidth, 0));
  auto height = static_cast<unsigned>(tiff.number(page, kHeight, 0));
  auto orientation = tiff.number(page, kOrientation, 1);
  if (orientation >= 5 && orientation <= 8) std::swap(width, height);
  return {width, height};
}

Result<Picture> decode_page(const Tiff& tiff, const TiffTable& page) {
  ADIT_TRY(auto shape, read_shape(tiff, page));
  ADIT_TRY(auto picture, PageDecoder(tiff, page, shape).run());
  turn_upright(picture,
               static_cast<unsigned>(std::min<std::uint64_t>(tiff.number(page, kOrientation, 1), 9)));
  return picture;
}

}  // namespace adit::client::photo
