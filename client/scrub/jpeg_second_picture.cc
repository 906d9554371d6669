// SPDX-License-Identifier: Apache-2.0
// Coefficients to dots, and dots to coefficients, for the verification. In floating point: the result is
// only compared, within a tolerance, and never written.
#include <algorithm>
#include <cmath>

#include "client/scrub/jpeg_second.h"

namespace adit::client {
namespace {

using Block = std::array<float, 64>;

// The cosines of the transform: row u, column x.
const Block& cosines() {
  static const Block table = [] {
    Block out{};
    for (unsigned u = 0; u < 8; ++u) {
      for (unsigned x = 0; x < 8; ++x)
        out[8 * u + x] = static_cast<float>((u == 0 ? std::sqrt(0.125) : 0.5) *
                                            std::cos((2 * x + 1) * u * 3.14159265358979323846 / 16));
    }
    return out;
  }();
  return table;
}
const Block& cosines_turned() {
  static const Block table = [] {
    Block out{};
    for (unsigned u = 0; u < 8; ++u) {
      for (unsigned x = 0; x < 8; ++x) out[8 * x + u] = cosines()[8 * u + x];
    }
    return out;
  }();
  return table;
}

// out = a * b
void multiply(const Block& a, const Block& b, Block& out) {
  for (unsigned i = 0; i < 8; ++i) {
    float row[8] = {};
    for (unsigned k = 0; k < 8; ++k) {
      float f = a[8 * i + k];
      for (unsigned j = 0; j < 8; ++j) row[j] += f * b[8 * k + j];
    }
    std::copy_n(row, 8, out.begin() + 8 * i);
  }
}

std::uint8_t byte_of(float v) {
  return static_cast<std::uint8_t>(v <= 0 ? 0 : v >= 255 ? 255 : static_cast<int>(v + 0.5f));
}

// The dots of one colour, at its own fineness.
struct Dots {
  unsigned width = 0, height = 0;
  std::size_t row = 0;
  ByteVector bytes;
  const std::uint8_t* at(unsigned y) const { return bytes.data() + y * row; }
};

Dots dots_of(const JpegPlane& plane) {
  Dots out{plane.width, plane.height, plane.seen_across * 8, {}};
  out.bytes.resize(out.row * plane.seen_down * 8);
  Block block, half, whole;
  for (std::size_t by = 0; by < plane.seen_down; ++by) {
    for (std::size_t bx = 0; bx < plane.seen_across; ++bx) {
      const auto* c = plane.block(bx, by);
      bool flat = std::all_of(c + 1, c + 64, [](std::int16_t v) { return v == 0; });
      std::uint8_t* to = out.bytes.data() + by * 8 * out.row + bx * 8;
      if (flat) {
        auto mean = byte_of(static_cast<float>(c[0] * plane.steps[0]) / 8 + 128);
        for (unsigned y = 0; y < 8; ++y, to += out.row) std::fill_n(to, 8, mean);
        continue;
      }
      for (unsigned i = 0; i < 64; ++i) block[i] = static_cast<float>(c[i] * plane.steps[i]);
      multiply(cosines_turned(), block, half);
      multiply(half, cosines(), whole);
      for (unsigned y = 0; y < 8; ++y, to += out.row) {
        for (unsigned x = 0; x < 8; ++x) to[x] = byte_of(whole[8 * y + x] + 128);
      }
    }
  }
  return out;
}

// One row of a colour at the picture's fineness: coarse ones by the usual triangle, as libjpeg does it.
class Rows {
 public:
  Rows(const Dots& dots, unsigned across, unsigned down, unsigned width)
      : dots_(dots), across_(across), down_(down), sums_(dots.width), out_(width + across) {}

  const std::uint8_t* at(unsigned y) {
    if (across_ == 1 && down_ == 1) return dots_.at(y);
    bool triangle = across_ <= 2 && down_ <= 2 && (across_ == 1 || dots_.width > 2);
    if (!triangle) {
      const auto* row = dots_.at(y / down_);
      for (unsigned x = 0; x < out_.size() - across_; ++x) out_[x] = row[x / across_];
      return out_.data();
    }
    unsigned near = y / down_, far = near;
    if (down_ == 2 && y % 2 == 0 && near > 0) far = near - 1;
    if (down_ == 2 && y % 2 == 1 && near + 1 < dots_.height) far = near + 1;
    const auto *a = dots_.at(near), *b = dots_.at(far);
    unsigned one = down_ == 2 ? 4 : 1;  // what a sum counts
    for (unsigned x = 0; x < dots_.width; ++x) sums_[x] = down_ == 2 ? 3u * a[x] + b[x] : a[x];
    if (across_ == 1) {
      for (unsigned x = 0; x < dots_.width; ++x)
        out_[x] = static_cast<std::uint8_t>((sums_[x] + (y % 2 == 0 ? 1 : 2)) / one);
      return out_.data();
    }
    unsigned last = dots_.width - 1;
    for (unsigned x = 0; x <= last; ++x) {
      unsigned left = sums_[x > 0 ? x - 1 : 0], right = sums_[std::min(x + 1, last)];
      out_[2 * x] = static_cast<std::uint8_t>((3 * sums_[x] + left + 2 * one) / (4 * one));
      out_[2 * x + 1] = static_cast<std::uint8_t>((3 * sums_[x] + right + 2 * one) / (4 * one));
    }
    return out_.data();
  }

 private:
  const Dots& dots_;
  unsigned across_, down_;
  std::vector<unsigned> sums_;
  ByteVector out_;
};

enum class Marked : std::uint8_t { grey, rgb, ycc, ink, ycc_ink };

// What the colours mean: the word of JFIF, then of Adobe, then their names.
Marked meaning(const JpegCoefficients& c, const JpegParts& parts, bool& adobe) {
  using namespace std::string_view_literals;
  bool jfif = false;
  unsigned transform = 0;
  for (const auto& s : parts.segments) {
    if (s.marker == 0xda) break;
    if (s.marker == 0xe0 && s.body.size() >= 14 && as_text(s.body.first(5)) == "JFIF\0"sv) jfif = true;
    if (s.marker == 0xee && s.body.size() >= 12 && as_text(s.body.first(5)) == "Adobe"sv) {
      adobe = true;
      transform = s.body[11];
    }
  }
  const auto& p = c.planes;
  if (p.size() == 1) return Marked::grey;
  if (p.size() == 4) return !adobe || transform == 0 ? Marked::ink : Marked::ycc_ink;
  if (jfif) return Marked::ycc;
  if (adobe) return transform == 0 ? Marked::rgb : Marked::ycc;
  return p[0].id == 'R' && p[1].id == 'G' && p[2].id == 'B' ? Marked::rgb : Marked::ycc;
}

void to_rgb(const std::uint8_t* y, const std::uint8_t* cb, const std::uint8_t* cr, unsigned width,
            std::uint8_t* out, unsigned step) {
  for (unsigned x = 0; x < width; ++x, out += step) {
    float l = y[x], b = static_cast<float>(cb[x]) - 128, r = static_cast<float>(cr[x]) - 128;
    out[0] = byte_of(l + 1.402f * r);
    out[1] = byte_of(l - 0.344136f * b - 0.714136f * r);
    out[2] = byte_of(l + 1.772f * b);
  }
}

}  // namespace

SecondPicture picture_of(JpegCoefficients&& coefficients, const JpegParts& parts) {
  bool adobe = false;
  auto how = meaning(coefficients, parts, adobe);
  std::vector<Dots> dots;
  std::vector<Rows> rows;
  dots.reserve(4);
  for (auto& plane : coefficients.planes) {
    dots.push_back(dots_of(plane));
    plane.coefficients = {};
    rows.emplace_back(dots.back(), coefficients.h / plane.h, coefficients.v / plane.v, coefficients.width);
  }
  SecondPicture out;
  out.ink = how == Marked::ink || how == Marked::ycc_ink;
  auto& p = out.picture;
  p.width = coefficients.width;
  p.height = coefficients.height;
  p.channels = how == Marked::grey ? 1 : 3;
  p.samples.resize(p.row_bytes() * p.height);
  for (unsigned y = 0; y < p.height; ++y) {
    std::uint8_t* to = p.samples.data() + y * p.row_bytes();
    std::array<const std::uint8_t*, 4> row{};
    for (std::size_t i = 0; i < rows.size(); ++i) row[i] = rows[i].at(y);
    if (how == Marked::grey) std::copy_n(row[0], p.width, to);
    if (how == Marked::ycc || how == Marked::ycc_ink) to_rgb(row[0], row[1], row[2], p.width, to, 3);
    for (unsigned x = 0; x < p.width && (how == Marked::rgb || out.ink); ++x, to += 3) {
      for (unsigned i = 0; i < 3; ++i) {
        unsigned v = how == Marked::ycc_ink ? 255u - to[i] : row[i][x];
        if (how != Marked::rgb) {
          unsigned black = row[3][x];
          if (!adobe) v = 255 - v, black = 255 - black;
          v = (v * black + 127) / 255;
        }
        to[i] = static_cast<std::uint8_t>(v);
      }
    }
  }
  return out;
}

namespace {

// From a place in the upright picture to the stored one.
class Turned {
 public:
  Turned(const Picture& p, unsigned orientation)
      : p_(p),
        swap_(orientation >= 5),
        mirror_x_(orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8),
        mirror_y_(orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7) {}
  const std::uint8_t* at(unsigned x, unsigned y) const {
    if (swap_) std::swap(x, y);
    if (mirror_x_) x = p_.width - 1 - x;
    if (mirror_y_) y = p_.height - 1 - y;
    return p_.samples.data() + p_.channels * (std::size_t{y} * p_.width + x);
  }

 private:
  const Picture& p_;
  bool swap_, mirror_x_, mirror_y_;
};

// Brightness, or one of the two colours, around zero.
float part_of(const std::uint8_t* dot, std::size_t plane, unsigned channels) {
  if (channels == 1) return static_cast<float>(dot[0]) - 128;
  float r = dot[0], g = dot[1], b = dot[2];
  if (plane == 0) return 0.299f * r + 0.587f * g + 0.114f * b - 128;
  if (plane == 1) return -0.168736f * r - 0.331264f * g + 0.5f * b;
  return 0.5f * r - 0.418688f * g - 0.081312f * b;
}

}  // namespace

bool shows_picture(const JpegCoefficients& cleaned, const Picture& picture, unsigned orientation, float slack,
                   bool fine) {
  bool turned = orientation >= 5;
  if (cleaned.width != (turned ? picture.height : picture.width) ||
      cleaned.height != (turned ? picture.width : picture.height) || picture.depth != 8 ||
      cleaned.planes.size() != picture.channels || (picture.channels != 1 && picture.channels != 3))
    return false;
  const Turned dots(picture, orientation);
  const unsigned right = cleaned.width - 1, bottom = cleaned.height - 1;
  Block block, half, whole;
  for (std::size_t i = 0; i < cleaned.planes.size(); ++i) {
    const auto& plane = cleaned.planes[i];
    unsigned side = cleaned.h / plane.h;  // dots of the picture under one of this colour
    if (side != cleaned.v / plane.v || side > 2) return false;
    for (std::size_t by = 0; by < plane.seen_down; ++by) {
      for (std::size_t bx = 0; bx < plane.seen_across; ++bx) {
        // Beyond the edge the last dots are repeated.
        for (unsigned k = 0; k < 64; ++k) {
          auto x = static_cast<unsigned>(8 * bx + k % 8), y = static_cast<unsigned>(8 * by + k / 8);
          y = std::min(y, plane.height - 1);
          float sum = 0;
          for (unsigned j = 0; j < side * side; ++j)
            sum +=
                part_of(dots.at(std::min(x * side + j % side, right), std::min(y * side + j / side, bottom)),
                        i, picture.channels);
          block[k] = sum / static_cast<float>(side * side);
        }
        multiply(cosines(), block, half);
        multiply(half, cosines_turned(), whole);
        const auto* c = plane.block(bx, by);
        for (unsigned k = 0; k < (fine ? 64u : 1u); ++k) {
          float step = plane.steps[k];
          if (std::abs(whole[k] - static_cast<float>(c[k]) * step) > step / 2 + slack) return false;
        }
      }
    }
  }
  return true;
}

}  // namespace adit::client
