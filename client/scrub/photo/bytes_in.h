// SPDX-License-Identifier: Apache-2.0
// Bytes of a foreign file, read one after the other. A read past the end gives zeros and is
// remembered, so that a parser asks ok() once.
#pragma once

#include <adit/bytes.h>

namespace adit::client::photo {

class BytesIn {
 public:
  explicit BytesIn(ByteSpan bytes) : bytes_(bytes) {}

  bool ok() const { return ok_; }
  std::size_t at() const { return at_; }
  std::size_t left() const { return bytes_.size() - at_; }
  ByteSpan take(std::uint64_t n) {
    if (n > left()) {
      ok_ = false;
      at_ = bytes_.size();
      return {};
    }
    auto out = bytes_.subspan(at_, static_cast<std::size_t>(n));
    at_ += static_cast<std::size_t>(n);
    return out;
  }
  // n is 8 at most.
  std::uint64_t be(unsigned n) {
    std::uint64_t v = 0;
    for (auto b : take(n)) v = v << 8 | b;
    return v;
  }
  std::uint64_t le(unsigned n) {
    std::uint64_t v = 0;
    unsigned shift = 0;
    for (auto b : take(n)) v |= std::uint64_t{b} << shift, shift += 8;
    return v;
  }
  // Up to a NUL, which is skipped, or to the end.
  ByteSpan text() {
    auto rest = bytes_.subspan(at_);
    auto n = static_cast<std::size_t>(std::ranges::find(rest, std::uint8_t{0}) - rest.begin());
    at_ += std::min(n + 1, rest.size());
    return rest.first(n);
  }

 private:
  ByteSpan bytes_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

}  // namespace adit::client::photo
