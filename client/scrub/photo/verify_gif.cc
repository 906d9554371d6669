// SPDX-License-Identifier: Apache-2.0
// A second reader of GIF: holds the result against the one form byte by byte, unpacks by its own code
// and compares every visible dot with the original's.
#include <string>

#include "client/scrub/photo/gif.h"
#include "client/scrub/photo/photo.h"

namespace adit::client::photo {
namespace {

// Strings are kept whole: slow, plain, and unlike the other reader.
class Unpacker {
 public:
  Unpacker(ByteSpan file, std::size_t at) : file_(file), at_(at) {}

  std::size_t at() const { return at_; }
  // Exactly n dots, then the end code, zero bits and the empty block.
  std::optional<std::string> run(std::size_t n) {
    unsigned first = next_byte();
    if (first < 2 || first > 8) return std::nullopt;
    start_block();
    const unsigned clear = 1u << first, end = clear + 1;
    std::vector<std::string> table;
    std::string out, previous;
    unsigned bits = first + 1;
    if (code(bits) != clear) return std::nullopt;
    reset(table, first);
    while (true) {
      unsigned c = code(bits);
      if (broken_) return std::nullopt;
      if (c == end) break;
      if (c == clear) {
        reset(table, first);
        bits = first + 1;
        previous.clear();
        continue;
      }
      std::string now;
      if (c < table.size()) {
        now = table[c];
      } else if (c == table.size() && !previous.empty()) {
        now = previous + previous[0];
      } else {
        return std::nullopt;
      }
      out += now;
      if (out.size() > n) return std::nullopt;
      if (!previous.empty() && table.size() < 4096) table.push_back(previous + now[0]);
      if (table.size() == (std::size_t{1} << bits) && bits < 12) ++bits;
      previous = std::move(now);
    }
    bool ended = held_ == 0 && left_ == 0 && next_byte() == 0;
    if (!ended || broken_ || out.size() != n) return std::nullopt;
    return out;
  }

 private:
  static void reset(std::vector<std::string>& table, unsigned first) {
    table.clear();
    for (unsigned i = 0; i < (1u << first) + 2; ++i) table.emplace_back(1, static_cast<char>(i));
  }
  unsigned next_byte() {
    if (at_ >= file_.size()) {
      broken_ = true;
      return 0;
    }
    return file_[at_++];
  }
  void start_block() { left_ = next_byte(); }
  unsigned code(unsigned bits) {
    while (have_ < bits && !broken_) {
      if (left_ == 0) start_block();
      if (left_ == 0) broken_ = true;
      held_ |= next_byte() << have_;
      have_ += 8;
      if (left_ > 0) --left_;
    }
    unsigned c = held_ & ((1u << bits) - 1);
    held_ >>= bits;
    have_ -= std::min(have_, bits);
    return c;
  }

  ByteSpan file_;
  std::size_t at_;
  unsigned held_ = 0, have_ = 0, left_ = 0;
  bool broken_ = false;
};

using Colour = std::array<std::uint8_t, 4>;

Colour colour_of(ByteSpan palette, std::uint8_t dot, std::optional<std::uint8_t> clear) {
  if (dot == clear) return {};
  if (3 * std::size_t{dot} + 2 >= palette.size()) return {1, 2, 3, 4};  // no colour at all
  return {palette[3 * std::size_t{dot}], palette[3 * std::size_t{dot} + 1], palette[3 * std::size_t{dot} + 2],
          255};
}

class Walk {
 public:
  Walk(const Gif& before, ByteSpan file) : before_(before), file_(file) {}

  bool run() {
    if (!is("GIF89a") || u16() != before_.width || u16() != before_.height) return false;
    auto flags = u8();
    if ((flags & 0x78) != 0x70 || u16() != 0) return false;
    ByteSpan common;
    if ((flags & 0x80) != 0) {
      common = palette(flags);
    } else if ((flags & 7) != 0) {
      return false;
    }
    if (before_.loops) {
      if (!is("\x21\xff\x0bNETSCAPE2.0\x03\x01") || u16() != *before_.loops || u8() != 0) return false;
    }
    for (const auto& frame : before_.frames) {
      if (!read_frame(frame, common)) return false;
    }
    return ok_ && u8() == 0x3b && at_ == file_.size();
  }

 private:
  bool read_frame(const GifFrame& old, ByteSpan common) {
    if (!is("\x21\xf9\x04")) return false;
    auto how = u8();
    if (how != (old.disposal << 2 | (old.clear ? 1u : 0u)) || u16() != old.delay) return false;
    if (u8() != old.clear.value_or(0) || u8() != 0 || u8() != 0x2c) return false;
    if (u16() != old.left || u16() != old.top || u16() != old.width || u16() != old.height) return false;
    auto flags = u8();
    if ((flags & 0x78) != 0) return false;
    ByteSpan colours = (flags & 0x80) != 0 ? palette(flags) : common;
    if (!ok_ || ((flags & 0x80) == 0 && flags != 0)) return false;
    Unpacker unpacker(file_, at_);
    auto dots = unpacker.run(old.dots.size());
    if (!dots) return false;
    at_ = unpacker.at();
    const auto& old_colours = old.palette.empty() ? before_.palette : old.palette;
    for (std::size_t i = 0; i < dots->size(); ++i) {
      auto dot = static_cast<std::uint8_t>((*dots)[i]);
      if (colour_of(colours, dot, old.clear) != colour_of(old_colours, old.dots[i], old.clear)) return false;
    }
    return true;
  }
  ByteSpan palette(unsigned flags) {
    std::size_t n = std::size_t{3} << ((flags & 7) + 1);
    if (n > file_.size() - at_) {
      ok_ = false;
      return {};
    }
    at_ += n;
    return file_.subspan(at_ - n, n);
  }
  bool is(std::string_view what) {
    if (what.size() > file_.size() - at_ || as_text(file_.subspan(at_, what.size())) != what) return false;
    at_ += what.size();
    return true;
  }
  unsigned u8() {
    if (at_ >= file_.size()) {
      ok_ = false;
      return 0;
    }
    return file_[at_++];
  }
  unsigned u16() {
    auto low = u8();
    return low | u8() << 8;
  }

  const Gif& before_;
  ByteSpan file_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

}  // namespace

Status verify_gif(FileKind to, ByteSpan original, ByteSpan cleaned, const CleanContext&) {
  GifRest rest;
  ADIT_TRY(auto before, read_gif(original, rest));
  if (to != FileKind::gif || !Walk(before, cleaned).run()) return fail(Errc::file_damaged);
  if (std::ranges::equal(original, cleaned)) return {};
  Harvest harvest;
  harvest_gif(rest, harvest);
  forget_values_in(as_bytes("!\xff\x0bNETSCAPE2.0"), harvest);  // a further GIF in the tail has it too
  for (auto part : rest.coded) forget_values_in(part, harvest);
  return free_of(cleaned, harvest.values) ? Status() : Status(fail(Errc::file_damaged));
}

}  // namespace adit::client::photo
