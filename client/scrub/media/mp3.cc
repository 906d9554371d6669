// SPDX-License-Identifier: Apache-2.0
// MP3: finds frames by their headers, keeps whole and fitting ones only, and puts one neutral frame
// before them that counts them.
#include <algorithm>

#include "client/scrub/media/audio.h"
#include "client/scrub/media/reader.h"

namespace adit::client::media {
namespace {

using namespace std::string_view_literals;

constexpr unsigned kRates[3] = {44100, 48000, 32000};
constexpr unsigned kKilobits[2][15] = {
    {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
    {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
};

bool alike(const Mp3Header& a, const Mp3Header& b) {
  return a.version == b.version && a.rate == b.rate && a.channels == b.channels;
}

// Where the counting frame has its letters.
std::size_t count_at(const Mp3Header& h) { return 4u + h.side_bytes; }

bool counts_only(ByteSpan frame, const Mp3Header& h) {
  auto at = count_at(h);
  if (frame.size() < at + 8) return false;
  auto letters = as_text(frame.subspan(at, 4));
  return letters == "Xing" || letters == "Info" ||
         (frame.size() >= 40 && as_text(frame.subspan(36, 4)) == "VBRI");
}

// Samples that encoder and decoder add at both ends.
std::uint32_t edges_of(ByteSpan frame, const Mp3Header& h) {
  Reader in(frame.subspan(count_at(h)));
  auto letters = in.tag();
  if (letters != "Xing" && letters != "Info") return 0;
  auto flags = in.be32();
  in.skip(((flags & 1) != 0 ? 4u : 0u) + ((flags & 2) != 0 ? 4u : 0u) + ((flags & 4) != 0 ? 100u : 0u) +
          ((flags & 8) != 0 ? 4u : 0u));
  auto name = as_text(in.take(9));
  in.skip(12);
  auto edges = in.be24();
  // Players believe these encoders only.
  bool believed = name.starts_with("LAME") || name.starts_with("Lavf") || name.starts_with("Lavc");
  return in.ok() && believed ? edges : 0;
}

// CRC-16 of the last two header bytes and the side information.
std::uint16_t crc16(ByteSpan frame, unsigned side_bytes) {
  std::uint32_t crc = 0xffff;
  auto eat = [&](std::uint8_t b) {
    for (int i = 7; i >= 0; --i) {
      bool bit = (b >> i & 1) != 0, top = (crc & 0x8000) != 0;
      crc = (crc << 1 & 0xffff) ^ (bit != top ? 0x8005u : 0u);
    }
  };
  eat(frame[2]);
  eat(frame[3]);
  for (unsigned i = 0; i < side_bytes; ++i) eat(frame[6 + i]);
  return static_cast<std::uint16_t>(crc);
}

// Header bits and private bits that no decoder reads.
void clear_flags(MutableByteSpan frame, const Mp3Header& h) {
  frame[2] &= 0xfe;  // private
  frame[3] &= 0xf3;  // copyright, original
  std::size_t side = h.summed ? 6 : 4;
  if (h.version == 3) {
    frame[side + 1] &= h.channels == 1 ? 0x83 : 0x8f;
  } else {
    frame[side + 1] &= h.channels == 1 ? 0x7f : 0x3f;
  }
  if (h.summed) {
    auto crc = crc16(frame, h.side_bytes);
    frame[4] = static_cast<std::uint8_t>(crc >> 8);
    frame[5] = static_cast<std::uint8_t>(crc);
  }
}

struct Coded {
  std::size_t back = 0, bytes = 0;  // how far before its own frame it begins, and how long it is
};
Coded coded_sound(ByteSpan frame, const Mp3Header& h) {
  BitReader in(frame.subspan(h.summed ? 6 : 4, h.side_bytes));
  bool one = h.version == 3;
  Coded out;
  out.back = in.get(one ? 9 : 8);
  in.skip(one ? (h.channels == 1 ? 5u + 4u : 3u + 8u) : (h.channels == 1 ? 1u : 2u));
  std::size_t bits = 0;
  for (unsigned i = 0; i < (one ? 2u : 1u) * h.channels; ++i) {
    bits += in.get(12);
    in.skip(one ? 47 : 51);
  }
  out.bytes = (bits + 7) / 8;
  return out;
}

}  // namespace

std::optional<Mp3Header> read_mp3_header(ByteSpan at) {
  if (at.size() < 4 || at[0] != 0xff || (at[1] & 0xe0) != 0xe0) return std::nullopt;
  Mp3Header h;
  h.version = at[1] >> 3 & 3;
  unsigned rate = at[2] >> 2 & 3, bits = at[2] >> 4;
  if (h.version == 1 || (at[1] >> 1 & 3) != 1 || rate == 3 || bits == 0 || bits == 15 || (at[3] & 3) == 2)
    return std::nullopt;
  h.summed = (at[1] & 1) == 0;
  h.channels = at[3] >> 6 == 3 ? 1 : 2;
  h.rate = kRates[rate] >> (h.version == 3 ? 0 : h.version == 2 ? 1 : 2);
  h.side_bytes = h.version == 3 ? (h.channels == 1 ? 17 : 32) : (h.channels == 1 ? 9 : 17);
  unsigned kilobits = kKilobits[h.version == 3 ? 0 : 1][bits];
  h.size = h.samples() / 8 * 1000 * kilobits / h.rate + (at[2] >> 1 & 1);
  if (h.size < 4u + (h.summed ? 2u : 0u) + h.side_bytes) return std::nullopt;
  return h;
}

Result<Mp3> read_mp3(ByteSpan file, Harvest& harvest) {
  Mp3 out;
  std::size_t at = leading_tags(file), junk = at;
  harvest_id3v2(file.first(at), harvest);
  std::optional<Mp3Header> known;
  // Out of step, a header counts only if it leads to another one.
  bool in_step = false, first = true;
  while (at + 4 <= file.size()) {
    auto h = read_mp3_header(file.subspan(at));
    bool fits = h && (!known || alike(*h, *known)) && h->size <= file.size() - at;
    if (fits && !in_step) {
      auto follower = read_mp3_header(file.subspan(at + h->size));
      fits = (follower && alike(*follower, *h)) || (h->size == file.size() - at && known);
    }
    if (!fits) {
      in_step = false;
      ++at;
      continue;
    }
    if (at > junk) harvest_junk(file.subspan(junk, at - junk), harvest);
    known = h;
    in_step = true;
    auto frame = file.subspan(at, h->size);
    if (counts_only(frame, *h)) {
      if (first) out.edges = edges_of(frame, *h);
      auto note = frame.subspan(count_at(*h));
      auto name = note.size() >= 129 ? trimmed(note.subspan(120, 9)) : std::string_view();
      if (!name.empty()) harvest.found(FindingClass::device, "the encoder: " + quote_text(name));
    } else {
      out.frames.push_back({at, h->size});
    }
    first = false;
    at += h->size;
    junk = at;
  }
  harvest_junk(file.subspan(junk), harvest);
  if (out.frames.empty()) return fail(Errc::file_damaged);
  return out;
}

void blank_mp3(MutableByteSpan out, const std::vector<Place>& frames) {
  // All frames' bytes behind their side information are one stream, in which the coded sound of each
  // may begin in frames before. What no frame claims is blanked.
  std::uint64_t base = 0, claimed = 0;
  std::size_t behind = 0;  // the frame in which `claimed` lies
  std::vector<std::uint64_t> bases;
  std::vector<Place> parts;
  auto blank = [&](std::uint64_t from, std::uint64_t to) {
    while (behind < parts.size() && bases[behind] + parts[behind].size <= from) ++behind;
    for (std::size_t i = behind; i < parts.size() && bases[i] < to; ++i) {
      auto begin = std::max(from, bases[i]) - bases[i],
           end = std::min<std::uint64_t>(to - bases[i], parts[i].size);
      std::ranges::fill(out.subspan(parts[i].at + begin, end - begin), std::uint8_t{0});
    }
  };
  for (const auto& place : frames) {
    auto frame = out.subspan(place.at, place.size);
    auto h = read_mp3_header(frame);
    if (!h || h->size != place.size) continue;
    clear_flags(frame, *h);
    auto coded = coded_sound(frame, *h);
    std::size_t head = (h->summed ? 6u : 4u) + h->side_bytes;
    bases.push_back(base);
    parts.push_back({place.at + head, place.size - head});
    auto begins = base - std::min<std::uint64_t>(coded.back, base);
    if (begins > claimed) blank(claimed, begins);
    claimed = std::max(claimed, begins + coded.bytes);
    base += place.size - head;
  }
  if (base > claimed) blank(claimed, base);
}

Result<ByteVector> write_mp3(ByteSpan file, const Mp3& mp3) {
  ByteVector out;
  std::size_t total = 0;
  for (const auto& f : mp3.frames) total += f.size;
  auto like = file.subspan(mp3.frames.front().at, 4);
  auto h = read_mp3_header(like);
  if (!h) return fail(Errc::internal);
  // The smallest frame that holds the count: letters, flags, two numbers, then the name's place and the
  // edges where a player looks for them.
  std::size_t need = 4u + h->side_bytes + 16 + 36;
  ByteVector head(like.begin(), like.end());
  head[1] |= 1;     // no check sum
  head[3] &= 0xf0;  // no flags, no emphasis
  std::optional<Mp3Header> size;
  for (unsigned bits = 1; bits < 15; ++bits) {
    head[2] = static_cast<std::uint8_t>(bits << 4 | (like[2] & 0x0c));
    size = read_mp3_header(head);
    if (size && size->size >= need) break;
  }
  if (!size || size->size < need) return fail(Errc::internal);
  out.reserve(total + size->size);
  append(out, head);
  put_zeros(out, h->side_bytes);
  put_text(out, "Info");
  put_be32(out, 3);
  put_be32(out, mp3.frames.size());
  put_be32(out, total + size->size);
  // The name is the same for all: without it players do not believe the edges.
  put_text(out, mp3.edges != 0 ? "LAME"sv : "\0\0\0\0"sv);
  put_zeros(out, 17);
  put_be(out, mp3.edges, 3);
  out.resize(size->size);
  std::vector<Place> places;
  places.reserve(mp3.frames.size());
  for (const auto& f : mp3.frames) {
    places.push_back({out.size(), f.size});
    append(out, file.subspan(f.at, f.size));
  }
  blank_mp3(out, places);
  return out;
}

}  // namespace adit::client::media
