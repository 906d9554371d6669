// SPDX-License-Identifier: Apache-2.0
// The codes of fax machines: ITU-T T.4 (one and two dimensions) and T.6. A row is a list of places
// where its colour changes.
#include <string_view>

#include "client/scrub/photo/tiff.h"

namespace adit::client::photo {
namespace {

// Runs 0 to 63, then 64, 128 and so on to 1728.
constexpr std::string_view kWhite[] = {
    "00110101",  "000111",    "0111",      "1000",      "1011",      "1100",      "1110",      "1111",
    "10011",     "10100",     "00111",     "01000",     "001000",    "000011",    "110100",    "110101",
    "101010",    "101011",    "0100111",   "0001100",   "0001000",   "0010111",   "0000011",   "0000100",
    "0101000",   "0101011",   "0010011",   "0100100",   "0011000",   "00000010",  "00000011",  "00011010",
    "00011011",  "00010010",  "00010011",  "00010100",  "00010101",  "00010110",  "00010111",  "00101000",
    "00101001",  "00101010",  "00101011",  "00101100",  "00101101",  "00000100",  "00000101",  "00001010",
    "00001011",  "01010010",  "01010011",  "01010100",  "01010101",  "00100100",  "00100101",  "01011000",
    "01011001",  "01011010",  "01011011",  "01001010",  "01001011",  "00110010",  "00110011",  "00110100",
    "11011",     "10010",     "010111",    "0110111",   "00110110",  "00110111",  "01100100",  "01100101",
    "01101000",  "01100111",  "011001100", "011001101", "011010010", "011010011", "011010100", "011010101",
    "011010110", "011010111", "011011000", "011011001", "011011010", "011011011", "010011000", "010011001",
    "010011010", "011000",    "010011011"};
constexpr std::string_view kBlack[] = {"0000110111",
                                       "010",
                                       "11",
                                       "10",
                                       "011",
                                       "0011",
                                       "0010",
                                       "00011",
                                       "000101",
                                       "000100",
                                       "0000100",
                                       "0000101",
                                       "0000111",
                                       "00000100",
                                       "00000111",
                                       "000011000",
                                       "0000010111",
                                       "0000011000",
                                       "0000001000",
                                       "00001100111",
                                       "00001101000",
                                       "00001101100",
                                       "00000110111",
                                       "00000101000",
                                       "00000010111",
                                       "00000011000",
                                       "000011001010",
                                       "000011001011",
                                       "000011001100",
                                       "000011001101",
                                       "000001101000",
                                       "000001101001",
                                       "000001101010",
                                       "000001101011",
                                       "000011010010",
                                       "000011010011",
                                       "000011010100",
                                       "000011010101",
                                       "000011010110",
                                       "000011010111",
                                       "000001101100",
                                       "000001101101",
                                       "000011011010",
                                       "000011011011",
                                       "000001010100",
                                       "000001010101",
                                       "000001010110",
                                       "000001010111",
                                       "000001100100",
                                       "000001100101",
                                       "000001010010",
                                       "000001010011",
                                       "000000100100",
                                       "000000110111",
                                       "000000111000",
                                       "000000100111",
                                       "000000101000",
                                       "000001011000",
                                       "000001011001",
                                       "000000101011",
                                       "000000101100",
                                       "000001011010",
                                       "000001100110",
                                       "000001100111",
                                       "0000001111",
                                       "000011001000",
                                       "000011001001",
                                       "000001011011",
                                       "000000110011",
                                       "000000110100",
                                       "000000110101",
                                       "0000001101100",
                                       "0000001101101",
                                       "0000001001010",
                                       "0000001001011",
                                       "0000001001100",
                                       "0000001001101",
                                       "0000001110010",
                                       "0000001110011",
                                       "0000001110100",
                                       "0000001110101",
                                       "0000001110110",
                                       "0000001110111",
                                       "0000001010010",
                                       "0000001010011",
                                       "0000001010100",
                                       "0000001010101",
                                       "0000001011010",
                                       "0000001011011",
                                       "0000001100100",
                                       "0000001100101"};
// 1792, 1856 and so on to 2560, in both colours.
constexpr std::string_view kLong[] = {"00000001000",  "00000001100",  "00000001101",  "000000010010",
                                      "000000010011", "000000010100", "000000010101", "000000010110",
                                      "000000010111", "000000011100", "000000011101", "000000011110",
                                      "000000011111"};
static_assert(std::size(kWhite) == 64 + 27 && std::size(kBlack) == 64 + 27);

constexpr unsigned kCodeBits = 13;

struct Code {
  std::uint16_t run = 0;
  std::uint8_t bits = 0;  // 0: no code
};

class Codes {
 public:
  explicit Codes(std::span<const std::string_view> codes) : codes_(std::size_t{1} << kCodeBits) {
    for (std::size_t i = 0; i < codes.size(); ++i) add(codes[i], i < 64 ? i : (i - 63) * 64);
    for (std::size_t i = 0; i < std::size(kLong); ++i) add(kLong[i], 1792 + 64 * i);
  }
  Code at(unsigned next13) const { return codes_[next13]; }

 private:
  void add(std::string_view text, std::size_t run) {
    unsigned code = 0, bits = static_cast<unsigned>(text.size());
    for (char c : text) code = code << 1 | (c == '1' ? 1u : 0u);
    unsigned free = kCodeBits - bits;
    for (unsigned i = 0; i < 1u << free; ++i)
      codes_[(code << free) + i] = {static_cast<std::uint16_t>(run), static_cast<std::uint8_t>(bits)};
  }
  std::vector<Code> codes_;
};

class Fax {
 public:
  Fax(ByteSpan packed, const FaxShape& shape) : packed_(packed), shape_(shape) {}

  bool run(MutableByteSpan out) {
    std::size_t row_bytes = (std::size_t{shape_.width} + 7) / 8;
    std::vector<unsigned> above{shape_.width}, row;
    for (unsigned y = 0; y < shape_.height; ++y) {
      bool plain = shape_.compression != 4;
      if (shape_.compression == 2) at_ = (at_ + 7) / 8 * 8;
      if (shape_.compression == 3) {
        skip_line_end();
        if (shape_.two_dimensional) plain = take(1) != 0;
      }
      row.clear();
      if (!(plain ? read_plain(row) : read_by(above, row))) return false;
      paint(row, out.subspan(y * row_bytes, row_bytes));
      row.push_back(shape_.width);
      above.swap(row);
    }
    return true;
  }

 private:
  unsigned peek(unsigned n) const {
    unsigned v = 0;
    for (unsigned i = 0; i < 4; ++i) {
      std::size_t byte = at_ / 8 + i;
      v = v << 8 | (byte < packed_.size() ? packed_[byte] : 0u);
    }
    return v << at_ % 8 >> (32 - n);
  }
  unsigned take(unsigned n) {
    auto v = peek(n);
    at_ += n;
    return v;
  }
  bool over() const { return at_ > packed_.size() * 8; }

  // Eleven zeros or more and a one.
  void skip_line_end() {
    std::size_t start = at_;
    std::size_t zeros = 0;
    while (at_ < packed_.size() * 8 && peek(1) == 0) ++at_, ++zeros;
    if (zeros < 11 || over()) {
      at_ = start;
    } else {
      ++at_;
    }
  }

  std::optional<unsigned> read_run(bool black) {
    static const Codes white_codes(kWhite), black_codes(kBlack);
    unsigned run = 0;
    while (true) {
      auto code = (black ? black_codes : white_codes).at(peek(kCodeBits));
      if (code.bits == 0 || over()) return std::nullopt;
      at_ += code.bits;
      run += code.run;
      if (code.run < 64) return run;
      if (run > shape_.width + 2560) return std::nullopt;
    }
  }

  // Runs of no length can go on for ever.
  bool too_many(const std::vector<unsigned>& row) const {
    return row.size() > 2 * std::size_t{shape_.width} + 8;
  }

  bool read_plain(std::vector<unsigned>& row) {
    unsigned x = 0;
    bool black = false;
    while (x < shape_.width) {
      auto run = read_run(black);
      if (!run || *run > shape_.width - x || too_many(row)) return false;
      x += *run;
      row.push_back(x);
      black = !black;
    }
    return !over();
  }

  // The next change above to the right of x, to the other colour than `black`.
  unsigned change(const std::vector<unsigned>& above, std::size_t& hint, unsigned x, bool start,
                  bool black) const {
    while (hint > 0 && above[hint - 1] > x) --hint;
    while (hint < above.size() &&
           (above[hint] < x || (above[hint] == x && !start) || (hint % 2 == 1) != black)) {
      if (above[hint] >= shape_.width) break;
      ++hint;
    }
    return hint < above.size() ? std::min(above[hint], shape_.width) : shape_.width;
  }

  bool read_by(const std::vector<unsigned>& above, std::vector<unsigned>& row) {
    unsigned x = 0;
    bool black = false, start = true;
    std::size_t hint = 0;
    while (x < shape_.width) {
      if (over()) return false;
      unsigned b1 = change(above, hint, x, start, black);
      int move = 0;
      if (peek(1) == 1) {
        take(1);
      } else if (peek(3) == 3 || peek(3) == 2) {
        move = take(3) == 3 ? 1 : -1;
      } else if (peek(3) == 1) {
        take(3);
        for (bool colour : {black, !black}) {
          auto run = read_run(colour);
          if (!run || *run > shape_.width - x || too_many(row)) return false;
          x += *run;
          row.push_back(x);
        }
        start = false;
        continue;
      } else if (peek(4) == 1) {
        take(4);
        x = hint + 1 < above.size() ? std::min(above[hint + 1], shape_.width) : shape_.width;
        start = false;
        continue;
      } else if (peek(6) == 3 || peek(6) == 2) {
        move = take(6) == 3 ? 2 : -2;
      } else if (peek(7) == 3 || peek(7) == 2) {
        move = take(7) == 3 ? 3 : -3;
      } else {
        return false;
      }
      auto to = static_cast<std::int64_t>(b1) + move;
      if (to < x || to > shape_.width || too_many(row)) return false;
      x = static_cast<unsigned>(to);
      row.push_back(x);
      black = !black;
      start = false;
    }
    return !over();
  }

  void paint(const std::vector<unsigned>& row, MutableByteSpan out) const {
    for (std::size_t i = 0; i < row.size(); i += 2) {
      unsigned end = i + 1 < row.size() ? row[i + 1] : shape_.width;
      for (unsigned x = row[i]; x < end; ++x)
        out[x / 8] = static_cast<std::uint8_t>(out[x / 8] | 0x80u >> x % 8);
    }
  }

  ByteSpan packed_;
  FaxShape shape_;
  std::size_t at_ = 0;
};

}  // namespace

bool unpack_fax(ByteSpan packed, const FaxShape& shape, MutableByteSpan out) {
  if (out.size() < (std::size_t{shape.width} + 7) / 8 * shape.height) return false;
  std::ranges::fill(out, std::uint8_t{0});
  return Fax(packed, shape).run(out);
}

}  // namespace adit::client::photo
