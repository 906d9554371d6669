// SPDX-License-Identifier: Apache-2.0
#include <zlib.h>

#include "client/scrub/photo/tiff.h"

namespace adit::client::photo {

bool unpack_none(ByteSpan packed, MutableByteSpan out) {
  if (packed.size() < out.size()) return false;
  std::ranges::copy(packed.first(out.size()), out.begin());
  return true;
}

bool unpack_bits(ByteSpan packed, MutableByteSpan out) {
  std::size_t at = 0, done = 0;
  while (done < out.size()) {
    if (at >= packed.size()) return false;
    unsigned n = packed[at++];
    if (n == 128) continue;
    std::size_t count = n < 128 ? n + 1 : 257 - n;
    std::size_t kept = std::min(count, out.size() - done);
    if (n < 128) {
      if (count > packed.size() - at) return false;
      std::ranges::copy(packed.subspan(at, kept), out.begin() + static_cast<std::ptrdiff_t>(done));
      at += count;
    } else {
      if (at >= packed.size()) return false;
      std::ranges::fill(out.subspan(done, kept), packed[at++]);
    }
    done += kept;
  }
  return true;
}

// TIFF's LZW: from the high bits of each byte on, and codes grow one step early.
bool unpack_lzw(ByteSpan packed, MutableByteSpan out) {
  constexpr unsigned kClear = 256, kEnd = 257, kMost = 4096;
  std::array<std::uint16_t, kMost> before{};
  std::array<std::uint8_t, kMost> last{}, string{};
  unsigned bits = 9, next = 258, previous = kMost, first = 0, have = 0;
  std::uint32_t held = 0;
  std::size_t at = 0, done = 0;
  while (done < out.size()) {
    while (have < bits) {
      if (at >= packed.size()) return false;
      held = held << 8 | packed[at++];
      have += 8;
    }
    unsigned code = held >> (have - bits) & ((1u << bits) - 1);
    have -= bits;
    if (code == kEnd) return false;  // too early
    if (code == kClear) {
      bits = 9, next = 258, previous = kMost;
      continue;
    }
    if (previous == kMost ? code > 255 : code > next || (code == next && next >= kMost)) return false;
    unsigned n = 0, walk = code;
    if (code == next) string[n++] = static_cast<std::uint8_t>(first), walk = previous;
    while (walk > kEnd) string[n++] = last[walk], walk = before[walk];
    if (walk > 255) return false;
    first = walk;
    string[n++] = static_cast<std::uint8_t>(first);
    for (unsigned i = n; i-- > 0 && done < out.size();) out[done++] = string[i];
    if (previous != kMost && next < kMost) {
      before[next] = static_cast<std::uint16_t>(previous);
      last[next] = static_cast<std::uint8_t>(first);
      ++next;
      if (next + 1 >= 1u << bits && bits < 12) ++bits;
    }
    previous = code;
  }
  return true;
}

bool unpack_deflate(ByteSpan packed, MutableByteSpan out) {
  z_stream z{};
  if (inflateInit(&z) != Z_OK) return false;
  z.next_in = const_cast<Bytef*>(packed.data());
  z.avail_in = static_cast<uInt>(packed.size());
  z.next_out = out.data();
  z.avail_out = static_cast<uInt>(out.size());
  inflate(&z, Z_FINISH);
  bool whole = z.total_out == out.size();
  inflateEnd(&z);
  return whole;
}

}  // namespace adit::client::photo
