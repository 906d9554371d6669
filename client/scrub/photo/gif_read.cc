// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "client/scrub/family.h"
#include "client/scrub/photo/bytes_in.h"
#include "client/scrub/photo/gif.h"

namespace adit::client::photo {
namespace {

// Blocks of up to 255 bytes until an empty one.
ByteVector read_blocks(BytesIn& in) {
  ByteVector out;
  while (auto n = in.le(1)) append(out, in.take(n));
  return out;
}

// GIF's LZW. False if it is damaged or ends before all dots are there; `more`: bytes follow the end.
bool unpack(ByteSpan packed, unsigned first_bits, MutableByteSpan dots, bool& more) {
  constexpr unsigned kMost = 4096;
  if (first_bits < 2 || first_bits > 8) return false;
  const unsigned clear = 1u << first_bits, end = clear + 1;
  std::array<std::uint16_t, kMost> before{};
  std::array<std::uint8_t, kMost> last{}, string{};
  unsigned bits = first_bits + 1, next = end + 1, held = 0, have = 0, previous = kMost, first = 0;
  std::size_t at = 0, done = 0;
  while (true) {
    while (have < bits) {
      if (at >= packed.size()) return done == dots.size();
      held |= unsigned{packed[at++]} << have;
      have += 8;
    }
    unsigned code = held & ((1u << bits) - 1);
    held >>= bits;
    have -= bits;
    if (code == clear) {
      bits = first_bits + 1, next = end + 1, previous = kMost;
      continue;
    }
    if (code == end) {
      more = at < packed.size();
      return done == dots.size();
    }
    if (code > next || (code == next && (previous == kMost || next >= kMost))) return false;
    if (code > end && previous == kMost) return false;
    // From the last letter to the first.
    unsigned n = 0, walk = code;
    if (code == next) string[n++] = static_cast<std::uint8_t>(first), walk = previous;
    while (walk > end) string[n++] = last[walk], walk = before[walk];
    first = walk;
    string[n++] = static_cast<std::uint8_t>(first);
    if (n > dots.size() - done) {
      more = true;  // more dots than the picture has
      n = static_cast<unsigned>(dots.size() - done);
      return n == 0;
    }
    for (unsigned i = n; i-- > 0;) dots[done++] = string[i];
    if (previous != kMost && next < kMost) {
      before[next] = static_cast<std::uint16_t>(previous);
      last[next] = static_cast<std::uint8_t>(first);
      if (++next == 1u << bits && bits < 12) ++bits;
    }
    previous = code;
  }
}

void unweave(GifFrame& frame) {
  constexpr unsigned kStart[] = {0, 4, 2, 1}, kStep[] = {8, 8, 4, 2};
  ByteVector straight(frame.dots.size());
  std::size_t from = 0;
  for (unsigned pass = 0; pass < 4; ++pass) {
    for (std::size_t y = kStart[pass]; y < frame.height; y += kStep[pass], from += frame.width)
      std::copy_n(frame.dots.data() + from, frame.width, straight.data() + y * frame.width);
  }
  frame.dots = std::move(straight);
}

class Reader {
 public:
  Reader(ByteSpan file, GifRest& rest) : in_(file), rest_(rest) {}

  Result<Gif> run() {
    auto magic = as_text(in_.take(6));
    if (magic != "GIF87a" && magic != "GIF89a") return fail(Errc::file_damaged);
    gif_.width = static_cast<unsigned>(in_.le(2));
    gif_.height = static_cast<unsigned>(in_.le(2));
    auto flags = in_.le(1);
    in_.take(2);
    if ((flags & 0x80) != 0) gif_.palette = read_palette(flags);
    while (true) {
      auto kind = in_.le(1);
      if (!in_.ok()) return fail(Errc::file_damaged);
      if (kind == 0x3b) break;
      if (kind == 0x2c) {
        ADIT_CHECK(read_picture());
      } else if (kind == 0x21) {
        if (!read_extension()) return fail(Errc::file_damaged);
      } else if (kind != 0) {  // a stray empty block is harmless
        return fail(Errc::file_damaged);
      }
    }
    if (gif_.frames.empty() || !in_.ok()) return fail(Errc::file_damaged);
    rest_.tail = in_.take(in_.left());
    return std::move(gif_);
  }

 private:
  ByteVector read_palette(std::uint64_t flags) {
    auto bytes = in_.take(std::size_t{3} << ((flags & 7) + 1));
    rest_.coded.push_back(bytes);
    return {bytes.begin(), bytes.end()};
  }

  bool read_extension() {
    auto kind = in_.le(1);
    if (kind == 0xf9) {
      auto body = read_blocks(in_);
      if (body.size() < 4) return false;
      control_.disposal = body[0] >> 2 & 7;
      if (control_.disposal > 3) control_.disposal = 0;
      control_.delay = body[1] | unsigned{body[2]} << 8;
      control_.clear.reset();
      if ((body[0] & 1) != 0) control_.clear = body[3];
    } else if (kind == 0xfe) {
      rest_.comments.push_back(read_blocks(in_));
    } else if (kind == 0x01) {
      rest_.texts.push_back(read_blocks(in_));
      control_ = {};
    } else {
      auto name = in_.take(in_.le(1));
      auto data = read_blocks(in_);
      if (kind == 0xff && as_text(name) == "NETSCAPE2.0" && data.size() == 3 && data[0] == 1) {
        gif_.loops = data[1] | unsigned{data[2]} << 8;
      } else {
        rest_.applications.emplace_back(ByteVector(name.begin(), name.end()), std::move(data));
      }
    }
    auto parts = rest_.comments.size() + rest_.texts.size() + rest_.applications.size();
    return in_.ok() && parts < 20'000;
  }

  Status read_picture() {
    auto frame = control_;
    control_ = {};
    frame.left = static_cast<unsigned>(in_.le(2));
    frame.top = static_cast<unsigned>(in_.le(2));
    frame.width = static_cast<unsigned>(in_.le(2));
    frame.height = static_cast<unsigned>(in_.le(2));
    auto flags = in_.le(1);
    if ((flags & 0x80) != 0) frame.palette = read_palette(flags);
    auto first_bits = static_cast<unsigned>(in_.le(1));
    if (!in_.ok() || frame.width == 0 || frame.height == 0) return fail(Errc::file_damaged);
    if (frame.palette.empty() && gif_.palette.empty()) return fail(Errc::file_damaged);
    if (gif_.frames.empty()) {  // some programs write a screen that is too small, or none
      gif_.width = std::max(gif_.width, frame.left + frame.width);
      gif_.height = std::max(gif_.height, frame.top + frame.height);
      if (gif_.width > 65535 || gif_.height > 65535) return fail(Errc::file_damaged);
      if (std::uint64_t{gif_.width} * gif_.height > kMaxPixels) return fail(Errc::file_too_large);
    }
    // What lies beyond the screen would never be seen.
    if (frame.left + frame.width > gif_.width || frame.top + frame.height > gif_.height)
      return fail(Errc::file_damaged);
    dots_ += std::uint64_t{frame.width} * frame.height;
    if (dots_ > kMaxGifDots || gif_.frames.size() > 20'000) return fail(Errc::file_too_large);
    frame.dots.resize(std::size_t{frame.width} * frame.height);
    BytesIn from = in_;
    auto packed = read_blocks(in_);
    rest_.coded.push_back(from.take(in_.at() - from.at()));
    if (!in_.ok() || !unpack(packed, first_bits, frame.dots, rest_.packed_more))
      return fail(Errc::file_damaged);
    if ((flags & 0x40) != 0) unweave(frame);
    auto colours = (frame.palette.empty() ? gif_.palette : frame.palette).size() / 3;
    for (auto dot : frame.dots) {
      if (dot >= colours && dot != frame.clear) return fail(Errc::file_damaged);
    }
    gif_.frames.push_back(std::move(frame));
    return {};
  }

  BytesIn in_;
  GifRest& rest_;
  Gif gif_;
  GifFrame control_;
  std::uint64_t dots_ = 0;
};

}  // namespace

Result<Gif> read_gif(ByteSpan file, GifRest& rest) { return Reader(file, rest).run(); }

void harvest_gif(const GifRest& rest, Harvest& out) {
  using enum FindingClass;
  for (const auto& text : rest.comments) {
    out.keep_value(as_bytes(trimmed(text)));
    out.keep_strings(text);
    out.found(hidden, "a comment: " + quote_text(trimmed(text)));
  }
  for (const auto& text : rest.texts) {
    out.keep_strings(text);
    out.found(hidden, "a text that few programs show: " + quote_text(trimmed(text)));
  }
  for (const auto& [name, data] : rest.applications) {
    if (as_text(name).starts_with("XMP Data")) {
      // Stands in the file as it is, without blocks: their sizes were taken for letters.
      harvest_xmp(data, out);
    } else if (as_text(name).starts_with("ICCRGBG1")) {
      harvest_icc(data, out);
    }
    out.keep_strings(data);
    out.found(other, fmt::format("a program's own data ({}, {})", quote_text(trimmed(name)),
                                 size_words(data.size())));
  }
  if (rest.packed_more) out.found(hidden, "bytes behind the last dot of a picture");
  if (rest.tail.empty()) return;
  out.keep_strings(rest.tail.first(std::min<std::size_t>(rest.tail.size(), 1 << 20)));
  out.found(hidden, fmt::format("{} after the end of the picture", size_words(rest.tail.size())));
}

}  // namespace adit::client::photo
