// SPDX-License-Identifier: Apache-2.0
// BMP: own reader; becomes a PNG with the same dots.
#include <fmt/format.h>

#include <bit>

#include "client/scrub/photo/bytes_in.h"
#include "client/scrub/photo/photo.h"

namespace adit::client::photo {
namespace {

enum : unsigned { kPlain = 0, kRuns8 = 1, kRuns4 = 2, kMasks = 3, kMasksAlpha = 6 };

struct Bmp {
  unsigned width = 0, height = 0, bits = 0, how = kPlain;
  bool upside_down = true;  // the last row stands first, as is usual
  std::array<std::uint32_t, 4> masks{};
  ByteSpan palette;
  unsigned palette_step = 4;
  ByteSpan dots;  // to the end of the file
  ByteSpan head;  // from the size of the header on to the dots

  std::size_t row_bytes() const { return (std::size_t{width} * bits + 31) / 32 * 4; }
};

bool read_core(BytesIn& in, Bmp& out) {
  out.width = static_cast<unsigned>(in.le(2));
  out.height = static_cast<unsigned>(in.le(2));
  in.take(2);
  out.bits = static_cast<unsigned>(in.le(2));
  out.palette_step = 3;
  return in.ok();
}

// The number of colours that are stated; 0: as many as the bits allow.
std::uint64_t read_info(BytesIn& in, std::size_t head_bytes, Bmp& out) {
  out.width = static_cast<unsigned>(in.le(4));
  auto height = static_cast<std::int32_t>(in.le(4));
  out.upside_down = height >= 0;
  out.height = static_cast<unsigned>(height < 0 ? -std::int64_t{height} : height);
  in.take(2);
  out.bits = static_cast<unsigned>(in.le(2));
  out.how = static_cast<unsigned>(in.le(4));
  in.take(12);
  auto colours = in.le(4);
  in.take(4);
  if (out.how == kMasks || out.how == kMasksAlpha) {
    unsigned count = head_bytes >= 56 || out.how == kMasksAlpha ? 4 : 3;
    for (unsigned i = 0; i < count; ++i) out.masks[i] = static_cast<std::uint32_t>(in.le(4));
  } else if (out.bits == 16) {
    out.masks = {0x7c00, 0x3e0, 0x1f, 0};
  } else if (out.bits == 32) {
    out.masks = {0xff0000, 0xff00, 0xff, 0};
  }
  return colours;
}

bool sound(const Bmp& b) {
  bool runs = (b.how == kRuns8 && b.bits == 8) || (b.how == kRuns4 && b.bits == 4);
  bool masks = (b.how == kMasks || b.how == kMasksAlpha) && (b.bits == 16 || b.bits == 32);
  bool depth = b.bits == 1 || b.bits == 4 || b.bits == 8 || b.bits == 16 || b.bits == 24 || b.bits == 32;
  return depth && (b.how == kPlain || runs || masks) && b.width > 0 && b.height > 0;
}

Result<Bmp> parse(ByteSpan file) {
  BytesIn in(file);
  if (as_text(in.take(2)) != "BM") return fail(Errc::file_damaged);
  in.take(8);
  auto dots_at = in.le(4);
  auto head_bytes = in.le(4);
  Bmp out;
  std::uint64_t colours = 0;
  if (head_bytes == 12) {
    if (!read_core(in, out)) return fail(Errc::file_damaged);
  } else if (head_bytes >= 40 && head_bytes <= 124) {
    colours = read_info(in, head_bytes, out);
  } else {
    return fail(Errc::file_type_refused);
  }
  if (!in.ok() || dots_at > file.size() || dots_at < 14 + head_bytes) return fail(Errc::file_damaged);
  if (!sound(out)) return fail(Errc::file_type_refused);
  if (std::uint64_t{out.width} * out.height > kMaxPixels) return fail(Errc::file_too_large);
  out.dots = file.subspan(dots_at);
  std::size_t from = std::max<std::size_t>(14 + head_bytes, in.at());
  out.head = file.subspan(54 < dots_at ? 54 : dots_at, 54 < dots_at ? dots_at - 54 : 0);
  if (out.bits <= 8) {
    if (from > dots_at) return fail(Errc::file_damaged);
    std::size_t most = std::size_t{1} << out.bits;
    std::size_t n = colours == 0 || colours > most ? most : colours;
    n = std::min<std::size_t>(n, (dots_at - from) / out.palette_step);
    if (n == 0) return fail(Errc::file_damaged);
    out.palette = file.subspan(from, n * out.palette_step);
  }
  bool runs = out.how == kRuns8 || out.how == kRuns4;
  if (!runs && std::uint64_t{out.row_bytes()} * out.height > out.dots.size()) return fail(Errc::file_damaged);
  return out;
}

// Indexes of a packed picture, top row first. What lies beyond a row is padding, which is not shown.
bool unpack_runs(const Bmp& b, ByteVector& out) {
  out.assign(std::size_t{b.width} * b.height, 0);
  BytesIn in(b.dots);
  std::size_t x = 0, y = 0;
  auto put = [&](unsigned v) {
    if (x < b.width && y < b.height)
      out[(b.upside_down ? b.height - 1 - y : y) * b.width + x] = static_cast<std::uint8_t>(v);
    ++x;
  };
  auto pick = [&](unsigned byte, std::size_t i) {
    return b.how == kRuns8 ? byte : i % 2 == 0 ? byte >> 4 : byte & 15;
  };
  while (in.ok()) {
    auto n = in.le(1), v = in.le(1);
    if (n > 0) {
      for (std::size_t i = 0; i < n; ++i) put(pick(static_cast<unsigned>(v), i));
    } else if (v == 0) {
      x = 0, ++y;
    } else if (v == 1) {
      return in.ok();
    } else if (v == 2) {
      x += in.le(1), y += in.le(1);
    } else {
      auto bytes = in.take(b.how == kRuns8 ? v : (v + 1) / 2);
      if (!in.ok()) return false;
      for (std::size_t i = 0; i < v; ++i) put(pick(bytes[b.how == kRuns8 ? i : i / 2], i));
      if (bytes.size() % 2 != 0) in.take(1);
    }
    if (y >= b.height && x == 0) {
      // Some programs leave the end mark out.
      return true;
    }
  }
  return false;
}

std::uint8_t masked(std::uint32_t v, std::uint32_t mask) {
  if (mask == 0) return 0;
  auto shift = static_cast<unsigned>(std::countr_zero(mask));
  std::uint64_t most = mask >> shift, value = (v & mask) >> shift;
  return static_cast<std::uint8_t>((value * 255 + most / 2) / most);
}

bool put_colour(const Bmp& b, unsigned index, ByteVector& out) {
  std::size_t at = std::size_t{index} * b.palette_step;
  if (at + b.palette_step > b.palette.size()) return false;
  for (std::size_t c = 3; c-- > 0;) out.push_back(b.palette[at + c]);
  return true;
}

bool put_row(const Bmp& b, ByteSpan row, Picture& out) {
  for (std::size_t x = 0; x < b.width; ++x) {
    if (b.bits <= 8) {
      unsigned per_byte = 8 / b.bits;
      unsigned shift = 8 - b.bits * (static_cast<unsigned>(x % per_byte) + 1);
      if (!put_colour(b, row[x / per_byte] >> shift & ((1u << b.bits) - 1), out.samples)) return false;
    } else if (b.bits == 24) {
      for (std::size_t c = 3; c-- > 0;) out.samples.push_back(row[3 * x + c]);
    } else {
      std::size_t n = b.bits / 8;
      auto v = static_cast<std::uint32_t>(load_le(row.subspan(n * x, n)));
      for (unsigned c = 0; c < out.channels; ++c) out.samples.push_back(masked(v, b.masks[c]));
    }
  }
  return true;
}

Result<Picture> decode(const Bmp& b) {
  Picture out{b.width, b.height, b.masks[3] != 0 ? 4u : 3u, 8, {}};
  out.samples.reserve(out.row_bytes() * out.height);
  if (b.how == kRuns8 || b.how == kRuns4) {
    ByteVector indexes;
    if (!unpack_runs(b, indexes)) return fail(Errc::file_damaged);
    for (auto i : indexes) {
      if (!put_colour(b, i, out.samples)) return fail(Errc::file_damaged);
    }
    return out;
  }
  for (std::size_t y = 0; y < b.height; ++y) {
    std::size_t row = b.upside_down ? b.height - 1 - y : y;
    if (!put_row(b, b.dots.subspan(row * b.row_bytes(), b.row_bytes()), out)) return fail(Errc::file_damaged);
  }
  return out;
}

void harvest_bmp(const Bmp& b, Harvest& out) {
  // Behind the first 40 bytes of the header: masks, the name of a profile, whatever a program left.
  out.keep_strings(
      b.head.first(b.palette.empty() ? b.head.size() : std::min<std::size_t>(b.head.size(), 70)));
  if (b.how == kRuns8 || b.how == kRuns4) return;
  auto tail = b.dots.subspan(b.row_bytes() * b.height);
  if (tail.size() < 4) return;  // padding
  out.keep_strings(tail.first(std::min<std::size_t>(tail.size(), 1 << 20)));
  out.found(FindingClass::hidden, fmt::format("{} after the end of the picture", size_words(tail.size())));
}

}  // namespace

Result<CleanedFile> rebuild_bmp(ByteSpan file, const CleanContext& context) {
  ADIT_TRY(auto bmp, parse(file));
  Harvest harvest;
  harvest_bmp(bmp, harvest);
  ADIT_TRY(auto picture, decode(bmp));
  return finish(std::move(picture), Nature::exact, std::move(harvest), context);
}

Status verify_bmp(FileKind to, ByteSpan original, ByteSpan cleaned, const CleanContext& context) {
  ADIT_TRY(auto b, parse(original));
  Harvest harvest;
  harvest_bmp(b, harvest);
  ADIT_CHECK(verify_single(to, cleaned, b.width, b.height, harvest, context));
  auto wanted = expected_extent(b.width, b.height, context);
  if (to != FileKind::png || wanted.width != b.width || wanted.height != b.height) return {};
  if (b.how == kRuns8 || b.how == kRuns4) return {};
  // Other code than above: each dot by itself, by its bits.
  auto same = png_shows(cleaned, [&](unsigned x, unsigned y) -> std::array<std::uint16_t, 4> {
    std::size_t row =
        (b.upside_down ? b.height - 1 - y : y) * ((std::size_t{b.width} * b.bits + 31) / 32 * 4);
    std::size_t bit = std::size_t{x} * b.bits;
    std::uint32_t v = 0;
    for (unsigned i = 0; i < (b.bits + 7) / 8; ++i) v |= std::uint32_t{b.dots[row + bit / 8 + i]} << (8 * i);
    std::array<unsigned, 4> c{0, 0, 0, 255};
    if (b.bits <= 8) {
      v = v >> (8 - b.bits - bit % 8) & ((1u << b.bits) - 1);
      std::size_t at = std::size_t{v} * b.palette_step;
      if (at + 2 < b.palette.size()) c = {b.palette[at + 2], b.palette[at + 1], b.palette[at], 255};
    } else if (b.bits == 24) {
      c = {v >> 16, v >> 8 & 255, v & 255, 255};
    } else {
      for (unsigned i = 0; i < (b.masks[3] != 0 ? 4u : 3u); ++i) {
        double top = b.masks[i];
        c[i] = top == 0 ? 0 : static_cast<unsigned>((v & b.masks[i]) * 255.0 / top + 0.5);
      }
    }
    if (c[3] == 0) c = {};
    std::array<std::uint16_t, 4> wide{};
    for (unsigned i = 0; i < 4; ++i) wide[i] = static_cast<std::uint16_t>(c[i] * 257);
    return wide;
  });
  return same ? Status() : Status(fail(Errc::file_damaged));
}

}  // namespace adit::client::photo
