// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/icc.h"

#include <array>
#include <string_view>

#include "client/scrub/endian_view.h"

namespace adit::client {
namespace {

using Curve = std::array<double, 256>;  // 8-bit sample to linear light
using Matrix = std::array<std::array<double, 3>, 3>;

// x^g for 0 <= x <= 1, by series only: std::pow may differ in the last bit between machines.
double log_of(double x) {  // x > 0
  int halvings = 0;
  while (x < 0.75) x *= 2, ++halvings;
  double t = (x - 1) / (x + 1), square = t * t, term = t, sum = 0;
  for (int k = 1; k < 60; k += 2, term *= square) sum += term / k;
  return 2 * sum - halvings * 0.69314718055994530942;
}
double exp_of(double y) {  // y <= 0
  int halvings = 0;
  while (y < -0.5) y /= 2, ++halvings;
  double term = 1, sum = 1;
  for (int k = 1; k < 25; ++k) term *= y / k, sum += term;
  for (; halvings > 0; --halvings) sum *= sum;
  return sum;
}
double power(double x, double g) {
  if (x <= 0) return 0;
  return x >= 1 ? 1 : exp_of(g * log_of(x));
}

double clamp01(double x) { return x < 0 ? 0 : x > 1 ? 1 : x; }
double linear_to_srgb(double v) { return v <= 0.0031308 ? v * 12.92 : 1.055 * power(v, 1 / 2.4) - 0.055; }

// Columns are the colours of sRGB under D50, the white of all profiles.
constexpr Matrix kSrgb = {{{0.4360747, 0.3850649, 0.1430804},
                           {0.2225045, 0.7168786, 0.0606169},
                           {0.0139322, 0.0971045, 0.7141733}}};
constexpr Matrix kToSrgb = {{{3.1338561, -1.6168667, -0.4906146},
                             {-0.9787684, 1.9161415, 0.0334540},
                             {0.0719453, -0.2289914, 1.4052427}}};

double fixed(std::uint32_t v) { return static_cast<double>(static_cast<std::int32_t>(v)) / 65536; }

std::optional<ByteSpan> find_tag(ByteSpan profile, std::string_view name) {
  EndianView view(profile, EndianView::Order::big);
  auto count = view.u32(128);
  if (!count || *count > 200) return std::nullopt;
  for (std::size_t i = 0; i < *count; ++i) {
    auto id = view.part(132 + 12 * i, 4);
    auto at = view.u32(136 + 12 * i), n = view.u32(140 + 12 * i);
    if (!id || !at || !n) return std::nullopt;
    if (as_text(*id) == name) return view.part(*at, *n);
  }
  return std::nullopt;
}

std::optional<Curve> read_table_curve(const EndianView& view) {
  auto count = view.u32(8);
  if (!count || *count > 65536) return std::nullopt;
  Curve curve{};
  if (*count <= 1) {
    double gamma = 1;
    if (*count == 1) {
      auto g = view.u16(12);
      if (!g) return std::nullopt;
      gamma = *g / 256.0;
    }
    for (std::size_t i = 0; i < 256; ++i) curve[i] = power(static_cast<double>(i) / 255, gamma);
    return curve;
  }
  for (std::size_t i = 0; i < 256; ++i) {
    std::size_t scaled = i * (*count - 1), low = scaled / 255;
    auto a = view.u16(12 + 2 * low), b = view.u16(12 + 2 * std::min<std::size_t>(low + 1, *count - 1));
    if (!a || !b) return std::nullopt;
    double part = static_cast<double>(scaled % 255) / 255;
    curve[i] = (*a + (double{static_cast<double>(*b)} - *a) * part) / 65535;
  }
  return curve;
}

std::optional<Curve> read_parametric_curve(const EndianView& view) {
  auto kind = view.u16(8);
  constexpr unsigned kCounts[] = {1, 3, 4, 5, 7};
  if (!kind || *kind > 4) return std::nullopt;
  double p[7] = {};  // g a b c d e f
  for (unsigned i = 0; i < kCounts[*kind]; ++i) {
    auto v = view.u32(12 + 4 * i);
    if (!v) return std::nullopt;
    p[i] = fixed(*v);
  }
  if (p[0] <= 0 || p[0] > 10) return std::nullopt;
  Curve curve{};
  for (std::size_t i = 0; i < 256; ++i) {
    double x = static_cast<double>(i) / 255, y = 0;
    switch (*kind) {
      case 0:
        y = power(x, p[0]);
        break;
      case 1:
        y = p[1] * x + p[2] >= 0 ? power(p[1] * x + p[2], p[0]) : 0;
        break;
      case 2:
        y = p[1] * x + p[2] >= 0 ? power(p[1] * x + p[2], p[0]) + p[3] : p[3];
        break;
      case 3:
        y = x >= p[4] ? power(p[1] * x + p[2], p[0]) : p[3] * x;
        break;
      default:
        y = x >= p[4] ? power(p[1] * x + p[2], p[0]) + p[5] : p[3] * x + p[6];
    }
    curve[i] = clamp01(y);
  }
  return curve;
}

std::optional<Curve> read_curve(ByteSpan profile, std::string_view name) {
  auto tag = find_tag(profile, name);
  if (!tag || tag->size() < 12) return std::nullopt;
  EndianView view(*tag, EndianView::Order::big);
  auto type = as_text(tag->first(4));
  if (type == "curv") return read_table_curve(view);
  if (type == "para") return read_parametric_curve(view);
  return std::nullopt;
}

bool is_srgb_curve(const Curve& curve) {
  for (std::size_t i = 0; i < 256; ++i) {
    double d = linear_to_srgb(curve[i]) * 255 - static_cast<double>(i);
    if (d > 2 || d < -2) return false;
  }
  return true;
}

std::array<std::uint8_t, 4096> encode_table() {
  std::array<std::uint8_t, 4096> table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    table[i] = static_cast<std::uint8_t>(linear_to_srgb((static_cast<double>(i)) / 4095) * 255 + 0.5);
  }
  return table;
}

Colours convert_grey(ByteSpan profile, MutableByteSpan samples) {
  auto curve = read_curve(profile, "kTRC");
  if (!curve) return Colours::not_understood;
  if (is_srgb_curve(*curve)) return Colours::as_they_are;
  for (auto& s : samples) s = static_cast<std::uint8_t>(linear_to_srgb((*curve)[s]) * 255 + 0.5);
  return Colours::converted;
}

Colours convert_rgb(ByteSpan profile, MutableByteSpan samples) {
  constexpr std::string_view kCurves[] = {"rTRC", "gTRC", "bTRC"}, kColumns[] = {"rXYZ", "gXYZ", "bXYZ"};
  std::array<Curve, 3> curves{};
  Matrix from{};
  bool same = true;
  for (std::size_t c = 0; c < 3; ++c) {
    auto curve = read_curve(profile, kCurves[c]);
    auto column = find_tag(profile, kColumns[c]);
    if (!curve || !column || column->size() < 20) return Colours::not_understood;
    curves[c] = *curve;
    same = same && is_srgb_curve(*curve);
    EndianView view(*column, EndianView::Order::big);
    for (std::size_t row = 0; row < 3; ++row) {
      from[row][c] = fixed(view.u32(8 + 4 * row).value_or(0));
      double d = from[row][c] - kSrgb[row][c];
      same = same && d < 0.01 && d > -0.01;
    }
  }
  if (same) return Colours::as_they_are;

  // Integers from here on: linear light of each sample times each factor, in 1/2^20.
  std::array<std::array<std::array<std::int32_t, 3>, 256>, 3> share{};
  for (std::size_t c = 0; c < 3; ++c) {
    for (std::size_t v = 0; v < 256; ++v) {
      for (std::size_t row = 0; row < 3; ++row) {
        double factor = 0;
        for (std::size_t k = 0; k < 3; ++k) factor += kToSrgb[row][k] * from[k][c];
        double x = factor * curves[c][v];
        x = x > 100 ? 100 : x < -100 ? -100 : x;
        share[c][v][row] = static_cast<std::int32_t>(x * (1 << 20));
      }
    }
  }
  const auto encode = encode_table();
  for (std::size_t i = 0; i + 2 < samples.size(); i += 3) {
    const auto &r = share[0][samples[i]], &g = share[1][samples[i + 1]], &b = share[2][samples[i + 2]];
    for (std::size_t row = 0; row < 3; ++row) {
      std::int32_t sum = r[row] + g[row] + b[row];
      sum = std::clamp(sum, 0, 1 << 20);
      samples[i + row] = encode[static_cast<std::size_t>((std::int64_t{sum} * 4095 + (1 << 19)) >> 20)];
    }
  }
  return Colours::converted;
}

}  // namespace

Colours to_srgb(ByteSpan profile, unsigned channels, MutableByteSpan samples) {
  if (profile.size() < 132 || as_text(profile.subspan(36, 4)) != "acsp") return Colours::not_understood;
  auto space = as_text(profile.subspan(16, 4));
  auto connection = as_text(profile.subspan(20, 4));
  if (connection != "XYZ " && !(channels == 1 && connection == "Lab ")) return Colours::not_understood;
  if (channels == 1 && space == "GRAY")
    return connection == "XYZ " ? convert_grey(profile, samples) : Colours::not_understood;
  if (channels == 3 && space == "RGB ") return convert_rgb(profile, samples);
  return Colours::not_understood;
}

}  // namespace adit::client
