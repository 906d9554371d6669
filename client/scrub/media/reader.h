// SPDX-License-Identifier: Apache-2.0
// Bytes of a foreign recording, read one after the other. A read past the end gives zeros and is
// remembered, so a parser asks ok() once at its end instead of after every field.
#pragma once

#include <adit/bytes.h>

#include <bit>

namespace adit::client::media {

class Reader {
 public:
  explicit Reader(ByteSpan bytes) : bytes_(bytes) {}

  bool ok() const { return ok_; }
  std::size_t at() const { return at_; }
  std::size_t left() const { return bytes_.size() - at_; }
  ByteSpan rest() const { return bytes_.subspan(at_); }

  // Nothing, and no longer ok(), if there are fewer than n.
  ByteSpan take(std::size_t n) {
    if (n > left()) {
      ok_ = false;
      at_ = bytes_.size();
      return {};
    }
    auto out = bytes_.subspan(at_, n);
    at_ += n;
    return out;
  }
  void skip(std::size_t n) { take(n); }

  std::uint8_t u8() { return static_cast<std::uint8_t>(big(1)); }
  std::uint16_t be16() { return static_cast<std::uint16_t>(big(2)); }
  std::uint32_t be24() { return static_cast<std::uint32_t>(big(3)); }
  std::uint32_t be32() { return static_cast<std::uint32_t>(big(4)); }
  std::uint64_t be64() { return big(8); }
  std::uint16_t le16() { return static_cast<std::uint16_t>(load_le(take(2))); }
  std::uint32_t le32() { return static_cast<std::uint32_t>(load_le(take(4))); }
  std::uint64_t le64() { return load_le(take(8)); }
  std::string_view tag() { return as_text(take(4)); }
  std::uint64_t big(std::size_t n) {
    std::uint64_t v = 0;
    for (auto b : take(n)) v = v << 8 | b;
    return v;
  }

 private:
  ByteSpan bytes_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

// The same by bits, from the highest of each byte.
class BitReader {
 public:
  explicit BitReader(ByteSpan bytes) : bytes_(bytes) {}

  bool ok() const { return ok_; }
  std::size_t at() const { return at_; }
  std::size_t left() const { return bytes_.size() * 8 - at_; }
  void skip(std::size_t n) {
    if (n > left()) {
      ok_ = false;
      n = left();
    }
    at_ += n;
  }
  // n is 57 at most.
  std::uint64_t get(unsigned n) {
    if (n > left()) {
      ok_ = false;
      at_ = bytes_.size() * 8;
      return 0;
    }
    if (n == 0) return 0;
    std::size_t byte = at_ / 8;
    std::uint64_t v = 0;
    std::size_t need = (at_ % 8 + n + 7) / 8;
    for (std::size_t i = 0; i < need; ++i) v = v << 8 | bytes_[byte + i];
    v >>= need * 8 - at_ % 8 - n;
    at_ += n;
    return v & ((std::uint64_t{1} << n) - 1);
  }
  // How many zeros stand before the next one, which is read too.
  std::size_t zeros() {
    std::size_t n = 0;
    while (at_ < bytes_.size() * 8) {
      auto byte = static_cast<std::uint8_t>(bytes_[at_ / 8] << (at_ % 8));
      if (byte == 0) {
        n += 8 - at_ % 8;
        at_ += 8 - at_ % 8;
        continue;
      }
      auto zero = static_cast<unsigned>(std::countl_zero(byte));
      at_ += zero + 1;
      return n + zero;
    }
    ok_ = false;
    return n;
  }

 private:
  ByteSpan bytes_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

inline void put_be(ByteVector& out, std::uint64_t v, unsigned bytes) {
  for (unsigned i = bytes; i-- > 0;) out.push_back(static_cast<std::uint8_t>(v >> (8 * i)));
}
inline void put_be16(ByteVector& out, std::uint64_t v) { put_be(out, v, 2); }
inline void put_be32(ByteVector& out, std::uint64_t v) { put_be(out, v, 4); }
inline void put_be64(ByteVector& out, std::uint64_t v) { put_be(out, v, 8); }
inline void put_text(ByteVector& out, std::string_view text) { append(out, as_bytes(text)); }
inline void put_zeros(ByteVector& out, std::size_t n) { out.resize(out.size() + n); }

inline bool starts_with(ByteSpan bytes, std::string_view magic) { return as_text(bytes).starts_with(magic); }
inline bool all_zero(ByteSpan bytes) {
  return std::ranges::all_of(bytes, [](std::uint8_t b) { return b == 0; });
}

}  // namespace adit::client::media
