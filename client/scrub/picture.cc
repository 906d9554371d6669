// SPDX-License-Identifier: Apache-2.0
#include "client/scrub/picture.h"

#include "client/scrub/png_write.h"

namespace adit::client {
namespace {

// The sums under one row of new dots. Everything is counted in units of (new size x old size), so that
// no division happens before the last step.
class Averages {
 public:
  Averages(const Picture& from, unsigned width, unsigned height)
      : from_(from), width_(width), height_(height), sums_(std::size_t{width} * from.channels) {
    next_.resize(sums_.size());
    across_.resize(sums_.size());
  }

  ByteVector run() {
    ByteVector out;
    out.reserve(sums_.size() * height_);
    std::uint64_t old_height = from_.height, ready = 0;
    for (std::uint64_t y = 0; y < old_height; ++y) {
      sum_across(static_cast<unsigned>(y));
      std::uint64_t begin = y * height_, end = begin + height_, edge = (ready + 1) * old_height;
      std::uint64_t here = std::min(end, edge) - begin, there = height_ - here;
      for (std::size_t i = 0; i < sums_.size(); ++i) {
        sums_[i] += across_[i] * here;
        next_[i] += across_[i] * there;
      }
      if (end >= edge) {
        put_row(out);
        ++ready;
        sums_.swap(next_);
        std::ranges::fill(next_, 0);
      }
    }
    return out;
  }

 private:
  void sum_across(unsigned y) {
    std::ranges::fill(across_, 0);
    const std::uint8_t* row = from_.samples.data() + y * from_.row_bytes();
    unsigned n = from_.channels;
    std::uint64_t old_width = from_.width, at = 0, edge = old_width;
    for (std::uint64_t x = 0; x < old_width; ++x, row += n) {
      std::uint64_t begin = x * width_, end = begin + width_;
      std::uint64_t here = std::min(end, edge) - begin;
      add(row, at, here);
      if (end >= edge) {
        ++at;
        edge += old_width;
        if (here < width_) add(row, at, width_ - here);
      }
    }
  }
  void add(const std::uint8_t* dot, std::size_t at, std::uint64_t weight) {
    unsigned n = from_.channels, colours = from_.has_alpha() ? n - 1 : n;
    std::uint64_t* sum = across_.data() + at * n;
    // A colour counts as much as it is seen.
    std::uint64_t seen = from_.has_alpha() ? dot[colours] * weight : weight;
    for (unsigned c = 0; c < colours; ++c) sum[c] += dot[c] * seen;
    if (from_.has_alpha()) sum[colours] += seen;
  }
  void put_row(ByteVector& out) const {
    unsigned n = from_.channels, colours = from_.has_alpha() ? n - 1 : n;
    std::uint64_t area = std::uint64_t{from_.width} * from_.height;
    for (std::size_t at = 0; at < sums_.size(); at += n) {
      std::uint64_t seen = from_.has_alpha() ? sums_[at + colours] : area;
      for (unsigned c = 0; c < colours; ++c)
        out.push_back(seen == 0 ? std::uint8_t{0}
                                : static_cast<std::uint8_t>((sums_[at + c] + seen / 2) / seen));
      if (from_.has_alpha()) out.push_back(static_cast<std::uint8_t>((seen + area / 2) / area));
    }
  }

  const Picture& from_;
  unsigned width_, height_;
  std::vector<std::uint64_t> sums_, next_, across_;
};

unsigned in_proportion(unsigned edge, unsigned longest) {
  auto v = (std::uint64_t{edge} * kSmallerEdge + longest / 2) / longest;
  return std::max(1u, static_cast<unsigned>(v));
}

}  // namespace

bool is_large(unsigned width, unsigned height) { return std::max(width, height) > kSmallerEdge; }

void make_eight_bit(Picture& picture) {
  if (picture.depth == 8) return;
  unsigned most = (1u << picture.depth) - 1;
  std::size_t step = picture.depth == 16 ? 2 : 1, n = picture.samples.size() / step;
  for (std::size_t i = 0; i < n; ++i) {
    unsigned v = picture.samples[i * step];
    if (step == 2) v = v << 8 | picture.samples[i * step + 1];
    picture.samples[i] = static_cast<std::uint8_t>((v * 255u + most / 2) / most);
  }
  picture.samples.resize(n);
  picture.depth = 8;
}

void make_smaller(Picture& picture) {
  if (!is_large(picture.width, picture.height)) return;
  make_eight_bit(picture);
  unsigned longest = std::max(picture.width, picture.height);
  unsigned width = in_proportion(picture.width, longest), height = in_proportion(picture.height, longest);
  picture.samples = Averages(picture, width, height).run();
  picture.width = width;
  picture.height = height;
}

std::size_t stored_dot(unsigned w, unsigned h, unsigned orientation, unsigned x, unsigned y) {
  unsigned sx = x, sy = y;
  switch (orientation) {
    case 2:
      sx = w - 1 - x;
      break;
    case 3:
      sx = w - 1 - x, sy = h - 1 - y;
      break;
    case 4:
      sy = h - 1 - y;
      break;
    case 5:
      sx = y, sy = x;
      break;
    case 6:
      sx = y, sy = h - 1 - x;
      break;
    case 7:
      sx = w - 1 - y, sy = h - 1 - x;
      break;
    case 8:
      sx = w - 1 - y, sy = x;
      break;
    default:
      break;
  }
  return std::size_t{sy} * w + sx;
}

void turn_upright(Picture& picture, unsigned orientation) {
  if (orientation < 2 || orientation > 8) return;
  bool turned = orientation >= 5;
  unsigned width = turned ? picture.height : picture.width, height = turned ? picture.width : picture.height;
  std::size_t n = picture.pixel_bytes();
  ByteVector out(picture.samples.size());
  std::uint8_t* to = out.data();
  for (unsigned y = 0; y < height; ++y) {
    for (unsigned x = 0; x < width; ++x, to += n) {
      const auto* from =
          picture.samples.data() + n * stored_dot(picture.width, picture.height, orientation, x, y);
      std::copy_n(from, n, to);
    }
  }
  picture.samples = std::move(out);
  picture.width = width;
  picture.height = height;
}

void drop_unseen(Picture& picture) {
  if (!picture.has_alpha()) return;
  std::size_t n = picture.pixel_bytes(), sample = n / picture.channels;
  bool opaque = true;
  for (std::size_t at = 0; at < picture.samples.size(); at += n) {
    auto dot = std::span(picture.samples).subspan(at, n);
    auto alpha = dot.last(sample);
    opaque = opaque && std::ranges::all_of(alpha, [](std::uint8_t b) { return b == 255; });
    if (std::ranges::all_of(alpha, [](std::uint8_t b) { return b == 0; }))
      std::ranges::fill(dot, std::uint8_t{0});
  }
  if (!opaque) return;
  std::size_t kept = n - sample, to = 0;
  for (std::size_t at = 0; at < picture.samples.size(); at += n, to += kept)
    std::copy_n(picture.samples.data() + at, kept, picture.samples.data() + to);
  picture.samples.resize(to);
  picture.channels -= 1;
}

Result<ByteVector> write_png(const Picture& picture) {
  constexpr unsigned kColour[] = {0, 0, 4, 2, 6};
  return write_png(PngImage{
      picture.width, picture.height, picture.depth, kColour[picture.channels], picture.samples, {}, {}});
}

std::vector<std::string> photo_stays() {
  return {"what the picture shows: faces, places, signs, screens, reflections",
          "the camera sensor's own noise: it can be matched with other pictures from the same camera",
          "if paper was photographed: what is written on it, signatures, and a printer's tiny dots"};
}

}  // namespace adit::client
