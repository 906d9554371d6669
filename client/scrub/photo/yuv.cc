// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/photo/yuv.h"

namespace adit::client::photo {
namespace {

constexpr int kShift = 16;
using Fixed = std::int64_t;

// Shares of red and blue in the light, in 1/10000.
struct Shares {
  Fixed red, blue;
};
Shares shares_of(unsigned matrix) {
  switch (matrix) {
    case 1:
      return {2126, 722};
    case 4:
      return {3000, 1100};
    case 7:
      return {2120, 870};
    case 9:
    case 10:
      return {2627, 593};
    default:  // 5, 6, and what is not said
      return {2990, 1140};
  }
}

std::uint8_t eight_bit(Fixed v) {
  v = (v + (Fixed{1} << (kShift - 1))) >> kShift;
  return static_cast<std::uint8_t>(v < 0 ? 0 : v > 255 ? 255 : v);
}

class Converter {
 public:
  Converter(const ColourCode& code, unsigned depth) {
    Fixed top = (Fixed{1} << depth) - 1, step = Fixed{1} << (depth - 8);
    dark_ = code.full_range ? 0 : 16 * step;
    middle_ = Fixed{1} << (depth - 1);
    // From a step of the file to 1/2^16 of an 8-bit step.
    Fixed light_range = code.full_range ? top : 219 * step, colour_range = code.full_range ? top : 224 * step;
    light_ = (Fixed{255} << kShift) / light_range;
    auto [kr, kb] = shares_of(code.matrix);
    Fixed kg = 10000 - kr - kb;
    auto factor = [&](Fixed numerator, Fixed denominator) {
      return (Fixed{255} << kShift) * numerator / denominator / colour_range;
    };
    to_red_ = factor(2 * (10000 - kr), 10000);
    to_blue_ = factor(2 * (10000 - kb), 10000);
    green_red_ = factor(2 * kr * (10000 - kr) / 10000, kg);
    green_blue_ = factor(2 * kb * (10000 - kb) / 10000, kg);
  }

  std::uint8_t light(Fixed y) const { return eight_bit((y - dark_) * light_); }
  void rgb(Fixed y, Fixed u, Fixed v, std::uint8_t* out) const {
    Fixed light = (y - dark_) * light_;
    u -= middle_;
    v -= middle_;
    out[0] = eight_bit(light + v * to_red_);
    out[1] = eight_bit(light - v * green_red_ - u * green_blue_);
    out[2] = eight_bit(light + u * to_blue_);
  }

 private:
  Fixed dark_, middle_, light_, to_red_, to_blue_, green_red_, green_blue_;
};

}  // namespace

Picture to_picture(const Planes& planes, const ColourCode& code) {
  Picture out{planes.width, planes.height, planes.grey ? 1u : 3u, 8, {}};
  out.samples.resize(out.row_bytes() * out.height);
  Converter converter(code, planes.depth);
  std::uint8_t* to = out.samples.data();
  bool identity = code.matrix == 0 && planes.across == 1 && planes.down == 1;
  for (unsigned y = 0; y < planes.height; ++y) {
    std::size_t row = std::size_t{y} * planes.width;
    std::size_t colour_row = std::size_t{y / planes.down} * planes.plane_width(1);
    for (unsigned x = 0; x < planes.width; ++x, to += out.channels) {
      auto light = planes.dots[0][row + x];
      if (planes.grey) {
        *to = converter.light(light);
        continue;
      }
      std::size_t at = colour_row + x / planes.across;
      if (identity) {  // green, blue, red
        to[0] = converter.light(planes.dots[2][at]);
        to[1] = converter.light(light);
        to[2] = converter.light(planes.dots[1][at]);
      } else {
        converter.rgb(light, planes.dots[1][at], planes.dots[2][at], to);
      }
    }
  }
  return out;
}

ByteVector to_alpha(const Planes& planes) {
  Converter converter({2, 2, 2, planes.code.full_range}, planes.depth);
  ByteVector out;
  out.reserve(planes.dots[0].size());
  for (auto v : planes.dots[0]) out.push_back(converter.light(v));
  return out;
}

}  // namespace adit::client::photo
