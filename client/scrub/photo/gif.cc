// SPDX-License-Identifier: Apache-2.0
// GIF: the dots of every frame are unpacked and packed anew by one own packer, so that neither the
// packing nor anything beside it says who made the file. Colours that no dot shows become black.
#include "client/scrub/photo/gif.h"

#include "client/scrub/limits.h"
#include "client/scrub/photo/photo.h"

namespace adit::client::photo {
namespace {

void put_le16(ByteVector& out, unsigned v) { append_le16(out, static_cast<std::uint16_t>(v)); }

// Codes from the low bits of each byte on, in blocks of 255 bytes.
class Blocks {
 public:
  explicit Blocks(ByteVector& out) : out_(out) {}
  void put(unsigned code, unsigned bits) {
    held_ |= code << have_;
    have_ += bits;
    while (have_ >= 8) byte();
  }
  void finish() {
    if (have_ > 0) byte();
    flush();
    out_.push_back(0);
  }

 private:
  void byte() {
    block_.push_back(static_cast<std::uint8_t>(held_));
    held_ >>= 8;
    have_ = have_ > 8 ? have_ - 8 : 0;
    if (block_.size() == 255) flush();
  }
  void flush() {
    if (block_.empty()) return;
    out_.push_back(static_cast<std::uint8_t>(block_.size()));
    append(out_, block_);
    block_.clear();
  }
  ByteVector& out_;
  ByteVector block_;
  unsigned held_ = 0, have_ = 0;
};

// The longest string in the table each time; a new table when it is full.
void pack(ByteSpan dots, unsigned first_bits, ByteVector& out) {
  constexpr unsigned kMost = 4096;
  const unsigned clear = 1u << first_bits, end = clear + 1;
  std::vector<std::uint16_t> table(std::size_t{kMost} << first_bits);
  Blocks blocks(out);
  out.push_back(static_cast<std::uint8_t>(first_bits));
  unsigned bits = first_bits + 1, next = end + 1;
  blocks.put(clear, bits);
  unsigned string = dots[0];
  for (auto dot : dots.subspan(1)) {
    auto& known = table[std::size_t{string} << first_bits | dot];
    if (known != 0) {
      string = known;
      continue;
    }
    blocks.put(string, bits);
    if (next < kMost) {
      if (next == 1u << bits) ++bits;
      known = static_cast<std::uint16_t>(next++);
    } else {
      blocks.put(clear, bits);
      std::ranges::fill(table, std::uint16_t{0});
      bits = first_bits + 1, next = end + 1;
    }
    string = dot;
  }
  blocks.put(string, bits);
  // The reader's table is one step behind.
  if (next == 1u << bits && bits < 12) ++bits;
  blocks.put(end, bits);
  blocks.finish();
}

unsigned size_bits(const ByteVector& palette) {
  unsigned bits = 1;
  while ((std::size_t{3} << bits) < palette.size()) ++bits;
  return bits;
}

using Used = std::array<bool, 256>;

bool blacken(ByteVector& palette, const Used& used) {
  bool changed = false;
  for (std::size_t i = 0; i < palette.size() / 3; ++i) {
    auto colour = std::span(palette).subspan(3 * i, 3);
    if (used[i] || std::ranges::all_of(colour, [](std::uint8_t b) { return b == 0; })) continue;
    std::ranges::fill(colour, std::uint8_t{0});
    changed = true;
  }
  return changed;
}

// Colours that no dot shows, in every palette.
bool hide_unused(Gif& gif) {
  Used common{};
  bool changed = false;
  for (auto& frame : gif.frames) {
    Used own{};
    auto& used = frame.palette.empty() ? common : own;
    for (auto dot : frame.dots) {
      if (dot != frame.clear) used[dot] = true;
    }
    if (!frame.palette.empty() && blacken(frame.palette, own)) changed = true;
  }
  bool needed = std::ranges::any_of(gif.frames, [](const GifFrame& f) { return f.palette.empty(); });
  if (!needed) {
    changed = changed || !gif.palette.empty();
    gif.palette.clear();
    return changed;
  }
  return blacken(gif.palette, common) || changed;
}

void put_frame(const GifFrame& frame, const Gif& gif, ByteVector& out) {
  append(out, ByteVector{0x21, 0xf9, 4});
  out.push_back(static_cast<std::uint8_t>(frame.disposal << 2 | (frame.clear ? 1 : 0)));
  put_le16(out, frame.delay);
  append(out, ByteVector{frame.clear.value_or(0), 0, 0x2c});
  for (unsigned v : {frame.left, frame.top, frame.width, frame.height}) put_le16(out, v);
  const auto& palette = frame.palette.empty() ? gif.palette : frame.palette;
  unsigned bits = size_bits(palette);
  out.push_back(static_cast<std::uint8_t>(frame.palette.empty() ? 0 : 0x80 | (bits - 1)));
  append(out, frame.palette);
  unsigned highest = *std::ranges::max_element(frame.dots);
  while (highest >= 1u << bits) ++bits;  // the transparent index may lie beyond the palette
  pack(frame.dots, std::max(2u, bits), out);
}

}  // namespace

ByteVector write_gif(const Gif& gif) {
  ByteVector out;
  append(out, as_bytes("GIF89a"));
  put_le16(out, gif.width);
  put_le16(out, gif.height);
  out.push_back(
      static_cast<std::uint8_t>(0x70 | (gif.palette.empty() ? 0 : 0x80 | (size_bits(gif.palette) - 1))));
  append(out, ByteVector{0, 0});
  append(out, gif.palette);
  if (gif.loops) {
    append(out, ByteVector{0x21, 0xff, 11});
    append(out, as_bytes("NETSCAPE2.0"));
    append(out, ByteVector{3, 1});
    put_le16(out, *gif.loops);
    out.push_back(0);
  }
  for (const auto& frame : gif.frames) put_frame(frame, gif, out);
  out.push_back(0x3b);
  return out;
}

Result<CleanedFile> rebuild_gif(ByteSpan file, const CleanContext&) {
  GifRest rest;
  ADIT_TRY(auto gif, read_gif(file, rest));
  Harvest harvest;
  harvest_gif(rest, harvest);
  if (hide_unused(gif)) harvest.found(FindingClass::hidden, "colours that no dot of a picture shows");
  auto written = write_gif(gif);
  if (written.size() > max_file_bytes(FileKind::gif)) return fail(Errc::file_too_large);
  return CleanedFile{FileKind::gif,
                     std::move(written),
                     std::move(harvest.findings),
                     {"what the picture shows: names, faces, window titles, the clock of a screen",
                      "marks woven into the dots themselves: each visible dot is kept as it was"}};
}

}  // namespace adit::client::photo
