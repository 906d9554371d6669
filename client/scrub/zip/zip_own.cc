// SPDX-License-Identifier: Apache-2.0
// The verification's reader: from the front, every byte expected. Shares nothing with zip_read.cc.
#include <zlib.h>

#include <map>

#include "client/scrub/zip/zip.h"

namespace adit::client {
namespace {

// Takes expected and free fields one after the other; bad once anything was not as expected.
class Walk {
 public:
  explicit Walk(ByteSpan bytes) : left_(bytes) {}
  ByteSpan take(std::size_t n) {
    if (n > left_.size()) {
      bad_ = true;
      return {};
    }
    auto out = left_.first(n);
    left_ = left_.subspan(n);
    return out;
  }
  std::uint32_t number(std::size_t bytes) { return static_cast<std::uint32_t>(load_le(take(bytes))); }
  void expect(std::size_t bytes, std::uint32_t value) {
    if (number(bytes) != value) bad_ = true;
  }
  std::size_t left() const { return left_.size(); }
  bool starts_with(std::uint32_t magic) const {
    return left_.size() >= 4 && load_le(left_.first(4)) == magic;
  }
  bool bad() const { return bad_; }

 private:
  ByteSpan left_;
  bool bad_ = false;
};

struct Head {
  std::uint32_t flags, method, crc, packed, size;
  std::string name;
  friend bool operator==(const Head&, const Head&) = default;
};

Head head_fields(Walk& walk, std::uint32_t& name_bytes) {
  Head h{};
  walk.expect(2, 20);
  h.flags = walk.number(2);
  h.method = walk.number(2);
  walk.expect(2, 0);
  walk.expect(2, 0x21);
  h.crc = walk.number(4);
  h.packed = walk.number(4);
  h.size = walk.number(4);
  name_bytes = walk.number(2);
  walk.expect(2, 0);
  return h;
}

bool plain(const Head& h) {
  bool ascii = true;
  for (char c : h.name) {
    auto b = static_cast<unsigned char>(c);
    if (b < 0x20 || b == 0x7f || c == '\\' || c == ':') return false;
    if (b >= 0x80) ascii = false;
  }
  if (h.name.empty() || h.name.front() == '/' || h.name.back() == '/') return false;
  auto framed = "/" + h.name + "/";
  if (framed.find("//") != framed.npos || framed.find("/./") != framed.npos ||
      framed.find("/../") != framed.npos)
    return false;
  return h.flags == (ascii ? 0u : 0x800u) && (h.method == 0 ? h.packed == h.size : h.method == 8);
}

std::optional<ByteVector> inflate_all(ByteSpan packed, std::size_t size) {
  ByteVector out(size + 1);  // one more shows that there is no more
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return std::nullopt;
  stream.next_in = const_cast<Bytef*>(packed.data());
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  bool done =
      inflate(&stream, Z_NO_FLUSH) == Z_STREAM_END && stream.total_out == size && stream.avail_in == 0;
  inflateEnd(&stream);
  if (!done) return std::nullopt;
  out.pop_back();
  return out;
}

}  // namespace

std::optional<std::vector<ZipEntry>> read_own_zip(ByteSpan file, const ZipLimits& limits) {
  Walk walk(file);
  std::vector<ZipEntry> out;
  std::vector<std::pair<Head, std::uint32_t>> heads;
  std::map<std::string, int> seen;
  std::size_t total = 0;
  while (walk.starts_with(0x04034b50)) {
    auto offset = static_cast<std::uint32_t>(file.size() - walk.left());
    walk.expect(4, 0x04034b50);
    std::uint32_t name_bytes = 0;
    auto h = head_fields(walk, name_bytes);
    h.name = std::string(as_text(walk.take(name_bytes)));
    auto body = walk.take(h.packed);
    total += h.size;
    if (walk.bad() || !plain(h) || h.size > limits.member_bytes || total > limits.total_bytes ||
        out.size() >= limits.members || ++seen[h.name] > 1)
      return std::nullopt;
    ZipEntry entry{h.name, {}, h.method == 0};
    if (h.method == 0) {
      entry.bytes.assign(body.begin(), body.end());
    } else {
      if (h.size / 1100 > h.packed) return std::nullopt;
      auto bytes = inflate_all(body, h.size);
      if (!bytes) return std::nullopt;
      entry.bytes = std::move(*bytes);
    }
    if (crc32_z(0, entry.bytes.data(), entry.bytes.size()) != h.crc) return std::nullopt;
    heads.emplace_back(std::move(h), offset);
    out.push_back(std::move(entry));
  }
  auto directory_at = static_cast<std::uint32_t>(file.size() - walk.left());
  for (const auto& [head, offset] : heads) {
    walk.expect(4, 0x02014b50);
    walk.expect(2, 3 << 8 | 20);
    std::uint32_t name_bytes = 0;
    auto h = head_fields(walk, name_bytes);
    for (int i = 0; i < 3; ++i) walk.expect(2, 0);
    walk.expect(4, 0100644u << 16);
    walk.expect(4, offset);
    h.name = std::string(as_text(walk.take(name_bytes)));
    if (walk.bad() || h != head) return std::nullopt;
  }
  auto directory_bytes = static_cast<std::uint32_t>(file.size() - walk.left()) - directory_at;
  walk.expect(4, 0x06054b50);
  walk.expect(4, 0);
  walk.expect(2, static_cast<std::uint32_t>(heads.size()));
  walk.expect(2, static_cast<std::uint32_t>(heads.size()));
  walk.expect(4, directory_bytes);
  walk.expect(4, directory_at);
  walk.expect(2, 0);
  if (walk.bad() || walk.left() != 0) return std::nullopt;
  return out;
}

}  // namespace adit::client
