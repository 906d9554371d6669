// SPDX-License-Identifier: Apache-2.0
#include <bit>

#include "client/scrub/media/mkv.h"
#include "client/scrub/media/reader.h"

namespace adit::client::media {
namespace {

// A number whose first byte says how long it is; with or without that mark.
std::optional<std::uint64_t> read_vint(Reader& in, unsigned most, bool keep_mark, bool* all_ones = nullptr) {
  auto lead = in.u8();
  auto n = static_cast<unsigned>(std::countl_zero(lead)) + 1;
  if (!in.ok() || lead == 0 || n > most) return std::nullopt;
  std::uint64_t v = keep_mark ? lead : lead & ((0x80u >> (n - 1)) - 1);
  v = n > 1 ? v << (8 * (n - 1)) | in.big(n - 1) : v;
  if (!in.ok()) return std::nullopt;
  if (all_ones != nullptr) *all_ones = v == (std::uint64_t{1} << (7 * n)) - 1;
  return v;
}

}  // namespace

std::optional<Element> Elements::next() {
  if (at_ >= bytes_.size()) return std::nullopt;
  Reader in(bytes_.subspan(at_));
  auto id = read_vint(in, 4, true);
  bool open = false;
  auto n = id ? read_vint(in, 8, false, &open) : std::nullopt;
  if (!n) return std::nullopt;
  if (open) n = in.left();
  if (*n > in.left()) return std::nullopt;
  Element e{static_cast<std::uint32_t>(*id), bytes_.subspan(at_ + in.at(), *n), open, at_,
            at_ + in.at() + *n};
  at_ = e.end;
  return e;
}

std::optional<ByteSpan> find_element(ByteSpan bytes, std::uint32_t id) {
  Elements elements(bytes);
  while (auto e = elements.next()) {
    if (e->id == id) return e->body;
  }
  return std::nullopt;
}

std::optional<std::uint64_t> read_uint(ByteSpan body) {
  if (body.size() > 8) return std::nullopt;
  return Reader(body).big(body.size());
}
std::optional<double> read_float(ByteSpan body) {
  Reader in(body);
  double v = 0;
  if (body.size() == 4) {
    v = std::bit_cast<float>(in.be32());
  } else if (body.size() == 8) {
    v = std::bit_cast<double>(in.be64());
  } else if (!body.empty()) {
    return std::nullopt;
  }
  if (!(v > -1e15 && v < 1e15)) return std::nullopt;
  return v;
}

void put_id(ByteVector& out, std::uint32_t id) {
  put_be(out, id, id > 0xffffff ? 4 : id > 0xffff ? 3 : id > 0xff ? 2 : 1);
}
void put_element(ByteVector& out, std::uint32_t id, ByteSpan body) {
  put_id(out, id);
  unsigned n = 1;
  while (n < 8 && body.size() >= (std::uint64_t{1} << (7 * n)) - 1) ++n;
  put_be(out, body.size() | std::uint64_t{1} << (7 * n), n);
  append(out, body);
}
void put_uint(ByteVector& out, std::uint32_t id, std::uint64_t value) {
  ByteVector body;
  auto n = static_cast<unsigned>((std::bit_width(value) + 7) / 8);
  put_be(body, value, std::max(n, 1u));
  put_element(out, id, body);
}
void put_float(ByteVector& out, std::uint32_t id, double value) {
  ByteVector body;
  put_be64(body, std::bit_cast<std::uint64_t>(value));
  put_element(out, id, body);
}

std::optional<BlockHead> read_block(ByteSpan body) {
  Reader in(body);
  BlockHead out;
  auto track = read_vint(in, 8, false);
  if (!track) return std::nullopt;
  out.track = *track;
  out.time = static_cast<std::int16_t>(in.be16());
  out.flags = in.u8();
  if (!in.ok()) return std::nullopt;
  unsigned lacing = out.flags >> 1 & 3;
  if (lacing == 0) {
    out.frames.push_back({in.at(), in.left()});
    return out;
  }
  unsigned count = in.u8() + 1u;
  std::vector<std::uint64_t> sizes;
  std::uint64_t total = 0;
  if (lacing == 1) {
    for (unsigned i = 0; i + 1 < count; ++i) {
      std::uint64_t n = 0;
      std::uint8_t b = 255;
      while (b == 255 && in.ok()) n += b = in.u8();
      sizes.push_back(n);
      total += n;
    }
  } else if (lacing == 3) {
    std::int64_t n = 0;
    for (unsigned i = 0; i + 1 < count; ++i) {
      auto from = in.at();
      auto v = read_vint(in, 8, false);
      if (!v) return std::nullopt;
      auto bytes = static_cast<unsigned>(in.at() - from);
      // Later ones are differences, around zero.
      n = i == 0 ? static_cast<std::int64_t>(*v)
                 : n + static_cast<std::int64_t>(*v) - ((std::int64_t{1} << (7 * bytes - 1)) - 1);
      if (n < 0 || n > static_cast<std::int64_t>(body.size())) return std::nullopt;
      sizes.push_back(static_cast<std::uint64_t>(n));
      total += sizes.back();
    }
  } else {
    if (in.left() % count != 0) return std::nullopt;
    sizes.assign(count - 1, in.left() / count);
    total = in.left() / count * (count - 1);
  }
  if (!in.ok() || total > in.left()) return std::nullopt;
  sizes.push_back(in.left() - total);
  for (auto n : sizes) {
    out.frames.push_back({in.at(), n});
    in.skip(n);
  }
  return out;
}

}  // namespace adit::client::media
