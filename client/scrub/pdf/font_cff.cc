// SPDX-License-Identifier: Apache-2.0
// Nothing moves in a CFF: what is overwritten keeps its length, so every offset stays right.
#include <algorithm>
#include <set>
#include <vector>

#include "client/scrub/endian_view.h"
#include "client/scrub/pdf/font_program.h"

namespace adit::client::pdf {
namespace {

constexpr std::size_t kStandardStrings = 391;

struct Part {
  std::size_t at, bytes;
};

class Cff {
 public:
  explicit Cff(ByteSpan font) : in_(font, EndianView::Order::big) {}

  // The entries of the index at `at`, which moves behind it.
  std::optional<std::vector<Part>> index(std::size_t& at) const {
    auto count = in_.u16(at);
    if (!count) return std::nullopt;
    std::vector<Part> parts;
    if (*count == 0) return at += 2, parts;
    auto width = byte(at + 2);
    if (!width || *width < 1 || *width > 4) return std::nullopt;
    std::size_t offsets = at + 3, data = offsets + (std::size_t{*count} + 1) * *width - 1;
    std::size_t last = 1;
    for (std::size_t i = 0; i <= *count; ++i) {
      auto raw = in_.part(offsets + i * *width, *width);
      if (!raw) return std::nullopt;
      std::size_t v = 0;
      for (auto b : *raw) v = v << 8 | b;
      if (v < last || (i == 0 && v != 1)) return std::nullopt;
      if (i > 0) parts.push_back({data + last, v - last});
      last = v;
    }
    if (!in_.part(data + 1, last - 1)) return std::nullopt;
    at = data + last;
    return parts;
  }

  // Calls each(operator, operands) for a DICT; two-byte operators are 1200 and up.
  template <class Each>
  bool dictionary(Part part, Each each) const {
    std::vector<long> operands;
    std::size_t at = part.at, end = part.at + part.bytes;
    while (at < end) {
      auto b0 = byte(at++);
      if (!b0) return false;
      if (*b0 <= 21) {
        int code = *b0;
        if (code == 12) {
          auto b1 = byte(at++);
          if (!b1) return false;
          code = 1200 + *b1;
        }
        each(code, operands);
        operands.clear();
      } else if (*b0 == 28) {
        auto v = in_.u16(at);
        if (!v) return false;
        operands.push_back(static_cast<std::int16_t>(*v));
        at += 2;
      } else if (*b0 == 29) {
        auto v = in_.u32(at);
        if (!v) return false;
        operands.push_back(static_cast<std::int32_t>(*v));
        at += 4;
      } else if (*b0 == 30) {
        while (at < end) {
          auto b = byte(at++);
          if (!b) return false;
          if ((*b & 15) == 15 || *b >> 4 == 15) break;
        }
        operands.push_back(0);
      } else if (*b0 >= 32 && *b0 <= 246) {
        operands.push_back(*b0 - 139);
      } else if (*b0 >= 247 && *b0 <= 254) {
        auto b1 = byte(at++);
        if (!b1) return false;
        operands.push_back(*b0 < 251 ? (*b0 - 247) * 256 + *b1 + 108 : -(*b0 - 251) * 256 - *b1 - 108);
      } else {
        return false;
      }
      if (operands.size() > 513) return false;
    }
    return true;
  }

 private:
  std::optional<std::uint8_t> byte(std::size_t at) const {
    auto b = in_.part(at, 1);
    if (!b) return std::nullopt;
    return (*b)[0];
  }
  EndianView in_;
};

// Operators whose operand is a string: version, notice, names, weight, copyright, base font, PostScript.
bool names_something(int code) {
  return (code >= 0 && code <= 4) || code == 1200 || code == 1221 || code == 1222 || code == 1238;
}

}  // namespace

Result<ByteVector> clean_cff(ByteSpan font) {
  const auto broken = fail(Errc::file_damaged);
  if (font.size() < 4 || font[0] != 1 || font[2] > font.size()) return broken;
  Cff cff(font);
  std::size_t at = font[2];
  auto names = cff.index(at);
  auto tops = names ? cff.index(at) : std::nullopt;
  auto strings = tops ? cff.index(at) : std::nullopt;
  if (!strings || tops->size() != 1 || names->size() != 1) return broken;

  std::set<std::size_t> blank;
  std::size_t fonts_at = 0;
  auto read = [&](int code, const std::vector<long>& operands) {
    if (operands.empty()) return;
    auto v = static_cast<std::size_t>(std::max(0L, operands.back()));
    if (names_something(code) && v >= kStandardStrings) blank.insert(v - kStandardStrings);
    if (code == 1236) fonts_at = v;
    // Of the registry and the order of a CID font only well-known ones are kept.
  };
  if (!cff.dictionary(tops->front(), read)) return broken;
  if (fonts_at != 0) {
    auto fonts = cff.index(fonts_at);
    if (!fonts) return broken;
    for (auto part : *fonts) {
      if (!cff.dictionary(part, read)) return broken;
    }
  }
  ByteVector out(font.begin(), font.end());
  auto erase = [&](Part part) {
    std::fill_n(out.begin() + static_cast<std::ptrdiff_t>(part.at), part.bytes, std::uint8_t{'x'});
  };
  for (auto part : *names) erase(part);
  for (auto i : blank) {
    if (i >= strings->size()) return broken;
    erase((*strings)[i]);
  }
  return out;
}

}  // namespace adit::client::pdf
