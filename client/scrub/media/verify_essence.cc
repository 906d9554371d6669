// SPDX-License-Identifier: Apache-2.0
// Compares one sample with the original's, by walking both with other code than the copying: what is
// left must be in the original in the same order, all that is shown must be left, and no note may be.
#include <algorithm>

#include "client/scrub/media/verify.h"

namespace adit::client::media {
namespace {

using Parts = std::vector<ByteSpan>;

// Units of H.264 or HEVC; nothing if they cannot be told apart.
std::optional<Parts> units(ByteSpan sample, unsigned length_bytes) {
  Parts out;
  std::size_t at = 0;
  if (length_bytes > 0) {
    while (at + length_bytes <= sample.size()) {
      std::uint64_t n = 0;
      for (unsigned i = 0; i < length_bytes; ++i) n = n << 8 | sample[at + i];
      at += length_bytes;
      if (n > sample.size() - at) return std::nullopt;
      if (n > 0) out.push_back(sample.subspan(at, n));
      at += n;
    }
    return out;
  }
  std::size_t begin = sample.size();
  unsigned zeros = 0;
  auto close = [&](std::size_t end) {
    while (end > begin && sample[end - 1] == 0) --end;
    if (end > begin) out.push_back(sample.subspan(begin, end - begin));
  };
  for (; at < sample.size(); ++at) {
    if (zeros >= 2 && sample[at] == 1) {
      if (begin < sample.size()) close(at);
      begin = at + 1;
    }
    zeros = sample[at] == 0 ? zeros + 1 : 0;
  }
  if (begin < sample.size()) close(sample.size());
  return out;
}

enum class Sort { shown, note, never };
Sort sort_of(Coding coding, ByteSpan unit) {
  if (coding == Coding::h264) {
    switch (unit[0] & 31) {
      case 6:
        return Sort::note;
      case 0:
      case 12:
      case 16:
      case 17:
      case 18:
      case 19:
        return Sort::never;
      default:
        return (unit[0] & 31) > 20 ? Sort::never : Sort::shown;
    }
  }
  if (unit.size() < 2) return Sort::never;
  unsigned type = unit[0] >> 1 & 63;
  if ((unit[0] & 1) != 0 || unit[1] >> 3 != 0) return Sort::never;
  if (type == 39 || type == 40) return Sort::note;
  bool reserved = (type >= 10 && type <= 15) || (type >= 22 && type <= 31) || type == 38 || type > 40;
  return reserved ? Sort::never : Sort::shown;
}

// Only where decoding may begin, and brightness.
bool allowed_note(Coding coding, ByteSpan unit) {
  ByteVector plain;
  for (std::size_t i = coding == Coding::h264 ? 1 : 2; i < unit.size(); ++i) {
    auto n = plain.size();
    if (unit[i] == 3 && i >= 2 && unit[i - 1] == 0 && unit[i - 2] == 0 && n >= 2) continue;
    plain.push_back(unit[i]);
  }
  std::size_t at = 0;
  while (at + 1 < plain.size()) {
    unsigned type = plain[at], size = plain[at + 1];  // none that is allowed takes more than a byte
    if (type != 6 && type != 137 && type != 144 && type != 147) return false;
    if (size > 24 || (type == 6 && size > 4) || size > plain.size() - at - 2) return false;
    at += 2 + size;
  }
  return at + 1 == plain.size() && plain[at] == 0x80;
}

bool same_units(const Essence& essence, ByteSpan before, ByteSpan after) {
  auto a = units(before, essence.length_bytes), b = units(after, essence.length_bytes);
  if (!a || !b) return false;
  std::erase_if(*a, [&](ByteSpan u) { return sort_of(essence.coding, u) != Sort::shown; });
  std::size_t i = 0, bytes = 0;
  for (auto unit : *b) {
    bytes += unit.size() + (essence.length_bytes > 0 ? essence.length_bytes : 4);
    auto sort = sort_of(essence.coding, unit);
    if (sort == Sort::never || (sort == Sort::note && !allowed_note(essence.coding, unit))) return false;
    if (sort == Sort::note) continue;
    if (i == a->size() || !std::ranges::equal((*a)[i++], unit)) return false;
  }
  return i == a->size() && bytes == after.size();  // and nothing between them
}

// Sections of MPEG-4 from start code to start code, without users' data.
Parts sections(ByteSpan sample, bool with_users) {
  Parts out;
  std::size_t begin = 0;
  auto close = [&](std::size_t end) {
    auto part = sample.subspan(begin, end - begin);
    bool user = part.size() >= 4 && part[0] == 0 && part[1] == 0 && part[2] == 1 && part[3] == 0xb2;
    if (!part.empty() && user == with_users) out.push_back(part);
    begin = end;
  };
  for (std::size_t i = 0; i + 2 < sample.size(); ++i) {
    if (i > begin && sample[i] == 0 && sample[i + 1] == 0 && sample[i + 2] == 1) close(i);
  }
  close(sample.size());
  return out;
}

bool same_sections(ByteSpan before, ByteSpan after) {
  for (auto note : sections(after, true)) {
    if (as_text(note.subspan(4)) != "DivX503b1393p") return false;
  }
  return std::ranges::equal(sections(before, false), sections(after, false),
                            [](ByteSpan a, ByteSpan b) { return std::ranges::equal(a, b); });
}

// From the first scan on a picture is the same; before it only tables.
bool same_jpeg(ByteSpan before, ByteSpan after) {
  if (before.empty() || after.empty()) return before.empty() && after.empty();
  auto tables = [](ByteSpan picture, std::size_t& scan, bool strict) -> std::optional<Parts> {
    Parts out;
    std::size_t at = 2;
    while (at + 4 <= picture.size()) {
      if (picture[at] != 0xff) return std::nullopt;
      unsigned marker = picture[at + 1];
      if (marker == 0xff && !strict) {
        ++at;
        continue;
      }
      if (marker == 0xd9) break;
      std::size_t n = (std::size_t{picture[at + 2]} << 8 | picture[at + 3]) + 2;
      if (n < 4 || n > picture.size() - at) return std::nullopt;
      auto segment = picture.subspan(at, n);
      bool field =
          marker == 0xe0 && n == 18 && starts_with(segment.subspan(4), "AVI1") && all_zero(segment.last(9));
      bool colours = marker == 0xee && n == 16 && starts_with(segment.subspan(4), "Adobe");
      bool note = (marker >= 0xe0 && marker <= 0xef) || marker == 0xfe;
      if (strict && note && !field && !colours) return std::nullopt;
      if (!note) out.push_back(segment);
      at += n;
      if (marker == 0xda) break;
    }
    scan = at;
    return out;
  };
  std::size_t from_before = 0, from_after = 0;
  auto a = tables(before, from_before, false), b = tables(after, from_after, true);
  if (!a || !b ||
      !std::ranges::equal(*a, *b, [](ByteSpan x, ByteSpan y) { return std::ranges::equal(x, y); }))
    return false;
  // Progressive pictures have several scans with tables between; those are compared as they stand.
  auto dots = after.subspan(from_after);
  return before.size() - from_before >= dots.size() &&
         std::ranges::equal(before.subspan(from_before, dots.size()), dots) &&
         (dots.size() == before.size() - from_before ||
          starts_with(dots.last(std::min<std::size_t>(2, dots.size())), "\xff\xd9"));
}

// Units of AV1: type, whole unit.
std::optional<std::vector<std::pair<unsigned, ByteSpan>>> av1_units(ByteSpan sample) {
  std::vector<std::pair<unsigned, ByteSpan>> out;
  std::size_t at = 0;
  while (at < sample.size()) {
    std::size_t from = at;
    auto head = sample[at++];
    if ((head & 4) != 0) ++at;
    if (at > sample.size()) return std::nullopt;
    std::uint64_t n = sample.size() - at;
    if ((head & 2) != 0) {
      n = 0;
      for (unsigned shift = 0;; shift += 7) {
        if (at >= sample.size() || shift > 49) return std::nullopt;
        auto b = sample[at++];
        n |= std::uint64_t{b & 127u} << shift;
        if (b < 128) break;
      }
    }
    if (n > sample.size() - at) return std::nullopt;
    at += n;
    out.emplace_back(head >> 3 & 15u, sample.subspan(from, at - from));
  }
  return out;
}

bool same_av1(ByteSpan before, ByteSpan after) {
  auto a = av1_units(before), b = av1_units(after);
  if (!a || !b) return false;
  constexpr unsigned kShown = 1u << 1 | 1u << 3 | 1u << 4 | 1u << 6 | 1u << 7;
  std::erase_if(*a, [&](const auto& u) { return (kShown >> u.first & 1) == 0; });
  std::size_t i = 0;
  for (const auto& [type, unit] : *b) {
    if (type == 5 && unit.size() <= 30) continue;  // brightness
    if ((kShown >> type & 1) == 0 || i == a->size() || !std::ranges::equal((*a)[i++].second, unit))
      return false;
  }
  return i == a->size();
}

// The bits [from, to) at the start of an AAC packet that only fill or carry other data, element by
// element; nothing there may be left.
bool blank_data_only(ByteSpan before, ByteSpan after) {
  auto bit = [&](ByteSpan bytes, std::size_t i) {
    return i < bytes.size() * 8 ? bytes[i / 8] >> (7 - i % 8) & 1u : 0u;
  };
  auto bits = [&](std::size_t at, unsigned n) {
    unsigned v = 0;
    for (unsigned i = 0; i < n; ++i) v = v << 1 | bit(after, at + i);
    return v;
  };
  std::size_t at = 0, total = after.size() * 8;
  while (at + 16 <= total) {
    auto element = bits(at, 3);
    std::size_t data = 0, end = 0;
    if (element == 6) {
      std::size_t n = bits(at + 3, 4);
      data = at + 7;
      if (n == 15) n += bits(data, 8) - 1, data += 8;
      end = data + 8 * n;
      if (n > 0 && bits(data, 4) > 2) break;
      data += std::min<std::size_t>(4, end - data);
    } else if (element == 4) {
      bool aligned = bits(at + 7, 1) == 1;
      std::size_t n = bits(at + 8, 8);
      data = at + 16;
      if (n == 255) n += bits(data, 8), data += 8;
      if (aligned) data = (data + 7) / 8 * 8;
      end = data + 8 * n;
    } else {
      break;
    }
    if (end > total) break;
    for (std::size_t i = at; i < end; ++i) {
      if (i < data ? bit(before, i) != bit(after, i) : bit(after, i) != 0) return false;
    }
    at = end;
  }
  for (std::size_t i = at; i < total; ++i) {
    if (i % 8 == 0) return std::ranges::equal(before.subspan(i / 8), after.subspan(i / 8));
    if (bit(before, i) != bit(after, i)) return false;
  }
  return true;
}

// An Opus packet's padding is zero, and all before it is the same.
bool blank_padding_only(ByteSpan before, ByteSpan after) {
  std::size_t padding = 0, at = 2;
  if (after.size() > 2 && (after[0] & 3) == 3 && (after[1] & 64) != 0) {
    while (at < after.size() && after[at] == 255) padding += 254, ++at;
    if (at < after.size()) padding += after[at++];
    if (padding > after.size() - at) padding = 0;
  }
  return std::ranges::equal(before.first(before.size() - padding), after.first(after.size() - padding)) &&
         all_zero(after.last(padding));
}

}  // namespace

bool same_essence(const Essence& essence, ByteSpan before, ByteSpan after) {
  switch (essence.coding) {
    case Coding::h264:
    case Coding::hevc:
      return same_units(essence, before, after);
    case Coding::mpeg4:
      return same_sections(before, after);
    case Coding::mjpeg:
      return same_jpeg(before, after);
    case Coding::av1:
      return same_av1(before, after);
    case Coding::aac:
      return before.size() == after.size() && blank_data_only(before, after);
    case Coding::opus:
      return before.size() == after.size() && blank_padding_only(before, after);
    case Coding::plain:
    case Coding::mp3:
      break;
  }
  return std::ranges::equal(before, after);
}

}  // namespace adit::client::media
