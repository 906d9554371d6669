// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/mutate_value.h"

namespace adit::test {
namespace {

std::uint64_t any_number(Dice& dice) {
  constexpr std::array<std::uint64_t, 14> kEdges{
      0, 1, 2, 127, 128, 255, 256, 65535, 65536, UINT32_MAX, 1ull << 32, INT64_MAX, 1ull << 63, UINT64_MAX};
  return kEdges[dice.roll(kEdges.size())];
}

ByteVector any_bytes(Dice& dice) {
  constexpr std::array<std::size_t, 10> kSizes{0, 1, 8, 16, 31, 32, 33, 64, 255, 1216};
  return ByteVector(kSizes[dice.roll(kSizes.size())], static_cast<std::uint8_t>(dice.roll(256)));
}

Value any_value(Dice& dice) {
  switch (dice.roll(6)) {
    case 0:
      return {};
    case 1:
      return any_number(dice);
    case 2:
      return ByteSpan(any_bytes(dice));
    case 3:
      return Array{};
    case 4:
      return Array{any_number(dice), Value()};
    default:
      return std::string(dice.roll(40), static_cast<char>('a' + dice.roll(26)));
  }
}

template <class Bytes>
Bytes changed(Bytes bytes, Dice& dice) {
  using Item = typename Bytes::value_type;
  auto size = static_cast<std::uint32_t>(bytes.size());
  switch (dice.roll(5)) {
    case 0:
      if (size > 0) bytes[dice.roll(size)] ^= static_cast<Item>(1u << dice.roll(8));
      break;
    case 1:
      bytes.resize(size > 0 ? dice.roll(size) : 0);
      break;
    case 2:
      bytes.insert(bytes.begin() + dice.roll(size + 1), dice.roll(9), static_cast<Item>(dice.roll(128)));
      break;
    case 3:
      bytes.clear();
      break;
    default:
      for (auto& item : bytes) item = static_cast<Item>(dice.roll(256));
  }
  return bytes;
}

Array reordered(Array items, Dice& dice) {
  auto size = static_cast<std::uint32_t>(items.size());
  if (size == 0) return Array{any_value(dice)};
  std::uint32_t i = dice.roll(size);
  std::uint32_t k = dice.roll(size);
  Value copy = items[k];
  switch (dice.roll(6)) {
    case 0:
      items.erase(items.begin() + i);
      break;
    case 1:
      items.insert(items.begin() + i, std::move(copy));
      break;
    case 2:
      std::swap(items[i], items[k]);
      break;
    case 3:
      items[i] = std::move(copy);
      break;
    case 4:
      items.insert(items.begin() + i, any_value(dice));
      break;
    default:
      for (std::uint32_t n = dice.roll(70); n > 0 && items.size() < 80; --n) items.push_back(copy);
  }
  return items;
}

Value changed_here(const Value& value, Dice& dice) {
  if (dice.roll(12) == 0) return any_value(dice);
  if (dice.roll(16) == 0) return Array{value};  // one level deeper
  if (const auto* n = value.number()) {
    switch (dice.roll(4)) {
      case 0:
        return *n + 1;
      case 1:
        return *n - 1;
      case 2:
        return *n ^ (1ull << dice.roll(64));
      default:
        return any_number(dice);
    }
  }
  if (const auto* text = value.text()) {
    return dice.roll(6) == 0 ? Value(as_bytes(*text)) : Value(changed(*text, dice));
  }
  if (const auto* bytes = value.bytes()) {
    return dice.roll(8) == 0 ? Value(as_text(*bytes)) : Value(ByteSpan(changed(*bytes, dice)));
  }
  if (const auto* items = value.array()) {
    if (items->size() == 1 && dice.roll(4) == 0) return items->front();
    return reordered(*items, dice);
  }
  return any_value(dice);
}

}  // namespace

Value mutated(const Value& value, Dice& dice) {
  if (const auto* items = value.array(); items != nullptr && !items->empty() && dice.roll(6) != 0) {
    Array copy = *items;
    Value& item = copy[dice.roll(static_cast<std::uint32_t>(copy.size()))];
    item = mutated(item, dice);
    return copy;
  }
  if (const auto* bytes = value.bytes(); bytes != nullptr && dice.roll(8) != 0) {
    auto inner = decode(*bytes);
    if (inner && inner->array()) return ByteSpan(encode(mutated(*inner, dice)));
  }
  return changed_here(value, dice);
}

ByteVector mutated_encoding(const Value& value, Dice& dice) {
  Value out = mutated(value, dice);
  while (dice.roll(3) == 0) out = mutated(out, dice);
  ByteVector bytes = encode(out);
  return dice.roll(24) == 0 ? changed(std::move(bytes), dice) : bytes;
}

}  // namespace adit::test
