// SPDX-License-Identifier: Apache-2.0
// FLAC: every frame is read down to its last coded sample, so that its end is known and nothing can
// stand between frames; their two sums are compared.
#include <fmt/format.h>

#include <limits>

#include "client/scrub/media/audio.h"
#include "client/scrub/media/essence.h"
#include "client/scrub/media/reader.h"

namespace adit::client::media {
namespace {

struct Stream {
  std::uint32_t rate = 0;
  unsigned channels = 0, bits = 0, max_block = 0;
};

Stream stream_of(ByteSpan info) {
  BitReader in(info);
  Stream s;
  in.skip(16);
  s.max_block = static_cast<unsigned>(in.get(16));
  in.skip(48);
  s.rate = static_cast<std::uint32_t>(in.get(20));
  s.channels = static_cast<unsigned>(in.get(3)) + 1;
  s.bits = static_cast<unsigned>(in.get(5)) + 1;
  return s;
}

std::uint8_t crc8(ByteSpan bytes) {
  std::uint32_t crc = 0;
  for (auto b : bytes) {
    crc ^= b;
    for (int i = 0; i < 8; ++i) crc = (crc << 1 ^ ((crc & 0x80) != 0 ? 7u : 0u)) & 0xff;
  }
  return static_cast<std::uint8_t>(crc);
}

constexpr auto kCrc16 = [] {
  std::array<std::uint16_t, 256> table{};
  for (unsigned i = 0; i < 256; ++i) {
    std::uint32_t v = i << 8;
    for (int k = 0; k < 8; ++k) v = (v << 1 ^ ((v & 0x8000) != 0 ? 0x8005u : 0u)) & 0xffff;
    table[i] = static_cast<std::uint16_t>(v);
  }
  return table;
}();
std::uint16_t crc16(ByteSpan bytes) {
  std::uint32_t crc = 0;
  for (auto b : bytes) crc = (crc << 8 & 0xffff) ^ kCrc16[crc >> 8 ^ b];
  return static_cast<std::uint16_t>(crc);
}

struct Head {
  bool by_sample = false;
  std::uint64_t number = 0;
  unsigned block = 0, channels = 0, bits = 0, assignment = 0;
};

// A number in the way of UTF-8, of up to seven bytes.
std::optional<std::uint64_t> coded_number(BitReader& in) {
  auto lead = static_cast<std::uint8_t>(in.get(8));
  auto ones = static_cast<unsigned>(std::countl_one(lead));
  if (ones == 0) return lead;
  if (ones == 1 || ones > 7) return std::nullopt;
  std::uint64_t v = ones == 7 ? 0 : lead & ((1u << (7 - ones)) - 1);
  for (unsigned i = 1; i < ones; ++i) {
    auto b = in.get(8);
    if ((b & 0xc0) != 0x80) return std::nullopt;
    v = v << 6 | (b & 0x3f);
  }
  return v;
}

std::optional<Head> read_head(BitReader& in, ByteSpan frame, const Stream& stream) {
  if (in.get(15) != 0x7ffc) return std::nullopt;
  Head h;
  h.by_sample = in.get(1) == 1;
  auto block = in.get(4), rate = in.get(4);
  h.assignment = static_cast<unsigned>(in.get(4));
  auto bits = in.get(3);
  if (in.get(1) != 0 || h.assignment > 10 || block == 0 || rate == 15 || bits == 3) return std::nullopt;
  auto number = coded_number(in);
  if (!number) return std::nullopt;
  h.number = *number;
  h.block = static_cast<unsigned>(block == 1   ? 192
                                  : block < 6  ? 576u << (block - 2)
                                  : block == 6 ? in.get(8) + 1
                                  : block == 7 ? in.get(16) + 1
                                               : 256u << (block - 8));
  in.skip(rate == 12 ? 8 : rate >= 13 ? 16 : 0);
  constexpr unsigned kBits[] = {0, 8, 12, 0, 16, 20, 24, 32};
  h.bits = bits == 0 ? stream.bits : kBits[bits];
  h.channels = h.assignment < 8 ? h.assignment + 1 : 2;
  std::size_t n = in.at() / 8;
  auto sum = in.get(8);
  if (!in.ok() || crc8(frame.first(n)) != sum || h.channels != stream.channels || h.bits != stream.bits)
    return std::nullopt;
  return h;
}

bool skip_residual(BitReader& in, unsigned block, unsigned order) {
  auto method = in.get(2);
  if (method > 1) return false;
  unsigned width = method == 0 ? 4 : 5;
  auto partitions = static_cast<unsigned>(in.get(4));
  unsigned each = block >> partitions;
  if ((each << partitions) != block || each < order) return false;
  for (unsigned p = 0; p < 1u << partitions; ++p) {
    unsigned n = p == 0 ? each - order : each;
    auto rice = static_cast<unsigned>(in.get(width));
    if (rice == (1u << width) - 1) {
      in.skip(std::size_t{in.get(5)} * n);
    } else {
      for (unsigned i = 0; i < n && in.ok(); ++i) {
        in.zeros();
        in.skip(rice);
      }
    }
    if (!in.ok()) return false;
  }
  return true;
}

bool skip_subframe(BitReader& in, unsigned block, unsigned bits) {
  if (in.get(1) != 0) return false;
  auto kind = static_cast<unsigned>(in.get(6));
  if (in.get(1) == 1) {
    auto wasted = in.zeros() + 1;
    if (wasted >= bits) return false;
    bits -= static_cast<unsigned>(wasted);
  }
  if (kind == 0) return in.skip(bits), in.ok();
  if (kind == 1) return in.skip(std::size_t{bits} * block), in.ok();
  if (kind >= 8 && kind <= 12) {
    unsigned order = kind - 8;
    if (order > block) return false;
    in.skip(std::size_t{bits} * order);
    return skip_residual(in, block, order);
  }
  if (kind >= 32) {
    unsigned order = kind - 31;
    if (order > block) return false;
    in.skip(std::size_t{bits} * order);
    auto precision = in.get(4) + 1;
    in.skip(5);
    if (precision == 16) return false;
    in.skip(precision * order);
    return skip_residual(in, block, order);
  }
  return false;
}

// How long the frame at the start is; 0 if there is none.
std::size_t frame_bytes(ByteSpan at, const Stream& stream, Head& head) {
  // No frame is longer than its samples written out.
  std::size_t most = (std::size_t{stream.max_block} * stream.channels * (stream.bits + 1)) / 8 + 1024;
  at = at.first(std::min(at.size(), most));
  BitReader in(at);
  auto h = read_head(in, at, stream);
  if (!h) return 0;
  head = *h;
  for (unsigned c = 0; c < h->channels; ++c) {
    // The difference of two channels needs a bit more.
    bool difference =
        (h->assignment == 8 && c == 1) || (h->assignment == 9 && c == 0) || (h->assignment == 10 && c == 1);
    if (!skip_subframe(in, h->block, h->bits + (difference ? 1 : 0))) return 0;
  }
  in.skip((8 - in.at() % 8) % 8);
  std::size_t n = in.at() / 8;
  auto sum = in.get(16);
  return in.ok() && crc16(at.first(n)) == sum ? n + 2 : 0;
}

void harvest_block(unsigned type, ByteSpan body, Harvest& out) {
  if (type == 4) return harvest_vorbis_comments(body, out);
  if (type == 3 || (type == 1 && all_zero(body))) return;
  out.keep_strings(body.first(std::min<std::size_t>(body.size(), 1 << 20)));
  if (type == 6) {
    out.found(FindingClass::hidden, "a cover picture");
    auto jpeg = as_text(body).find("\xff\xd8\xff");
    if (jpeg != std::string_view::npos) harvest_jpeg(body.subspan(jpeg), out);
    return;
  }
  out.found(type == 1 ? FindingClass::hidden : FindingClass::other,
            fmt::format("{} ({})",
                        type == 1   ? "something in a part that is called empty"
                        : type == 2 ? "a program's own record"
                        : type == 5 ? "a list of titles"
                                    : "a part of an unknown kind",
                        size_words(body.size())));
}

}  // namespace

Result<Flac> read_flac(ByteSpan file, Harvest& harvest) {
  Flac out;
  Reader in(file);
  std::size_t tags = leading_tags(file);
  harvest_id3v2(file.first(tags), harvest);
  in.skip(tags);
  if (in.tag() != "fLaC") return fail(Errc::file_damaged);
  bool last = false;
  while (!last) {
    auto head = in.u8();
    last = (head & 0x80) != 0;
    auto body = in.take(in.be24());
    if (!in.ok()) return fail(Errc::file_damaged);
    if ((head & 0x7f) == 0 && out.info.empty()) {
      auto info = clean_streaminfo(body);
      if (!info) return fail(Errc::file_damaged);
      out.info = *info;
    } else {
      harvest_block(head & 0x7f, body, harvest);
    }
  }
  if (out.info.empty()) return fail(Errc::file_damaged);
  auto stream = stream_of(out.info);
  std::size_t at = in.at(), junk = at, smallest = std::numeric_limits<std::size_t>::max(), largest = 0;
  unsigned least = 65535, most = 0, last_block = 0;
  std::uint64_t total = 0;
  bool in_step = true;
  std::size_t lost = 0;
  while (at < file.size()) {
    Head head;
    bool maybe = file[at] == 0xff && at + 1 < file.size() && (file[at + 1] & 0xfe) == 0xf8;
    auto n = maybe ? frame_bytes(file.subspan(at), stream, head) : 0;
    if (n == 0) {
      // Sound that cannot be read is not skipped: a tag at the end is no sound.
      if (in_step && maybe) ++lost;
      in_step = false;
      ++at;
      continue;
    }
    if (at > junk) harvest_junk(file.subspan(junk, at - junk), harvest);
    in_step = true;
    out.frames.push_back({at, n});
    out.starts.push_back(total);
    if (last_block != 0) least = std::min(least, last_block);
    last_block = head.block;
    most = std::max(most, head.block);
    smallest = std::min(smallest, n);
    largest = std::max(largest, n);
    total += head.block;
    at += n;
    junk = at;
  }
  harvest_junk(file.subspan(junk), harvest);
  if (out.frames.empty() || lost > 0) return fail(Errc::file_damaged);
  if (out.frames.size() == 1) least = std::max(last_block, 16u);
  // What the frames say counts, not what the old record said.
  auto put = [&](std::size_t where, std::size_t value, unsigned bytes) {
    for (unsigned i = 0; i < bytes; ++i)
      out.info[where + i] = static_cast<std::uint8_t>(value >> (8 * (bytes - 1 - i)));
  };
  put(0, least, 2);
  put(2, std::max(most, 16u), 2);
  put(4, smallest, 3);
  put(7, largest, 3);
  out.info[13] = static_cast<std::uint8_t>((out.info[13] & 0xf0) | (total >> 32 & 0xf));
  put(14, total & 0xffffffff, 4);
  return out;
}

ByteVector write_flac(ByteSpan file, const Flac& flac) {
  auto stream = stream_of(flac.info);
  // A place to seek to every ten seconds.
  std::vector<std::size_t> points;
  std::uint64_t next = 0, step = std::uint64_t{10} * std::max(stream.rate, 1u);
  std::size_t total = 0;
  for (std::size_t i = 0; i < flac.frames.size(); ++i) {
    total += flac.frames[i].size;
    if (flac.starts[i] < next) continue;
    points.push_back(i);
    next = flac.starts[i] + step;
  }
  if (points.size() > 10'000) points.resize(10'000);
  ByteVector out;
  out.reserve(total + 64 + 18 * points.size());
  put_text(out, "fLaC");
  put_be32(out, 34);
  append(out, flac.info);
  put_be32(out, 0x83000000u | 18 * points.size());
  std::size_t offset = 0, frame = 0;
  for (auto p : points) {
    for (; frame < p; ++frame) offset += flac.frames[frame].size;
    put_be64(out, flac.starts[p]);
    put_be64(out, offset);
    auto end = p + 1 < flac.starts.size() ? flac.starts[p + 1] - flac.starts[p] : 0;
    put_be16(out, end != 0 ? end : (load_le(ByteSpan(flac.info).subspan(2, 1)) << 8 | flac.info[3]));
  }
  for (const auto& f : flac.frames) append(out, file.subspan(f.at, f.size));
  return out;
}

}  // namespace adit::client::media
