// SPDX-License-Identifier: Apache-2.0
// A second reader of PNG, without libpng: unpacks, unfilters and unweaves by itself, holds the result
// against the allow-list and compares every visible dot with the original's.
#include <zlib.h>

#include <array>
#include <cstdlib>

#include "client/scrub/family.h"
#include "client/scrub/png_parts.h"

namespace adit::client {
namespace {

using Rgba = std::array<std::uint16_t, 4>;

std::uint32_t own_crc(ByteSpan bytes) {
  std::uint32_t crc = 0xffffffff;
  for (auto b : bytes) {
    crc ^= b;
    for (int i = 0; i < 8; ++i) crc = crc >> 1 ^ (0xedb88320u & (0u - (crc & 1)));
  }
  return ~crc;
}

std::uint32_t be32(ByteSpan b) {
  return std::uint32_t{b[0]} << 24 | std::uint32_t{b[1]} << 16 | std::uint32_t{b[2]} << 8 | b[3];
}

enum class Ending { may_follow, exact };

// Exactly `n` bytes of dots; what is packed must end with them if `exact`.
std::optional<ByteVector> unpack(const std::vector<ByteSpan>& pieces, std::size_t n, Ending ending) {
  ByteVector out(n + 1);
  z_stream z{};
  if (inflateInit(&z) != Z_OK) return std::nullopt;
  z.next_out = out.data();
  z.avail_out = static_cast<uInt>(out.size());
  int state = Z_OK;
  std::size_t i = 0;
  for (; i < pieces.size() && state == Z_OK && z.avail_out > 0; ++i) {
    z.next_in = const_cast<Bytef*>(pieces[i].data());
    z.avail_in = static_cast<uInt>(pieces[i].size());
    if (z.avail_in > 0) state = inflate(&z, Z_NO_FLUSH);
  }
  bool whole = n == z.total_out, ended = state == Z_STREAM_END && z.avail_in == 0 && i == pieces.size();
  bool more = z.total_out > n;
  inflateEnd(&z);
  if (ending == Ending::exact ? !(whole && ended) : !(whole || more)) return std::nullopt;
  out.resize(n);
  return out;
}

int paeth(int a, int b, int c) {
  int to_a = std::abs(b - c), to_b = std::abs(a - c), to_c = std::abs(a + b - 2 * c);
  if (to_a <= to_b && to_a <= to_c) return a;
  return to_b <= to_c ? b : c;
}

// Takes the filters off `height` rows of 1 + row_bytes. False on an unknown filter.
bool unfilter(MutableByteSpan rows, std::size_t row_bytes, std::size_t height, std::size_t step) {
  std::size_t stride = row_bytes + 1;
  for (std::size_t y = 0; y < height; ++y) {
    auto row = rows.subspan(y * stride + 1, row_bytes);
    std::uint8_t filter = rows[y * stride];
    if (filter > 4) return false;
    for (std::size_t x = 0; x < row_bytes && filter != 0; ++x) {
      int a = x >= step ? row[x - step] : 0;
      int b = y > 0 ? rows[(y - 1) * stride + 1 + x] : 0;
      int c = y > 0 && x >= step ? rows[(y - 1) * stride + 1 + x - step] : 0;
      int guess = filter == 1 ? a : filter == 2 ? b : filter == 3 ? (a + b) / 2 : paeth(a, b, c);
      row[x] = static_cast<std::uint8_t>(row[x] + guess);
    }
  }
  return true;
}

struct Pass {
  unsigned x0, y0, dx, dy;
};
constexpr Pass kStraight[] = {{0, 0, 1, 1}};
constexpr Pass kWoven[] = {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4},
                           {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}};

// The dots of a PNG, by place.
class Dots {
 public:
  static std::optional<Dots> read(const PngParts& parts, Ending ending) {
    Dots d(parts);
    std::vector<ByteSpan> pieces;
    for (const auto& chunk : parts.chunks) {
      if (chunk.type == "IDAT") pieces.push_back(chunk.body);
    }
    std::size_t total = 0;
    for (const auto& pass : d.passes()) {
      std::size_t w = d.across(pass), h = d.down(pass);
      d.starts_.push_back(total);
      if (w > 0 && h > 0) total += h * (d.bytes_for(w) + 1);
    }
    auto raw = unpack(pieces, total, ending);
    if (!raw) return std::nullopt;
    d.raw_ = std::move(*raw);
    for (std::size_t i = 0; i < d.passes().size(); ++i) {
      std::size_t w = d.across(d.passes()[i]), h = d.down(d.passes()[i]);
      if (w == 0 || h == 0) continue;
      std::size_t n = d.bytes_for(w), step = std::max<std::size_t>(1, parts.pixel_bits() / 8);
      if (!d.straight_filters(i, n, h)) d.canonical_ = false;
      if (!unfilter(MutableByteSpan(d.raw_).subspan(d.starts_[i], h * (n + 1)), n, h, step))
        return std::nullopt;
    }
    return d;
  }

  // Raw samples as they stand in the file.
  std::array<unsigned, 4> samples(unsigned x, unsigned y) const {
    std::size_t i = 0;
    const auto& list = passes();
    while (x % list[i].dx != list[i].x0 || y % list[i].dy != list[i].y0) ++i;
    const auto& pass = list[i];
    std::size_t column = x / pass.dx, row = y / pass.dy, n = bytes_for(across(pass));
    auto bytes = ByteSpan(raw_).subspan(starts_[i] + row * (n + 1) + 1, n);
    std::array<unsigned, 4> out{};
    for (unsigned c = 0; c < parts_->channels(); ++c) {
      std::size_t index = column * parts_->channels() + c;
      if (parts_->depth == 16) {
        out[c] = unsigned{bytes[2 * index]} << 8 | bytes[2 * index + 1];
      } else {
        std::size_t bit = index * parts_->depth;
        out[c] = bytes[bit / 8] >> (8 - parts_->depth - bit % 8) & ((1u << parts_->depth) - 1);
      }
    }
    return out;
  }

  // What an eye sees: nothing where it is fully transparent. Nothing at all if an index is too high.
  std::optional<Rgba> seen(unsigned x, unsigned y) const {
    auto s = samples(x, y);
    unsigned full = (1u << parts_->depth) - 1;
    auto wide = [&](unsigned v) { return static_cast<std::uint16_t>(v * 65535u / full); };
    Rgba out{};
    auto key = [&](unsigned i) {
      return (unsigned{parts_->transparency[2 * i]} << 8 | parts_->transparency[2 * i + 1]) & full;
    };
    bool keyed = !parts_->transparency.empty();
    switch (parts_->colour) {
      case 0:
        out = {wide(s[0]), wide(s[0]), wide(s[0]),
               static_cast<std::uint16_t>(keyed && s[0] == key(0) ? 0 : 65535)};
        break;
      case 2: {
        bool clear = keyed && s[0] == key(0) && s[1] == key(1) && s[2] == key(2);
        out = {wide(s[0]), wide(s[1]), wide(s[2]), static_cast<std::uint16_t>(clear ? 0 : 65535)};
        break;
      }
      case 3: {
        if (3 * std::size_t{s[0]} + 2 >= parts_->palette.size()) return std::nullopt;
        for (unsigned c = 0; c < 3; ++c)
          out[c] = static_cast<std::uint16_t>(parts_->palette[3 * s[0] + c] * 257u);
        out[3] = static_cast<std::uint16_t>(
            (s[0] < parts_->transparency.size() ? parts_->transparency[s[0]] : 255u) * 257u);
        break;
      }
      case 4:
        out = {wide(s[0]), wide(s[0]), wide(s[0]), wide(s[1])};
        break;
      default:
        out = {wide(s[0]), wide(s[1]), wide(s[2]), wide(s[3])};
    }
    if (out[3] == 0) out = {};
    return out;
  }

  // Only the writer's filter was used.
  bool canonical() const { return canonical_; }

 private:
  explicit Dots(const PngParts& parts) : parts_(&parts) {}
  std::span<const Pass> passes() const {
    return parts_->interlaced ? std::span<const Pass>(kWoven) : std::span<const Pass>(kStraight);
  }
  std::size_t across(const Pass& p) const {
    return parts_->width > p.x0 ? (parts_->width - p.x0 + p.dx - 1) / p.dx : 0;
  }
  std::size_t down(const Pass& p) const {
    return parts_->height > p.y0 ? (parts_->height - p.y0 + p.dy - 1) / p.dy : 0;
  }
  std::size_t bytes_for(std::size_t w) const { return (w * parts_->pixel_bits() + 7) / 8; }
  bool straight_filters(std::size_t pass, std::size_t n, std::size_t h) const {
    std::uint8_t wanted = parts_->depth < 8 || parts_->colour == 3 ? 0 : 4;
    for (std::size_t y = 0; y < h; ++y) {
      if (raw_[starts_[pass] + y * (n + 1)] != wanted) return false;
    }
    return true;
  }

  const PngParts* parts_;
  ByteVector raw_;
  std::vector<std::size_t> starts_;
  bool canonical_ = true;
};

// Magic, then IHDR [PLTE] [tRNS] IDAT IEND with right sums, and not a byte more.
bool only_needed_chunks(ByteSpan file) {
  constexpr std::array<std::string_view, 5> kOrder = {"IHDR", "PLTE", "tRNS", "IDAT", "IEND"};
  if (!as_text(file).starts_with(kPngMagic)) return false;
  std::size_t at = kPngMagic.size(), next = 0;
  while (at < file.size()) {
    if (file.size() - at < 12) return false;
    std::size_t n = be32(file.subspan(at));
    if (n > file.size() - at - 12) return false;
    auto name = as_text(file.subspan(at + 4, 4));
    std::size_t i = next;
    while (i < kOrder.size() && kOrder[i] != name) ++i;
    if (i == kOrder.size()) return false;
    // PLTE and tRNS may be left out, the others not.
    for (std::size_t skipped = next; skipped < i; ++skipped) {
      if (skipped != 1 && skipped != 2) return false;
    }
    if (own_crc(file.subspan(at + 4, n + 4)) != be32(file.subspan(at + 8 + n))) return false;
    next = i + 1;
    at += 12 + n;
  }
  return next == kOrder.size();
}

}  // namespace

bool is_clean_png(ByteSpan file, unsigned width, unsigned height, const std::vector<ByteVector>& values) {
  if (!only_needed_chunks(file)) return false;
  auto parts = split_png(file);
  if (!parts || parts->interlaced || parts->width != width || parts->height != height) return false;
  if (std::uint64_t{width} * height > kMaxPixels) return false;
  if (std::uint64_t{parts->row_bytes()} * height > kMaxPictureBytes) return false;
  auto dots = Dots::read(*parts, Ending::exact);
  return dots && dots->canonical() && free_of(file.subspan(kPngMagic.size()), values);
}

bool png_shows(ByteSpan file,
               const std::function<std::array<std::uint16_t, 4>(unsigned x, unsigned y)>& named) {
  auto parts = split_png(file);
  if (!parts) return false;
  auto dots = Dots::read(*parts, Ending::exact);
  if (!dots) return false;
  for (unsigned y = 0; y < parts->height; ++y) {
    for (unsigned x = 0; x < parts->width; ++x) {
      if (dots->seen(x, y) != named(x, y)) return false;
    }
  }
  return true;
}

Status verify_png(FileKind to, ByteSpan original, ByteSpan cleaned, const CleanContext& context) {
  if (context.options.size == PictureSize::smaller) {
    auto before = split_png(original);
    if (!before) return fail(Errc::file_damaged);
    auto wanted = expected_extent(before->width, before->height, context);
    if (to == FileKind::jpeg || wanted.width != before->width || wanted.height != before->height) {
      Harvest harvest;
      harvest_png(original, harvest);
      bool clean = to == FileKind::jpeg ? is_clean_jpeg(cleaned, wanted.width, wanted.height, harvest.values)
                                        : is_clean_png(cleaned, wanted.width, wanted.height, harvest.values);
      return clean ? Status() : Status(fail(Errc::file_damaged));
    }
  }
  if (to != FileKind::png) return fail(Errc::file_damaged);
  if (!only_needed_chunks(cleaned)) return fail(Errc::file_damaged);
  auto before = split_png(original), after = split_png(cleaned);
  if (!before || !after || after->interlaced) return fail(Errc::file_damaged);
  if (before->width != after->width || before->height != after->height) return fail(Errc::file_damaged);
  if (std::uint64_t{before->width} * before->height > kMaxPixels) return fail(Errc::file_too_large);
  if (std::uint64_t{before->row_bytes()} * before->height > kMaxPictureBytes)
    return fail(Errc::file_too_large);
  if (before->colour != after->colour || (before->colour != 3 && before->depth != after->depth))
    return fail(Errc::file_damaged);
  auto old_dots = Dots::read(*before, Ending::may_follow), new_dots = Dots::read(*after, Ending::exact);
  if (!old_dots || !new_dots || !new_dots->canonical()) return fail(Errc::file_damaged);
  for (unsigned y = 0; y < after->height; ++y) {
    for (unsigned x = 0; x < after->width; ++x) {
      auto a = old_dots->seen(x, y), b = new_dots->seen(x, y);
      if (!a || a != b) return fail(Errc::file_damaged);
    }
  }
  if (std::ranges::equal(original, cleaned)) return {};
  Harvest harvest;
  harvest_png(original, harvest);
  if (!free_of(cleaned.subspan(kPngMagic.size()), harvest.values)) return fail(Errc::file_damaged);
  return {};
}

}  // namespace adit::client
