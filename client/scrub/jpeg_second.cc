// SPDX-License-Identifier: Apache-2.0
// Coded bits to coefficients, by ITU-T T.81.
#include "client/scrub/jpeg_second.h"

#include <algorithm>

#include "client/scrub/family.h"

namespace adit::client {
namespace {

constexpr unsigned kMaxScans = 200;

// Bits from the highest on, up to a marker. Bits wanted behind it are zero, and remembered as missing.
class CodedBits {
 public:
  explicit CodedBits(ByteSpan coded) : coded_(coded) {}

  bool missing() const { return used_ > real_; }
  unsigned get(unsigned n) {
    auto v = peek(n);
    use(n);
    return v;
  }
  unsigned peek(unsigned n) {
    while (have_ < n) {
      held_ = held_ << 8 | next_byte();
      have_ += 8;
    }
    return n == 0 ? 0 : held_ >> (have_ - n) & ((1u << n) - 1);
  }
  void use(unsigned n) {
    have_ -= n;
    used_ += n;
  }
  // n bits, of which the first says the sign.
  int number(unsigned n) {
    if (n == 0) return 0;
    int v = static_cast<int>(get(n));
    return v < 1 << (n - 1) ? v - (1 << n) + 1 : v;
  }
  // Goes behind the next marker, which must be the restart of this number.
  bool restart(unsigned number) {
    have_ = 0;
    used_ = real_ = 0;
    while (at_ + 1 < coded_.size() &&
           (coded_[at_] != 0xff || coded_[at_ + 1] == 0 || coded_[at_ + 1] == 0xff))
      ++at_;
    if (at_ + 1 >= coded_.size() || coded_[at_ + 1] != 0xd0 + number) return false;
    at_ += 2;
    return true;
  }

 private:
  unsigned next_byte() {
    if (at_ < coded_.size() && coded_[at_] != 0xff) {
      real_ += 8;
      return coded_[at_++];
    }
    auto from = at_;
    while (from < coded_.size() && coded_[from] == 0xff) ++from;
    if (from == at_ || from >= coded_.size() || coded_[from] != 0) return 0;
    at_ = from + 1;
    real_ += 8;
    return 0xff;
  }

  ByteSpan coded_;
  std::size_t at_ = 0;
  std::uint32_t held_ = 0;
  unsigned have_ = 0;
  std::uint64_t used_ = 0, real_ = 0;
};

// Codes as a file defines them: how many of each length, and what they stand for.
class Codes {
 public:
  // Nothing if there are more codes of a length than fit.
  static std::optional<Codes> read(ByteSpan counts, ByteSpan symbols) {
    Codes out;
    out.symbols_ = symbols;
    std::uint32_t code = 0, first = 0;
    for (unsigned bits = 1; bits <= 16; ++bits) {
      unsigned n = counts[bits - 1];
      if (code + n > 1u << bits) return std::nullopt;
      out.least_[bits] = code;
      out.first_[bits] = first;
      out.count_[bits] = n;
      for (unsigned i = 0; bits <= 8 && i < n; ++i) {
        unsigned span = 1u << (8 - bits);
        std::fill_n(out.short_.begin() + (code + i) * span, span,
                    Short{symbols[first + i], static_cast<std::uint8_t>(bits)});
      }
      code = (code + n) << 1;
      first += n;
    }
    return out;
  }
  // The symbol; none if there is no such code.
  std::optional<unsigned> next(CodedBits& in) const {
    auto s = short_[in.peek(8)];
    if (s.bits != 0) {
      in.use(s.bits);
      return s.symbol;
    }
    auto ahead = in.peek(16);
    for (unsigned bits = 9; bits <= 16; ++bits) {
      auto code = ahead >> (16 - bits);
      if (code < least_[bits] || code - least_[bits] >= count_[bits]) continue;
      in.use(bits);
      return symbols_[first_[bits] + code - least_[bits]];
    }
    return std::nullopt;
  }

 private:
  struct Short {
    std::uint8_t symbol = 0, bits = 0;
  };
  ByteSpan symbols_;
  std::array<Short, 256> short_{};
  std::array<std::uint32_t, 17> least_{}, first_{}, count_{};
};

class Reading {
 public:
  Reading(ByteSpan file, const JpegParts& parts) : file_(file), parts_(parts) {}

  std::optional<JpegCoefficients> run() {
    if (!parts_.complete || parts_.scans > kMaxScans) return std::nullopt;
    for (const auto& s : parts_.segments) {
      bool fine = true;
      if (s.marker == 0xdb) fine = read_steps(s.body);
      if (s.marker == 0xc4) fine = read_codes(s.body);
      if (s.marker == 0xdd) fine = read_interval(s.body);
      if (s.marker >= 0xc0 && s.marker <= 0xcf && s.marker != 0xc4 && s.marker != 0xc8)
        fine = s.marker <= 0xc2 && read_frame(s.body, s.marker == 0xc2);
      if (s.marker == 0xda) fine = read_scan(s.body);
      if (!fine) return std::nullopt;
    }
    for (const auto& known : known_) {
      if (known[0] < 0) return std::nullopt;
      // What libjpeg smooths if it is not there.
      for (std::size_t k = 0; k < 10; ++k) out_.finished = out_.finished && (known[k] == 0 || !progressive_);
    }
    return out_.planes.empty() ? std::nullopt : std::optional(std::move(out_));
  }

 private:
  bool read_steps(ByteSpan body) {
    while (!body.empty()) {
      unsigned id = body[0] & 15u, wide = body[0] >> 4;
      std::size_t n = 64 * (wide + 1);
      if (id > 3 || wide > 1 || body.size() < 1 + n) return false;
      for (std::size_t i = 0; i < 64; ++i) {
        auto at = 1 + i * (wide + 1);
        steps_[id][kJpegZigzag[i]] =
            wide == 1 ? static_cast<std::uint16_t>(body[at] << 8 | body[at + 1]) : body[at];
      }
      body = body.subspan(1 + n);
    }
    return true;
  }

  // Kept as they are, and made into tables when a scan uses them.
  bool read_codes(ByteSpan body) {
    while (!body.empty()) {
      if (body.size() < 17 || (body[0] & 0xec) != 0) return false;
      std::size_t n = 0;
      for (auto c : body.subspan(1, 16)) n += c;
      if (n > 256 || body.size() < 17 + n) return false;
      codes_[body[0] >> 4][body[0] & 3] = body.subspan(1, 16 + n);
      body = body.subspan(17 + n);
    }
    return true;
  }
  bool read_interval(ByteSpan body) {
    if (body.size() < 2) return false;
    interval_ = unsigned{body[0]} << 8 | body[1];
    return true;
  }

  bool read_frame(ByteSpan body, bool progressive) {
    if (!out_.planes.empty() || body.size() < 6 || body[0] != 8) return false;
    progressive_ = progressive;
    out_.height = unsigned{body[1]} << 8 | body[2];
    out_.width = unsigned{body[3]} << 8 | body[4];
    std::size_t n = body[5];
    if ((n != 1 && n != 3 && n != 4) || body.size() < 6 + 3 * n) return false;
    if (out_.width == 0 || out_.height == 0 || std::uint64_t{out_.width} * out_.height > kMaxPixels)
      return false;
    out_.planes.resize(n);
    known_.assign(n, [] {
      std::array<int, 64> none{};
      none.fill(-1);
      return none;
    }());
    for (std::size_t i = 0; i < n; ++i) {
      auto& p = out_.planes[i];
      p.id = body[6 + 3 * i];
      p.h = body[7 + 3 * i] >> 4;
      p.v = body[7 + 3 * i] & 15u;
      if (p.h == 0 || p.h > 4 || p.v == 0 || p.v > 4 || body[8 + 3 * i] > 3) return false;
      step_table_.push_back(body[8 + 3 * i]);
      out_.h = std::max(out_.h, p.h);
      out_.v = std::max(out_.v, p.v);
    }
    units_across_ = (out_.width + 8 * out_.h - 1) / (8 * out_.h);
    units_down_ = (out_.height + 8 * out_.v - 1) / (8 * out_.v);
    for (auto& p : out_.planes) {
      if (out_.h % p.h != 0 || out_.v % p.v != 0) return false;
      p.width = (out_.width * p.h + out_.h - 1) / out_.h;
      p.height = (out_.height * p.v + out_.v - 1) / out_.v;
      p.seen_across = (p.width + 7) / 8;
      p.seen_down = (p.height + 7) / 8;
      p.blocks_across = units_across_ * p.h;
      p.blocks_down = units_down_ * p.v;
      p.coefficients.resize(64 * p.blocks_across * p.blocks_down);
    }
    return true;
  }

  struct Part {
    std::size_t plane = 0;
    std::optional<Codes> dc, ac;
    int last = 0;  // the mean of the block before
  };

  bool read_scan(ByteSpan body) {
    std::size_t n = body.empty() ? 0 : body[0];
    if (out_.planes.empty() || n == 0 || n > 4 || body.size() < 4 + 2 * n) return false;
    from_ = body[1 + 2 * n];
    to_ = body[2 + 2 * n];
    unsigned high = body[3 + 2 * n] >> 4;
    low_ = body[3 + 2 * n] & 15u;
    if (!progressive_) from_ = 0, to_ = 63, low_ = high = 0;
    bool sound = from_ <= to_ && to_ <= 63 && low_ <= 13 && (high == 0 || high == low_ + 1) &&
                 (!progressive_ || (from_ == 0) == (to_ == 0)) && (from_ == 0 || n == 1);
    if (!sound) return false;
    refines_ = high != 0;
    std::vector<Part> parts(n);
    for (std::size_t i = 0; i < n; ++i) {
      auto at = std::ranges::find(out_.planes, body[1 + 2 * i], &JpegPlane::id);
      if (at == out_.planes.end()) return false;
      auto& part = parts[i];
      part.plane = static_cast<std::size_t>(at - out_.planes.begin());
      auto& known = known_[part.plane];
      if (known[0] < 0) at->steps = steps_[step_table_[part.plane]];
      for (auto k = from_; k <= to_; ++k) known[k] = static_cast<int>(low_);
      unsigned dc = body[2 + 2 * i] >> 4, ac = body[2 + 2 * i] & 15u;
      if (dc > 3 || ac > 3) return false;
      if (from_ == 0 && !refines_ && !(part.dc = table(0, dc))) return false;
      if (to_ > 0 && !(part.ac = table(1, ac))) return false;
    }
    auto begins = static_cast<std::size_t>(body.data() + body.size() - file_.data());
    CodedBits in(file_.subspan(begins));
    return read_units(in, parts);
  }
  std::optional<Codes> table(unsigned kind, unsigned id) const {
    auto raw = codes_[kind][id];
    if (raw.empty()) return std::nullopt;
    return Codes::read(raw.first(16), raw.subspan(16));
  }

  bool read_units(CodedBits& in, std::vector<Part>& parts) {
    bool alone = parts.size() == 1;
    const auto& first = out_.planes[parts[0].plane];
    std::size_t across = alone ? first.seen_across : units_across_,
                down = alone ? first.seen_down : units_down_, done = 0;
    end_run_ = 0;
    for (std::size_t y = 0; y < down; ++y) {
      for (std::size_t x = 0; x < across; ++x, ++done) {
        if (interval_ != 0 && done != 0 && done % interval_ == 0) {
          if (in.missing() || !in.restart(static_cast<unsigned>((done / interval_ - 1) % 8))) return false;
          end_run_ = 0;
          for (auto& part : parts) part.last = 0;
        }
        for (auto& part : parts) {
          auto& plane = out_.planes[part.plane];
          unsigned h = alone ? 1 : plane.h, v = alone ? 1 : plane.v;
          for (unsigned j = 0; j < v; ++j) {
            for (unsigned i = 0; i < h; ++i) {
              if (!read_block(in, part, plane.block(x * h + i, y * v + j))) return false;
            }
          }
        }
      }
    }
    return !in.missing();
  }

  bool read_block(CodedBits& in, Part& part, std::int16_t* block) {
    if (from_ == 0) {
      if (refines_) {
        if (in.get(1) != 0) block[0] = static_cast<std::int16_t>(block[0] | 1 << low_);
      } else {
        auto size = part.dc->next(in);
        if (!size || *size > 15) return false;
        part.last += in.number(*size);
        if (part.last < -32768 || part.last > 32767) return false;
        block[0] = static_cast<std::int16_t>(part.last * (1 << low_));
      }
    }
    if (to_ == 0) return true;
    return refines_ ? refine(in, *part.ac, block) : read_rest(in, *part.ac, block);
  }

  bool read_rest(CodedBits& in, const Codes& ac, std::int16_t* block) {
    if (end_run_ > 0) return --end_run_, true;
    for (unsigned k = std::max(1u, from_); k <= to_; ++k) {
      auto symbol = ac.next(in);
      if (!symbol) return false;
      unsigned run = *symbol >> 4, size = *symbol & 15u;
      if (size == 0) {
        if (run == 15) {
          k += 15;
          continue;
        }
        if (!progressive_) return run == 0;
        end_run_ = (1u << run) + in.get(run) - 1;
        return true;
      }
      k += run;
      if (k > to_) return false;
      block[kJpegZigzag[k]] = static_cast<std::int16_t>(in.number(size) * (1 << low_));
    }
    return true;
  }

  // One bit more for all that are not zero, and new ones that are one.
  bool refine(CodedBits& in, const Codes& ac, std::int16_t* block) {
    auto one = static_cast<std::int16_t>(1 << low_);
    auto add = [&](std::int16_t& c) {
      if (in.get(1) != 0 && (c & one) == 0) c = static_cast<std::int16_t>(c < 0 ? c - one : c + one);
    };
    unsigned k = from_;
    if (end_run_ == 0) {
      for (; k <= to_; ++k) {
        auto symbol = ac.next(in);
        if (!symbol) return false;
        unsigned run = *symbol >> 4, size = *symbol & 15u;
        std::int16_t fresh = 0;
        if (size > 1) return false;
        if (size == 1) fresh = static_cast<std::int16_t>(in.get(1) != 0 ? one : -one);
        if (size == 0 && run < 15) {
          end_run_ = (1u << run) + in.get(run);
          break;
        }
        for (; k <= to_; ++k) {
          auto& c = block[kJpegZigzag[k]];
          if (c != 0) {
            add(c);
          } else if (run-- == 0) {
            break;
          }
        }
        if (fresh != 0) {
          if (k > to_) return false;
          block[kJpegZigzag[k]] = fresh;
        }
      }
    }
    if (end_run_ > 0) {
      for (; k <= to_; ++k) {
        auto& c = block[kJpegZigzag[k]];
        if (c != 0) add(c);
      }
      --end_run_;
    }
    return true;
  }

  ByteSpan file_;
  const JpegParts& parts_;
  JpegCoefficients out_;
  bool progressive_ = false, refines_ = false;
  std::array<std::array<std::uint16_t, 64>, 4> steps_{};
  std::array<std::array<ByteSpan, 4>, 2> codes_{};
  std::vector<unsigned> step_table_;
  std::vector<std::array<int, 64>> known_;  // how many low bits of each coefficient are not there yet
  std::size_t units_across_ = 0, units_down_ = 0;
  unsigned interval_ = 0, from_ = 0, to_ = 63, low_ = 0;
  std::uint32_t end_run_ = 0;
};

}  // namespace

std::optional<JpegCoefficients> read_coefficients(ByteSpan file, const JpegParts& parts) {
  return Reading(file, parts).run();
}

}  // namespace adit::client
