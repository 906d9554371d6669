// SPDX-License-Identifier: Apache-2.0
// Bytes of a foreign file, read by offset. Every read is checked; what is not there is nothing.
#pragma once

#include <adit/bytes.h>

namespace adit::client {

class EndianView {
 public:
  enum class Order { little, big };

  EndianView(ByteSpan bytes, Order order) : bytes_(bytes), order_(order) {}

  std::size_t size() const { return bytes_.size(); }
  std::optional<ByteSpan> part(std::size_t at, std::size_t n) const {
    if (at > bytes_.size() || n > bytes_.size() - at) return std::nullopt;
    return bytes_.subspan(at, n);
  }
  std::optional<std::uint16_t> u16(std::size_t at) const {
    auto v = number(at, 2);
    if (!v) return std::nullopt;
    return static_cast<std::uint16_t>(*v);
  }
  std::optional<std::uint32_t> u32(std::size_t at) const { return number(at, 4); }

 private:
  std::optional<std::uint32_t> number(std::size_t at, std::size_t n) const {
    auto b = part(at, n);
    if (!b) return std::nullopt;
    std::uint32_t v = 0;
    for (std::size_t i = 0; i < n; ++i) v = v << 8 | (*b)[order_ == Order::big ? i : n - 1 - i];
    return v;
  }

  ByteSpan bytes_;
  Order order_;
};

}  // namespace adit::client
