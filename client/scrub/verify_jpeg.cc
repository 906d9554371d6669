// SPDX-License-Identifier: Apache-2.0
// Holds a JPEG against the one form that cleaning writes: every header byte is fixed but width and
// height, and the coded dots are walked symbol by symbol to the end marker, so that nothing can hide
// between them or behind them. That part shares no code with the writer, nor with libjpeg; its tables
// are those of ITU-T T.81, Annex K, with the quantisers at quality 90. Then what the original shows is
// held against what the result shows, and there some code is the cleaner's too: where the markers stand
// (split_jpeg), which way the picture is turned and what is hunted for (harvest_jpeg), its profile
// (icc_of, to_srgb), and making it smaller (make_smaller).
#include <array>
#include <vector>

#include "client/scrub/family.h"
#include "client/scrub/icc.h"
#include "client/scrub/jpeg_second.h"

namespace adit::client {
namespace {

constexpr std::uint8_t kLuma[64] = {16, 11, 10, 16, 24,  40,  51,  61,  12, 12, 14, 19, 26,  58,  60,  55,
                                    14, 13, 16, 24, 40,  57,  69,  56,  14, 17, 22, 29, 51,  87,  80,  62,
                                    18, 22, 37, 56, 68,  109, 103, 77,  24, 35, 55, 64, 81,  104, 113, 92,
                                    49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99};
constexpr std::uint8_t kChroma[64] = {17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99,
                                      24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
                                      99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
                                      99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99};

// Counts of codes of 1 to 16 bits, then the symbols in order.
constexpr std::uint8_t kDcLuma[] = {0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0,  0,
                                    0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
constexpr std::uint8_t kDcChroma[] = {0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0,  0,
                                      0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
constexpr std::uint8_t kAcLuma[] = {
    0,    2,    1,    3,    3,    2,    4,    3,    5,    5,    4,    4,    0,    0,    1,    0x7d, 0x01,
    0x02, 0x03, 0x00, 0x04, 0x11, 0x05, 0x12, 0x21, 0x31, 0x41, 0x06, 0x13, 0x51, 0x61, 0x07, 0x22, 0x71,
    0x14, 0x32, 0x81, 0x91, 0xa1, 0x08, 0x23, 0x42, 0xb1, 0xc1, 0x15, 0x52, 0xd1, 0xf0, 0x24, 0x33, 0x62,
    0x72, 0x82, 0x09, 0x0a, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x25, 0x26, 0x27, 0x28, 0x29, 0x2a, 0x34, 0x35,
    0x36, 0x37, 0x38, 0x39, 0x3a, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4a, 0x53, 0x54, 0x55, 0x56,
    0x57, 0x58, 0x59, 0x5a, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x73, 0x74, 0x75, 0x76, 0x77,
    0x78, 0x79, 0x7a, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97,
    0x98, 0x99, 0x9a, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8, 0xa9, 0xaa, 0xb2, 0xb3, 0xb4, 0xb5, 0xb6,
    0xb7, 0xb8, 0xb9, 0xba, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xca, 0xd2, 0xd3, 0xd4, 0xd5,
    0xd6, 0xd7, 0xd8, 0xd9, 0xda, 0xe1, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6, 0xe7, 0xe8, 0xe9, 0xea, 0xf1, 0xf2,
    0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa};
constexpr std::uint8_t kAcChroma[] = {
    0,    2,    1,    2,    4,    4,    3,    4,    7,    5,    4,    4,    0,    1,    2,    0x77, 0x00,
    0x01, 0x02, 0x03, 0x11, 0x04, 0x05, 0x21, 0x31, 0x06, 0x12, 0x41, 0x51, 0x07, 0x61, 0x71, 0x13, 0x22,
    0x32, 0x81, 0x08, 0x14, 0x42, 0x91, 0xa1, 0xb1, 0xc1, 0x09, 0x23, 0x33, 0x52, 0xf0, 0x15, 0x62, 0x72,
    0xd1, 0x0a, 0x16, 0x24, 0x34, 0xe1, 0x25, 0xf1, 0x17, 0x18, 0x19, 0x1a, 0x26, 0x27, 0x28, 0x29, 0x2a,
    0x35, 0x36, 0x37, 0x38, 0x39, 0x3a, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4a, 0x53, 0x54, 0x55,
    0x56, 0x57, 0x58, 0x59, 0x5a, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x73, 0x74, 0x75, 0x76,
    0x77, 0x78, 0x79, 0x7a, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x92, 0x93, 0x94, 0x95,
    0x96, 0x97, 0x98, 0x99, 0x9a, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8, 0xa9, 0xaa, 0xb2, 0xb3, 0xb4,
    0xb5, 0xb6, 0xb7, 0xb8, 0xb9, 0xba, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xca, 0xd2, 0xd3,
    0xd4, 0xd5, 0xd6, 0xd7, 0xd8, 0xd9, 0xda, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6, 0xe7, 0xe8, 0xe9, 0xea, 0xf2,
    0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa};
static_assert(sizeof kAcLuma == 16 + 162 && sizeof kAcChroma == 16 + 162);

void put_segment(ByteVector& out, std::uint8_t marker, ByteSpan body) {
  std::size_t n = body.size() + 2;
  for (std::size_t b : {std::size_t{0xff}, std::size_t{marker}, n >> 8, n & 255}) {
    out.push_back(static_cast<std::uint8_t>(b));
  }
  append(out, body);
}

void put_quantiser(ByteVector& out, std::uint8_t id, const std::uint8_t (&base)[64]) {
  ByteVector body{id};
  for (auto z : kJpegZigzag)
    body.push_back(static_cast<std::uint8_t>(std::max(1, (base[z] * 20 + 50) / 100)));
  put_segment(out, 0xdb, body);
}

void put_codes(ByteVector& out, std::uint8_t id, ByteSpan codes) {
  ByteVector body{id};
  append(body, codes);
  put_segment(out, 0xc4, body);
}

// Everything before the coded dots.
ByteVector expected_header(bool grey, std::uint8_t h1, std::uint8_t h0, std::uint8_t w1, std::uint8_t w0) {
  ByteVector out{0xff, 0xd8};
  put_segment(out, 0xe0, ByteVector{'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0});
  put_quantiser(out, 0, kLuma);
  if (!grey) put_quantiser(out, 1, kChroma);
  if (grey) {
    put_segment(out, 0xc0, ByteVector{8, h1, h0, w1, w0, 1, 1, 0x11, 0});
  } else {
    put_segment(out, 0xc0, ByteVector{8, h1, h0, w1, w0, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1});
  }
  put_codes(out, 0x00, kDcLuma);
  put_codes(out, 0x10, kAcLuma);
  if (!grey) {
    put_codes(out, 0x01, kDcChroma);
    put_codes(out, 0x11, kAcChroma);
  }
  if (grey) {
    put_segment(out, 0xda, ByteVector{1, 1, 0x00, 0, 63, 0});
  } else {
    put_segment(out, 0xda, ByteVector{3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0});
  }
  return out;
}

// Codes by their first 16 bits: symbol and how many bits it took; 0 bits is no code.
class CodeTable {
 public:
  explicit CodeTable(ByteSpan codes) : steps_(65536) {
    std::size_t code = 0, symbol = 16;
    for (unsigned bits = 1; bits <= 16; ++bits, code <<= 1) {
      for (unsigned i = 0; i < codes[bits - 1]; ++i, ++code, ++symbol) {
        std::size_t span = std::size_t{1} << (16 - bits);
        for (std::size_t k = 0; k < span; ++k)
          steps_[code * span + k] = {codes[symbol], static_cast<std::uint8_t>(bits)};
      }
    }
  }
  struct Step {
    std::uint8_t symbol = 0, bits = 0;
  };
  Step at(std::uint32_t next16) const { return steps_[next16]; }

 private:
  std::vector<Step> steps_;
};

class BitReader {
 public:
  explicit BitReader(ByteSpan coded) : coded_(coded) {}

  // 16 bits ahead, ones behind the end.
  std::uint32_t peek() {
    while (have_ < 16) {
      std::uint32_t next = 0xff;
      if (at_ < coded_.size()) {
        next = coded_[at_++];
        if (next == 0xff) {
          // A marker, or an end inside an escape, is not part of the dots.
          if (at_ >= coded_.size() || coded_[at_] != 0) broken_ = true;
          ++at_;
        }
      } else {
        past_ += 8;
      }
      hold_ = hold_ << 8 | next;
      have_ += 8;
    }
    return hold_ >> (have_ - 16) & 0xffff;
  }
  void drop(unsigned bits) { have_ -= bits; }
  std::uint32_t take(unsigned bits) {
    if (bits == 0) return 0;
    auto v = peek() >> (16 - bits);
    drop(bits);
    return v;
  }
  bool broken() const { return broken_ || past_ > have_; }
  // All bytes used up, and the rest of the last one is ones.
  bool at_end() {
    if (broken() || at_ != coded_.size()) return false;
    unsigned rest = have_ - past_;
    return rest < 8 && (hold_ >> past_ & ((1u << rest) - 1)) == (1u << rest) - 1;
  }

 private:
  ByteSpan coded_;
  std::size_t at_ = 0;
  std::uint32_t hold_ = 0;
  unsigned have_ = 0, past_ = 0;
  bool broken_ = false;
};

bool walk_block(BitReader& bits, const CodeTable& dc, const CodeTable& ac) {
  auto step = dc.at(bits.peek());
  if (step.bits == 0) return false;
  bits.drop(step.bits);
  bits.take(step.symbol);
  bool zeros = false;
  for (unsigned k = 1; k < 64;) {
    step = ac.at(bits.peek());
    if (step.bits == 0) return false;
    bits.drop(step.bits);
    unsigned run = step.symbol >> 4, size = step.symbol & 15;
    if (size == 0) {
      // An encoder never writes sixteen zeros and then "the rest is zero".
      if (run == 0) return !zeros && !bits.broken();
      zeros = true;
      k += 16;
      if (k > 63) return false;
      continue;
    }
    zeros = false;
    k += run;
    if (k > 63) return false;
    bits.take(size);
    ++k;
  }
  return !bits.broken();
}

bool walk_dots(ByteSpan coded, unsigned width, unsigned height, bool grey) {
  static const CodeTable dc[] = {CodeTable(kDcLuma), CodeTable(kDcChroma)};
  static const CodeTable ac[] = {CodeTable(kAcLuma), CodeTable(kAcChroma)};
  BitReader bits(coded);
  unsigned side = grey ? 8 : 16;
  std::uint64_t units = std::uint64_t{(width + side - 1) / side} * ((height + side - 1) / side);
  for (std::uint64_t unit = 0; unit < units; ++unit) {
    for (unsigned block = 0; block < (grey ? 1u : 6u); ++block) {
      unsigned colour = block < 4 ? 0 : 1;
      if (!walk_block(bits, dc[colour], ac[colour])) return false;
    }
  }
  return bits.at_end();
}

}  // namespace

bool is_canonical_jpeg(ByteSpan file) {
  for (bool grey : {false, true}) {
    auto header = expected_header(grey, 0, 0, 0, 0);
    // Height and width: behind SOI, APP0, the quantisers and the frame's marker, length and precision.
    std::size_t size_at = 2 + 18 + (grey ? 1 : 2) * 69 + 5;
    if (file.size() < header.size() + 2) continue;
    header = expected_header(grey, file[size_at], file[size_at + 1], file[size_at + 2], file[size_at + 3]);
    if (!std::ranges::equal(header, file.first(header.size()))) continue;
    unsigned height = unsigned{file[size_at]} << 8 | file[size_at + 1];
    unsigned width = unsigned{file[size_at + 2]} << 8 | file[size_at + 3];
    if (width == 0 || height == 0 || std::uint64_t{width} * height > kMaxPixels) return false;
    auto end = file.last(2);
    if (end[0] != 0xff || end[1] != 0xd9) return false;
    return walk_dots(file.subspan(header.size(), file.size() - header.size() - 2), width, height, grey);
  }
  return false;
}

Extent expected_extent(unsigned width, unsigned height, const CleanContext& context) {
  constexpr std::uint64_t kEdge = 1600;
  std::uint64_t w = width, h = height, longest = std::max(w, h);
  if (context.options.size == PictureSize::as_is || longest <= kEdge) return {width, height};
  auto scaled = [&](std::uint64_t v) {
    auto twice = 2 * v * kEdge / longest;  // rounded half up, but never to nothing
    return static_cast<unsigned>(std::max<std::uint64_t>(1, twice / 2 + twice % 2));
  };
  return {scaled(w), scaled(h)};
}

bool is_clean_jpeg(ByteSpan file, unsigned width, unsigned height, const std::vector<ByteVector>& values) {
  if (!is_canonical_jpeg(file)) return false;
  auto parts = split_jpeg(file);
  if (!parts || parts->width != width || parts->height != height) return false;
  // The header is fixed to the byte, and its tables happen to spell "456789": only the dots are hunted.
  return free_of(file.subspan(expected_header(parts->components == 1, 0, 0, 0, 0).size()), values);
}

namespace {

// By the second reader, from coded bits to dots. What differs is the rounding of two decoders, a level or so;
// colours out of a wide range make more of it.
bool same_picture(ByteSpan original, const JpegParts& original_parts, ByteSpan cleaned,
                  const JpegParts& cleaned_parts, unsigned orientation, const CleanContext& context) {
  constexpr float kRounding = 20, kConverted = 80, kUnfinished = 200;
  auto before = read_coefficients(original, original_parts);
  if (!before) return false;
  bool finished = before->finished;
  auto shown = picture_of(std::move(*before), original_parts);
  auto& picture = shown.picture;
  float slack = kRounding;
  auto profile = shown.ink ? ByteVector() : icc_of(original_parts);
  if (!profile.empty() && to_srgb(profile, picture.channels, picture.samples) == Colours::converted)
    slack = kConverted;
  if (context.options.size == PictureSize::smaller) make_smaller(picture);
  auto after = read_coefficients(cleaned, cleaned_parts);
  return after && shows_picture(*after, picture, orientation, finished ? slack : kUnfinished, finished);
}

}  // namespace

Status verify_jpeg(ByteSpan original, ByteSpan cleaned, const CleanContext& context) {
  auto before = split_jpeg(original);
  auto after = split_jpeg(cleaned);
  if (!before || !after) return fail(Errc::file_damaged);
  Harvest harvest;
  harvest_jpeg(original, harvest);
  // Was clean before: nothing to hunt for.
  if (std::ranges::equal(original, cleaned)) harvest.values.clear();
  auto wanted = expected_extent(before->width, before->height, context);
  if (harvest.orientation >= 5) std::swap(wanted.width, wanted.height);
  if ((before->components == 1) != (after->components == 1)) return fail(Errc::file_damaged);
  if (!is_clean_jpeg(cleaned, wanted.width, wanted.height, harvest.values)) return fail(Errc::file_damaged);
  if (std::ranges::equal(original, cleaned)) return {};
  return same_picture(original, *before, cleaned, *after, harvest.orientation, context)
             ? Status()
             : fail(Errc::file_damaged);
}

}  // namespace adit::client
